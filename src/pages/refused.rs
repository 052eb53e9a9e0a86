//! Explains a page that refuses its user on the popup's card, since nothing else says that this is
//! no outage.

use crate::browser::convert::to_js;
use crate::browser::look;
use crate::browser::texts::Catalogue;
use advice::refusal;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What the card says of the page of which the collector answered `facts`: `title`, `why` and `doing`.
/// Null where it refuses nobody.
#[wasm_bindgen]
#[must_use]
pub fn refused(facts: &JsValue, language: String, messages: JsValue) -> JsValue {
    let Some([why, doing]) = refusal(&look::judge(facts, None)) else {
        return JsValue::NULL;
    };
    let catalogue = Catalogue::new(language, messages);
    to_js(&Refused {
        title: catalogue.word("refusal_title"),
        why: catalogue.words(&why),
        doing: catalogue.words(&doing),
    })
}

#[derive(Serialize)]
struct Refused {
    title: String,
    why: String,
    doing: String,
}
