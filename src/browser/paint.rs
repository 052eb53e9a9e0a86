//! Painting what the engine shows, only where it changed.

use super::texts::Catalogue;
use super::{Hooks, api};
use crate::engine::{Badge, ButtonView, Document, Engine, Map, TabId, View};
use crate::prelude::*;
use crate::text::Text;
use crate::time::Timestamp;
use js_sys::{Array, JSON, Object};
use wasm_bindgen::prelude::*;

/// What was painted last, so that nothing is painted twice.
pub struct Painter {
    /// Each panel's order, as text.
    panels: Map<TabId, String>,
    badge: Option<Badge>,
}

impl Painter {
    /// One that has painted nothing yet.
    pub const fn new() -> Self {
        Self { panels: Map::new(), badge: None }
    }

    /// Paints every panel that changed, and the badge.
    pub fn paint(&mut self, engine: &Engine, catalogue: &Catalogue, hooks: &Hooks) {
        let mut painted = Map::new();
        for (tab, document, view) in engine.panels() {
            let order = match view {
                Some(view) => api::object(&[
                    ("meant", meant(document)),
                    ("view", words(view, catalogue).into()),
                ]),
                None => gone(document),
            };
            let form = JSON::stringify(&order).map(String::from).unwrap_or_default();
            if self.panels.get(&tab) != Some(&form) {
                send(tab, hooks, order);
            }
            painted.insert(tab, form);
        }
        self.panels = painted;
        let badge = engine.badge();
        if self.badge.replace(badge) != Some(badge) {
            let title = catalogue.words(&Text::new(badge.title));
            super::spawn(async move {
                let _ = api::set_badge(badge.text, badge.colour, &title).await;
            });
        }
    }
}

/// What a waiting page gets.
pub fn waiting(engine: &Engine, catalogue: &Catalogue, tab: TabId) -> JsValue {
    let view = engine.waiting_view(tab);
    let view = view.map_or(JsValue::NULL, |view| words(view, catalogue).into());
    let title = catalogue.words(&Text::new("waiting_title"));
    api::object(&[("view", view), ("title", title.into())]).into()
}

/// What the popup gets.
pub fn popup(engine: &Engine, catalogue: &Catalogue) -> JsValue {
    api::object(&[("view", words(engine.popup_view(), catalogue).into())]).into()
}

/// "Back", on a page that loaded well.
pub fn back(
    engine: &Engine,
    catalogue: &Catalogue,
    hooks: &Hooks,
    tab: TabId,
    document: &Document,
) {
    let view = words(engine.back_view(), catalogue).into();
    send(tab, hooks, api::object(&[("meant", meant(document)), ("view", view)]));
}

/// The order that takes the card away from a document.
pub fn gone(document: &Document) -> Object {
    // Not an empty view: Chromium drops what is null on its way into a page.
    api::object(&[("meant", meant(document)), ("gone", true.into())])
}

/// A view with its words, its language and its direction, as the painter takes it.
pub fn words(view: View, catalogue: &Catalogue) -> Object {
    let say = |text: &Text| JsValue::from(catalogue.words(text));
    let notes: Array = view.notes.iter().map(|note| say(&note.text)).collect();
    let buttons: Array =
        view.buttons.iter().map(|given| JsValue::from(button(given, catalogue))).collect();
    let status = api::object(&[
        ("state", view.status.state.into()),
        ("lines", view.status.lines.iter().map(say).collect::<Array>().into()),
        ("read_at", moment(view.status.read_at)),
        ("age", say(&view.status.age)),
    ]);
    api::object(&[
        ("lang", catalogue.language().into()),
        ("dir", catalogue.direction().into()),
        ("tone", view.tone.name().into()),
        ("label", say(&view.label)),
        ("title", say(&view.title)),
        ("why", say(&view.why)),
        ("status", status.into()),
        ("doing", say(&view.doing)),
        ("next_check", moment(view.next_check)),
        ("countdown", say(&view.countdown)),
        ("checks", view.checks.as_ref().map_or(JsValue::NULL, say)),
        ("notes", notes.into()),
        ("buttons", buttons.into()),
    ])
}

/// The document that something is meant for, as the injected functions take it.
#[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 fit 53 bits")]
pub fn meant(document: &Document) -> JsValue {
    api::object(&[
        ("address", document.address.as_str().into()),
        ("time_origin", (document.time_origin as f64).into()),
    ])
    .into()
}

fn button(given: &ButtonView, catalogue: &Catalogue) -> Object {
    api::object(&[
        ("button", given.button.into()),
        ("label", catalogue.words(&given.label).into()),
        ("href", given.href.map_or(JsValue::NULL, JsValue::from)),
    ])
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
fn moment(at: Option<Timestamp>) -> JsValue {
    at.map_or(JsValue::NULL, |at| (at.as_millis() as f64).into())
}

fn send(tab: TabId, hooks: &Hooks, order: Object) {
    let panel = hooks.panel();
    super::spawn(async move {
        // A tab that moved on is found out when something is due; the function itself refuses
        // to paint on another document.
        let _ = api::run_in(tab.0, &panel, &order).await;
    });
}
