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
    let say = |text: &Text| catalogue.words(text);
    let all = |texts: &[Text]| -> JsValue {
        texts.iter().map(|text| JsValue::from(say(text))).collect::<Array>().into()
    };
    let causes = told.causes.iter().map(|(cause, because)| {
        JsValue::from(api::object().text("text", &say(cause)).with("lines", &all(because)))
    });
    let offer = |offer: &Offer| {
        let came = offer.came.as_ref().map_or(JsValue::NULL, |came| say(came).into());
        JsValue::from(
            api::object()
                .text("remedy", offer.remedy.name())
                .text("text", &say(&offer.name))
                .text("mark", &say(&offer.mark.text()))
                .text("cost", &say(&offer.cost))
                .with("lines", &all(&offer.words))
                .with("came", &came),
        )
    };
    let word = |id| say(&Text::new(id));
    api::object()
        .text("title", &word("advice_title"))
        .text("why", &word("advice_why"))
        .with("causes", &causes.collect::<Array>())
        .with("explained", &all(&told.offers.explained))
        .with("offers", &told.offers.list.iter().map(offer).collect::<Array>())
        .text("address", address)
        .text("report", &told.report)
        .text("copy", &word("advice_copy"))
        .text("save", &word("advice_save"))
        .text("done", &say(&Outcome::Done.text()))
        .text("refused", &say(&Outcome::NotPossible(Why::NotInPrivate).text()))
        .into()
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::text(&api::get(&js_sys::global(), "navigator"), "userAgent");
    Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16))
}
