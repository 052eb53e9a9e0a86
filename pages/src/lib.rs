//! Causes, remedies and the report in words, worked out in the pages that show them: the
//! background, which must be quick, does not carry them.
#![cfg(target_arch = "wasm32")]
#![no_std]

extern crate alloc;

use alloc::string::String;
use gatewatch::advice::Machine;
use gatewatch::advice::remedies::{Outcome, Why};
use gatewatch::browser::api;
use gatewatch::browser::texts::Catalogue;
use gatewatch::engine::{Engine, Snapshot, TabId};
use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

/// What stands below a card: of the outage of a tab, or of any. Null where nothing fails, and
/// where `snapshot`, which the background keeps, cannot be read.
#[wasm_bindgen]
#[must_use]
pub fn advice(snapshot: String, language: String, messages: JsValue, tab: Option<i32>) -> JsValue {
    let Some(engine) = Engine::restore(&Snapshot(snapshot)) else { return JsValue::NULL };
    let catalogue = Catalogue::new(language, messages);
    let Some((address, told)) = engine.advice(tab.map(TabId), &machine()) else {
        return JsValue::NULL;
    };
    let causes = Array::new();
    for (cause, because) in &told.causes {
        let shown = catalogue.put(api::object(), "text", cause);
        causes.push(&catalogue.put_all(shown, "lines", because));
    }
    let offers = Array::new();
    for offer in &told.offers.list {
        let mut shown = api::object().text("remedy", offer.remedy.name());
        for (name, text) in
            [("text", &offer.name), ("mark", &offer.mark.text()), ("cost", &offer.cost)]
        {
            shown = catalogue.put(shown, name, text);
        }
        shown = match &offer.came {
            Some(came) => catalogue.put(shown, "came", came),
            None => shown.with("came", &JsValue::NULL),
        };
        shown = shown.flag("told", offer.remedy.is_told());
        offers.push(&catalogue.put_all(shown, "lines", &offer.words));
    }
    let mut shown = api::object()
        .text("address", address)
        .text("report", &told.report)
        .with("causes", &causes)
        .with("offers", &offers);
    for (name, id) in [
        ("title", "advice_title"),
        ("why", "advice_why"),
        ("copy", "advice_copy"),
        ("save", "advice_save"),
        ("works", "told_works"),
        ("fails", "told_fails"),
        ("thanks", "told_thanks"),
    ] {
        shown = catalogue.put_id(shown, name, id);
    }
    shown = catalogue.put(shown, "done", &Outcome::Done.text());
    shown = catalogue.put(shown, "refused", &Outcome::NotPossible(Why::NotInPrivate).text());
    catalogue.put_all(shown, "explained", &told.offers.explained).into()
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::text(&api::get(&js_sys::global(), "navigator"), "userAgent");
    let machine = Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16));
    Machine { online: api::is_online(), ..machine }
}
