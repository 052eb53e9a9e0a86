//! The core as the background's script starts it.

use super::failing;
use engine::{Engine, Snapshot};
use gatewatch::browser::{Hooks, hear, start};
use js_sys::{Array, Function, Reflect};
use timestamp::Timestamp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// Starts it in this page, whose browser offers nothing of an extension's, with functions that do
/// nothing.
fn started(snapshot: &JsValue) -> Option<String> {
    let script =
        "globalThis.chrome = { runtime: { getURL: (path) => 'chrome-extension://own/' + path } };
        return new Proxy({}, { get: () => () => Promise.resolve(null) })";
    let hooks = Function::new_no_args(script).call0(&JsValue::NULL).expect("a plain script");
    let hooks: Hooks = hooks.unchecked_into();
    start(hooks, snapshot, "en".into(), JsValue::NULL, &JsValue::UNDEFINED)
}

fn kept() -> String {
    let mut engine = Engine::new(5);
    failing(&mut engine, Timestamp::from_millis(js_sys::Date::now() as i64));
    engine.snapshot().0
}

/// What the popup is shown; `own` says whether the core takes the sender for a page of ours.
fn popup(sender: &str) -> JsValue {
    let parsed = |json: &str| js_sys::JSON::parse(json).expect("JSON");
    let said = parsed(r#"{ "kind": "popupView" }"#);
    let sender = parsed(&format!(r#"{{ "url": "{sender}" }}"#));
    hear("message", &Array::of3(&said, &sender, &JsValue::UNDEFINED))
}

fn tone(popup: &JsValue) -> Option<String> {
    let view = Reflect::get(popup, &"view".into()).ok()?;
    Reflect::get(&view, &"tone".into()).ok()?.as_string()
}

const POPUP: &str = "chrome-extension://own/popup.html";

#[wasm_bindgen_test]
fn without_a_snapshot_nothing_fails_and_nothing_is_told() {
    for none in [JsValue::UNDEFINED, JsValue::NULL, JsValue::from(7)] {
        assert_eq!(started(&none), None);
        assert_eq!(tone(&popup(POPUP)).as_deref(), Some("quiet"));
    }
}

#[wasm_bindgen_test]
fn an_outage_goes_on_from_its_snapshot() {
    assert_eq!(started(&kept().into()), None);
    assert_eq!(tone(&popup(POPUP)).as_deref(), Some("failing"));
}

#[wasm_bindgen_test]
fn a_broken_snapshot_is_a_fresh_start_that_says_why() {
    let whole = kept();
    for (broken, why) in [
        (whole[1..].to_owned(), "version"),
        (whole[..whole.len() / 2].to_owned(), "checksum"),
        (Snapshot::sealed(&[7; 40]).0, "decoding"),
        (String::new(), "version"),
    ] {
        assert_eq!(started(&broken.into()).as_deref(), Some(why));
        assert_eq!(tone(&popup(POPUP)).as_deref(), Some("quiet"), "no outage is made of it");
    }
}

#[wasm_bindgen_test]
fn only_a_page_of_ours_is_shown_the_popup() {
    started(&JsValue::UNDEFINED);
    for stranger in ["https://chatgpt.com/", "chrome-extension://other/popup.html", ""] {
        assert!(popup(stranger).is_undefined(), "{stranger}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_message_of_ours_is_answered_with_nothing() {
    started(&JsValue::UNDEFINED);
    let nothing = JsValue::UNDEFINED;
    for said in ["null", "7", "[]", "{}", r#"{"kind":7}"#, r#"{"kind":"unknown"}"#] {
        let said = js_sys::JSON::parse(said).expect("JSON");
        assert!(hear("message", &Array::of3(&said, &nothing, &nothing)).is_undefined());
    }
    assert!(hear("no kind at all", &Array::new()).is_undefined());
}
