//! Explains a page that refuses its user on the popup's card, since nothing else says that this is
//! no outage.

use crate::browser::convert::to_js;
use crate::browser::texts::Catalogue;
use advice::refusal;
use detect::Verdict;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What the card says about the page whose `verdict` is the line that judged it: `title`, `why` and
/// `doing`. Null if it refuses nobody, or if the line is not valid.
#[wasm_bindgen]
#[must_use]
pub fn refused(verdict: &str, language: String, messages: JsValue) -> JsValue {
    let Some([why, doing]) = Verdict::unpack(verdict).as_ref().and_then(refusal) else {
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
