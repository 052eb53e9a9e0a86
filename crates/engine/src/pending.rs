//! A response whose document is being looked for.

use super::failing_tab::ReloadRate;
use super::types::{Expectation, TurnedAway};
use detect::{self, Action, Class, NetworkError, Response};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;
use timestamp::retry_after::{clock_of, retry_after, wait_asked_for};

/// Where no change of the tab is heard, it is asked again after so long, and twice as long
/// each time.
pub(super) const ASK_AGAIN: Duration = Duration::from_secs(4);

/// A document that never shows is given up after so many questions by the clock: it was a
/// speculative load, or the person moved on.
pub(super) const QUESTIONS: u32 = 4;

/// Longer addresses are not tracked: the edge answers none (Cloudflare's limit is 16 KB), and the
/// snapshot stays small.
pub const LONGEST_ADDRESS: usize = 16 * 1024;

/// A limit that lasts for longer is taken for a mistake.
const LONGEST_LIMIT: Duration = Duration::from_secs(7 * 24 * 3600);

/// A response whose document is being looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub(super) expectation: Expectation,
    /// What came, where something did.
    pub(super) response: Option<Response>,
    pub(super) class: Class,
    /// What the network did, where no response came or only a part of one.
    pub(super) network: Option<NetworkError>,
    pub(super) fails: bool,
    pub(super) post: bool,
    /// For its person to solve: neither painted on, nor asked for, nor loaded again.
    pub(super) left_to_browser: bool,
    /// With what it was turned away, where it did not fail.
    pub(super) turned_away: Option<TurnedAway>,
    /// Whether its tab had a document of that address before, as far as it is told.
    pub(super) again: bool,
    /// Nothing was heard of its load: it came out of a store.
    pub(super) stored: bool,
    pub(super) not_before: Option<Timestamp>,
    /// How often it came anew in its tab.
    pub(super) reload_rate: ReloadRate,
    /// Its document was found and has its card; only whether it stays is looked at.
    pub(super) found: bool,
    pub(super) asked: u32,
    /// When to ask by the clock.
    pub(super) next: Timestamp,
}

impl Pending {
    /// A response that failed, or that came where something fails.
    pub(super) fn response(now: Timestamp, expectation: Expectation, response: Response) -> Self {
        let (class, action) = detect::by_headers(&response);
        // 511: a person has to sign in to this network.
        let left_to_browser = response.status == 511;
        let clock = clock_of(response.header("date"), now);
        let wait = response.header("retry-after").and_then(|v| retry_after(v, clock));
        let fails = left_to_browser || is_failure(class, action);
        let not_before = wait.map(|wait| now.after(wait));
        let response = Some(response);
        Self { response, not_before, left_to_browser, ..Self::new(now, expectation, class, fails) }
    }

    /// Nothing was heard of its load.
    pub(super) fn out_of_store(self) -> Self {
        Self { stored: true, ..self }
    }

    /// A request that got no response, or only a part of one.
    pub(super) fn broken(now: Timestamp, expectation: Expectation, error: NetworkError) -> Self {
        // What is not to be trusted is never tried again.
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

    /// When a limit ends, where it names its end; a time that is further off than a week is no time.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        let response = self.response.as_ref()?;
        let at = self.expectation.at;
        let clock = clock_of(response.header("date"), at);
        let wait = wait_asked_for(response.header("retry-after")?, clock);
        wait.filter(|wait| *wait <= LONGEST_LIMIT).map(|wait| at.after(wait))
    }

    /// Its document was found, and may yet be taken away: its tab is listened to for one more turn of the
    /// clock.
    pub fn look_on(&mut self, now: Timestamp) {
        self.found = true;
        self.asked = QUESTIONS;
        self.next = now.after(ASK_AGAIN);
    }

    /// When to ask by the clock.
    pub const fn due(&self) -> Timestamp {
        self.next
    }

    /// Moves its moments back with a clock that was set back.
    pub fn set_back(&mut self, by: Duration) {
        self.next = self.next.before(by);
        self.expectation.at = self.expectation.at.before(by);
    }
}

/// Whether a response of that class is a failure to wait out: a full house and a gateway that
/// names a time are waited out too, a missing network is not seen in a response.
pub(super) fn is_failure(class: Class, action: Action) -> bool {
    matches!(action, Action::Retry | Action::Wait) && class != Class::NetworkError
}
