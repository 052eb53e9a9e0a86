//! Painting what the engine shows, only where it changed.

use super::api::Members;
use super::effects::run_in;
use super::texts::Catalogue;
use super::{Hooks, api, with};
use engine::{Badge, ButtonView, Document, Engine, Event, Surface, TabId, View};
use js_sys::{Array, Function, JSON};
use settings::Field;
use sites::STATUS_LANGUAGE;
use std::collections::BTreeMap;
use text::Text;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// What was painted last, so that nothing is painted twice.
#[derive(Default)]
pub struct Painter {
    /// Each panel's order, as text.
    panels: BTreeMap<TabId, String>,
    badge: Option<Badge>,
}

impl Painter {
    /// One that has painted nothing yet.
    pub const fn new() -> Self {
        Self { panels: BTreeMap::new(), badge: None }
    }

    /// Paints every panel that changed, and the badge.
    pub fn paint(&mut self, engine: &Engine, catalogue: &Catalogue, hooks: &Hooks) {
        let mut painted = BTreeMap::new();
        for (tab, document, place, view) in engine.panels() {
            let order = match view {
                Some(view) => api::object()
                    .with("meant", &meant(document))
                    .with("view", &words(view, catalogue)),
                None => gone(document),
            };
            let form = JSON::stringify(&order).map(String::from).unwrap_or_default();
            if self.panels.get(&tab) != Some(&form) {
                match place {
                    Surface::Bar => send(tab, hooks.bar(), order, Some(document.clone())),
                    Surface::Page | Surface::WaitingPage | Surface::ErrorPage => {
                        send(tab, hooks.panel(), order, None);
                    }
                }
            }
            painted.insert(tab, form);
        }
        self.panels = painted;
        let badge = engine.badge();
        let before = self.badge.replace(badge);
        if before != Some(badge) {
            let title = catalogue.words(&Text::new(badge.title));
            super::spawn(async move {
                let _ = api::set_badge(badge, &title).await;
            });
        }
        // A background that has just begun does not know which one stands: where nothing has failed
        // yet it is the manifest's.
        let first = || badge.icon != Badge::ICONS[0] || engine.has_failed();
        if before.map_or_else(first, |before| before.icon != badge.icon) {
            super::spawn(show_icon(badge));
        }
    }
}

/// Until the gate that stands is the present one: one that was asked for later may be there sooner.
async fn show_icon(mut badge: Badge) {
    loop {
        let _ = api::set_icon(badge).await;
        match with(|shell| shell.engine.badge()) {
            Some(now) if now.icon != badge.icon => badge = now,
            Some(_) | None => return,
        }
    }
}

/// What a waiting page gets.
pub fn waiting(engine: &Engine, catalogue: &Catalogue, tab: TabId) -> JsValue {
    let view = engine.waiting_view(tab);
    let view = view.map_or(JsValue::NULL, |view| words(view, catalogue).into());
    let title = catalogue.words(&Text::new("waiting_title"));
    api::object().with("view", &view).text("title", &title).number("tab", tab.0.into()).into()
}

/// What the popup gets: of a tab, where it was opened about one.
pub fn popup(engine: &Engine, catalogue: &Catalogue, about: Option<TabId>) -> JsValue {
    let mut popup = api::object()
        .with("view", &words(engine.popup_about(about), catalogue))
        .flag("on", engine.settings().has(Field::On))
        .flag("old", engine.settings().has(Field::OldBrowser))
        .number("most", engine.settings().number(Field::ManyChats).unwrap_or_default().into());
    popup = catalogue.put_id(popup, "switch", "setting_on");
    catalogue.put_id(popup, "settings", "popup_settings").into()
}

/// "Back", on a page that loaded well.
pub fn back(
    engine: &Engine,
    catalogue: &Catalogue,
    hooks: &Hooks,
    tab: TabId,
    document: &Document,
) {
    let view = words(engine.back_view(), catalogue);
    let order = api::object().with("meant", &meant(document)).with("view", &view);
    send(tab, hooks.panel(), order, None);
}

/// The order that takes the card away from a document.
pub fn gone(document: &Document) -> Members {
    // Not an empty view: Chromium drops what is null on its way into a page.
    api::object().with("meant", &meant(document)).flag("gone", true)
}

/// A view with its words, its language and its direction, as the painter takes it.
pub fn words(view: View, catalogue: &Catalogue) -> Members {
    let mut status = api::object()
        .text("state", view.status.state)
        .text("lang", STATUS_LANGUAGE)
        .with("read_at", &moment(view.status.read_at));
    status = catalogue.put_all(status, "lines", &view.status.lines);
    status = catalogue.put(status, "age", &view.status.age);
    let buttons = Array::new();
    for given in &view.buttons {
        buttons.push(&button(given, catalogue));
    }
    let mut words = api::object()
        .text("lang", catalogue.language())
        .text("dir", catalogue.direction())
        .text("tone", view.tone.name())
        .with("next_check", &moment(view.next_check))
        .with("status", &status)
        .with("buttons", &buttons);
    words = match &view.checks {
        Some(checks) => catalogue.put(words, "checks", checks),
        None => words.with("checks", &JsValue::NULL),
    };
    words = match &view.checked {
        Some((text, at)) => {
            catalogue.put(words, "checked", text).with("checked_at", &moment(Some(*at)))
        }
        None => words.text("checked", ""),
    };
    words = catalogue.put_id(words, "about", "countdown_about");
    words = catalogue.put_id(words, "just_now", "just_now").text("corner", view.corner);
    for (name, text) in [
        ("label", &view.label),
        ("title", &view.title),
        ("why", &view.why),
        ("doing", &view.doing),
        ("countdown", &view.countdown),
    ] {
        words = catalogue.put(words, name, text);
    }
    let notes = Array::new();
    for note in &view.notes {
        notes.push(&catalogue.words(&note.text).into());
    }
    words.with("notes", &notes)
}

/// The document that something is meant for, as the injected functions take it.
#[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 fit 53 bits")]
pub fn meant(document: &Document) -> Members {
    api::object()
        .text("address", &document.address)
        .number("time_origin", document.time_origin as f64)
}

fn button(given: &ButtonView, catalogue: &Catalogue) -> Members {
    api::object()
        .text("button", given.button)
        .text("label", &catalogue.words(&given.label))
        .with("href", &given.href.map_or(JsValue::NULL, JsValue::from))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
fn moment(at: Option<Timestamp>) -> JsValue {
    at.map_or(JsValue::NULL, |at| (at.as_millis() as f64).into())
}

/// Runs the painter in the tab; for a bar, with the document that it is meant for.
fn send(tab: TabId, painter: Function, order: Members, living: Option<Document>) {
    super::spawn(async move {
        // A tab that moved on is found out when something is due; the function itself refuses
        // to paint on another document.
        let answer = run_in(tab, painter, order.into()).await;
        // Of a page that lives nothing else may tell that it was left.
        if let (Some(document), Some(Ok(answer))) = (living, answer)
            && answer.is_null()
        {
            super::tell(Event::BarMissed { tab, document });
        }
    });
}
