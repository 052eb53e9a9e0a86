//! What is told on a page that lives and has not failed: a limit that names its end, an answer that stands
//! still. The site is asked for nothing because of either.

use super::event::Button;
use super::types::Document;
use crate::prompts::{Given, Saved};
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// Nobody came to read for so long: the bar goes.
const STAYS_FOR: Duration = Duration::from_secs(30 * 60);

/// No answer is waited for longer.
const STALLS_AT_MOST: Duration = Duration::from_secs(2 * 3600);

/// A bar on a page that lives, of something that is no outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub(super) about: About,
    pub(super) site: Site,
    /// The page that it stands on.
    pub(super) document: Document,
    /// What became of the text of the message.
    pub(super) saved: Saved,
    /// What came of giving it back.
    pub(super) given: Option<Given>,
    /// Its person has read it.
    pub(super) hidden: bool,
}

/// What a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// The site refused a message until a moment that it named.
    Limit {
        /// That moment.
        until: Timestamp,
        /// It has come.
        over: bool,
    },
    /// An answer has neither grown nor ended for a while.
    Stalled {
        /// When that was seen.
        since: Timestamp,
    },
}

impl Notice {
    pub(super) const fn new(site: Site, document: Document, about: About) -> Self {
        Self { about, site, document, saved: Saved::Nothing, given: None, hidden: false }
    }

    /// When there is something to do about it.
    pub(super) fn due(&self) -> Timestamp {
        match self.about {
            About::Limit { until, over: false } => until,
            About::Limit { .. } | About::Stalled { .. } => self.stays_until(),
        }
    }

    /// When it goes by itself.
    pub(super) fn stays_until(&self) -> Timestamp {
        match self.about {
            About::Limit { until, .. } => until.after(STAYS_FOR),
            About::Stalled { since } => since.after(STALLS_AT_MOST),
        }
    }

    /// Whether it tells of an answer that stands still.
    pub(super) const fn is_of_stall(&self) -> bool {
        matches!(self.about, About::Stalled { .. })
    }

    /// The moment that a limit named has come, if only now that the machine woke: whether that is news.
    pub(super) const fn comes(&mut self, now: Timestamp) -> bool {
        match &mut self.about {
            About::Limit { until, over } if !*over => {
                (*until, *over) = (now, true);
                true
            }
            About::Limit { .. } | About::Stalled { .. } => false,
        }
    }

    /// Whether its end is still to be told.
    pub(super) const fn may_be_promised(&self) -> bool {
        matches!(self.about, About::Limit { over: false, .. })
    }

    /// Whether its site is known to be of little use right now.
    pub(super) const fn speaks_against(&self) -> bool {
        !matches!(self.about, About::Limit { over: true, .. })
    }

    /// Whether the status page is of interest.
    pub(super) const fn wants_news(&self) -> bool {
        self.is_of_stall() && !self.hidden
    }

    /// What a person pressed on it: whether nothing is left to be shown.
    pub(super) fn pressed(&mut self, button: Button) {
        self.hidden |= matches!(button, Button::Hide | Button::Stay);
    }

    /// Moves its moments back with a clock that was set back.
    pub(super) fn set_back(&mut self, by: Duration) {
        match &mut self.about {
            About::Limit { until: at, .. } | About::Stalled { since: at } => *at = at.before(by),
        }
    }
}
