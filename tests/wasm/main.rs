//! The core as wasm in a real browser: what only the browser's engine can show.
#![cfg(target_arch = "wasm32")]

mod border;
mod heard;
mod requests;
mod shown;
mod started;
mod tasks;

use detect::Response;
use engine::{Document, Engine, Event, Finding, Snapshot, TabId};
use timestamp::Timestamp;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).expect("a page has one").now()
}

const CHAT: &str = "https://chatgpt.com/c/abc";

fn failing(engine: &mut Engine, now: Timestamp) {
    let response = Response { status: 502, headers: Vec::new() };
    let tab = TabId(7);
    let address = CHAT.to_owned();
    let commands = engine.handle(
        now,
        Event::ResponseArrived { tab, address: address.clone(), post: false, response, at: now },
    );
    for command in commands {
        if let engine::Effect::Inspect { tab, expectation, .. } = command {
            let document = Document { address: address.clone(), time_origin: 1 };
            let finding = Finding::Here { document, again: false };
            engine.handle(now, Event::Inspected { tab, expectation, finding });
        }
    }
}

#[wasm_bindgen_test]
fn an_outage_survives_a_death_in_wasm_as_it_does_natively() {
    let now = Timestamp::from_millis(js_sys::Date::now() as i64);
    let mut engine = Engine::new(9);
    failing(&mut engine, now);
    assert!(engine.deadline().is_some());
    let restored = Engine::restore(&engine.snapshot()).expect("a snapshot of our own");
    assert_eq!(restored, engine);
}

/// One that says "another version", "damaged" and "no engine" by the same names as natively.
#[wasm_bindgen_test]
fn a_snapshot_that_cannot_be_read_says_why_in_wasm_too() {
    let mut engine = Engine::new(9);
    failing(&mut engine, Timestamp::from_millis(1_700_000_000_000));
    let Snapshot(whole) = engine.snapshot();
    let why = |text: String| Engine::restore(&Snapshot(text)).err().map(|why| why.name());
    assert_eq!(why(whole.clone()), None);
    assert_eq!(why(format!("9{whole}")), Some("version"));
    assert_eq!(why(whole[..whole.len() - 5].to_owned()), Some("checksum"));
    assert_eq!(why(Snapshot::sealed(b"no engine").0), Some("decoding"));
}

/// What a store gives back is the very text: JSON and structured clones change nothing of it.
#[wasm_bindgen_test]
fn a_snapshot_survives_the_form_in_which_browsers_store_it() {
    let mut engine = Engine::new(u64::MAX);
    failing(&mut engine, Timestamp::MAX);
    let Snapshot(whole) = engine.snapshot();
    let stored = js_sys::JSON::stringify(&whole.as_str().into()).expect("a text is JSON");
    let read = js_sys::JSON::parse(&String::from(stored)).expect("JSON is read again");
    let read = Snapshot(read.as_string().expect("a text"));
    assert_eq!(Engine::restore(&read), Ok(engine));
}

#[wasm_bindgen_test]
fn the_same_events_give_the_same_schedule_as_everywhere() {
    let now = Timestamp::from_millis(1_700_000_000_000);
    let mut engine = Engine::new(42);
    failing(&mut engine, now);
    let (due, _) = engine.deadline().expect("an outage waits for something");
    // What the native engine gives for this seed: arithmetic must not differ by platform.
    assert_eq!(due.since(now).as_millis() as u64, 6407);
}

#[wasm_bindgen_test]
fn a_status_document_is_read_in_wasm() {
    let document = br#"{"page":{"name":"OpenAI"},"status":{"indicator":"none","description":"All Systems Operational"}}"#;
    let reading = status::read(document, sites::Site::ChatGpt, Timestamp::from_millis(0));
    assert!(reading.is_ok(), "{reading:?}");
}

/// One incident, as often as fits into so many bytes between `head` and `tail`.
fn document(head: &str, incident: &str, tail: &str, size: usize) -> Vec<u8> {
    let times = (size - head.len() - tail.len()) / (incident.len() + 1);
    let incidents = vec![incident; times.max(1)].join(",");
    [head, &incidents, tail].concat().into_bytes()
}

/// The documents that cost most: both vendors' incidents, and one text without an end.
fn documents(size: usize) -> [Vec<u8>; 3] {
    let compat = r#"{"id":"01M2HYH64J2CZMZ63HEV2FCQFA","name":"Elevated errors for ChatGPT users","status":"investigating","impact":"minor","created_at":"2026-09-15T07:12:04Z","updated_at":"2026-09-15T07:53:36Z","incident_updates":[{"id":"01M2J0X79BNVMG3PYGWFMXQEMF","status":"investigating","body":"We have identified that users are experiencing elevated errors.\n\nWe are working on a mitigation.","created_at":"2026-09-15T07:12:04Z","display_at":"2026-09-15T07:12:04Z"}]}"#;
    let native = r#"{"id":"01M0JXWD740S0Y50DWJZS7SH75","name":"Unexpected logouts for some ChatGPT web users","status":"resolved","published_at":"2026-08-21T19:48:34.66Z","affected_components":[{"component_id":"01JMXBNJXG1S2D9V65P1ZZTD94","status":"degraded_performance","current_status":"operational"}],"component_impacts":[{"id":"01M0JYA4EPG62Z3PJDDYRDQNN2","component_id":"01JMXBNJXG1S2D9V65P1ZZTD94","status":"degraded_performance","start_at":"2026-08-21T17:57:00Z","end_at":"2026-08-21T20:36:33.63Z"}],"updates":[{"id":"01M0JXWD74Q6EHRNX9TJQQTVPK","to_status":"investigating","message_string":"We\u2019re investigating an issue.","published_at":"2026-08-21T19:48:34.66Z"}]}"#;
    let named = format!(r#"{{"name":"{}"}}"#, "a\\n\u{e9}".repeat(size / 5));
    [
        document(r#"{"page":{"name":"OpenAI"},"incidents":["#, compat, "]}", size),
        document(r#"{"incidents":["#, native, "]}", size),
        document(r#"{"page":{"name":"OpenAI"},"incidents":["#, &named, "]}", size),
    ]
}

/// Times are said and not held: the machine has others to serve. A hundred times as much takes
/// about a hundred times as long, wherever it runs.
#[wasm_bindgen_test]
fn a_megabyte_of_status_costs_what_its_length_says_and_eight_times_its_memory() {
    let mut small = Vec::new();
    for (size, times) in [(10 << 10, 40), (1 << 20, 5)] {
        for (kind, document) in documents(size).into_iter().enumerate() {
            let pages = core::arch::wasm32::memory_size(0);
            let begun = now();
            for _ in 0..times {
                let reading =
                    status::read(&document, sites::Site::ChatGpt, Timestamp::from_millis(0));
                assert!(reading.is_ok(), "{reading:?}");
            }
            let took = (now() - begun) / f64::from(times);
            let grown = (core::arch::wasm32::memory_size(0) - pages) << 16;
            console_log!("{} bytes: {took:.3} ms, {grown} bytes of memory more", document.len());
            match small.get(kind) {
                None => small.push(took),
                Some(small) => assert!(took <= 800.0 * small.max(0.1), "{took} ms after {small}"),
            }
            // The document itself is there, too.
            assert!(size < 1 << 20 || grown <= 7 * document.len(), "{grown} bytes of memory");
        }
    }
}
