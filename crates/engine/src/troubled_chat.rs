//! A tab whose chat is in trouble: what is known, and when the page is looked into.

use super::types::Trouble;
use detect::NetworkError;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// The page asks again for a stream that broke within 5 s: after so long without a request it has
/// given up, or has what it wanted.
pub(super) const QUIET: Duration = Duration::from_secs(6);

/// Whether such an answer, or the lack of one, leaves the app without a part of itself. What a blocker or
/// a person stopped is none, nor is a refusal.
pub(super) fn asset_fails(status: u16, error: &str) -> bool {
    let broken = status == 0 && NetworkError::named(error).is_failure();
    broken || matches!(status, 404 | 410 | 500..)
}

/// A tab whose chat is in trouble, until it is known how that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledChat {
    pub(super) trouble: Trouble,
    pub(super) site: Site,
    /// What the network did to the message's own request.
    pub(super) network: Option<NetworkError>,
    /// The message's own request failed, and nothing was asked since that could mend it.
    pub(super) sure: bool,
    /// The app asked for the rest of an answer, and the last time in vain.
    pub(super) asked_in_vain: bool,
    /// The stream itself could not be taken up again: the app asks for the chat instead.
    pub(super) not_resumed: bool,
    /// What did not load, where that is the trouble: it is what a probe asks for.
    pub(super) part: Option<String>,
    /// Its document is the result of a POST.
    pub(super) post: bool,
    /// When the first sign of it came.
    pub(super) since: Timestamp,
    /// When the page is looked into next.
    pub(super) next: Timestamp,
    /// When it was looked into last, or first heard of.
    pub(super) looked: Timestamp,
    /// A look is under way since then.
    pub(super) looking: Option<Timestamp>,
}

impl TroubledChat {
    /// When there is something to do about it.
    pub(super) fn due(&self) -> Timestamp {
        self.looking.map_or(self.next, |since| since.after(QUIET))
    }

    /// Whether the page was loaded so short a time ago that its app may still be about to start.
    pub(super) fn is_starting(&self, now: Timestamp) -> bool {
        self.trouble == Trouble::Blank && now < self.since.after(QUIET) && self.since <= now
    }

    /// A message's request is answered: what failed before it says nothing of it.
    pub(super) fn message_taken(&mut self) {
        if matches!(self.trouble, Trouble::Stream | Trouble::Send) {
            (self.sure, self.asked_in_vain, self.not_resumed) = (false, false, false);
        }
    }

    /// Moves its moments back with a clock that was set back.
    pub(super) fn set_back(&mut self, by: Duration) {
        let moments = [&mut self.since, &mut self.next, &mut self.looked]
            .into_iter()
            .chain(&mut self.looking);
        moments.for_each(|at| *at = at.before(by));
    }
}
