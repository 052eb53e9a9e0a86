//! Causes, remedies and the report in words, for the pages that show them.

use super::api;
use super::texts::Catalogue;
use crate::advice::Machine;
use crate::advice::remedies::{Offer, Outcome, Why};
use crate::engine::{Engine, TabId};
use crate::text::Text;
use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

/// What a page of ours gets below its card; null where nothing fails.
pub fn told(engine: &Engine, catalogue: &Catalogue, tab: Option<TabId>) -> JsValue {
    let Some((address, told)) = engine.advice(tab, &machine()) else { return JsValue::NULL };
    let say = |text: &Text| JsValue::from(catalogue.words(text));
    let all = |texts: &[Text]| JsValue::from(texts.iter().map(say).collect::<Array>());
    let causes = told.causes.iter().map(|(cause, because)| {
        JsValue::from(api::object(&[("text", say(cause)), ("lines", all(because))]))
    });
    let offer = |offer: &Offer| {
        JsValue::from(api::object(&[
            ("remedy", offer.remedy.name().into()),
            ("text", say(&offer.name)),
            ("mark", say(&offer.mark.text())),
            ("cost", say(&offer.cost)),
            ("lines", all(&offer.words)),
            ("came", offer.came.as_ref().map_or(JsValue::NULL, say)),
        ]))
    };
    let word = |id| say(&Text::new(id));
    api::object(&[
        ("title", word("advice_title")),
        ("why", word("advice_why")),
        ("causes", causes.collect::<Array>().into()),
        ("explained", all(&told.offers.explained)),
        ("offers", told.offers.list.iter().map(offer).collect::<Array>().into()),
        ("address", address.into()),
        ("report", told.report.into()),
        ("copy", word("advice_copy")),
        ("save", word("advice_save")),
        ("done", say(&Outcome::Done.text())),
        ("refused", say(&Outcome::NotPossible(Why::NotInPrivate).text())),
    ])
    .into()
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::text(&api::get(&js_sys::global(), "navigator"), "userAgent");
    Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16))
}
