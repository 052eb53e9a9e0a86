//! The words of the first-run page. Its made-up failure is the background's own core at work, in a
//! worker (`extension/pages/welcome/demo-worker.ts`).

use gatewatch::browser::api;
use gatewatch::browser::texts::Catalogue;
use wasm_bindgen::prelude::*;

/// The words of the page.
#[wasm_bindgen]
#[must_use]
pub fn welcome(language: String, messages: JsValue) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    let mut page =
        api::object().text("lang", catalogue.language()).text("dir", catalogue.direction());
    for (name, id) in [
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
        ("choices", "welcome_choices"),
        ("settings", "settings_title"),
        ("history", "history_title"),
    ] {
        page = catalogue.put_id(page, name, id);
    }
    page.into()
}
