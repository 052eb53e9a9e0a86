//! One site's outage, from the first failure to the recovery.
//!
//! ```text
//!              due                 somebody is left          answers
//!  Waiting ──────────▶ Looking ──────────────────▶ Probing ──────────▶ Returning
//!   ▲  ▲                  │ nobody is left            │                  │   │
//!   │  │                  ▼                           │ still down       │   │ the last tab
//!   │  │                (end)                         │                  │   ▼ loaded well
//!   │  └──────────────────────────────────────────────┘                  │ (end)
//!   └────────────────────────────────────────────────────────────────────┘
//!                        a tab that was taken back failed again
//!  Paused: from anywhere by a person, and back to Waiting.
//!  Stopped: from Waiting after a very long time; a person starts it again.
//! ```

use super::command::Place;
use super::event::{Clearing, Document, ProbeAnswer, TabId};
use super::map::Map;
use super::random::Random;
use super::schedule;
use crate::detect::Class;
use crate::site::Site;
use crate::time::Timestamp;
use core::time::Duration;
use nanoserde::{DeBin, SerBin};

/// At most this many probes in any hour, a person's own checks included.
pub const PROBES_AN_HOUR: usize = 60;

/// A person may ask this often.
pub const CHECK_EVERY: Duration = Duration::from_secs(5);

/// After this long without the site Gatewatch stops until it is told to go on.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(12 * 3600);

/// A tab that was taken back and not heard of for so long is asked.
pub const ARRIVAL_WITHIN: Duration = Duration::from_secs(60);

/// A site that fails again so soon after it was back goes on where its schedule was.
pub const FLAPPING_WITHIN: Duration = Duration::from_secs(120);

/// More failing tabs than this are not tracked: the snapshot stays small.
pub const TABS_AT_MOST: usize = 200;

const HOUR: Duration = Duration::from_secs(3600);

/// What is remembered of a site, in an outage and for an hour after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, SerBin, DeBin)]
pub struct Watch {
    /// The outage, while there is one.
    pub outage: Option<Outage>,
    /// When the probes of the last hour were sent, oldest first.
    recent: Vec<Timestamp>,
    /// The site asked not to be asked before.
    pub not_before: Option<Timestamp>,
    /// From when the schedule of the last outage counted, and when it ended.
    last: Option<(Timestamp, Timestamp)>,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Eq, SerBin, DeBin)]
pub struct Outage {
    /// When the first failure of it was seen.
    pub started: Timestamp,
    /// From when the schedule counts: `started`, or earlier where the site flaps.
    anchor: Timestamp,
    /// What failed last.
    pub class: Class,
    /// The code of the last failing document.
    pub code: u16,
    /// The address of the last failing document.
    pub address: String,
    /// The tabs that fail.
    pub tabs: Map<TabId, FailingTab>,
    /// Where in the diagram it stands.
    pub phase: Phase,
    /// When the next probe is due, in `Waiting`.
    pub next_probe: Timestamp,
    /// When the next tab may be taken back, in `Returning`.
    pub next_return: Timestamp,
    /// Probes sent in this outage.
    pub probes: u32,
    /// What the last probe brought, and when.
    pub answered: Option<(Timestamp, ProbeAnswer)>,
    /// What became of the last *Check now* that was refused.
    pub refused: Option<Refusal>,
    /// What became of the last clearing of the cache.
    pub clearing: Option<ClearingState>,
}

/// Where an outage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SerBin, DeBin)]
pub enum Phase {
    /// For the next probe.
    Waiting,
    /// At the tabs, before a probe: no probe where nobody waits.
    Looking,
    /// A probe is in flight.
    Probing,
    /// The site answers: tabs are taken back.
    Returning,
    /// A person said so.
    Paused,
    /// It lasted too long.
    Stopped,
}

/// One tab of an outage.
#[derive(Clone, Debug, PartialEq, Eq, SerBin, DeBin)]
pub struct FailingTab {
    /// The document that failed.
    pub document: Document,
    /// Where its card stands.
    pub place: Place,
    /// Its load is under way since then.
    pub returning: Option<Timestamp>,
    /// Its person hid the panel.
    pub hidden: bool,
    /// The document is the result of a POST: never loaded again by us.
    pub post: bool,
    /// Whether it was the active tab of its window when somebody looked last.
    pub active: bool,
}

/// Why a *Check now* was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SerBin, DeBin)]
pub enum Refusal {
    /// The last one is less than five seconds old.
    TooSoon,
    /// The site asked to wait until then.
    AskedToWait(Timestamp),
    /// Sixty an hour are enough; the next may go then.
    HourFull(Timestamp),
}

/// How clearing the cache stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SerBin, DeBin)]
pub enum ClearingState {
    /// Asked for.
    UnderWay,
    /// Ended.
    Ended(Clearing),
}

impl Watch {
    /// The outage, begun now if there is none.
    pub fn outage_at(&mut self, now: Timestamp, random: &mut Random) -> &mut Outage {
        let lasted = match self.last {
            Some((anchor, ended)) if now.since(ended) < FLAPPING_WITHIN => ended.since(anchor),
            _ => Duration::ZERO,
        };
        let not_before = self.not_before;
        self.outage.get_or_insert_with(|| {
            let anchor = before(now, lasted);
            let due = now.after(schedule::interval(lasted, random));
            Outage {
                started: now,
                anchor,
                class: Class::Unknown,
                code: 0,
                address: String::new(),
                tabs: Map::new(),
                phase: Phase::Waiting,
                next_probe: not_before.map_or(due, |floor| due.max(floor)),
                next_return: now,
                probes: 0,
                answered: None,
                refused: None,
                clearing: None,
            }
        })
    }

    /// Ends the outage and remembers how far its schedule had come.
    pub fn end(&mut self, now: Timestamp) {
        if let Some(outage) = self.outage.take() {
            self.last = Some((outage.anchor, now));
        }
    }

    /// The earliest moment at which one more probe is allowed, and why not sooner.
    #[must_use]
    pub fn allowed(&self, now: Timestamp) -> (Timestamp, Option<Refusal>) {
        if let Some(floor) = self.not_before.filter(|floor| *floor > now) {
            return (floor, Some(Refusal::AskedToWait(floor)));
        }
        match self.recent.len().checked_sub(PROBES_AN_HOUR).and_then(|i| self.recent.get(i)) {
            Some(oldest) if now.since(*oldest) < HOUR && *oldest <= now => {
                let free = oldest.after(HOUR);
                (free, Some(Refusal::HourFull(free)))
            }
            _ => (now, None),
        }
    }

    /// A probe is sent now.
    pub fn count_probe(&mut self, now: Timestamp) {
        // Moments in the future come from a clock that was set back: they prove nothing.
        self.recent.retain(|at| *at <= now && now.since(*at) < HOUR);
        self.recent.push(now);
        if let Some(outage) = &mut self.outage {
            outage.probes = outage.probes.saturating_add(1);
        }
    }

    /// The moment of the latest probe.
    #[must_use]
    pub fn last_probe(&self) -> Option<Timestamp> {
        self.recent.last().copied()
    }

    /// The site asks to be left alone for so long from now.
    pub fn floor(&mut self, now: Timestamp, wait: Duration) {
        let until = now.after(wait.min(HOUR));
        self.not_before = Some(self.not_before.map_or(until, |floor| floor.max(until)));
        if let Some(outage) = &mut self.outage {
            outage.next_probe = outage.next_probe.max(until);
        }
    }

    /// Goes back to waiting: the next probe follows from how long the outage has lasted.
    pub fn wait(&mut self, now: Timestamp, random: &mut Random, factor: u32) {
        let not_before = self.not_before;
        if let Some(outage) = &mut self.outage {
            let pause = schedule::interval(now.since(outage.anchor), random);
            let due = now.after(pause.saturating_mul(factor));
            outage.phase = Phase::Waiting;
            outage.next_probe = not_before.map_or(due, |floor| due.max(floor));
        }
    }

    /// A hint: something says that it may be back, so the next probe comes soon.
    pub fn hasten(&mut self, now: Timestamp, random: &mut Random) {
        let not_before = self.not_before;
        if let Some(outage) = &mut self.outage
            && outage.phase == Phase::Waiting
        {
            let soon = now.after(random.jittered(Duration::from_millis(1500), 66));
            let soon = not_before.map_or(soon, |floor| soon.max(floor));
            outage.next_probe = outage.next_probe.min(soon);
        }
    }

    /// Mends what a clock that was set back would make wait for hours.
    pub fn mend_clock(&mut self, now: Timestamp) {
        let latest = now.after(HOUR);
        self.not_before = self.not_before.map(|floor| floor.min(latest)).filter(|f| *f > now);
        if let Some(outage) = &mut self.outage {
            outage.next_probe = outage.next_probe.min(latest);
            outage.next_return = outage.next_return.min(latest);
            outage.started = outage.started.min(now);
            outage.anchor = outage.anchor.min(now);
        }
    }
}

impl Outage {
    /// The tab to take back next: the one that is looked at, then by age of the tab.
    #[must_use]
    pub fn next_to_return(&self) -> Option<TabId> {
        let mut waiting = self.tabs.iter().filter(|(_, tab)| tab.returning.is_none() && !tab.post);
        waiting.clone().find(|(_, tab)| tab.active).or_else(|| waiting.next()).map(|(id, _)| *id)
    }

    /// Whether any tab's load is under way.
    #[must_use]
    pub fn is_returning_one(&self) -> bool {
        self.tabs.values().any(|tab| tab.returning.is_some())
    }

    /// Which site it is of.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        Site::of(&self.address)
    }
}

/// So long before `at`.
fn before(at: Timestamp, duration: Duration) -> Timestamp {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(at.as_millis().saturating_sub(millis))
}
