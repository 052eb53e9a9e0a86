//! When to ask the status page, for which document, and what to do with the answers: a plan without
//! a clock, network or random numbers of its own.
//!
//! A *round* makes one reading for all tabs. It begins with the source that worked within the last
//! day, else with the best one, and goes on to the next if one is missing or odd. The budget is one
//! request a minute: a round of three requests is followed by three minutes of silence. A host that
//! is slow, unreachable or limits us is left alone for the rest of the round; repeated errors
//! double the wait up to half an hour, and Retry-After is a floor. The last good reading is kept,
//! with its age.

use super::{Answer, Reading, Source, StatusHint, Unreadable, hint, merge};
use serde::{Deserialize, Serialize};
use sites::{Site, StatusPage};
use std::time::Duration;
use timestamp::retry_after::retry_after;
use timestamp::{Timestamp, whole_millis};

/// How long a reply may take, its body included.
pub const TIMEOUT: Duration = Duration::from_secs(8);
/// The time that one request takes out of the budget, before jitter.
pub const SPACING: Duration = Duration::from_secs(60);
/// A popup that opens asks only where the last reading is older than this.
pub const FRESH: Duration = Duration::from_secs(5 * 60);
/// How long the source that worked is asked first.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// The longest wait of our own; Retry-After may ask for up to an hour.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 60);
/// A request without an answer for this long is lost, because the background died. This is longer
/// than the time-out by a margin.
const LOST: Duration = Duration::from_secs(15);

/// Why a reading is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A failure is showing: as often as the budget allows.
    FailureShows,
    /// Somebody opened the popup: once, if the last reading is older than [`FRESH`].
    PopupOpened,
}

/// What to do after an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Ask this address now: without cookies or referrer, and uncached.
    Ask(&'static str),
    /// The round gave a reading: [`Fetching::reading`]. The hint is what changed since the last
    /// one.
    Read(Option<StatusHint>),
    /// The round gave none: [`Fetching::trouble`].
    Failed(Unreadable),
    /// An answer to no open request (late, or to an earlier background): ignore it.
    Ignored,
}

/// The state of the fetching, kept in the snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetching {
    /// Whose page it is.
    site: Site,
    reading: Option<Reading>,
    trouble: Option<Unreadable>,
    worked: Option<(Source, Timestamp)>,
    /// Where the next round begins instead, after a source that did not answer in time.
    turn: Option<Source>,
    not_before: Timestamp,
    failures: u8,
    round: Option<Round>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Round {
    source: Source,
    /// Which of the source's addresses is being asked.
    document: u8,
    asked_at: Timestamp,
    requests: u8,
    so_far: Option<Reading>,
    failed: Vec<(Source, Unreadable)>,
}

impl Fetching {
    /// The last good reading, with its time.
    #[must_use]
    pub const fn reading(&self) -> Option<&Reading> {
        self.reading.as_ref()
    }

    /// Why the last round gave no reading; `None` if it did.
    #[must_use]
    pub const fn trouble(&self) -> Option<Unreadable> {
        self.trouble
    }

    /// When the next round may begin; `None` if none is needed. A time in the past means now.
    #[must_use]
    pub fn due(&self, wish: Wish, now: Timestamp) -> Option<Timestamp> {
        let lost = self.round.as_ref().map(|round| round.asked_at.after(LOST));
        let fresh = self.reading.as_ref().filter(|reading| {
            // A reading from the future means that the clock was set back: it counts as old.
            now.since(reading.read_at) < FRESH && reading.read_at <= now
        });
        match wish {
            Wish::PopupOpened if fresh.is_some() => None,
            Wish::PopupOpened | Wish::FailureShows => {
                // No wait of ours is this long, so the clock was set back, which must not stop us.
                let most = now.after(LONGEST_WAIT.max(timestamp::retry_after::MOST) * 2);
                let due = self.not_before.max(lost.unwrap_or_default());
                Some(if due > most { now } else { due })
            }
        }
    }

    /// Begins a round if it is due, and says what to ask.
    pub fn begin(&mut self, wish: Wish, now: Timestamp) -> Option<&'static str> {
        if self.due(wish, now)? > now {
            return None;
        }
        let remembered = self.worked.filter(|(_, at)| now.since(*at) < REMEMBERED);
        let first = self.turn.take().or(remembered.map(|(source, _)| source));
        let source = first.or_else(|| untried(self.page(), &[]))?;
        self.round = Some(Round {
            source,
            document: 0,
            asked_at: now,
            requests: 0,
            so_far: None,
            failed: Vec::new(),
        });
        // If the background dies now, the budget is still kept.
        self.not_before = now;
        self.ask(now)
    }

    /// Handles the answer to `url`, the address that was asked: what it gave, or why there was
    /// none. A reading's age counts from now. `jitter` is a number, as random as the caller can
    /// make it.
    pub fn answered(
        &mut self,
        url: &str,
        answer: Result<Answer, Unreadable>,
        now: Timestamp,
        jitter: u32,
    ) -> Next {
        let Some(mut round) = self.round.take() else { return Next::Ignored };
        let urls = self.page().urls(round.source);
        if urls.get(usize::from(round.document)) != Some(&url) {
            self.round = Some(round);
            return Next::Ignored;
        }
        let answer = answer.unwrap_or_else(Answer::none);
        let retry = answer.retry_after.and_then(|value| retry_after(&value, now));
        match answer.reading {
            Ok(mut reading) => {
                reading.read_at = now;
                let so_far = match round.so_far.take() {
                    Some(so_far) => merge(so_far, reading),
                    None => reading,
                };
                round.so_far = Some(so_far.to_keep());
            }
            Err(why) => {
                round.failed.push((round.source, why));
                let source = round.source;
                let no_answer = matches!(why, Unreadable::Timeout | Unreadable::Network);
                if no_answer || matches!(why, Unreadable::Status(429)) {
                    // What was read before is kept; a host in trouble is not asked for the rest.
                    if no_answer && round.so_far.is_none() {
                        let documents = self.page().documents.iter().cycle();
                        let mut behind = documents.skip_while(|(known, _)| *known != source);
                        self.turn = behind.nth(1).map(|(next, _)| *next);
                    }
                    return self.end(round, Some(why), retry, now, jitter);
                }
            }
        }
        round.document += 1;
        if usize::from(round.document) >= urls.len() {
            if round.so_far.is_some() {
                return self.end(round, None, retry, now, jitter);
            }
            let Some(next) = untried(self.page(), &round.failed) else {
                // The best source's reason: the others are asked only if it fails.
                let why = round.failed.first().map(|(_, why)| *why);
                return self.end(round, why, retry, now, jitter);
            };
            round.source = next;
            round.document = 0;
        }
        if let Some(retry) = retry.filter(|retry| !retry.is_zero()) {
            // The host asks to be left alone, so what was read so far has to do.
            let why = round.failed.last().map(|(_, why)| *why);
            return self.end(round, why, Some(retry), now, jitter);
        }
        self.round = Some(round);
        self.ask(now).map_or(Next::Ignored, Next::Ask)
    }

    /// Notes a request of the round and what it costs.
    fn ask(&mut self, now: Timestamp) -> Option<&'static str> {
        let round = self.round.as_mut()?;
        round.asked_at = now;
        round.requests = round.requests.saturating_add(1);
        self.not_before = self.not_before.after(SPACING);
        let at = (round.source, usize::from(round.document));
        self.page().urls(at.0).get(at.1).copied()
    }

    /// The page: its documents, best first.
    fn page(&self) -> &'static StatusPage {
        &self.site.service().status
    }

    fn end(
        &mut self,
        round: Round,
        why: Option<Unreadable>,
        retry: Option<Duration>,
        now: Timestamp,
        jitter: u32,
    ) -> Next {
        let next = match (round.so_far, why) {
            (Some(mut reading), _) => {
                reading.failed = round.failed;
                self.failures = 0;
                self.trouble = None;
                // It keeps the time when it first worked, so that the best source is tried again
                // after a day.
                let since = self
                    .worked
                    .filter(|(source, at)| *source == round.source && now.since(*at) < REMEMBERED);
                self.worked = since.or(Some((round.source, now)));
                let hint = hint(self.reading.as_ref(), &reading);
                self.reading = Some(match self.reading.take() {
                    Some(before) => reading.after(before),
                    None => reading,
                });
                Next::Read(hint)
            }
            (None, why) => {
                let why = why.unwrap_or(Unreadable::Unrecognised);
                self.failures = self.failures.saturating_add(1);
                self.trouble = Some(why);
                Next::Failed(why)
            }
        };
        let [spacing, longest, retry] =
            [SPACING, LONGEST_WAIT, retry.unwrap_or_default()].map(whole_millis);
        let doubled = (spacing << self.failures.min(6)).min(longest);
        let wait = (spacing * u64::from(round.requests)).max(doubled).max(retry);
        // Up to a quarter more, so that many clients do not ask in step.
        let share = u64::from(jitter) * (wait / 4) / u64::from(u32::MAX);
        self.not_before = now.after(Duration::from_millis(wait + share));
        next
    }
}

impl Fetching {
    /// A plan for that site's page that has asked nothing yet.
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self {
            site: site.home(),
            reading: None,
            trouble: None,
            worked: None,
            turn: None,
            not_before: Timestamp::from_millis(0),
            failures: 0,
            round: None,
        }
    }
}

/// The best source that was not tried yet.
fn untried(page: &StatusPage, tried: &[(Source, Unreadable)]) -> Option<Source> {
    let sources = page.documents.iter().map(|(source, _)| *source);
    sources.into_iter().find(|next| tried.iter().all(|(source, _)| source != next))
}
