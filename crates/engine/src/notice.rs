//! What is shown on a living page that has not failed: a limit that names its end, or a stalled
//! answer. Neither causes any request to the site.

use super::event::Button;
use super::types::Document;
use crate::prompts::{Given, Saved};
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// The bar is removed if it was not looked at for this long.
const STAYS_FOR: Duration = Duration::from_secs(30 * 60);

/// No answer is waited for longer than this.
const STALLS_AT_MOST: Duration = Duration::from_secs(2 * 3600);

/// A bar on a living page about something that is no outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub(super) about: About,
    pub(super) site: Site,
    /// The page that it is on.
    pub(super) document: Document,
    /// What became of the message's text.
    pub(super) saved: Saved,
    /// The result of putting it back.
    pub(super) given: Option<Given>,
    /// The user has dismissed it.
    pub(super) hidden: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// The site refused a message until a time that it named.
    Limit {
        /// That time.
        until: Timestamp,
        /// It has passed.
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

    /// When something is to be done about it.
    pub(super) fn due(&self) -> Timestamp {
        match self.about {
            About::Limit { until, over: false } => until,
            About::Limit { .. } | About::Stalled { .. } => self.stays_until(),
        }
    }

    /// When it is removed by itself.
    pub(super) fn stays_until(&self) -> Timestamp {
        match self.about {
            About::Limit { until, .. } => until.after(STAYS_FOR),
            About::Stalled { since } => since.after(STALLS_AT_MOST),
        }
    }

    /// Whether it is about a stalled answer.
    pub(super) const fn is_of_stall(&self) -> bool {
        matches!(self.about, About::Stalled { .. })
    }

    /// Marks the limit as over; returns whether that is new.
    pub(super) const fn comes(&mut self, now: Timestamp) -> bool {
        match &mut self.about {
            About::Limit { until, over } if !*over => {
                (*until, *over) = (now, true);
                true
            }
            About::Limit { .. } | About::Stalled { .. } => false,
        }
    }

    /// Whether its end is still to be announced.
    pub(super) const fn may_be_promised(&self) -> bool {
        matches!(self.about, About::Limit { over: false, .. })
    }

    /// Whether it speaks against using its site right now.
    pub(super) const fn speaks_against(&self) -> bool {
        !matches!(self.about, About::Limit { over: true, .. })
    }

    /// Whether the status page matters for it.
    pub(super) const fn wants_news(&self) -> bool {
        self.is_of_stall() && !self.hidden
    }

    /// Handles a button pressed on it.
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
