//! What the engine knows of an outage, explained by the advice, since neither knows the other.

use advice::remedies::{Elsewhere, Outcome, Remedy, Why};
use advice::report::Attempt;
use advice::{Known, Machine, Told, told};
use engine::{Clearing, Engine, ProbeAnswer, TabId};
use sites::Site;
use timestamp::Timestamp;

/// An outage, explained for one of its pages.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// The address of the page, for a private window and another browser.
    pub page: &'a str,
    /// Its tab.
    pub tab: Option<TabId>,
    /// Causes, remedies and the report.
    pub told: Told,
    /// The other assistants with which the user may go on.
    pub elsewhere: Vec<Site>,
    /// Whether a prompt of the page is kept.
    pub is_prompt_kept: bool,
}

/// Causes, remedies and the report for the outage of a tab, or of any (`None`); `None` if nothing
/// fails. Failures of assistants that are not `reachable` are not reported, so those are not
/// offered.
#[must_use]
pub fn advice<'a>(
    engine: &'a Engine,
    tab: Option<TabId>,
    machine: &Machine,
    reachable: &[Site],
) -> Option<Explained<'a>> {
    let mut situation = engine.situation(tab, machine.online)?;
    situation.elsewhere.retain(|site| reachable.contains(site));
    let elsewhere = situation.elsewhere;
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
        elsewhere: Elsewhere { sites: &elsewhere, is_prompt_kept: situation.is_prompt_kept },
    };
    let told = told(&known, machine);
    let (page, tab, is_prompt_kept) = (situation.page, situation.tab, situation.is_prompt_kept);
    Some(Explained { page, tab, told, elsewhere, is_prompt_kept })
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
        Clearing::Cleared if counted > 0 => Outcome::Cleared(counted),
        Clearing::Cleared => Outcome::Done,
        Clearing::WithNextAnswer => Outcome::WithNextAnswer,
        Clearing::TimedOut => Outcome::Failed(Why::TookTooLong),
        Clearing::Failed => Outcome::Failed(Why::Refused),
    };
    (Remedy::ClearCache, outcome)
}
