//! When a page is loaded for real, while no probe tells anything.

use super::random::Random;
use super::schedule::SOON;
use serde::{Deserialize, Serialize};
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
    pub(super) fn from(now: Timestamp, last_load: Option<Timestamp>, random: &mut Random) -> Self {
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
