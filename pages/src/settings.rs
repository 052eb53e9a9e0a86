//! The page of settings: what it shows, what a choice or a file makes of what is kept, and the
//! refusals. The page keeps what comes of it; the background hears of that from the store.

use gatewatch::browser::api::{self, Members};
use gatewatch::browser::choices::{choice, settings as parsed};
use gatewatch::browser::texts::Catalogue;
use js_sys::Array;
use settings::words::{option, words};
use settings::{Choice, FIELDS, Kind, LANGUAGES, Row, Settings};
use text::Text;
use wasm_bindgen::prelude::*;

/// What the page shows. `stored` is what holds, `policy` what of it their administrator chose: that
/// is shown as locked.
#[wasm_bindgen]
#[must_use]
pub fn settings(
    stored: &JsValue,
    policy: &JsValue,
    language: String,
    messages: JsValue,
) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    let settings = parsed(stored);
    let fields = Array::new();
    for row in &FIELDS {
        let locked = choice(&api::get(policy, row.name)).is_some();
        fields.push(&field(row, &settings, &catalogue).flag("locked", locked));
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
        ("not_kept", "settings_not_kept"),
        ("not_here", "setting_not_here"),
        ("bookmark", "bookmark_ask"),
        ("bookmark_name", "bookmark_name"),
        ("bookmarked", "bookmark_there"),
        ("locked", "settings_locked"),
        ("history", "history_title"),
        ("export", "settings_export"),
        ("import", "settings_import"),
        ("imported", "settings_imported"),
    ] {
        page = catalogue.put_id(page, name, id);
    }
    page.into()
}

/// What is to be kept after a choice, as `settings`; or `refused`, the sentence that says why not.
#[wasm_bindgen]
#[must_use]
pub fn chosen(
    stored: &JsValue,
    name: &str,
    value: &JsValue,
    language: String,
    messages: JsValue,
) -> JsValue {
    let with = choice(value).ok_or(None).and_then(|choice| parsed(stored).with(name, choice));
    let refused = |text: Option<Text>| text.unwrap_or_else(|| Text::new("setting_refused"));
    answer(with.map_err(refused), &Catalogue::new(language, messages))
}

/// What is to be kept after a file was read in: the same. Any bytes at all.
#[wasm_bindgen]
#[must_use]
pub fn imported(stored: &JsValue, file: Vec<u8>, language: String, messages: JsValue) -> JsValue {
    answer(parsed(stored).import(&file), &Catalogue::new(language, messages))
}

/// The file of what is kept.
#[wasm_bindgen]
#[must_use]
pub fn exported(stored: &JsValue) -> String {
    parsed(stored).export()
}

/// What is to be kept for everything to be as it was at first.
#[wasm_bindgen]
#[must_use]
pub fn at_first() -> JsValue {
    kept(&Settings::FIRST).into()
}

fn answer(settings: Result<Settings, Text>, catalogue: &Catalogue) -> JsValue {
    match settings {
        Ok(settings) => api::object().with("settings", &kept(&settings)).into(),
        Err(refused) => catalogue.put(api::object(), "refused", &refused).into(),
    }
}

/// As the store holds it.
fn kept(settings: &Settings) -> Members {
    FIELDS.iter().fold(api::object(), |kept, row| kept.with(row.name, &value(settings.choice(row))))
}

fn field(row: &Row, settings: &Settings, catalogue: &Catalogue) -> Members {
    let said = words(row.field);
    let mut shown = api::object()
        .text("name", row.name)
        .with("value", &value(settings.choice(row)))
        .with("permission", &said.permission.map_or(JsValue::NULL, JsValue::from));
    let missing = said.needs.is_some_and(|needs| !api::offers(needs));
    shown = catalogue.put_id(shown.flag("missing", missing), "label", said.label);
    shown = catalogue.put_id(shown, "about", said.about);
    if let Some(unit) = said.unit {
        shown = catalogue.put_id(shown, "unit", unit);
    }
    let bounds = |shown: Members, least: u16, most: u16| {
        shown.number("least", least.into()).number("most", most.into())
    };
    match row.kind {
        Kind::Switch => shown.text("kind", "switch"),
        Kind::Number { least, most } => bounds(shown.text("kind", "number"), least, most),
        Kind::NumberOrOff { least, most, offered } => {
            let shown = shown.text("kind", "number-or-off").number("offered", offered.into());
            bounds(shown, least, most)
        }
        Kind::OneOf(names) => {
            let options = Array::new();
            for name in names {
                let words = option(name).map(|id| catalogue.words(&Text::new(id)));
                options.push(&Array::of2(&(*name).into(), &words.unwrap_or_default().into()));
            }
            shown.text("kind", "list").with("options", &options)
        }
        Kind::Language => {
            let options = Array::new();
            for (code, name) in &LANGUAGES {
                let browsers = catalogue.words(&Text::new("setting_language_browser"));
                let name = if code.is_empty() { browsers } else { (*name).into() };
                options.push(&Array::of2(&(*code).into(), &name.into()));
            }
            shown.text("kind", "list").flag("languages", true).with("options", &options)
        }
    }
}

fn value(choice: Choice) -> JsValue {
    match choice {
        Choice::Flag(on) => on.into(),
        Choice::Number(number) => number.into(),
        Choice::Name(name) => name.into(),
    }
}
