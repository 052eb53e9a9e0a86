//! The page that checks an installation: its words, what is looked for in the site's pages, and what
//! a document of the status page was read as. The looking is the page's own.

use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use serde::Serialize;
use status::{Source, unpack};
use wasm_bindgen::prelude::*;

/// What the page shows and looks for.
#[wasm_bindgen]
#[must_use]
pub fn check_page(language: String, messages: JsValue) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    to_js(&Page {
        lang: catalogue.language(),
        dir: catalogue.direction(),
        marks: [
            ("COMPOSERS", &sites::COMPOSERS[..]),
            ("TURNS", &sites::TURNS),
            ("FILES", &sites::FILES),
            ("ALERTS", &sites::ALERTS),
            ("RECOVERING", &sites::RECOVERING),
        ]
        .map(|(list, selectors)| Marks { list, selectors })
        .into(),
        documents: Source::READABLE
            .iter()
            .flat_map(|source| {
                source.urls().iter().map(move |url| Document { source: format!("{source:?}"), url })
            })
            .collect(),
        most_bytes: status::MOST_BYTES,
        words: catalogue.named(&[
            ("title", "check_title"),
            ("about", "check_about"),
            ("run", "button_check_now"),
            ("running", "countdown_checking"),
            ("done", "check_done"),
            ("copy", "check_copy"),
            ("copied", "safe_copied"),
        ]),
    })
}

/// What a document of the status page was read as, from the line that [`read`](crate::reading::read)
/// made of it.
#[wasm_bindgen]
#[must_use]
pub fn check_reading(line: &str) -> JsValue {
    to_js(&match unpack(line) {
        Ok(reading) => Said {
            readable: true,
            text: format!(
                "{:?}, ChatGPT {}, components: {}, incidents: {}",
                reading.source,
                reading.state.name(),
                reading.components.len(),
                reading.incidents.len()
            ),
        },
        Err(why) => Said { readable: false, text: why.name().into() },
    })
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    marks: Vec<Marks>,
    documents: Vec<Document>,
    most_bytes: usize,
    #[serde(flatten)]
    words: Named,
}

/// One list of selectors in crates/sites, by its name there.
#[derive(Serialize)]
struct Marks {
    list: &'static str,
    selectors: &'static [&'static str],
}

#[derive(Serialize)]
struct Document {
    source: String,
    url: &'static str,
}

#[derive(Serialize)]
struct Said {
    readable: bool,
    text: String,
}
