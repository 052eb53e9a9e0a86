//! What people choose: from the store and from the settings' page into the core, and back.

use super::api::{self, Members};
use super::texts::Catalogue;
use super::with;
use crate::engine::{Engine, Event};
use crate::settings::{Choice, FIELDS, Kind, Row, Settings};
use crate::text::Text;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

/// Read by the page's shell, too: whether everything is switched off.
const KEY: &str = "settings";

/// The settings of what the store holds.
pub fn settings(stored: &JsValue) -> Settings {
    Settings::parse(&|name| choice(&api::get(stored, name)))
}

/// What the page of settings shows.
pub fn page(engine: &Engine, catalogue: &Catalogue) -> Members {
    let fields = Array::new();
    for row in &FIELDS {
        fields.push(&field(row, engine.settings(), catalogue));
    }
    let mut page = api::object()
        .text("lang", catalogue.language())
        .text("dir", catalogue.direction())
        .with("fields", &fields);
    for (name, id) in [
        ("title", "settings_title"),
        ("about", "settings_about"),
        ("saved", "settings_saved"),
        ("reset", "settings_reset"),
        ("was_reset", "settings_was_reset"),
        ("no_leave", "settings_no_leave"),
    ] {
        page = catalogue.put_id(page, name, id);
    }
    page
}

/// Takes in a choice of a page of ours: a promise of the page as it is then, with the reason where
/// the choice was refused, or the browser did not keep it.
pub fn choose(message: &JsValue) -> JsValue {
    let name = api::text(message, "name");
    let chosen = with(|shell| match choice(&api::get(message, "value")) {
        Some(choice) => shell.engine.settings().with(&name, choice),
        None => Err(None),
    });
    match chosen {
        Some(Ok(settings)) => take_up(settings),
        Some(Err(refused)) => answer(refused),
        None => JsValue::UNDEFINED,
    }
}

/// Everything as it was at first.
pub fn reset() -> JsValue {
    take_up(Settings::FIRST)
}

fn take_up(settings: Settings) -> JsValue {
    super::tell(Event::Chosen(settings));
    let mut kept = api::object();
    for row in &FIELDS {
        kept = kept.with(row.name, &value(settings.choice(row)));
    }
    let kept = api::object().with(KEY, &kept);
    Promise::new(&mut |done, _| {
        let keeping = api::sync_set(&kept);
        super::spawn(async move {
            let refused = keeping.await.err().map(|_| Text::new("settings_not_kept"));
            let _ = done.call1(&JsValue::UNDEFINED, &answer(refused));
        });
    })
    .into()
}

fn answer(refused: Option<Text>) -> JsValue {
    let page = with(|shell| {
        let page = page(&shell.engine, &shell.catalogue);
        match &refused {
            Some(text) => shell.catalogue.put(page, "refused", text),
            None => page,
        }
    });
    page.map_or(JsValue::UNDEFINED, JsValue::from)
}

fn field(row: &Row, settings: &Settings, catalogue: &Catalogue) -> Members {
    let mut shown = api::object()
        .text("name", row.name)
        .with("value", &value(settings.choice(row)))
        .with("permission", &row.permission.map_or(JsValue::NULL, JsValue::from));
    shown = catalogue.put_id(shown, "label", row.label);
    shown = catalogue.put_id(shown, "about", row.about);
    let (least, most, offered, unit) = match row.kind {
        Kind::Switch => return shown.text("kind", "switch"),
        Kind::Number { least, most, unit } => (least, most, None, unit),
        Kind::NumberOrOff { least, most, offered, unit } => (least, most, Some(offered), unit),
    };
    shown = match offered {
        Some(offered) => shown.text("kind", "number-or-off").number("offered", offered.into()),
        None => shown.text("kind", "number"),
    };
    shown = shown.number("least", least.into()).number("most", most.into());
    catalogue.put_id(shown, "unit", unit)
}

fn choice(value: &JsValue) -> Option<Choice> {
    value.as_bool().map(Choice::Flag).or_else(|| value.as_f64().map(Choice::Number))
}

fn value(choice: Choice) -> JsValue {
    match choice {
        Choice::Flag(on) => on.into(),
        Choice::Number(number) => number.into(),
    }
}
