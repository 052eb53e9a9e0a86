//! What a tab shows, asked for by one of our own pages: the same verdict as on a failure, on demand.

use super::effects::{TAB_ANSWERS_WITHIN, within};
use super::{api, events, with};
use detect::{Response, Verdict};
use js_sys::Promise;
use sites::{Site, without_fragment};
use wasm_bindgen::prelude::*;

/// Headers and document tell of one load where their moments lie so near, in ms: the clocks of
/// two processes, and the time until a response is committed.
const ONE_LOAD: f64 = 2500.0;

/// A promise of `{class, action, witness, why}`. `seen` is the tab's last response, if any is
/// remembered: a background that died has forgotten it, and then the page and the status that it
/// knows of itself are all there is.
pub fn what_is(tab: i32, seen: JsValue) -> JsValue {
    let mut seen = Some(seen);
    Promise::new(&mut |done, _| {
        if let Some(seen) = seen.take() {
            super::spawn(async move {
                let (answer, response) = evidence(tab, &seen).await;
                let response = response.map_or_else(String::new, |it| it.packed());
                let Some(verdict) = judge(&answer, &response).await else { return };
                let answer = api::object()
                    .text("class", &verdict.class.name())
                    .text("action", verdict.action.name())
                    .text("witness", verdict.witness.name())
                    .text("why", verdict.why.name());
                let _ = done.call1(&JsValue::UNDEFINED, &answer);
            });
        }
    })
    .into()
}

/// The verdict on what the collector answered, beside what the document came with, by the wasm
/// that judges pages.
pub async fn judge(answer: &JsValue, response: &str) -> Option<Verdict> {
    let judged = with(|shell| shell.hooks.judge(answer, response))?;
    Verdict::unpack(&api::settled(judged).await.ok()?.as_string()?)
}

/// What the collector answers, and the response that goes with it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status is small")]
async fn evidence(tab: i32, seen: &JsValue) -> (JsValue, Option<Response>) {
    let mut evidence = (JsValue::UNDEFINED, events::response(seen));
    let Some((stands, collect)) = with(|shell| (shell.hooks.stands(), shell.hooks.collect()))
    else {
        return evidence;
    };
    // An argument that is undefined is refused in Chromium.
    let nothing = JsValue::TRUE;
    let asked = api::run_in(tab, &stands, &nothing);
    // The browser's own pages refuse; the waiting page is none of the site's.
    let Some(Ok(stands)) = within(TAB_ANSWERS_WITHIN, asked).await else { return evidence };
    if Site::of(&api::text(&stands, "url")).is_none() {
        return evidence;
    }
    let number = |name| api::number(&stands, name).unwrap_or_default();
    let at = js_sys::Date::now() - number("age");
    let later = api::number(seen, "timeStamp").map(|seen| seen - at);
    let (loaded, asked) = (api::text(&stands, "name"), api::text(seen, "url"));
    let same = without_fragment(&loaded) == without_fragment(&asked);
    if !later.is_some_and(|later| same && later.abs() < ONE_LOAD) {
        // A response after the document did not become one: a file, or fetched ahead.
        if later.is_some_and(|later| later > 0.0) {
            return evidence;
        }
        // All that the page knows of its own response; 0 where it knows nothing.
        let status = api::number(&stands, "statusCode").filter(|status| *status >= 100.0);
        evidence.1 = status.map(|status| Response { status: status as u16, headers: vec![] });
    }
    let time_origin = js_sys::Math::round(number("began") * 1000.0);
    let meant = api::object().number("time_origin", time_origin).into();
    let read = api::run_in_late(tab, &collect, &meant);
    if let Some(Ok(answer)) = within(TAB_ANSWERS_WITHIN, read).await {
        evidence.0 = answer;
    }
    evidence
}
