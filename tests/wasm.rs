//! The core as wasm in a real browser: what only the browser's engine can show.
#![cfg(target_arch = "wasm32")]

use gatewatch::detect::Response;
use gatewatch::engine::{Document, Engine, Event, Finding, TabId};
use gatewatch::time::Timestamp;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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
        if let gatewatch::engine::Command::Inspect { tab, expectation, .. } = command {
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
    let reading = gatewatch::status::read(document, Timestamp::from_millis(0));
    assert!(reading.is_ok(), "{reading:?}");
}
