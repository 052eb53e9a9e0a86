//! What a tab shows, requested by one of our own pages: the same verdict as for a failure, on
//! demand.

use super::api;
use super::convert::{from_js, to_js};
use super::facts;
use super::request_details::{Details, response_of};
use super::shell::with;
use super::tabs::{TAB_ANSWERS_WITHIN, run_in};
use super::timers::within;
use detect::{Response, Verdict};
use engine::TabId;
use js_sys::Promise;
use serde::{Deserialize, Serialize};
use sites::{Site, without_fragment};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

/// Headers and document belong to one load if their times are this close, in ms: that covers the
/// clocks of two processes, and the time until a response is committed.
const ONE_LOAD: f64 = 2500.0;

/// A promise of `{class, action, witness, why}`. `seen` is the tab's last response, if any is
/// remembered: after a death of the background there is only the page, with the status that it
/// knows of itself.
pub fn what_is(tab: i32, seen: JsValue) -> JsValue {
    let mut seen = Some(seen);
    Promise::new(&mut |done, _| {
        if let Some(seen) = seen.take() {
            spawn(async move {
                let (answer, response) = evidence(tab, &seen).await;
                let verdict = judge(&answer, response);
                let _ = done.call1(&JsValue::UNDEFINED, &names(&verdict));
            });
        }
    })
    .into()
}

/// A verdict by the names of its parts.
#[must_use]
pub fn names(verdict: &Verdict) -> JsValue {
    #[derive(Serialize)]
    struct Names {
        class: String,
        action: &'static str,
        witness: &'static str,
        why: &'static str,
    }
    to_js(&Names {
        class: verdict.class.name(),
        action: verdict.action.name(),
        witness: verdict.witness.name(),
        why: verdict.why.name(),
    })
}

/// What a page knows about its own load.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Loaded {
    url: String,
    /// The address that it was loaded from.
    name: String,
    /// When it began: ms since 1970, and how long ago.
    began: f64,
    age: f64,
    /// 0 if it does not know.
    status_code: f64,
}

/// The verdict on what the collector answered, beside what the document came with.
pub fn judge(answer: &JsValue, response: Option<Response>) -> Verdict {
    detect::classify(&detect::Evidence { response, page: facts::of(answer), error: None })
}

/// Whether the tab has a document that loaded well: no script can be put into the browser's own
/// error pages.
pub async fn came_well(tab: TabId) -> bool {
    let Some(loaded) = with(|shell| shell.hooks.document_status()) else { return false };
    // Chromium refuses an undefined argument.
    let Some(Ok(loaded)) = run_in(tab, loaded, JsValue::TRUE).await else { return false };
    let loaded: Loaded = from_js(&loaded).unwrap_or_default();
    (200.0..300.0).contains(&loaded.status_code)
}

/// The collector's answer, and the response that belongs to it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status is small")]
async fn evidence(tab: i32, seen: &JsValue) -> (JsValue, Option<Response>) {
    let mut evidence = (JsValue::UNDEFINED, response_of(seen));
    let Some((loaded, collect)) =
        with(|shell| (shell.hooks.document_status(), shell.hooks.page_facts()))
    else {
        return evidence;
    };
    // Chromium refuses an undefined argument.
    let nothing = JsValue::TRUE;
    let asked = api::run_in(tab, &loaded, &nothing);
    // The browser's own pages refuse; the waiting page is not the site's.
    let Some(Ok(loaded)) = within(TAB_ANSWERS_WITHIN, asked).await else { return evidence };
    let loaded: Loaded = from_js(&loaded).unwrap_or_default();
    if Site::of(&loaded.url).is_none() {
        return evidence;
    }
    let at = js_sys::Date::now() - loaded.age;
    let seen: Details = from_js(seen).unwrap_or_default();
    let later = seen.time_stamp.map(|seen| seen - at);
    let same = without_fragment(&loaded.name) == without_fragment(&seen.url);
    if !later.is_some_and(|later| same && later.abs() < ONE_LOAD) {
        // A response after the document belongs to something else: a download, or a page loaded
        // ahead.
        if later.is_some_and(|later| later > 0.0) {
            return evidence;
        }
        // All that the page knows about its own response; 0 if it knows nothing.
        let status = loaded.status_code as u16;
        evidence.1 = (status >= 100).then(|| Response { status, headers: vec![] });
    }
    #[derive(Serialize)]
    struct Meant {
        time_origin: f64,
    }
    let meant = to_js(&Meant { time_origin: js_sys::Math::round(loaded.began * 1000.0) });
    let read = api::run_in_late(tab, &collect, &meant);
    if let Some(Ok(answer)) = within(TAB_ANSWERS_WITHIN, read).await {
        evidence.0 = answer;
    }
    evidence
}
