//! Requests of the background's own: what the engine is told of each answer.
//!
//! The page of the tests has a server of its own, which knows neither redirects nor silence: for
//! those the answer is made here, and `Request`, `Response` and `AbortSignal` are the browser's.

use engine::ProbeAnswer;
use gatewatch::browser::fetch::{fetch, header, is_redirect, timed_out};
use gatewatch::browser::{probe, status as status_page};
use js_sys::{Function, Reflect};
use status::Unreadable;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const SOON: Duration = Duration::from_secs(10);

/// The page's own address, at which its server answers.
fn here() -> String {
    let location = Reflect::get(&js_sys::global(), &"location".into()).expect("a page has one");
    Reflect::get(&location, &"href".into()).ok().and_then(|it| it.as_string()).expect("a text")
}

/// `fetch` as this script is, for as long as it stands.
struct Answering(JsValue);

impl Answering {
    fn by(script: &str) -> Self {
        let own = Reflect::get(&js_sys::global(), &"fetch".into()).expect("every page has it");
        let made = Function::new_with_args("request", script);
        Reflect::set(&js_sys::global(), &"fetch".into(), &made).expect("it can be replaced");
        Self(own)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let _ = Reflect::set(&js_sys::global(), &"fetch".into(), &self.0);
    }
}

/// Never answers, and ends as the browser ends it: by the signal's own reason.
const SILENT: &str = "return new Promise((_, fail) =>
    request.signal.addEventListener('abort', () => fail(request.signal.reason)))";

const REDIRECT: &str = "return Promise.resolve(
    Object.defineProperties(new Response(), { type: { value: 'opaqueredirect' }, status: { value: 0 } }))";

#[wasm_bindgen_test]
async fn a_server_that_answers_is_told_by_its_code() {
    let response = fetch("HEAD", &here(), SOON).await.expect("an answer");
    assert_eq!((response.status(), is_redirect(&response)), (200, false));
    let told = probe::ask(&here(), None).await;
    assert_eq!(told, ProbeAnswer::Status { code: 200, challenge: false, not_before: None });
}

#[wasm_bindgen_test]
async fn a_request_carries_nothing_of_the_person() {
    let _answering = Answering::by(
        "globalThis.asked = [request.method, request.credentials, request.cache, request.redirect,
            request.referrerPolicy, request.signal.aborted].join(' ');
        return Promise.resolve(new Response(null, { status: 204 }))",
    );
    fetch("HEAD", "https://chatgpt.com/", SOON).await.expect("an answer");
    let asked = Reflect::get(&js_sys::global(), &"asked".into()).expect("it was asked");
    assert_eq!(asked.as_string().as_deref(), Some("HEAD omit no-store manual no-referrer false"));
}

#[wasm_bindgen_test]
async fn a_network_that_fails_is_an_error_and_no_time_out() {
    // A port that every browser refuses to ask.
    let error = fetch("GET", "http://127.0.0.1:1/", SOON).await.expect_err("nobody is there");
    assert!(!timed_out(&error), "{error:?}");
    assert_eq!(probe::ask("http://127.0.0.1:1/", None).await, ProbeAnswer::NetworkError);
}

#[wasm_bindgen_test]
async fn an_address_that_is_none_is_an_error_too() {
    assert!(fetch("HEAD", "https://", SOON).await.is_err());
    assert_eq!(probe::ask("https://chat gpt/", None).await, ProbeAnswer::NetworkError);
}

#[wasm_bindgen_test]
async fn silence_ends_by_the_time_limit() {
    let _answering = Answering::by(SILENT);
    let error = fetch("HEAD", "https://chatgpt.com/", Duration::from_millis(20)).await;
    assert!(timed_out(&error.expect_err("it never answers")));
}

#[wasm_bindgen_test]
async fn an_abort_of_another_kind_is_no_time_out() {
    let _answering = Answering::by(
        "return Promise.reject(new DOMException('The user aborted a request.', 'AbortError'))",
    );
    let error = fetch("HEAD", "https://chatgpt.com/", SOON).await.expect_err("aborted");
    assert!(!timed_out(&error));
    assert_eq!(probe::ask("https://chatgpt.com/", None).await, ProbeAnswer::NetworkError);
}

#[wasm_bindgen_test]
async fn a_probe_that_is_redirected_is_told_so() {
    let _answering = Answering::by(REDIRECT);
    assert_eq!(probe::ask("https://chatgpt.com/", None).await, ProbeAnswer::Redirect);
}

#[wasm_bindgen_test]
async fn a_wait_is_read_from_its_header() {
    let _answering = Answering::by(
        "return Promise.resolve(new Response(null, { status: 503,
            headers: { 'Retry-After': '120', 'CF-Mitigated': 'no challenge' } }))",
    );
    let response = fetch("HEAD", "https://chatgpt.com/", SOON).await.expect("an answer");
    assert_eq!(header(&response, "retry-after").as_deref(), Some("120"));
    assert_eq!(header(&response, "server"), None);
    assert_eq!(header(&response, "no header's name"), None);
    let told = probe::ask("https://chatgpt.com/", None).await;
    let ProbeAnswer::Status { code: 503, challenge: false, not_before: Some(until) } = told else {
        panic!("{told:?}");
    };
    let wait = until.as_millis() - js_sys::Date::now() as i64;
    assert!((110_000..=120_000).contains(&wait), "{wait}");
}

#[wasm_bindgen_test]
async fn a_challenge_is_no_word_of_the_sites() {
    for (status, mitigated) in [(503, "'Challenge'"), (200, "'challenge'"), (403, "'none'")] {
        let _answering = Answering::by(&format!(
            "return Promise.resolve(new Response(null, {{ status: {status},
                headers: {{ 'CF-Mitigated': {mitigated} }} }}))"
        ));
        let told = probe::ask("https://chatgpt.com/", None).await;
        assert_eq!(told, ProbeAnswer::Challenged, "{status}");
    }
}

#[wasm_bindgen_test]
async fn a_status_page_that_redirects_or_is_not_reached_is_unreadable() {
    let answering = Answering::by(REDIRECT);
    let read = status_page::ask("https://status.openai.com/".into()).await;
    assert_eq!(read.err(), Some(Unreadable::Redirected));
    drop(answering);
    let _answering = Answering::by("return Promise.reject(new TypeError('Failed to fetch'))");
    let read = status_page::ask("https://status.openai.com/".into()).await;
    assert_eq!(read.err(), Some(Unreadable::Network));
}

#[wasm_bindgen_test]
async fn a_failing_code_is_an_answer() {
    for code in [404, 429, 500, 502, 504, 599] {
        let script = format!("return Promise.resolve(new Response(null, {{ status: {code} }}))");
        let _answering = Answering::by(&script);
        let told = probe::ask("https://chatgpt.com/", None).await;
        assert_eq!(told, ProbeAnswer::Status { code, challenge: false, not_before: None });
    }
}
