//! What a history costs as it grows: time to read its lines, to draw it, and to write its file.
#![allow(missing_docs)]

use detect::Class;
use history::{Past, Pasts, chart, files};
use sites::Site;
use std::hint::black_box;
use std::time::{Duration, Instant};
use timestamp::Timestamp;

/// How often each is done.
const TIMES: usize = 40;

/// When the last outage begins, and how long before it the one before: some five a day.
const LAST: i64 = 1_795_000_000_000;
const BETWEEN: i64 = 5 * 60 * 60 * 1000;

fn main() {
    println!("outages      bytes  what                  n  median ms     p95 ms");
    for count in [10, 100, 1_000, 10_000] {
        let lines: Vec<String> = (0..count).rev().map(|back| past(back).line()).collect();
        let lines = lines.join("\n");
        let bytes = lines.len();
        measured(count, bytes, "read", || Pasts::new(lines.clone()));
        let pasts = Pasts::new(lines.clone());
        measured(count, bytes, "draw", || {
            let recent = pasts.recent();
            let posted = chart::incidents(&recent, &[], Timestamp::from_millis(LAST));
            let words = |lasted: Duration| lasted.as_secs().to_string();
            chart::chart(&recent, &posted, Timestamp::from_millis(LAST), 60, &words)
        });
        measured(count, bytes, "write a file", || {
            files::csv(&pasts.all().collect::<Vec<_>>(), advice::past::cause)
        });
    }
}

fn measured<T>(count: i64, bytes: usize, what: &str, does: impl Fn() -> T) {
    let time = |_| {
        let begun = Instant::now();
        drop(black_box(does()));
        begun.elapsed().as_secs_f64() * 1000.0
    };
    let mut times: Vec<f64> = (0..TIMES).map(time).collect();
    times.sort_by(f64::total_cmp);
    let (median, p95) = (times[TIMES / 2], times[TIMES * 95 / 100]);
    println!("{count:>7} {bytes:>10}  {what:<15} {TIMES:>7} {median:>10.3} {p95:>10.3}");
}

fn past(back: i64) -> Past {
    let started = LAST - back * BETWEEN;
    Past {
        started: Timestamp::from_millis(started),
        ended: Timestamp::from_millis(started + 17 * 60_000),
        site: Site::ChatGpt,
        back: true,
        class: Class::Gateway(502),
        code: 502,
        network: None,
        fault: None,
        family: None,
        stored: false,
        false_ups: 1,
        probes: 9,
        said: None,
        incident: None,
    }
}
