//! The settings page: what it shows, what a setting or a file changes in what is kept, and why it
//! may be refused. The page stores the result, from where the background gets it.

use crate::browser::api;
use crate::browser::choices::{choice, settings as parsed};
use crate::browser::convert::{Members, to_js};
use crate::browser::texts::{Catalogue, Named};
use serde::Serialize;
use settings::words::words;
use settings::{Choice, FIELDS, Kind, LANGUAGES, OWN_NAMES, Row, Settings};
use sites::{OwnSite, Site};
use text::{Arg, Text};
use wasm_bindgen::prelude::*;

/// What the page shows. `stored` is what applies, `policy` the part of it that an administrator
/// chose, which is shown as locked.
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
    let shown = |row: &Row| {
        let locked = choice(&api::get(policy, row.name)).is_some();
        field(row, &settings, &catalogue, locked)
    };
    to_js(&Page {
        lang: catalogue.language(),
        dir: catalogue.direction(),
        fields: FIELDS.iter().map(shown).collect(),
        own: own(&settings, &catalogue, api::get(policy, OWN_NAMES[0]).is_string()),
        words: catalogue.named(&[
            ("title", "popup_settings"),
            ("saved", "settings_saved"),
            ("reset", "settings_reset"),
            ("no_leave", "settings_no_leave"),
            ("not_kept", "settings_not_kept"),
            ("not_here", "setting_not_here"),
            ("bookmark", "bookmark_ask"),
            ("bookmark_keys", "bookmark_keys"),
            ("locked", "settings_locked"),
            ("habits", "settings_habits"),
            ("history", "history_title"),
            ("kept", "saved_title"),
            ("export", "settings_export"),
            ("import", "settings_import"),
            ("log_title", "log_title"),
            ("log_about", "log_about"),
            ("empty", "saved_none"),
            ("trace", "advice_trace"),
            ("copied", "safe_copied"),
            ("not_copied", "came_why_refused"),
            ("check", "check_title"),
            ("sites_title", "settings_sites"),
            ("sites_about", "settings_sites_about"),
        ]),
    })
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    fields: Vec<Field>,
    own: Own,
    #[serde(flatten)]
    words: Named,
}

/// The custom site.
#[derive(Serialize)]
struct Own {
    /// The host that is watched, empty for none.
    host: &'static str,
    status: &'static str,
    /// Whether an administrator chose it.
    locked: bool,
    #[serde(flatten)]
    words: Named,
}

fn own(settings: &Settings, catalogue: &Catalogue, locked: bool) -> Own {
    let chosen = settings.own();
    Own {
        host: chosen.map_or("", OwnSite::host),
        status: chosen.map_or("", OwnSite::status_page),
        locked,
        words: catalogue.named(&[
            ("title", "setting_own_title"),
            ("about", "setting_own_about"),
            ("hostLabel", "setting_own_host"),
            ("statusLabel", "setting_own_status"),
            ("add", "setting_own_add"),
            ("remove", "setting_own_remove"),
        ]),
    }
}

/// What to keep after a custom site was entered, and to what it needs access; or `refused`, the
/// sentence that says why not. An empty host removes it.
#[wasm_bindgen]
#[must_use]
pub fn own_chosen(
    stored: &JsValue,
    host: &str,
    status_page: &str,
    language: String,
    messages: JsValue,
) -> JsValue {
    let with = parsed(stored).with_own_of(host, status_page);
    answer(with, &Catalogue::new(language, messages))
}

/// What it needs access to, if it is valid; else nothing.
#[wasm_bindgen]
#[must_use]
pub fn own_origins(host: &str, status_page: &str) -> Vec<String> {
    let before = sites::own::chosen();
    sites::own::choose(OwnSite::parse(host, status_page).ok());
    let origins = sites::own::chosen().map(|_| origins(Site::Own)).unwrap_or_default();
    sites::own::choose(before);
    origins
}

/// What to keep after a setting was changed, as `settings`; or `refused`, the sentence that says
/// why not.
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
    let refused = |text: Option<Text>| text.unwrap_or_else(|| Text::new("settings_not_kept"));
    answer(with.map_err(refused), &Catalogue::new(language, messages))
}

/// What to keep after a file was read, in the same form. The file may be any bytes.
#[wasm_bindgen]
#[must_use]
pub fn imported(stored: &JsValue, file: Vec<u8>, language: String, messages: JsValue) -> JsValue {
    answer(parsed(stored).import(&file), &Catalogue::new(language, messages))
}

/// The file with what is kept.
#[wasm_bindgen]
#[must_use]
pub fn exported(stored: &JsValue) -> String {
    parsed(stored).export()
}

/// What to keep for everything to be the default again.
#[wasm_bindgen]
#[must_use]
pub fn at_first() -> JsValue {
    to_js(&kept(&Settings::FIRST))
}

fn answer(settings: Result<Settings, Text>, catalogue: &Catalogue) -> JsValue {
    to_js(&match settings {
        Ok(settings) => Answer::Settings(kept(&settings)),
        Err(refused) => Answer::Refused(catalogue.words(&refused)),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Settings(Kept),
    Refused(String),
}

/// Values by their fields' names, as the store holds them.
type Kept = Members<Value>;

fn kept(settings: &Settings) -> Kept {
    let own = settings.own().map(|own| [own.host(), own.status_page()]);
    let own = own.into_iter().flat_map(|own| OWN_NAMES.into_iter().zip(own.map(Value::Name)));
    FIELDS.iter().map(|row| (row.name, value(settings.choice(row)))).chain(own).collect()
}

/// A field of the page.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    value: Value,
    /// The permission to ask for when it is switched on.
    permission: Option<&'static str>,
    /// The hosts to which it needs access, if it is a site that the user can choose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<String>,
    /// Whether this browser lacks what it needs.
    missing: bool,
    /// Whether an administrator chose it.
    locked: bool,
    /// Whether it is shown below the rest, under *Habits*.
    habit: bool,
    label: String,
    about: String,
    /// The unit of its number, in the form that the number takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(flatten)]
    kind: FieldKind,
}

/// What can be chosen of it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum FieldKind {
    Switch,
    NumberOrOff {
        offered: u16,
        least: u16,
        most: u16,
    },
    Languages {
        /// The value that is kept, and its name in its own language.
        options: Vec<(&'static str, String)>,
    },
}

fn field(row: &Row, settings: &Settings, catalogue: &Catalogue, locked: bool) -> Field {
    let said = words(row.field);
    let about = |id| {
        let Some(site) = row.field.site() else { return catalogue.word(id) };
        let host = Arg::Outside(site.host().to_owned());
        catalogue.about(site).words(&Text::new(id).with("host", host))
    };
    let kind = match row.kind {
        Kind::Switch => FieldKind::Switch,
        Kind::NumberOrOff { least, most, offered } => {
            FieldKind::NumberOrOff { offered, least, most }
        }
        Kind::Language => {
            let of_browser = || catalogue.word("setting_language_browser");
            let name = |code: &str, name: &str| {
                if code.is_empty() { of_browser() } else { name.to_owned() }
            };
            let options = LANGUAGES.iter().map(|(code, own)| (*code, name(code, own))).collect();
            FieldKind::Languages { options }
        }
    };
    let offered = if let Kind::NumberOrOff { offered, .. } = row.kind { offered } else { 0 };
    let number = settings.number(row.field).unwrap_or(offered);
    let unit = |id| catalogue.words(&Text::new(id).with("count", Arg::Count(number.into())));
    Field {
        name: row.name,
        value: value(settings.choice(row)),
        permission: said.permission,
        origins: row.field.site().map(origins).unwrap_or_default(),
        missing: said.needs.is_some_and(|needs| !api::offers(needs)),
        locked,
        habit: said.is_habit,
        label: about(said.label),
        about: about(said.about),
        unit: said.unit.map(unit),
        kind,
    }
}

/// The hosts to which access is requested on the click that switches a site on, and given back when
/// it is switched off. Hosts that are accessible from installation on are not among them.
fn origins(site: Site) -> Vec<String> {
    let status = &site.service().status;
    if site.is_installed() {
        return Vec::new();
    }
    let asks = !status.is_public && !status.host.is_empty();
    let of_status = asks.then(|| ["https://", status.host, "/*"].concat());
    of_status.into_iter().chain([site.pattern()]).collect()
}

/// A setting's value as a store or a script has it.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Flag(bool),
    Number(f64),
    Name(&'static str),
}

const fn value(choice: Choice) -> Value {
    match choice {
        Choice::Flag(on) => Value::Flag(on),
        Choice::Number(number) => Value::Number(number),
        Choice::Name(name) => Value::Name(name),
    }
}
