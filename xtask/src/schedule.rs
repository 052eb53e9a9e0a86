//! `cargo xtask schedule --seeds N`: the probe times of N outages without hints, one line each.

use anyhow::Context as _;
use gatewatch::detect::Response;
use gatewatch::engine::random::{Random, jittered};
use gatewatch::engine::schedule::JITTER_PERCENT;
use gatewatch::engine::{
    Button, Clearing, Command, Deed, Document, Engine, Event, Finding, Outcome, ProbeAnswer,
    ReturnOutcome, Sight, TabId, Timer,
};
use gatewatch::status::Unreadable;
use gatewatch::time::Timestamp;
use std::time::Duration;

/// Every line reaches past this many seconds.
const PAST: f64 = 12.0 * 3600.0;

/// The command.
pub fn run(args: &[String]) -> anyhow::Result<()> {
    let seeds: u64 = match args {
        [flag, n] if flag == "--seeds" => n.parse().context("--seeds takes a number")?,
        [] => 1,
        _ => anyhow::bail!("cargo xtask schedule --seeds N"),
    };
    for seed in 0..seeds {
        let times: Vec<String> = probe_times(seed).iter().map(|t| format!("{t:.3}")).collect();
        println!("{}", times.join(","));
    }
    Ok(())
}

/// The probes of one outage without hints, in seconds after the first failure, past 12 h: the
/// Engine in virtual time, with one tab that is looked at and a status page that cannot be
/// reached. Where it stops by itself, *Resume* is pressed.
pub fn probe_times(seed: u64) -> Vec<f64> {
    const ADDRESS: &str = "https://chatgpt.com/";
    let first = Timestamp::from_millis(1_790_000_000_000);
    let tab = TabId(1);
    let mut engine = Engine::new(seed);
    let mut out = Vec::new();
    let mut now = first;
    let response = Response { status: 502, headers: Vec::new() };
    let mut events = vec![Event::ResponseArrived {
        tab,
        address: ADDRESS.to_owned(),
        post: false,
        response,
        at: first,
    }];
    while out.last().is_none_or(|t| *t < PAST) {
        let event = events.pop().unwrap_or_else(|| match engine.deadline() {
            // Once it has stopped it only looks whether its tabs are left.
            Some((at, timer)) if timer != Timer::Look => {
                now = now.max(at);
                Event::Ticked
            }
            Some(_) | None => Event::Pressed { tab: None, button: Button::Resume },
        });
        for command in engine.handle(now, event) {
            match command {
                Command::Inspect { tab, expectation, .. } => {
                    let address = expectation.address.clone();
                    let document = Document { address, time_origin: 1 };
                    let finding = Finding::Here { document, again: false };
                    events.push(Event::Inspected { tab, expectation, finding });
                }
                Command::Do(id, deed) => {
                    let outcome = outcome(&deed, tab, ADDRESS);
                    if matches!(deed, Deed::Probe { .. }) {
                        out.push(now.since(first).as_secs_f64());
                    }
                    events.push(Event::Done { id, outcome });
                }
                Command::Read { .. } | Command::SayBack { .. } | Command::Notify { .. } => {}
            }
        }
    }
    out
}

/// What comes of a deed while the site fails.
fn outcome(deed: &Deed, tab: TabId, address: &str) -> Outcome {
    match deed {
        Deed::Look => {
            let sight = Sight {
                tab,
                address: address.to_owned(),
                active: true,
                loading: false,
                discarded: false,
                jar: 0,
            };
            Outcome::Looked { sights: vec![sight], online: true }
        }
        Deed::Probe { .. } => {
            Outcome::Probed(ProbeAnswer::Status { code: 502, challenge: false, not_before: None })
        }
        Deed::ReadStatus { .. } => Outcome::StatusAnswered(Err(Unreadable::Network)),
        Deed::OpenWaitingPage { .. } => Outcome::Waits(true),
        Deed::Return { .. } => Outcome::Returned(ReturnOutcome::Begun),
        Deed::ClearCache { .. } => Outcome::CacheCleared(Clearing::Cleared, 0),
        Deed::EndClearing => Outcome::ClearingEnded,
        Deed::TakeAway { .. } => Outcome::TakenAway,
    }
}

/// The same with another interval (seconds) by the time gone by (seconds).
pub fn times(seed: u64, interval: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut random = Random::from_seed(seed);
    let mut at = 0.0;
    let mut out = Vec::new();
    while out.last().is_none_or(|t| *t < PAST) {
        let base = Duration::from_secs_f64(interval(at));
        at += jittered(base, JITTER_PERCENT, random.draw()).as_secs_f64();
        out.push(at);
    }
    out
}
