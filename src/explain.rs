//! What the engine knows of an outage, explained by the advice: neither knows of the other.

use advice::remedies::{Outcome, Remedy, Why};
use advice::report::Attempt;
use advice::{Known, Machine, Told, told};
use engine::{Clearing, Engine, ProbeAnswer, TabId};
use timestamp::Timestamp;

/// Causes, remedies and the report for the outage of a tab, or of any (`None`); `None` where
/// nothing fails. With it the address of the page, for a private window and another browser.
#[must_use]
pub fn advice<'a>(
    engine: &'a Engine,
    tab: Option<TabId>,
    machine: &Machine,
) -> Option<(&'a str, Told)> {
    let situation = engine.situation(tab, machine.online)?;
    let attempts: Vec<_> = situation.answers.iter().map(attempt).collect();
    let came = situation.cleared.map(cleared);
    let known = Known {
        now: situation.now,
        since: situation.since,
        address: situation.address,
        evidence: situation.evidence,
        clues: situation.clues,
        reading: situation.reading,
        checks: situation.checks,
        why: situation.why,
        attempts: &attempts,
        came: came.as_slice(),
    };
    Some((situation.page, told(&known, machine)))
}

fn attempt((at, answer): &(Timestamp, ProbeAnswer)) -> (Timestamp, Attempt) {
    let brought = match answer {
        ProbeAnswer::Status { code, .. } => Attempt::Status(*code),
        ProbeAnswer::Redirect => Attempt::Redirect,
        ProbeAnswer::TimedOut => Attempt::TimedOut,
        ProbeAnswer::NetworkError => Attempt::NetworkError,
        ProbeAnswer::Challenged => Attempt::Challenged,
    };
    (*at, brought)
}

/// What came of clearing the cache, with how many stored things went.
const fn cleared((how, counted): (Clearing, u32)) -> (Remedy, Outcome) {
    let outcome = match how {
        Clearing::Cleared | Clearing::WithNextAnswer if counted > 0 => Outcome::Cleared(counted),
        Clearing::Cleared => Outcome::Done,
        Clearing::WithNextAnswer => Outcome::WithNextAnswer,
        Clearing::TimedOut => Outcome::Failed(Why::TookTooLong),
        Clearing::Failed => Outcome::Failed(Why::Refused),
    };
    (Remedy::ClearCache, outcome)
}
