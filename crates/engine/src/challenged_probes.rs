//! When a page is loaded for real while probes tell nothing.

use super::random::Random;
use super::schedule::SOON;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;

/// By itself Gatewatch loads a page of the site for real at most this often: as rarely as a patient
/// user would, and often enough to wait no longer than this after the site is back.
pub(super) const BETWEEN_LOADS: Duration = Duration::from_secs(10 * 60);

/// If the user is busy in the card of the page that was to be loaded, try again after this long.
const WHILE_AT_WORK: Duration = Duration::from_secs(60);

/// The state of real loads while probes tell nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengedProbes {
    /// When a page is loaded for real next.
    pub(super) next_load: Timestamp,
    /// That load was begun, and its result is not known yet.
    pub(super) begun: bool,
}

impl ChallengedProbes {
    /// Starts now. The first load comes at a random moment, because thousands of clients are
    /// challenged at the same time.
    pub(super) fn from(now: Timestamp, last_load: Option<Timestamp>, random: &mut Random) -> Self {
        let next_load = spaced(now.after(random.up_to(BETWEEN_LOADS)), last_load);
        Self { next_load, begun: false }
    }

    /// A hint that the site may be back: load a page soon, unless one was just loaded.
    pub(super) fn hasten(
        &mut self,
        now: Timestamp,
        last_load: Option<Timestamp>,
        random: &mut Random,
    ) {
        let soon = spaced(now.after(random.up_to(SOON)), last_load);
        self.next_load = self.next_load.min(soon);
    }

    /// A page is being loaded now; its result is not known yet.
    pub(super) fn begins(&mut self, now: Timestamp) {
        self.next_load = now.after(BETWEEN_LOADS);
        self.begun = true;
    }

    /// The user is busy in the card, so the load waits.
    pub(super) fn wait_for_person(&mut self, now: Timestamp) {
        self.next_load = now.after(WHILE_AT_WORK);
    }
}

/// `wanted`, or later if a page was loaded too recently.
fn spaced(wanted: Timestamp, last_load: Option<Timestamp>) -> Timestamp {
    last_load.map_or(wanted, |last| wanted.max(last.after(BETWEEN_LOADS)))
}
