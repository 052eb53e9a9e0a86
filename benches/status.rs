//! What reading a status document costs: time for 10 KB and 1 MB, and memory as a multiple of the document.
#![allow(missing_docs)]

mod counting;

use status::read;
use std::hint::black_box;
use std::time::{Duration, Instant};
use timestamp::Timestamp;

fn main() {
    println!(
        "document                         bytes     n     median ms        p95 ms  peak memory / document"
    );
    for (name, document) in [
        ("compat summary, 10 KB", compat(10 << 10)),
        ("native incidents, 10 KB", native(10 << 10)),
        ("compat summary, 1 MB", compat(1 << 20)),
        ("native incidents, 1 MB", native(1 << 20)),
        ("one long string, 1 MB", long(1 << 20)),
        ("numbers alone, 1 MB", numbers(1 << 20)),
    ] {
        let ((), _, peak) = counting::counted(|| {
            drop(black_box(read(black_box(&document), sites::Site::ChatGpt, Timestamp::default())))
        });
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..(1 << 22) / document.len().max(1) + 5 {
            let start = Instant::now();
            drop(black_box(read(black_box(&document), sites::Site::ChatGpt, Timestamp::default())));
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let (n, at) =
            (times.len(), |part: usize| times[times.len() * part / 100].as_secs_f64() * 1e3);
        // The document itself is in memory too.
        let multiple = (peak + document.len()) as f64 / document.len() as f64;
        let (bytes, median, p95) = (document.len(), at(50), at(95));
        println!("{name:<28} {bytes:>9} {n:>5} {median:>13.3} {p95:>13.3} {multiple:>23.2}");
    }
}

fn compat(size: usize) -> Vec<u8> {
    let incident = r#"{"id":"01M2HYH64J2CZMZ63HEV2FCQFA","name":"Elevated errors for ChatGPT users in Europe","status":"investigating","impact":"minor","created_at":"2026-09-15T07:12:04Z","updated_at":"2026-09-15T07:53:36Z","incident_updates":[{"id":"01M2J0X79BNVMG3PYGWFMXQEMF","status":"investigating","body":"We have identified that users are experiencing elevated errors for the impacted services.\n\nWe are working on implementing a mitigation.","created_at":"2026-09-15T07:12:04Z","display_at":"2026-09-15T07:12:04Z"}]}"#;
    filled(
        r#"{"page":{"name":"OpenAI"},"status":{"indicator":"minor"},"incidents":["#,
        incident,
        "]}",
        size,
    )
}

fn native(size: usize) -> Vec<u8> {
    let incident = r#"{"id":"01M0JXWD740S0Y50DWJZS7SH75","name":"Unexpected logouts for some ChatGPT web users","status":"resolved","published_at":"2026-08-21T19:48:34.66Z","affected_components":[{"component_id":"01JMXBNJXG1S2D9V65P1ZZTD94","status":"degraded_performance","current_status":"operational"}],"component_impacts":[{"id":"01M0JYA4EPG62Z3PJDDYRDQNN2","component_id":"01JMXBNJXG1S2D9V65P1ZZTD94","status":"degraded_performance","start_at":"2026-08-21T17:57:00Z","end_at":"2026-08-21T20:36:33.63Z"}],"updates":[{"id":"01M0JXWD74Q6EHRNX9TJQQTVPK","to_status":"investigating","message_string":"We\u2019re investigating an issue causing some ChatGPT web users to be unexpectedly logged out when refreshing the page.","published_at":"2026-08-21T19:48:34.66Z"}]}"#;
    filled(r#"{"incidents":["#, incident, "]}", size)
}

fn long(size: usize) -> Vec<u8> {
    filled(r#"{"incidents":[{"name":""#, "a\\n\u{e9}", "\"}]}", size)
}

fn numbers(size: usize) -> Vec<u8> {
    filled(r#"{"incidents":["#, "0", "]}", size)
}

/// `head`, then `item` as often as fits, with commas where items are values, then `tail`.
fn filled(head: &str, item: &str, tail: &str, size: usize) -> Vec<u8> {
    let comma = if head.ends_with('[') { "," } else { "" };
    let mut out = String::from(head);
    loop {
        out.push_str(item);
        if out.len() + item.len() + tail.len() + 1 > size {
            break;
        }
        out.push_str(comma);
    }
    out.push_str(tail);
    out.into_bytes()
}
