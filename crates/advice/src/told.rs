//! What is shown about one outage below its card: causes, remedies, and the report.

use super::diagnosis::{Confidence, diagnose};
use super::machine::Machine;
use super::questions::questions;
use super::releases;
use super::remedies::{Case, Elsewhere, Offers, Outcome, Remedy, offers};
use super::report::{Attempt, Facts, report};
use detect::{Class, Clues, Why};
use evidence::Evidence;
use sites::Site;
use status::Reading;
use text::Text;
use timestamp::Timestamp;

/// At most this many causes are shown.
const CAUSES: usize = 3;

/// What is known of an outage.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Now.
    pub now: Timestamp,
    /// When it was seen first.
    pub since: Timestamp,
    /// The failing address.
    pub address: &'a str,
    /// What was seen; the browser's age is put in here.
    pub evidence: Evidence,
    /// What settled its class.
    pub why: Why,
    /// Code, Ray ID and data centre.
    pub clues: Clues,
    /// What OpenAI's status page said.
    pub reading: Option<&'a Reading>,
    /// How many checks were made.
    pub checks: u32,
    /// The results of the last of them, oldest first.
    pub attempts: &'a [(Timestamp, Attempt)],
    /// The results of what was done.
    pub came: &'a [(Remedy, Outcome)],
    /// Where the user may go on meanwhile.
    pub elsewhere: Elsewhere<'a>,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The likeliest causes, each with what speaks for it.
    pub causes: Vec<(Text, Vec<Text>)>,
    /// The questions that only the user can answer.
    pub questions: Vec<Text>,
    /// What may help, or why nothing is offered.
    pub offers: Offers,
    /// The report for support.
    pub report: String,
}

/// Puts together what is shown.
#[must_use]
pub fn told(known: &Known, machine: &Machine) -> Told {
    let mut evidence = known.evidence;
    evidence.browser = releases::age(machine.browser, machine.major, known.now);
    let causes = diagnose(&evidence);
    let said = causes.iter().filter(|found| found.confidence >= Confidence::Possible);
    let case = Case {
        site: Site::of(known.address).unwrap_or(Site::ChatGpt),
        evidence: &evidence,
        causes: &causes,
        browser: machine.browser,
        system: machine.system,
        came: known.came,
        elsewhere: known.elsewhere,
    };
    Told {
        causes: said.take(CAUSES).map(|found| (found.text(), found.evidence(&evidence))).collect(),
        questions: questions(&case),
        offers: offers(&case),
        report: report(&Facts {
            now: known.now,
            zone: machine.zone,
            since: Some(known.since),
            address: known.address,
            class: evidence.class.unwrap_or(Class::Unknown),
            why: Some(known.why),
            clues: known.clues,
            reading: known.reading,
            checks: known.checks,
            attempts: known.attempts,
            browser: machine.browser,
            major: machine.major,
            system: machine.system,
            version: env!("CARGO_PKG_VERSION"),
        }),
    }
}
