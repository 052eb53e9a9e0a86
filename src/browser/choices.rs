//! What people choose: from the store and from the settings' page into the core, and back.

use super::api::{self, Members};
use super::texts::Catalogue;
use super::with;
use crate::advice::cleaning::{self, Due};
use crate::engine::{Engine, Event};
use crate::settings::{self, Choice, FIELDS, Field, Kind, LANGUAGES, Row, Settings};
use crate::text::Text;
use crate::time::Timestamp;
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
        ("not_here", "setting_not_here"),
        ("bookmark", "bookmark_ask"),
        ("bookmark_name", "bookmark_name"),
        ("bookmarked", "bookmark_there"),
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

/// Whether it is time to clean the site's cache, which was done last at `since`.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
pub fn is_time_to_clean(since: &JsValue, open: &JsValue) -> bool {
    let since = Timestamp::from_millis(since.as_f64().unwrap_or_default() as i64);
    with(|shell| {
        let settings = shell.engine.settings();
        let every = settings.number(Field::CleanDays).filter(|_| settings.has(Field::On));
        cleaning::due(every, since, open.as_bool() != Some(false), super::now()) == Due::Now
    }) == Some(true)
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
        .with("permission", &row.permission.map_or(JsValue::NULL, JsValue::from))
        .flag("missing", row.needs.is_some_and(|needs| !api::offers(needs)));
    shown = catalogue.put_id(shown, "label", row.label);
    shown = catalogue.put_id(shown, "about", row.about);
    let (least, most, offered, unit) = match row.kind {
        Kind::Switch => return shown.text("kind", "switch"),
        Kind::Number { least, most, unit } => (least, most, None, unit),
        Kind::NumberOrOff { least, most, offered, unit } => (least, most, Some(offered), unit),
        Kind::Language => {
            let languages = Array::new();
            for (code, name) in &LANGUAGES {
                languages.push(&Array::of2(&(*code).into(), &(*name).into()));
            }
            shown = catalogue.put_id(shown, "browsers", "setting_language_browser");
            return shown.text("kind", "language").with("languages", &languages);
        }
    };
    shown = match offered {
        Some(offered) => shown.text("kind", "number-or-off").number("offered", offered.into()),
        None => shown.text("kind", "number"),
    };
    shown = shown.number("least", least.into()).number("most", most.into());
    catalogue.put_id(shown, "unit", unit)
}

fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::language(&value.as_string()?))
}

fn value(choice: Choice) -> JsValue {
    match choice {
        Choice::Flag(on) => on.into(),
        Choice::Number(number) => number.into(),
        Choice::Language(code) => code.into(),
    }
}
