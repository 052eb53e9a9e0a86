//! Every event, outcome and task crosses the border and comes back as it was.

use detect::{Class, Evidence, NetworkError, Response, Verdict, classify};
use engine::prompts::{Given, Saved};
use engine::{
    Button, ChatState, Clearing, Document, Event, Expectation, Finding, Interrupts, Outcome,
    ProbeAnswer, ReturnOutcome, Surface, TabId, TabState, Task, TaskId,
};
use evidence::Question;
use gatewatch::browser::convert::{from_js, to_js};
use js_sys::{JSON, JsString, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use settings::{Choice, Settings};
use sites::Site;
use status::{Answer, Unreadable};
use std::fmt::Debug;
use timestamp::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// It comes back as it was, and so it does by way of JSON, which is how Chromium carries messages.
fn crosses<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let there = to_js(value);
    assert_eq!(from_js::<T>(&there).as_ref(), Some(value), "{there:?}");
    let json = JSON::stringify(&there).expect("no cycle, no bigint");
    let again = JSON::parse(&String::from(json)).expect("JSON");
    assert_eq!(from_js::<T>(&again).as_ref(), Some(value), "by JSON: {again:?}");
}

const TAB: TabId = TabId(i32::MAX);

fn address() -> String {
    "https://chatgpt.com/c/é😀?q=\u{202e}\"\\\u{0}".to_owned()
}

fn document() -> Document {
    // In microseconds, which come near to 2^53.
    Document { address: address(), time_origin: (1 << 53) - 1 }
}

fn response() -> Response {
    Response { status: 599, headers: vec![("retry-after".into(), "ünd 1".into())] }
}

fn verdict() -> Verdict {
    classify(&Evidence { response: Some(response()), page: None, error: None })
}

fn reading() -> Answer {
    let document = br#"{"page":{"name":"OpenAI","updated_at":"2026-09-01T00:00:00.5Z"},
        "components":[{"id":"01JMXBNJXGV1T5GT2M9XA83XNG","name":"Conversations",
        "status":"partial_outage"}],"status":{"indicator":"minor"},
        "incidents":[{"id":"A1","name":"ChatGPT \ud83d","status":"identified","impact":"critical",
        "created_at":"1969-12-31T23:59:59Z","incident_updates":[{"status":"identified",
        "body":"one\ntwo","display_at":"9999-12-31T23:59:59Z"}]}]}"#;
    Answer {
        retry_after: None,
        reading: status::read(document, Site::ChatGpt, Timestamp::from_millis(5)),
    }
}

fn expectation() -> Expectation {
    Expectation {
        address: address(),
        status: u16::MAX,
        at: Timestamp::MAX,
        living: true,
        broken: false,
    }
}

macro_rules! crossing {
    ($($name:ident: $value:expr;)+) => { $(
        #[wasm_bindgen_test]
        fn $name() {
            crosses(&$value);
        }
    )+ };
}

crossing! {
    event_started: Event::Started(Settings::FIRST);
    event_settings_changed: Event::SettingsChanged(
        Settings::FIRST.with("keep_days", Choice::Number(3.0)).expect("allowed"));
    event_response_arrived: Event::ResponseArrived {
        tab: TAB, address: address(), post: true, response: response(), at: Timestamp::MAX };
    event_navigation_failed: Event::NavigationFailed {
        tab: TabId(0), address: String::new(), post: false, error: "net::ERR_é".into() };
    event_conversation_answered: Event::ConversationAnswered {
        tab: TAB, address: address(), response: response(), at: Timestamp::from_millis(-1) };
    event_conversation_failed: Event::ConversationFailed {
        tab: TAB, address: address(), error: String::new(), at: Timestamp::from_millis(0) };
    event_chat_requested: Event::ChatRequested {
        tab: TAB, address: address(), status: 0, at: Timestamp::MAX };
    event_alert_shown: Event::AlertShown {
        tab: TAB, address: address(), at: Timestamp::MAX };
    event_answer_stalled: Event::AnswerStalled { tab: TabId(7), document: document() };
    event_answer_moved: Event::AnswerMoved { tab: TabId(7) };
    event_answer_ended: Event::AnswerEnded { tab: TabId(7), address: address(), broke: true };
    event_asset_failed: Event::AssetFailed {
        tab: TAB,
        address: address(),
        post: true,
        status: u16::MAX,
        error: "net::ERR_é".into(),
        at: Timestamp::from_millis(-1),
    };
    event_chat_inspected: Event::ChatInspected {
        tab: TAB, document: document(), state: ChatState::Recovering };
    event_text_kept: Event::TextKept { tab: TAB, saved: Saved::KeptHere };
    event_prompt_given: Event::PromptGiven { tab: TAB, given: Given::Newer };
    event_bar_missed: Event::BarMissed { tab: TAB, document: document() };
    event_tab_updated: Event::TabUpdated { tab: TabId(-1) };
    event_inspected: Event::Inspected {
        tab: TAB,
        expectation: expectation(),
        finding: Finding::Here { document: document(), again: true },
    };
    event_page_read: Event::PageRead {
        tab: TAB, document: document(), verdict: Box::new(verdict()) };
    event_waiting_page_opened: Event::WaitingPageOpened { tab: TAB, address: address() };
    event_pressed: Event::Pressed { tab: None, button: Button::WhatElse };
    event_visibility_changed: Event::VisibilityChanged { tab: TAB, visible: false };
    event_tab_replaced: Event::TabReplaced { tab: TAB, by: TabId(i32::MIN) };
    event_popup_opened: Event::PopupOpened;
    event_question_answered: Event::QuestionAnswered {
        tab: Some(TAB), question: Question::WithoutVpn, yes: true };
    event_network_returned: Event::NetworkReturned;
    event_time_passed: Event::TimePassed;
    event_done: Event::Done { id: TaskId(u32::MAX), outcome: Outcome::Recorded };

    finding_not_here: Finding::NotHere;
    finding_refused: Finding::Refused {
        address: None, loading: true, can_wait: false, retries: true };
    finding_gone: Finding::Gone;

    outcome_tabs_listed: Outcome::TabsListed {
        tab_states: vec![TabState {
            tab: TAB,
            address: address(),
            active: true,
            loading: false,
            discarded: true,
            cookie_store: u32::MAX,
        }],
        online: false,
    };
    outcome_no_tabs: Outcome::TabsListed { tab_states: vec![], online: true };
    outcome_probed_with_a_status: Outcome::Probed(ProbeAnswer::Status {
        code: 503, challenge: true, not_before: Some(Timestamp::MAX) });
    outcome_probed_without_a_wait: Outcome::Probed(ProbeAnswer::Status {
        code: 0, challenge: false, not_before: None });
    outcome_probed_redirect: Outcome::Probed(ProbeAnswer::Redirect);
    outcome_probed_timed_out: Outcome::Probed(ProbeAnswer::TimedOut);
    outcome_probed_network_error: Outcome::Probed(ProbeAnswer::NetworkError);
    outcome_status_read: Outcome::StatusAnswered(Ok(reading()));
    outcome_status_unreadable: Outcome::StatusAnswered(Err(Unreadable::Status(504)));
    outcome_returned: Outcome::Returned(ReturnOutcome::Unsaved);
    outcome_waits: Outcome::Waits(true);
    outcome_cache_cleared: Outcome::CacheCleared(Clearing::WithNextAnswer, u32::MAX);
    outcome_clearing_ended: Outcome::ClearingEnded;
    outcome_taken_away: Outcome::TakenAway;

    task_list_tabs: Task::ListTabs;
    task_probe: Task::Probe {
        site: Site::ChatOpenAi, address: address(), within: Some((TAB, document())) };
    task_read_status: Task::ReadStatus { address: address() };
    task_open_waiting_page: Task::OpenWaitingPage {
        tab: TAB, address: address(), replaces_load: true };
    task_return: Task::Return {
        tab: TAB,
        document: document(),
        place: Surface::ErrorPage,
        bypass_cache: true,
        even_if_busy: false,
        only_if_empty: true,
        interrupts: Interrupts::AnyLoad,
    };
    task_clear_cache: Task::ClearCache { site: Site::ChatGpt };
    task_end_clearing: Task::EndClearing;
    task_take_away: Task::TakeAway { tab: TAB, place: Surface::Bar, document: document() };
    task_record: Task::Record { line: "1 2 \u{1f}".into() };

    a_verdict_with_all_its_clues: verdict();
    every_class: [
        Class::Healthy, Class::Gateway(502), Class::ServerError, Class::Challenge, Class::Blocked,
        Class::RateLimited, Class::AtCapacity, Class::NetworkError, Class::Unknown];
    every_network_error: [
        NetworkError::Refused, NetworkError::Dns, NetworkError::Certificate, NetworkError::Other];
    the_longest_text: "😀".repeat(1 << 18);
    nothing_at_all: (String::new(), Vec::<TabState>::new(), None::<Document>);
}

#[wasm_bindgen_test]
fn a_number_that_javascript_cannot_hold_is_refused_and_never_rounded() {
    for exact in [0, 1, (1_u64 << 53) - 1] {
        crosses(&exact);
    }
    for exact in [-1, 1 - (1_i64 << 53)] {
        crosses(&exact);
    }
    assert!(to_js(&((1_u64 << 53) + 1)).is_null());
    assert!(to_js(&u64::MAX).is_null() && to_js(&i64::MIN).is_null());
    for odd in [f64::NAN, f64::INFINITY, 0.5, 9_007_199_254_740_994.0, -1.0] {
        assert_eq!(from_js::<u64>(&odd.into()), None, "{odd}");
    }
    assert_eq!(from_js::<i32>(&4_294_967_296.0.into()), None, "a tab's number of 33 bits");
}

#[wasm_bindgen_test]
fn half_an_emoji_comes_over_as_a_mark() {
    let half = JsString::from_char_code(&[u16::from(b'a'), 0xd83d, u16::from(b'b')]);
    assert_eq!(from_js::<String>(&half).as_deref(), Some("a\u{fffd}b"));
    let object = Object::new();
    for (name, value) in [("address", half.into()), ("time_origin", JsValue::from(5.0))] {
        Reflect::set(&object, &name.into(), &value).expect("a plain object");
    }
    let document = Document { address: "a\u{fffd}b".into(), time_origin: 5 };
    assert_eq!(from_js(&object), Some(document));
}

#[wasm_bindgen_test]
fn what_is_missing_is_null_there_and_missing_or_null_here() {
    let shown = to_js(&(None::<String>, Some(1_u8)));
    let json = JSON::stringify(&shown).map(String::from).expect("JSON");
    assert_eq!(json, "[null,1]");
    for nothing in [JsValue::NULL, JsValue::UNDEFINED] {
        assert_eq!(from_js::<Option<String>>(&nothing), Some(None));
        assert_eq!(from_js::<Document>(&nothing), None);
    }
}

#[wasm_bindgen_test]
fn another_shape_is_none_and_no_panic() {
    for other in [
        "null",
        "7",
        "\"TimePasse\"",
        "[]",
        "{}",
        "{\"Done\":{}}",
        "{\"TabUpdated\":{\"tab\":\"1\"}}",
    ] {
        let other = JSON::parse(other).expect("JSON");
        assert_eq!(from_js::<Event>(&other), None, "{other:?}");
    }
    let symbol = js_sys::Symbol::for_("x");
    assert_eq!(from_js::<String>(&symbol), None);
}
