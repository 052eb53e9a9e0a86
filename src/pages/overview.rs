//! What is around the popup's card: missing access, the tabs that fail, and the state of the parts
//! on the status page.

use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use engine::{Engine, Snapshot, TabId};
use serde::Serialize;
use sites::{Site, without_query};
use status::{Component, Impact};
use wasm_bindgen::prelude::*;

/// What is shown; if `snapshot`, which the background keeps, cannot be read, only the words.
#[wasm_bindgen]
#[must_use]
pub fn overview(snapshot: String, language: String, messages: JsValue) -> JsValue {
    let engine = Engine::restore(&Snapshot(snapshot)).ok();
    let catalogue = Catalogue::new(language, messages);
    let tab = |(tab, address): (TabId, &'_ str)| {
        let address = {
            let address = without_query(address);
            address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
        };
        FailingTab { id: tab, address }
    };
    let part = |part: &Component| {
        let state = catalogue.word(match part.impact {
            Impact::None => "part_works",
            Impact::Unknown => "part_unknown",
            Impact::Maintenance => "part_maintenance",
            Impact::Minor => "part_slow",
            Impact::Major => "part_partly",
            Impact::Critical => "part_down",
        });
        Part { name: part.name.clone(), state }
    };
    let failing = engine.iter().flat_map(Engine::failing_tabs);
    let site = failing.into_iter().find_map(|(_, address)| Site::of(address));
    let site = site.unwrap_or(Site::ChatGpt);
    let reading = engine.as_ref().and_then(|engine| engine.reading(site));
    to_js(&Overview {
        tabs: engine.iter().flat_map(Engine::failing_tabs).map(tab).collect(),
        parts: reading.iter().flat_map(|reading| &reading.components).map(part).collect(),
        words: catalogue.named(&[
            ("missing", "access_missing"),
            ("give", "access_give"),
            ("refused", "access_refused"),
            ("tabs_title", "tabs_title"),
            ("parts_title", "parts_title"),
        ]),
    })
}

#[derive(Serialize)]
struct Overview {
    tabs: Vec<FailingTab>,
    parts: Vec<Part>,
    #[serde(flatten)]
    words: Named,
}

#[derive(Serialize)]
struct FailingTab {
    id: TabId,
    address: String,
}

/// A part on the status page, and its state.
#[derive(Serialize)]
struct Part {
    name: String,
    state: String,
}
