//! A tab whose page was refused: what is known of it while it may or may not be an outage.

use super::types::{Document, Expectation};
use detect::Response;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// A check that the browser passes by itself is over within seconds, so we do not inspect it
/// before.
const CHECK_TAKES: Duration = Duration::from_secs(8);

/// A refused page is committed within this time after its headers.
const COMMITTED_WITHIN: Duration = Duration::from_millis(700);

/// Incidents are posted within minutes of their beginning, so a page that has been refused for
/// longer is no longer watched.
pub(super) const WATCHED_FOR: Duration = Duration::from_secs(30 * 60);

/// Long enough for a status page whose first document cannot be read; an incident that is posted
/// much later has nothing to do with it.
const SIGNED_OUT_WATCHED_FOR: Duration = Duration::from_secs(4 * 60);

/// A tab whose page was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedPage {
    pub(super) expectation: Expectation,
    pub(super) response: Response,
    /// It is no longer watched after this.
    pub(super) until: Timestamp,
    /// It is not inspected before this.
    pub(super) next: Timestamp,
    /// How often it was inspected.
    pub(super) asked: u32,
    /// Its document, once that was found.
    pub(super) document: Option<Document>,
    /// A sign-in page that the app opened by itself.
    pub(super) sign_in: bool,
}

impl RefusedPage {
    /// Its headers have just come in.
    pub(super) fn new(now: Timestamp, expectation: Expectation, response: Response) -> Self {
        let settles = if response.is_challenge() { CHECK_TAKES } else { COMMITTED_WITHIN };
        let (until, next) = (now.after(WATCHED_FOR), now.after(settles));
        Self { expectation, response, until, next, asked: 0, document: None, sign_in: false }
    }

    /// A sign-in page that the app opened by itself.
    pub(super) fn sign_in(now: Timestamp, expectation: Expectation, response: Response) -> Self {
        let until = now.after(SIGNED_OUT_WATCHED_FOR);
        Self { until, sign_in: true, ..Self::new(now, expectation, response) }
    }

    /// The site that refused it.
    pub(super) fn site(&self) -> Option<Site> {
        Site::of(&self.expectation.address)
    }

    /// The address that was refused.
    pub(super) fn address(&self) -> &str {
        &self.expectation.address
    }

    /// Whether it has been there long enough to read the status page for it.
    pub(super) fn is_settled(&self, now: Timestamp) -> bool {
        self.next <= now || self.asked > 0
    }

    /// When something is to be done about it.
    pub(super) fn due(&self, now: Timestamp) -> Timestamp {
        if self.next > now { self.next.min(self.until) } else { self.until }
    }

    /// Moves its moments back with a clock that was set back.
    pub(super) fn set_back(&mut self, by: Duration) {
        let moments = [&mut self.until, &mut self.next, &mut self.expectation.at];
        moments.into_iter().for_each(|at| *at = at.before(by));
    }
}
