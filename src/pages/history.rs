//! The history page: outages that are over, from the lines that `extension/shared/history-store.ts`
//! keeps.

use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use advice::past::cause;
use engine::{Engine, Snapshot};
use history::{Past, Pasts, chart, files, length};
use js_sys::Date;
use serde::Serialize;
use sites::Site;
use text::{Arg, Text};
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// All of it, read once.
#[wasm_bindgen]
pub struct History {
    pasts: Pasts,
    catalogue: Catalogue,
}

#[wasm_bindgen]
impl History {
    /// From the lines as the store holds them, separated by line breaks: lines that are not ours
    /// are counted and skipped.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(lines: String, language: String, messages: JsValue) -> Self {
        Self { pasts: Pasts::new(lines), catalogue: Catalogue::new(language, messages) }
    }

    /// What is around the rows: words, and the timeline as SVG. `snapshot` is what the background
    /// keeps: the owners' incidents of these days are in it.
    #[must_use]
    pub fn page(&self, snapshot: String) -> JsValue {
        let engine = Engine::restore(&Snapshot(snapshot)).ok();
        let of_site = |site| engine.as_ref().and_then(|engine| engine.reading(site));
        let readings: Vec<_> = Site::homes().filter_map(of_site).collect();
        let now = Timestamp::from_millis(Date::now() as i64);
        let zone = -(Date::new_0().get_timezone_offset() as i32);
        let recent = self.pasts.recent();
        let incidents = chart::incidents(&recent, &readings, now);
        let words = |lasted| self.catalogue.words(&length(lasted));
        let drawn = chart::chart(&recent, &incidents, now, zone, &words);
        let unread = Text::new("history_unread").with("n", Arg::Count(self.pasts.unread as u64));
        let heads = [
            "history_began",
            "history_lasted",
            "history_error",
            "history_cause",
            "history_checks",
            "history_posted",
        ];
        to_js(&Page {
            lang: self.catalogue.language(),
            dir: self.catalogue.direction(),
            chart: drawn,
            count: self.pasts.count(),
            unreadable: self.pasts.unread > 0,
            unread: self.catalogue.words(&unread),
            heads: heads.map(|id| self.catalogue.word(id)),
            words: self.catalogue.named(&[
                ("title", "history_title"),
                ("about", "history_about"),
                ("none", "saved_none"),
                ("timeline", "history_timeline"),
                ("mine", "history_mine"),
                ("posted", "history_posted"),
                ("more", "history_more"),
                ("save_as", "save_as"),
                ("wipe", "saved_all"),
                ("sure", "history_sure"),
            ]),
        })
    }

    /// A number of rows from one on: when each outage began, in ms, followed by its cells in words.
    #[must_use]
    pub fn rows(&self, from: usize, most: usize) -> JsValue {
        let rows = self.pasts.all().skip(from).take(most).map(|past| self.row(&past));
        to_js(&rows.collect::<Vec<_>>())
    }

    /// All of them as a file: CSV, or JSON.
    #[must_use]
    pub fn file(&self, csv: bool) -> String {
        let all: Vec<Past> = self.pasts.all().collect();
        if csv { files::csv(&all, cause) } else { files::json(&all, cause) }
    }

    fn row(&self, it: &Past) -> (Timestamp, [String; 5]) {
        let none = || String::from("–");
        let words = |lasted| self.catalogue.words(&length(lasted));
        let what = if it.code > 0 { it.what() } else { none() };
        let cause = cause(it).map_or_else(none, |cause| self.catalogue.words(&cause));
        let checks = self.catalogue.in_own_digits(it.probes.into());
        let posted = it.incident.as_ref().map_or_else(none, |posted| posted.title.clone());
        (it.started, [words(it.lasted()), what, cause, checks, posted])
    }
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    /// The timeline, as SVG.
    chart: String,
    count: usize,
    /// Whether there are unreadable lines, and the sentence that says how many.
    unreadable: bool,
    unread: String,
    heads: [String; 6],
    #[serde(flatten)]
    words: Named,
}

/// The popup's words about the last of them, with a placeholder for when that was, in ms, and the
/// note on whose extension this is.
#[wasm_bindgen]
#[must_use]
pub fn last_outage(lines: String, language: String, messages: JsValue) -> JsValue {
    let history = History::new(lines, language, messages);
    let past = history.pasts.all().next();
    let last = |past: &Past| {
        let text = Text::new("history_last").with("time", Arg::from(past.lasted()));
        history.catalogue.words(&text)
    };
    to_js(&LastOutage {
        open: history.catalogue.word("history_title"),
        own: history.catalogue.word("welcome_own"),
        last: past.as_ref().map(last),
        at: past.as_ref().map(|past| past.started),
    })
}

#[derive(Serialize)]
struct LastOutage {
    open: String,
    own: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}
