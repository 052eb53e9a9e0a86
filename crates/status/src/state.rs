//! From what was read to what it means: the assistant's state, the merging of documents, the hint.

use super::about;
use super::incident::{in_order, newest_first};
use super::{About, Impact, Incident, Phase, Reading, State, Update};
use serde::{Deserialize, Serialize};
use text::bounded;

/// How many incidents of a reading the snapshot keeps: a few KB.
const MOST_KEPT: usize = 6;
/// The most components that are kept.
const MOST_COMPONENTS_KEPT: usize = 16;
/// The longest update that is kept, in characters.
const LONGEST_KEPT: usize = 280;

/// The state of the assistant, or of the whole page if it is another owner's.
///
/// The worst of: its components, open incidents about it, maintenance under way. The page's
/// indicator covers all of its owner's products and does not measure severity, so it only ever adds
/// doubt: one that is not `none` and that nothing in the document explains is unknown.
pub(super) fn of(reading: &Reading) -> State {
    let mut state = None;
    let mut worsen = |by| state = Some(state.map_or(by, |state| worse(state, by)));
    let mut explained = false;
    let mut has_core = false;
    let filter = &reading.site.service().status.filter;
    for component in &reading.components {
        explained |= component.impact > Impact::Unknown;
        if !component.about.counts() {
            continue;
        }
        let is_core = about::is_core(filter, &component.id, &component.name);
        has_core |= is_core;
        worsen(match component.impact {
            Impact::None => State::Operational,
            Impact::Unknown => State::Unknown,
            Impact::Maintenance => State::Maintenance,
            Impact::Critical if is_core => State::Down,
            Impact::Minor | Impact::Major | Impact::Critical => State::Degraded,
        });
    }
    if reading.lists_incidents {
        worsen(State::Operational);
    }
    for incident in reading.incidents.iter().filter(|incident| incident.phase.is_open()) {
        explained = true;
        if incident.about.counts() && incident.phase != Phase::Unknown {
            worsen(State::Degraded);
        } else if incident.about.counts() || incident.about == About::Unsaid {
            worsen(State::Unknown);
        }
    }
    for work in reading.maintenance.iter().filter(|work| work.phase.is_open()) {
        explained = true;
        if work.about.counts() {
            worsen(State::Maintenance);
        } else if work.about == About::Unsaid {
            worsen(State::Unknown);
        }
    }
    match reading.indicator {
        None => {}
        Some(Impact::None) => worsen(State::Operational),
        Some(Impact::Unknown) => worsen(State::Unknown),
        // On another vendor's page we know no component, so its own indicator counts.
        Some(Impact::Maintenance) if reading.is_foreign => worsen(State::Maintenance),
        Some(Impact::Critical) if reading.is_foreign => worsen(State::Down),
        Some(_) if reading.is_foreign => worsen(State::Degraded),
        Some(_) if explained && has_core => {}
        Some(_) => worsen(State::Unknown),
    }
    state.unwrap_or(State::Unknown)
}

/// The worse of two states. Unknown is worse only than operational: what is known to be bad is not
/// made doubtful by something else that is unknown.
fn worse(one: State, other: State) -> State {
    const fn rank(state: State) -> u8 {
        match state {
            State::Operational => 0,
            State::Unknown => 1,
            State::Maintenance => 2,
            State::Degraded => 3,
            State::Down => 4,
        }
    }
    if rank(other) > rank(one) { other } else { one }
}

/// Merges two documents of the same format into one reading: components and incidents by their ids,
/// preferring the later document. For the compatible format, which is spread over three documents.
#[must_use]
pub fn merge(one: Reading, other: Reading) -> Reading {
    let mut merged = other;
    merged.read_at = merged.read_at.max(one.read_at);
    merged.updated_at = merged.updated_at.max(one.updated_at);
    merged.indicator = merged.indicator.or(one.indicator);
    merged.lists_incidents |= one.lists_incidents;
    merged.is_foreign |= one.is_foreign;
    merged.failed.extend(one.failed);
    for component in one.components {
        if !merged.components.iter().any(|known| known.id == component.id) {
            merged.components.push(component);
        }
    }
    unite(&mut merged.incidents, one.incidents);
    unite(&mut merged.maintenance, one.maintenance);
    merged.state = of(&merged);
    merged
}

fn unite(list: &mut Vec<Incident>, more: Vec<Incident>) {
    for incident in more {
        match list.iter_mut().find(|known| known.id == incident.id && !known.id.is_empty()) {
            Some(known) if known.updated_at < incident.updated_at => *known = incident,
            Some(_) => {}
            None => list.push(incident),
        }
    }
}

impl Reading {
    /// Takes over what the page has dropped since: in a document that lists only open incidents, a
    /// missing one was closed. It ended when that was seen.
    #[must_use]
    pub(super) fn after(mut self, before: Self) -> Self {
        if !self.lists_incidents {
            return self;
        }
        for mut old in before.incidents {
            if !old.about.counts() || self.incidents.iter().any(|known| known.id == old.id) {
                continue;
            }
            if old.phase.is_open() {
                old.phase = Phase::Resolved;
                old.updated_at = Some(self.read_at);
                old.ends_at = old.updated_at;
            }
            self.incidents.push(old);
        }
        self.to_keep()
    }

    /// What is worth keeping: the assistant's components and others that are hit, open incidents,
    /// then the newest that ended, the assistant's first, each with its newest update. The state is
    /// not changed.
    #[must_use]
    pub fn to_keep(mut self) -> Self {
        self.components
            .retain(|component| component.about.is_site() || component.impact != Impact::None);
        let filter = &self.site.service().status.filter;
        self.components = in_order(self.components, |component| {
            let is_core = about::is_core(filter, &component.id, &component.name);
            let ours = i64::from(component.about.is_site());
            -(ours << 5 | i64::from(is_core) << 4 | component.impact as i64)
        });
        self.components.truncate(MOST_COMPONENTS_KEPT);
        for list in [&mut self.incidents, &mut self.maintenance] {
            *list = in_order(std::mem::take(list), |incident| {
                let open = incident.phase.is_open() || incident.phase == Phase::Scheduled;
                let others = i64::from(!incident.about.is_site());
                // No time in a document needs 50 bits.
                let newest = newest_first(incident.updated_at).min(1 << 50);
                (i64::from(!open) << 53) + (others << 52) + newest
            });
            list.truncate(MOST_KEPT);
            for incident in list {
                incident.updates.truncate(1);
                for Update { text, .. } in &mut incident.updates {
                    *text = bounded(text, LONGEST_KEPT);
                }
            }
        }
        self
    }
}

/// A change of the page that is a reason to check whether the assistant answers again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StatusHint {
    /// A fix is in: on the median at 58 % of an incident's published length, and usually it works
    /// already.
    Monitoring,
    /// Planned work has ended.
    MaintenanceEnded,
    /// The incident is closed: on the median 37 minutes after it worked again.
    Resolved,
}

/// What changed from one reading to the next; if several things did, the strongest.
///
/// Only incidents that are or may be the assistant's count. A missing one counts as closed only if
/// the later document lists incidents.
#[must_use]
pub fn hint(before: Option<&Reading>, after: &Reading) -> Option<StatusHint> {
    let before = before?;
    let ours = |incident: &&Incident| {
        incident.phase.is_open() && (incident.about.counts() || incident.about == About::Unsaid)
    };
    let find = |list: &[Incident], id: &str| -> Option<Phase> {
        list.iter().find(|incident| incident.id == id).map(|incident| incident.phase)
    };
    let mut hint = None;
    for old in before.incidents.iter().filter(ours) {
        let new = match find(&after.incidents, &old.id) {
            Some(Phase::Monitoring) if old.phase != Phase::Monitoring => {
                Some(StatusHint::Monitoring)
            }
            Some(Phase::Resolved | Phase::Postmortem) => Some(StatusHint::Resolved),
            None if after.lists_incidents => Some(StatusHint::Resolved),
            Some(_) | None => None,
        };
        hint = hint.max(new);
    }
    for old in before.maintenance.iter().filter(ours) {
        let new = find(&after.maintenance, &old.id);
        let ended = match new {
            Some(phase) => !phase.is_open() && phase != Phase::Scheduled,
            None => after.lists_incidents,
        };
        hint = hint.max(ended.then_some(StatusHint::MaintenanceEnded));
    }
    hint
}
