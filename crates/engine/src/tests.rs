//! The engine by itself: what the same events give on every platform.
#![allow(clippy::unwrap_used)]

use super::*;
use detect::Response;

#[test]
fn the_same_seed_gives_the_delay_that_the_wasm_gives_too() {
    let now = Timestamp::from_millis(1_700_000_000_000);
    let mut engine = Engine::new(42);
    let (tab, address) = (TabId(7), "https://chatgpt.com/c/abc".to_owned());
    let response = Response { status: 502, headers: Vec::new() };
    let arrived =
        Event::ResponseArrived { tab, address: address.clone(), post: false, response, at: now };
    for effect in engine.handle(now, arrived) {
        if let Effect::Inspect { tab, expectation, .. } = effect {
            let document = Document { address: address.clone(), time_origin: 1 };
            let finding = Finding::Here { document, again: false };
            engine.handle(now, Event::Inspected { tab, expectation, finding });
        }
    }
    let outage = engine.outages().next().unwrap();
    // The same number stands in tests/wasm.rs.
    assert_eq!(outage.next_probe.since(now).as_millis(), 6407);
}

#[test]
fn every_button_is_known_by_its_name_and_no_other_name_is() {
    for button in Button::ALL {
        assert_eq!(Button::named(button.name()), Some(button));
    }
    assert_eq!(Button::named("nothing"), None);
}
