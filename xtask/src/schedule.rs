//! `cargo xtask schedule --seeds N`: the probe times of N outages without hints, one line each.

use anyhow::Context as _;
use gatewatch::engine::random::{Random, jittered};
use gatewatch::engine::schedule::{Circumstances, JITTER_PERCENT, interval};
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

/// The probes of one outage without hints, in seconds after the first failure, past 12 h.
// REWIRE: drive the Engine in virtual time here (with a setting that lets it run past 12 h, since
// it stops there by default); `derive` and the tests judge whatever this gives.
pub fn probe_times(seed: u64) -> Vec<f64> {
    let mut random = Random::from_seed(seed);
    let mut at = Duration::ZERO;
    let mut out = Vec::new();
    while out.last().is_none_or(|t| *t < PAST) {
        at += interval(at, Circumstances::default(), random.draw());
        out.push(at.as_secs_f64());
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
