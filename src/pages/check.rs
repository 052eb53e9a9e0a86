//! The page that checks an installation: its words, what to look for in the sites' pages, and how a
//! document of the status page was read. The page itself does the looking.

use crate::browser::choices::settings as parsed;
use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use serde::Serialize;
use sites::{Marks, Service, Site};
use status::Reply;
use wasm_bindgen::prelude::*;

/// What the page shows and looks for.
#[wasm_bindgen]
#[must_use]
pub fn check_page(stored: &JsValue, language: String, messages: JsValue) -> JsValue {
    sites::own::choose(parsed(stored).own());
    let catalogue = Catalogue::new(language, messages);
    to_js(&Page {
        lang: catalogue.language(),
        dir: catalogue.direction(),
        sites: Site::homes().map(checked).collect(),
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

fn checked(site: Site) -> Checked {
    let Service { id, name, hosts, marks, status, .. } = site.service();
    let Marks { composers, turns, answers, files, alerts, recovering } = *marks;
    let lists = [
        ("COMPOSERS", composers),
        ("TURNS", turns),
        ("ANSWERS", answers),
        ("FILES", files),
        ("ALERTS", alerts),
        ("RECOVERING", recovering),
    ];
    let documents = status.documents.iter().flat_map(|(source, urls)| {
        urls.iter().map(move |url| Document { source: format!("{source:?}"), url })
    });
    Checked {
        id,
        name,
        hosts: hosts.iter().map(|(_, host)| *host).collect(),
        marks: lists.map(|(list, selectors)| Marked { list, selectors }).into(),
        documents: documents.collect(),
    }
}

/// What a document of the status page is read as. `url` was asked, `final_url` answered.
#[wasm_bindgen]
#[must_use]
pub fn check_reading(
    body: Vec<u8>,
    url: String,
    final_url: String,
    status: u16,
    content_type: String,
) -> JsValue {
    let reply = Reply { url, final_url, status, content_type, retry_after: None, body };
    to_js(&match reply.read().reading {
        Ok(reading) => Said {
            readable: true,
            text: format!(
                "{:?}, {} {}, components: {}, incidents: {}",
                reading.source,
                reading.site.service().name,
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
    sites: Vec<Checked>,
    most_bytes: usize,
    #[serde(flatten)]
    words: Named,
}

/// An assistant: what is looked for in its pages, and the documents of its status page.
#[derive(Serialize)]
struct Checked {
    id: &'static str,
    name: &'static str,
    hosts: Vec<&'static str>,
    marks: Vec<Marked>,
    documents: Vec<Document>,
}

/// One list of selectors in crates/sites, by its name there.
#[derive(Serialize)]
struct Marked {
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
