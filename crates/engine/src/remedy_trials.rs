//! What was tried against an outage, by us and by its people, and how that went.

use super::event::Clearing;
use evidence::{Question, Trial};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

/// How clearing the cache stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClearingState {
    /// Effects for.
    UnderWay,
    /// Ended.
    Ended(Clearing),
}

/// How it went so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyTrials {
    /// What people told: whether it is so.
    #[serde(with = "crate::entries")]
    pub(super) told: LiteMap<Question, bool>,
    /// A failing document came with no answer of the network: the browser, or the site's own
    /// worker, had it in store.
    pub stored: bool,
    /// It failed again after the cache was cleared.
    pub in_vain: bool,
    /// The cache was cleared without being asked.
    pub unasked: bool,
    /// When somebody asked for the cache to be cleared.
    pub asked_to_clear: Option<Timestamp>,
    /// So many stored things were counted as they went.
    pub counted: u32,
    /// Its people were told that the site is back.
    pub announced: bool,
    /// Documents loaded well in this outage in ordinary windows, and in private ones.
    pub(super) well: (bool, bool),
}

impl RemedyTrials {
    /// What a person answered.
    pub fn answer(&self, question: Question) -> Option<bool> {
        self.told.get(&question).copied()
    }

    /// How a person said that it went.
    pub fn told(&self, question: Question) -> Option<Trial> {
        self.told.get(&question).map(|works| if *works { Trial::Works } else { Trial::Fails })
    }

    /// Whether any document loaded well in it.
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
