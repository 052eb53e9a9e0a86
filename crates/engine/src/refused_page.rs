//! A tab whose page was refused: what is known of it, while nobody knows whether that is an outage.

use super::types::{Document, Expectation};
use detect::Response;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// A check that a browser passes by itself is passed within seconds, and is nothing to ask anybody
/// about.
const CHECK_TAKES: Duration = Duration::from_secs(8);

/// A refused page is committed within so long of its headers.
const COMMITTED_WITHIN: Duration = Duration::from_millis(700);

/// Incidents are posted within minutes of their beginning: a page that has been refused for longer is
/// watched no more.
pub(super) const WATCHED_FOR: Duration = Duration::from_secs(30 * 60);

/// Long enough for a status page whose first document cannot be read; an incident that is posted much
/// later has nothing to do with it.
const SIGNED_OUT_WATCHED_FOR: Duration = Duration::from_secs(4 * 60);

/// A tab whose page was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedPage {
    pub(super) expectation: Expectation,
    pub(super) response: Response,
    /// It is of no interest from then on.
    pub(super) until: Timestamp,
    /// It is looked into no sooner.
    pub(super) next: Timestamp,
    /// How often it was looked for.
    pub(super) asked: u32,
    /// Which document it is, once that was found.
    pub(super) document: Option<Document>,
    /// It is a sign-in, to which the app itself sent its person.
    pub(super) sign_in: bool,
}

impl RefusedPage {
    /// Its headers have just come.
    pub(super) fn new(now: Timestamp, expectation: Expectation, response: Response) -> Self {
        let settles = if response.is_challenge() { CHECK_TAKES } else { COMMITTED_WITHIN };
        let (until, next) = (now.after(WATCHED_FOR), now.after(settles));
        Self { expectation, response, until, next, asked: 0, document: None, sign_in: false }
    }

    /// The headers of a sign-in have just come that its person did not ask for.
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

    /// Whether it has stood long enough to ask about it.
    pub(super) fn is_settled(&self, now: Timestamp) -> bool {
        self.next <= now || self.asked > 0
    }

    /// When there is something to do about it.
    pub(super) fn due(&self, now: Timestamp) -> Timestamp {
        if self.next > now { self.next.min(self.until) } else { self.until }
    }

    /// Moves its moments back with a clock that was set back.
    pub(super) fn set_back(&mut self, by: Duration) {
        let moments = [&mut self.until, &mut self.next, &mut self.expectation.at];
        moments.into_iter().for_each(|at| *at = at.before(by));
    }
}
