//! What goes on while the edge challenges every probe: nobody can ask whether the site is back, so one
//! page of it is loaded for real now and then, far apart.

use super::Engine;
use super::outage::{Outage, OutagePhase};
use super::random::Random;
use super::schedule::SOON;
use super::types::TabId;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// By itself Gatewatch loads one page of the site for real once in this time: as rarely as a patient
/// person would, and soon enough that nobody waits longer than this after the site is back.
pub(super) const BETWEEN_LOADS: Duration = Duration::from_secs(10 * 60);

/// Where the person is at work in the card of the page that was to be loaded, it is tried again after
/// so long.
const WHILE_AT_WORK: Duration = Duration::from_secs(60);

/// How it stands while no probe tells anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengedProbes {
    /// When a page is loaded for real next.
    pub(super) next_load: Timestamp,
    /// That load was begun, and what came of it is not known yet.
    pub(super) begun: bool,
}

impl ChallengedProbes {
    /// From now on. The moment of the first load is random within its time: whoever is challenged is
    /// so together with thousands of others.
    fn from(now: Timestamp, last_load: Option<Timestamp>, random: &mut Random) -> Self {
        let next_load = spaced(now.after(random.up_to(BETWEEN_LOADS)), last_load);
        Self { next_load, begun: false }
    }

    /// Something says that the site may be back: a page is loaded soon, unless one just was.
    pub(super) fn hasten(
        &mut self,
        now: Timestamp,
        last_load: Option<Timestamp>,
        random: &mut Random,
    ) {
        let soon = spaced(now.after(random.up_to(SOON)), last_load);
        self.next_load = self.next_load.min(soon);
    }

    /// A page is loaded now; what comes of it is not known yet.
    pub(super) fn begins(&mut self, now: Timestamp) {
        self.next_load = now.after(BETWEEN_LOADS);
        self.begun = true;
    }

    /// The person is at work in the card: the load waits.
    pub(super) fn wait_for_person(&mut self, now: Timestamp) {
        self.next_load = now.after(WHILE_AT_WORK);
    }
}

/// `wanted`, or later where a page was loaded too short a time before.
fn spaced(wanted: Timestamp, last_load: Option<Timestamp>) -> Timestamp {
    last_load.map_or(wanted, |last| wanted.max(last.after(BETWEEN_LOADS)))
}

impl Outage {
    /// Where it stands for people. A page that is loaded to see how the site is looks like a check:
    /// nobody knows that the site is back.
    pub(super) const fn shown_phase(&self) -> OutagePhase {
        if matches!(self.phase, OutagePhase::Returning) && self.challenged.is_some() {
            return OutagePhase::Probing;
        }
        self.phase
    }

    /// When a page is to be loaded for real, where nothing else can tell how the site is and a tab
    /// may be loaded at all. Not before the site wants to be asked.
    pub(super) fn next_real_load(&self, not_before: Option<Timestamp>) -> Option<Timestamp> {
        let loadable =
            |tab: &super::FailingTab| tab.returning.is_none() && tab.may_return(self.returns);
        let next = self.challenged.as_ref()?.next_load;
        let waits = self.phase == OutagePhase::Waiting && self.tabs.values().any(loadable);
        waits.then(|| not_before.map_or(next, |floor| next.max(floor)))
    }
}

impl Engine {
    /// A probe was challenged, also from within the failing page where there was one: it says
    /// nothing of the site.
    pub(super) fn probe_challenged(&mut self, now: Timestamp, site: Site) {
        let pace = self.pace(now);
        let Some(watch) = self.sites.get_mut(&site) else { return };
        if let Some(outage) = &mut watch.outage {
            outage.challenged.get_or_insert_with(|| {
                ChallengedProbes::from(now, watch.last_load, &mut self.random)
            });
        }
        watch.wait(now, &mut self.random, pace, false);
    }

    /// Loads a page for real, to see: `tab`, because its person asked, or the next in turn.
    pub(super) fn load_for_real(&mut self, now: Timestamp, site: Site, tab: Option<TabId>) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let Some(next) = tab.or_else(|| outage.next_to_return(now)) else { return };
        if let Some(challenged) = &mut outage.challenged {
            challenged.next_load = now.after(BETWEEN_LOADS);
        }
        outage.phase = OutagePhase::Returning;
        outage.next_return = now;
        self.return_tab(now, site, next, tab.is_some());
    }
}
