//! Painting what the engine shows, only where it changed.

use super::texts::Catalogue;
use super::{Hooks, api};
use crate::engine::{Badge, Document, Engine, TabId, View};
use crate::text::Text;
use js_sys::Object;
use litemap::LiteMap;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// What was painted last, so that nothing is painted twice.
#[derive(Default)]
pub struct Painter {
    panels: LiteMap<TabId, (Document, Option<View<Text>>)>,
    badge: Option<Badge>,
}

impl Painter {
    /// Paints every panel that changed, and the badge.
    pub fn paint(&mut self, engine: &Engine, catalogue: &Catalogue, hooks: &Hooks) {
        let mut painted = LiteMap::new();
        for (tab, document, view) in engine.panels() {
            let now = (document.clone(), view);
            if self.panels.get(&tab) != Some(&now) {
                let order = api::object(&[
                    ("meant", plain(document)),
                    ("view", now.1.clone().map_or(JsValue::NULL, |view| words(view, catalogue))),
                ]);
                send(tab, hooks, order);
            }
            painted.insert(tab, now);
        }
        self.panels = painted;
        let badge = engine.badge();
        if self.badge.replace(badge) != Some(badge) {
            let title = catalogue.words(Text::new(badge.title));
            spawn_local(async move {
                let _ = api::set_badge(badge.text, badge.colour, &title).await;
            });
        }
    }
}

/// What a waiting page gets.
pub fn waiting(engine: &Engine, catalogue: &Catalogue, tab: TabId) -> JsValue {
    let view = engine.waiting_view(tab).map_or(JsValue::NULL, |view| words(view, catalogue));
    let title = catalogue.words(Text::new("waiting_title"));
    api::object(&[("view", view), ("title", title.into())]).into()
}

/// What the popup gets.
pub fn popup(engine: &Engine, catalogue: &Catalogue) -> JsValue {
    api::object(&[("view", words(engine.popup_view(), catalogue))]).into()
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
    send(tab, hooks, api::object(&[("meant", plain(document)), ("view", view)]));
}

/// A view with its words, its language and its direction, as the painter takes it.
pub fn words(view: View<Text>, catalogue: &Catalogue) -> JsValue {
    let view = plain(&view.map(&|text| catalogue.words(text)));
    if let Some(view) = view.dyn_ref::<Object>() {
        api::put(view, "lang", &JsValue::from_str(catalogue.language()));
        api::put(view, "dir", &JsValue::from_str(catalogue.direction()));
    }
    view
}

/// As a plain object of the browser.
pub fn plain(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or(JsValue::UNDEFINED)
}

fn send(tab: TabId, hooks: &Hooks, order: Object) {
    let panel = hooks.panel();
    spawn_local(async move {
        // A tab that moved on is found out when something is due; the function itself refuses
        // to paint on another document.
        let _ = api::run_in(tab.0, &panel, &order).await;
    });
}
