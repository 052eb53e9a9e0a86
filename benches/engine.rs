//! What one engine costs: time for an event, and memory, over outages of two hours in virtual time.
#![allow(missing_docs)]

mod counting;
#[path = "../xtask/src/outage.rs"]
mod outage;

use engine::{Engine, Event};
use outage::Outage;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The outage, and how many of it are measured.
const LASTS: Duration = Duration::from_secs(2 * 3600);
const RUNS: u64 = 300;

/// What the budget of one engine is: microseconds an event, bytes of state.
fn budget() -> (f64, f64) {
    let all = include_str!("../budgets.json");
    let all: serde_json::Value = serde_json::from_str(all).unwrap_or_default();
    let of = |what: &str| all["engine"][what].as_f64().unwrap_or(f64::NAN);
    (of("microseconds an event"), of("bytes of one"))
}

fn main() {
    println!(
        "tabs    events    median µs an event    p95    bytes at the end (engine + heap)   kept as   median µs to keep   to restore"
    );
    for tabs in [1, 3, 10, 30, 100] {
        let (mut times, mut events, mut most, mut kept) = (Vec::new(), 0, 0, 0);
        let (mut keeping, mut restoring) = (Vec::new(), Vec::new());
        for seed in 0..RUNS {
            let start = Instant::now();
            let ((engine, count), left, _) = counting::counted(|| lasting(seed, tabs));
            let took = start.elapsed();
            most = most.max(left + size_of::<Engine>());
            let start = Instant::now();
            let snapshot = black_box(engine.snapshot());
            keeping.push(start.elapsed().as_secs_f64() * 1e6);
            kept = kept.max(snapshot.0.len());
            let start = Instant::now();
            drop(black_box(Engine::restore(black_box(&snapshot))));
            restoring.push(start.elapsed().as_secs_f64() * 1e6);
            times.push(took.as_secs_f64() * 1e6 / f64::from(count));
            events += count;
            drop(black_box(engine));
        }
        times.sort_by(f64::total_cmp);
        let at = |part: usize| times[times.len() * part / 100];
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        };
        println!(
            "{tabs:>4} {events:>9} {:>21.2} {:>6.2} {most:>35} {kept:>9} {:>19.1} {:>12.1}",
            at(50),
            at(95),
            median(&mut keeping),
            median(&mut restoring),
        );
        let (longest, largest) = budget();
        #[expect(clippy::cast_precision_loss, reason = "bytes of one engine")]
        if tabs == 1 && (at(50) > longest || most as f64 > largest) {
            println!("over: {longest} µs, {largest} bytes");
        }
    }
}

/// The engine after an outage that still lasts, and how many events it was told. The making of
/// events is part of the time.
fn lasting(seed: u64, tabs: i32) -> (Engine, u32) {
    let mut outage = Outage::begin(seed, tabs);
    let mut count = 0;
    loop {
        let event = match (outage.events.pop(), outage.engine.deadline()) {
            (Some(event), _) => event,
            (None, Some((at, _))) if at.since(outage.first) < LASTS => {
                outage.wait_until(at);
                Event::TimePassed
            }
            (None, _) => return (outage.engine, count),
        };
        count += 1;
        outage.tell(event);
    }
}
