//! What the browser and pages say becomes an event, or nothing where it is none of ours.

use detect::Response;
use engine::{Event, TabId};
use gatewatch::browser::{choices, events, facts};
use js_sys::{Array, JSON};
use settings::{Choice, Settings};
use timestamp::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn js(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

fn heard(kind: &str, json: &str) -> Option<Event> {
    events::event(kind, &Array::from(&js(json)))
}

const ADDRESS: &str = "https://chatgpt.com/c/abc";

#[wasm_bindgen_test]
fn a_pages_response_keeps_the_headers_that_matter() {
    let long = "x".repeat(5_000);
    let details = format!(
        r#"[{{"tabId":7,"frameId":0,"url":"{ADDRESS}","method":"GET","type":"main_frame",
        "timeStamp":1700000000000.75,"statusCode":502,"statusLine":"HTTP/2 502","responseHeaders":[
        {{"name":"Set-Cookie","value":"secret"}},{{"name":"CF-Ray","value":"{long}"}},
        {{"name":"server","binaryValue":[1,2]}},{{"value":"nameless"}}]}}]"#
    );
    let Some(Event::ResponseArrived { tab, address, post, response, at }) =
        heard("response", &details)
    else {
        panic!("no response");
    };
    assert_eq!((tab, address.as_str(), post), (TabId(7), ADDRESS, false));
    assert_eq!(at, Timestamp::from_millis(1_700_000_000_000));
    assert_eq!(response.status, 502);
    let [(name, value), (other, none)] = response.headers.as_slice() else {
        panic!("{:?}", response.headers);
    };
    assert_eq!((name.as_str(), value.chars().count()), ("cf-ray", 200));
    assert_eq!((other.as_str(), none.as_str()), ("server", ""));
}

#[wasm_bindgen_test]
fn what_stood_there_before_us_has_no_type_and_no_headers() {
    let event =
        heard("response", &format!(r#"[{{"tabId":7,"url":"{ADDRESS}","statusCode":200}}]"#));
    let Some(Event::ResponseArrived { response, .. }) = event else { panic!("{event:?}") };
    assert_eq!(response, Response { status: 200, headers: vec![] });
}

#[wasm_bindgen_test]
fn a_form_that_failed_in_the_network_is_one() {
    let event = heard(
        "error",
        &format!(r#"[{{"tabId":7,"url":"{ADDRESS}","method":"POST","error":"net::ERR_FAILED"}}]"#),
    );
    let error = "net::ERR_FAILED".to_owned();
    let (tab, address) = (TabId(7), ADDRESS.to_owned());
    assert_eq!(event, Some(Event::NavigationFailed { tab, address, post: true, error }));
}

#[wasm_bindgen_test]
fn a_conversations_request_counts_in_the_page_alone() {
    let request = |kind, frame: i32, more: &str| {
        heard(
            kind,
            &format!(
                r#"[{{"tabId":7,"frameId":{frame},"type":"xmlhttprequest","url":"{ADDRESS}",
                "timeStamp":5{more}}}]"#
            ),
        )
    };
    let answered = request("response", 0, r#","statusCode":503"#);
    assert!(matches!(answered, Some(Event::ConversationAnswered { response, .. })
        if response.status == 503));
    let failed = request("error", 0, r#","error":"NS_ERROR_NET_RESET""#);
    assert!(matches!(failed, Some(Event::ConversationFailed { error, .. })
        if error == "NS_ERROR_NET_RESET"));
    assert_eq!(request("response", 3, r#","statusCode":503"#), None, "a frame's");
    assert_eq!(request("response", 0, ""), None, "without a status");
}

#[wasm_bindgen_test]
fn what_is_malformed_is_no_event() {
    for details in [
        "[]",
        "[null]",
        "[7]",
        r#"[{"statusCode":502}]"#,
        r#"[{"tabId":-1,"url":"a","statusCode":502}]"#,
        r#"[{"tabId":4294967296,"url":"a","statusCode":502}]"#,
        r#"[{"tabId":"7","url":"a","statusCode":502}]"#,
        r#"[{"tabId":7,"url":"a","statusCode":70000}]"#,
        r#"[{"tabId":7,"url":"a","statusCode":1.5}]"#,
        r#"[{"tabId":7,"url":{},"statusCode":502}]"#,
        r#"[{"tabId":7,"url":"a","statusCode":502,"responseHeaders":"x"}]"#,
    ] {
        assert_eq!(heard("response", details), None, "{details}");
    }
    for (kind, heard_of) in
        [("tabUpdated", "[]"), ("tabUpdated", "[1.5]"), ("tabReplaced", "[1]"), ("", "[1]")]
    {
        assert_eq!(heard(kind, heard_of), None, "{kind}");
    }
}

#[wasm_bindgen_test]
fn what_the_browser_tells_of_tabs_alarms_and_the_network_is_told() {
    assert_eq!(heard("tabUpdated", "[7]"), Some(Event::TabUpdated { tab: TabId(7) }));
    let replaced = Event::TabReplaced { tab: TabId(2), by: TabId(1) };
    assert_eq!(heard("tabReplaced", "[1,2]"), Some(replaced));
    assert_eq!(heard("alarm", "[]"), Some(Event::TimePassed));
    assert_eq!(heard("networkReturned", "[]"), Some(Event::NetworkReturned));
}

#[wasm_bindgen_test]
fn settings_of_the_store_are_held_within_their_bounds() {
    let event = heard("settings", r#"[{"on":false,"keep_days":1e9,"language":"klingon","x":1}]"#);
    let Some(Event::SettingsChanged(settings)) = event else { panic!("{event:?}") };
    let off = Settings::FIRST.with("on", Choice::Flag(false)).expect("allowed");
    assert!(!settings.has(settings::Field::On));
    assert_eq!(
        settings.choice(&settings::FIELDS[settings::Field::Language as usize]),
        off.choice(&settings::FIELDS[settings::Field::Language as usize])
    );
    assert_eq!(choices::settings(&JsValue::UNDEFINED), Settings::FIRST);
}

#[wasm_bindgen_test]
fn a_choice_is_a_flag_a_number_or_a_name_that_is_known() {
    assert_eq!(choices::choice(&true.into()), Some(Choice::Flag(true)));
    assert_eq!(choices::choice(&7.0.into()), Some(Choice::Number(7.0)));
    assert_eq!(choices::choice(&"de".into()), Some(Choice::Name("de")));
    for other in [JsValue::NULL, JsValue::UNDEFINED, "klingon".into(), js("[]"), js("{}")] {
        assert_eq!(choices::choice(&other), None, "{other:?}");
    }
}

#[wasm_bindgen_test]
fn facts_of_a_page_are_bounded_whatever_it_says() {
    let long = "é".repeat(4_000);
    let marks = vec![format!("\"{long}\""); 100].join(",");
    let answer = js(&format!(
        r#"{{"kind":"text/html","title":"{long}","marks":[{marks}],"elements":601,"other":[{{}}]}}"#
    ));
    let facts = facts::of(&answer).expect("facts");
    assert_eq!((facts.kind.as_str(), facts.elements, facts.size), ("text/html", 601, 0));
    assert!(facts.title.len() <= 2_400 && facts.title.starts_with('é'));
    assert!(facts.marks.len() == 48 && facts.marks.iter().all(|mark| mark.len() <= 2_400));
}

#[wasm_bindgen_test]
fn facts_of_another_shape_are_none() {
    for other in ["null", "7", "\"text\"", r#"{"title":7}"#, r#"{"marks":"x"}"#, r#"{"size":-1}"#] {
        assert_eq!(facts::of(&js(other)), None, "{other}");
    }
    assert!(facts::of(&js("{}")).is_some(), "a page may lack every fact");
}

#[wasm_bindgen_test]
fn a_file_of_the_app_that_did_not_load_is_one_of_the_page_itself() {
    let file = "https://chatgpt.com/cdn/assets/app.js";
    let of_frame = |frame: i32| {
        heard(
            "assetFailed",
            &format!(
                r#"[{{"tabId":7,"frameId":{frame},"url":"{file}","statusCode":502,
                "timeStamp":1700000000000}},true]"#
            ),
        )
    };
    let at = Timestamp::from_millis(1_700_000_000_000);
    let (tab, address, error) = (TabId(7), file.to_owned(), String::new());
    let failed = Event::AssetFailed { tab, address, post: true, status: 502, error, at };
    assert_eq!((of_frame(0), of_frame(3)), (Some(failed), None));
}
