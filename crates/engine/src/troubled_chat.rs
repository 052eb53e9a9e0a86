//! A tab whose chat is in trouble: what is known, and when the page is inspected.

use super::types::Trouble;
use detect::NetworkError;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// The page asks again for a broken stream within 5 s: after this long without a request it has
/// given up, or has what it wanted.
pub(super) const QUIET: Duration = Duration::from_secs(6);

/// Whether such an answer, or the lack of one, leaves the app without one of its files. What a
/// blocker or the user stopped does not count, nor does a refusal.
pub(super) fn asset_fails(status: u16, error: &str) -> bool {
    let broken = status == 0 && NetworkError::named(error).is_failure();
    broken || matches!(status, 404 | 410 | 500..)
}

/// A tab whose chat is in trouble, until it is known how that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledChat {
    pub(super) trouble: Trouble,
    pub(super) site: Site,
    /// The network error of the message's own request.
    pub(super) network: Option<NetworkError>,
    /// The message's own request failed, and no request since could have fixed it.
    pub(super) sure: bool,
    /// The app asked for the rest of an answer, the last time in vain.
    pub(super) asked_in_vain: bool,
    /// The stream itself could not be resumed: the app asks for the chat instead.
    pub(super) not_resumed: bool,
    /// What did not load, if that is the trouble: a probe asks for it.
    pub(super) part: Option<String>,
    /// Its document is the result of a POST.
    pub(super) post: bool,
    /// When the first sign of it came.
    pub(super) since: Timestamp,
    /// When the page is inspected next.
    pub(super) next: Timestamp,
    /// When it was last inspected, or the trouble was first reported.
    pub(super) looked: Timestamp,
    /// When the inspection under way began.
    pub(super) looking: Option<Timestamp>,
}

impl TroubledChat {
    /// When something is to be done about it.
    pub(super) fn due(&self) -> Timestamp {
        self.looking.map_or(self.next, |since| since.after(QUIET))
    }

    /// Whether the page was loaded so recently that its app may still be starting.
    pub(super) fn is_starting(&self, now: Timestamp) -> bool {
        self.trouble == Trouble::Blank && now < self.since.after(QUIET) && self.since <= now
    }

    /// A message's request was answered: earlier failures say nothing about it.
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
