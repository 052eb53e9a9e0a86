//! The settings, from the store into the core; the settings page is worked out in `pages/`.

use super::api;
use settings::{self, Choice, OWN_NAMES, Settings};
use wasm_bindgen::prelude::*;

/// Reads the settings from what the store holds. A custom site whose host is not allowed is left
/// out: the settings page never stores one, and the log mentions a policy's.
pub fn settings(stored: &JsValue) -> Settings {
    let settings = Settings::parse(&|name| choice(&api::get(stored, name)));
    let [host, status_page] = OWN_NAMES.map(|name| api::get(stored, name).as_string());
    let own = settings.with_own_of(&host.unwrap_or_default(), &status_page.unwrap_or_default());
    own.unwrap_or(settings)
}

/// A setting's value as a page or the store has it; `None` if it is not valid.
pub fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::named(&value.as_string()?))
}
