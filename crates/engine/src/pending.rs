//! A response whose document is being looked for.

use super::failing_tab::ReloadRate;
use super::types::{Expectation, TurnedAway};
use detect::{self, Action, Class, NetworkError, Response};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;
use timestamp::retry_after::{clock_of, retry_after, wait_asked_for};

/// If the tab reports no change, it is inspected again after this long, and twice as long each
/// time.
pub(super) const ASK_AGAIN: Duration = Duration::from_secs(4);

/// After this many timed inspections a document that never appears is given up: it was a
/// speculative load, or the user moved on.
pub(super) const QUESTIONS: u32 = 4;

/// Longer addresses are not tracked: the edge answers none (Cloudflare's limit is 16 KB), and the
/// snapshot stays small.
pub const LONGEST_ADDRESS: usize = 16 * 1024;

/// A limit that lasts longer is taken for a mistake.
const LONGEST_LIMIT: Duration = Duration::from_secs(7 * 24 * 3600);

/// A response whose document is being looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub(super) expectation: Expectation,
    /// The response, if there was one.
    pub(super) response: Option<Response>,
    pub(super) class: Class,
    /// The network error, if no response came or only a part of one.
    pub(super) network: Option<NetworkError>,
    pub(super) fails: bool,
    pub(super) post: bool,
    /// For the user to solve: neither painted on, nor probed for, nor reloaded.
    pub(super) left_to_browser: bool,
    /// How the page was turned away, if it did not fail.
    pub(super) turned_away: Option<TurnedAway>,
    /// Whether its tab had a document of that address before, as far as we know.
    pub(super) again: bool,
    /// No request was reported for its load: it came from a cache.
    pub(super) stored: bool,
    pub(super) not_before: Option<Timestamp>,
    /// How often its tab was reloaded lately.
    pub(super) reload_rate: ReloadRate,
    /// Its document was found and has its card; we only check that it stays.
    pub(super) found: bool,
    pub(super) asked: u32,
    /// When to inspect again without a report from the tab.
    pub(super) next: Timestamp,
}

impl Pending {
    /// A response that failed, or that came in a tab that fails.
    pub(super) fn response(now: Timestamp, expectation: Expectation, response: Response) -> Self {
        let (class, action) = detect::by_headers(&response);
        // 511: the user has to sign in to this network.
        let left_to_browser = response.status == 511;
        let clock = clock_of(response.header("date"), now);
        let wait = response.header("retry-after").and_then(|v| retry_after(v, clock));
        let fails = left_to_browser || is_failure(class, action);
        let not_before = wait.map(|wait| now.after(wait));
        let response = Some(response);
        Self { response, not_before, left_to_browser, ..Self::new(now, expectation, class, fails) }
    }

    /// No request was reported for its load.
    pub(super) fn out_of_store(self) -> Self {
        Self { stored: true, ..self }
    }

    /// A request that got no response, or only a part of one.
    pub(super) fn broken(now: Timestamp, expectation: Expectation, error: NetworkError) -> Self {
        // A certificate that is not trusted is never retried.
        let left_to_browser = error == NetworkError::Certificate;
        let network = Some(error);
        Self { network, left_to_browser, ..Self::new(now, expectation, Class::NetworkError, true) }
    }

    pub(super) fn new(now: Timestamp, expectation: Expectation, class: Class, fails: bool) -> Self {
        Self {
            expectation,
            response: None,
            class,
            network: None,
            fails,
            post: false,
            left_to_browser: false,
            turned_away: None,
            again: false,
            stored: false,
            not_before: None,
            reload_rate: ReloadRate::default(),
            found: false,
            asked: 0,
            next: now.after(ASK_AGAIN),
        }
    }

    /// When a limit ends, if it names its end; a time more than a week away does not count.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        let response = self.response.as_ref()?;
        let at = self.expectation.at;
        let clock = clock_of(response.header("date"), at);
        let wait = wait_asked_for(response.header("retry-after")?, clock);
        wait.filter(|wait| *wait <= LONGEST_LIMIT).map(|wait| at.after(wait))
    }

    /// Its document was found and may still be replaced: watch its tab for one more interval.
    pub fn look_on(&mut self, now: Timestamp) {
        self.found = true;
        self.asked = QUESTIONS;
        self.next = now.after(ASK_AGAIN);
    }

    /// When to inspect next without a report from the tab.
    pub const fn due(&self) -> Timestamp {
        self.next
    }

    /// Moves its moments back with a clock that was set back.
    pub fn set_back(&mut self, by: Duration) {
        self.next = self.next.before(by);
        self.expectation.at = self.expectation.at.before(by);
    }
}

/// Whether a response of that class is a failure to wait out: so are a full site and a gateway that
/// names a time; a missing network never shows in a response.
pub(super) fn is_failure(class: Class, action: Action) -> bool {
    matches!(action, Action::Retry | Action::Wait) && class != Class::NetworkError
}
