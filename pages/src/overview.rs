//! What stands around the popup's card: access that is missing, the tabs that fail, and how the
//! parts on OpenAI's page are.

use engine::{Engine, Snapshot};
use gatewatch::browser::api;
use gatewatch::browser::texts::Catalogue;
use js_sys::Array;
use sites::without_query;
use status::Impact;
use text::Text;
use wasm_bindgen::prelude::*;

/// What is shown; where `snapshot`, which the background keeps, cannot be read, the words alone.
#[wasm_bindgen]
#[must_use]
pub fn overview(snapshot: String, language: String, messages: JsValue) -> JsValue {
    let engine = Engine::restore(&Snapshot(snapshot)).ok();
    let catalogue = Catalogue::new(language, messages);
    let (tabs, parts) = (Array::new(), Array::new());
    for (tab, address) in engine.iter().flat_map(Engine::failing_tabs) {
        let address = without_query(address).trim_start_matches("https://");
        tabs.push(&api::object().number("id", tab.0.into()).text("address", address));
    }
    let reading = engine.as_ref().and_then(Engine::reading);
    for part in reading.iter().flat_map(|reading| &reading.components) {
        let state = Text::new(match part.impact {
            Impact::None => "part_works",
            Impact::Unknown => "part_unknown",
            Impact::Maintenance => "part_maintenance",
            Impact::Minor => "part_slow",
            Impact::Major => "part_partly",
            Impact::Critical => "part_down",
        });
        parts.push(&catalogue.put(api::object().text("name", &part.name), "state", &state));
    }
    let mut shown = api::object().with("tabs", &tabs).with("parts", &parts);
    for (name, id) in [
        ("missing", "access_missing"),
        ("give", "access_give"),
        ("refused", "access_refused"),
        ("tabs_title", "tabs_title"),
        ("parts_title", "parts_title"),
    ] {
        shown = catalogue.put_id(shown, name, id);
    }
    shown.into()
}
