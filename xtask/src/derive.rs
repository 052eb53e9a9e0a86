//! `cargo xtask derive [INCIDENTS.csv]`: where the schedule's table and the durations come from.

use crate::work::{Incident, Work, incidents, ratio};
use crate::{hints, schedule};
use anyhow::Context as _;
use engine::budget::MOST_AN_HOUR;
use engine::schedule::{FIRST, TABLE};
use std::path::{Path, PathBuf};

/// What one probe is worth, in seconds of waiting: 36 to 43 probes on the incidents of ChatGPT.
const PRICE: f64 = 0.42;

/// How many seeds the jitter is averaged over.
const SEEDS: u64 = 60;

/// Where the incidents lie beside a checkout.
pub fn default_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/incidents.csv")
}

/// The command.
pub fn run(args: &[String]) -> anyhow::Result<()> {
    let path = args.first().map_or_else(default_path, PathBuf::from);
    let all = incidents(&path).context("the incidents file")?;
    lengths(&all);
    let chatgpt = Work::new(seconds(&all, |i| i.scope == "chatgpt"));
    table(&chatgpt);
    judge(&all);
    hints::print(
        &all.iter().filter(|i| i.scope == "chatgpt").map(|i| i.seconds).collect::<Vec<_>>(),
    );
    Ok(())
}

fn seconds(all: &[Incident], keep: impl Fn(&Incident) -> bool) -> Vec<f64> {
    all.iter().filter(|i| keep(i)).map(|i| i.seconds).collect()
}

/// "How long such outages last".
fn lengths(all: &[Incident]) {
    println!("Lengths of incidents in minutes");
    println!(
        "{:10} {:>5} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}",
        "", "n", "least", "quarter", "median", "3 qrt", "90 %", "most"
    );
    for scope in ["chatgpt", "other", "anthropic", "github"] {
        let work = Work::new(seconds(all, |i| i.scope == scope));
        print!("{scope:10} {:5}", work.len());
        for q in [0.0, 0.25, 0.5, 0.75, 0.9, 1.0] {
            print!(" {:7.0}", work.quantile(q) / 60.0);
        }
        println!();
    }
}

/// The optimum's interval beside the table's.
fn table(work: &Work) {
    let optimum = work.optimum(PRICE);
    let hazard = |t: f64| {
        let width = (t / 20.0).max(0.5);
        let (from, to) = (work.parts(t - width).0, work.parts(t + width).0);
        (to - from) / (2.0 * width) / (1.0 - work.parts(t).0)
    };
    println!("\nThe optimum at {PRICE} s a probe, and the table: interval in seconds");
    println!("{:>8} {:>9} {:>9} {:>14}", "elapsed", "optimum", "table", "sqrt(2c/hazard)");
    for (at, seconds) in knots() {
        let by_hazard = (2.0 * PRICE / hazard(at)).sqrt();
        println!("{at:8.0} {:9.1} {seconds:9.1} {by_hazard:14.1}", smoothed(&optimum, at));
    }
}

/// The points of the schedule, in seconds.
fn knots() -> Vec<(f64, f64)> {
    let first = FIRST.iter().map(|(t, d)| (f64::from(*t) / 1e3, f64::from(*d) / 1e3));
    first.chain(TABLE.iter().map(|(t, d)| (f64::from(*t), f64::from(*d)))).collect()
}

/// The interval of a schedule around `at`: the optimum's own is ragged, since it knows each incident
/// of its file, so neighbours are averaged (Gaussian in ln(t + 8 s), width 0.12).
fn smoothed(times: &[f64], at: f64) -> f64 {
    let (mut sum, mut weights, mut last) = (0.0, 0.0, 0.0);
    for t in times {
        let off = ((last + 8.0) / (at + 8.0)).ln() / 0.12;
        let weight = (-0.5 * off * off).exp();
        sum += weight * (t - last);
        weights += weight;
        last = *t;
    }
    sum / weights
}

/// The table on outages that it was made from and on others, and the method itself made from one
/// half and judged on the other.
fn judge(all: &[Incident]) {
    let mut chatgpt: Vec<&Incident> = all.iter().filter(|i| i.scope == "chatgpt").collect();
    chatgpt.sort_by(|a, b| a.started_at.cmp(&b.started_at));
    let pick = |keep: &dyn Fn(usize) -> bool| -> Vec<f64> {
        chatgpt.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, x)| x.seconds).collect()
    };
    let half = chatgpt.len() / 2;
    let groups = [
        ("chatgpt", pick(&|_| true)),
        ("chatgpt, even", pick(&|i| i % 2 == 0)),
        ("chatgpt, odd", pick(&|i| i % 2 == 1)),
        ("chatgpt, first half", pick(&|i| i < half)),
        ("chatgpt, second half", pick(&|i| i >= half)),
        ("openai, other", seconds(all, |i| i.provider == "openai" && i.scope == "other")),
        ("anthropic", seconds(all, |i| i.provider == "anthropic")),
        ("github", seconds(all, |i| i.provider == "github")),
    ]
    .map(|(name, lengths)| (name, Work::new(lengths)));

    println!("\nThe table, {SEEDS} seeds: mean wait over the bound's at as many probes");
    println!("{:22} {:>5} {:>7} {:>7} {:>7}", "judged on", "n", "ratio", "wait", "probes");
    let ours: Vec<Vec<f64>> = (0..SEEDS).map(schedule::probe_times).collect();
    for (name, work) in &groups {
        print!("{name:22} {:5}", work.len());
        show(work, &ours);
    }
    println!("\nThe method made from one group, judged on another");
    println!("{:22} {:22} {:>7} {:>7} {:>7}", "made from", "judged on", "ratio", "wait", "probes");
    for (from, on) in [(1, 2), (2, 1), (3, 4), (4, 3), (5, 0), (6, 0), (7, 0)] {
        let fitted = fit(&groups[from].1);
        let schedules: Vec<Vec<f64>> =
            (0..SEEDS).map(|s| schedule::times(s, |t| fitted.at(t))).collect();
        print!("{:22} {:22}", groups[from].0, groups[on].0);
        show(&groups[on].1, &schedules);
    }
}

fn show(work: &Work, schedules: &[Vec<f64>]) {
    let cost = work.mean_cost(schedules);
    let ratio = ratio(cost, &work.bound()).unwrap_or(f64::NAN);
    println!(" {ratio:7.4} {:7.2} {:7.1}", cost.wait, cost.probes);
}

/// A table made by the method, at the same points as ours.
struct Fitted(Vec<(f64, f64)>);

fn fit(work: &Work) -> Fitted {
    let optimum = work.optimum(PRICE);
    let most = 3600.0 / MOST_AN_HOUR as f64;
    Fitted(
        knots()
            .into_iter()
            .map(|(at, ours)| match at {
                // The first probe within 8 s with jitter, whatever the optimum.
                at if at < 10.0 => (at, ours),
                at if at > 40_000.0 => (at, smoothed(&optimum, at).max(most)),
                at => (at, smoothed(&optimum, at)),
            })
            .collect(),
    )
}

impl Fitted {
    fn at(&self, elapsed: f64) -> f64 {
        let after = self.0.partition_point(|(t, _)| *t <= elapsed);
        let (Some((t0, d0)), Some((t1, d1))) =
            (self.0.get(after.wrapping_sub(1)), self.0.get(after))
        else {
            return self.0.last().map_or(60.0, |(_, d)| *d);
        };
        d0 + (d1 - d0) * (elapsed - t0) / (t1 - t0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn chatgpt() -> Option<Work> {
        let path = default_path();
        if !path.exists() {
            eprintln!("SKIPPED: no {}: the table is not compared with the data", path.display());
            return None;
        }
        Some(Work::new(seconds(&incidents(&path).unwrap(), |i| i.scope == "chatgpt")))
    }

    #[test]
    fn the_table_is_what_the_derivation_gives() {
        let Some(work) = chatgpt() else { return };
        for ((at, derived), (_, ours)) in fit(&work).0.into_iter().zip(knots()) {
            assert!((ours / derived - 1.0).abs() < 0.06, "at {at} s: {ours} against {derived:.1}");
        }
    }

    #[test]
    fn the_table_waits_at_most_two_percent_longer_than_the_best_schedule() {
        let Some(work) = chatgpt() else { return };
        let ours: Vec<Vec<f64>> = (0..SEEDS).map(schedule::probe_times).collect();
        let cost = work.mean_cost(&ours);
        let ratio = ratio(cost, &work.bound());
        assert!(ratio.unwrap() <= 1.02, "{ratio:?}");
        assert!((36.0..=43.0).contains(&cost.probes) && cost.wait <= 18.0, "{cost:?}");
    }

    #[test]
    fn advice_says_how_long_incidents_lasted() {
        use advice::durations;
        let Some(work) = chatgpt() else { return };
        for (said, q) in [
            (durations::QUARTER, 0.25),
            (durations::MEDIAN, 0.5),
            (durations::THREE_QUARTERS, 0.75),
            (durations::NINE_IN_TEN, 0.9),
        ] {
            let minutes = work.quantile(q) / 60.0;
            assert!(
                (said.as_secs_f64() / 60.0 - minutes).abs() <= 5.0,
                "{said:?} against {minutes:.0} min"
            );
        }
    }
}
