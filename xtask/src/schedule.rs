//! `cargo xtask schedule --seeds N`: the probe times of N outages without hints, one line each.

use crate::outage::Outage;
use anyhow::Context as _;
use engine::random::{Random, jittered};
use engine::schedule::JITTER_PERCENT;
use engine::{Button, Event, Timer};
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
    let mut outage = Outage::begin(seed, 1);
    let mut out = Vec::new();
    while out.last().is_none_or(|t| *t < PAST) {
        let event = outage.events.pop().unwrap_or_else(|| match outage.engine.deadline() {
            // Once it has stopped it only looks whether its tabs are left.
            Some((at, timer)) if timer != Timer::Look => {
                outage.wait_until(at);
                Event::TimePassed
            }
            Some(_) | None => Event::Pressed { tab: None, button: Button::Resume },
        });
        if let Some(probed) = outage.tell(event) {
            out.push(probed.since(outage.first).as_secs_f64());
        }
    }
    out
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
