//! The words of the first-run page. Its made-up failure is the background's own core at work, in a
//! worker (`extension/pages/welcome/demo-worker.ts`).

use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// The words of the page.
#[wasm_bindgen]
#[must_use]
pub fn welcome(language: String, messages: JsValue) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    to_js(&Page {
        lang: catalogue.language(),
        dir: catalogue.direction(),
        words: catalogue.named(&[
            ("title", "welcome_title"),
            ("does", "welcome_does"),
            ("touches", "welcome_touches"),
            ("touched", "welcome_touched"),
            ("keeps", "welcome_keeps"),
            ("kept", "welcome_kept"),
            ("own", "welcome_own"),
            ("tries", "welcome_try"),
            ("tried", "welcome_tried"),
            ("again", "welcome_again"),
            ("keys", "welcome_keys"),
            ("settings", "popup_settings"),
            ("history", "history_title"),
        ]),
    })
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    #[serde(flatten)]
    words: Named,
}
