//! What was tried against an outage, by us and by its users, and with which result.

use super::event::Clearing;
use evidence::{Question, Trial};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

/// The state of clearing the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClearingState {
    /// Under way.
    UnderWay,
    /// Ended.
    Ended(Clearing),
}

/// The results so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyTrials {
    /// What users answered to each question.
    #[serde(with = "crate::entries")]
    pub(super) told: LiteMap<Question, bool>,
    /// A failing document came without any answer from the network: the browser, or the site's own
    /// worker, had it in a cache.
    pub stored: bool,
    /// It failed again after the cache was cleared.
    pub in_vain: bool,
    /// The cache was cleared without being asked.
    pub unasked: bool,
    /// When somebody asked for the cache to be cleared.
    pub asked_to_clear: Option<Timestamp>,
    /// How many stored things were counted as they went.
    pub counted: u32,
    /// The user was told that the site is back.
    pub announced: bool,
    /// Documents loaded well in this outage in ordinary windows, and in private ones.
    pub(super) well: (bool, bool),
}

impl RemedyTrials {
    /// What the user answered.
    pub fn answer(&self, question: Question) -> Option<bool> {
        self.told.get(&question).copied()
    }

    /// What the user answered, as the result of a trial.
    pub fn told(&self, question: Question) -> Option<Trial> {
        self.told.get(&question).map(|works| if *works { Trial::Works } else { Trial::Fails })
    }

    /// Whether any document loaded well during it.
    pub const fn is_well(&self) -> bool {
        self.well.0 || self.well.1
    }

    /// A document loaded well, with these cookies.
    pub const fn loaded_well(&mut self, cookie_store: u32) {
        if cookie_store == 0 {
            self.well.0 = true;
        } else {
            self.well.1 = true;
        }
    }
}
