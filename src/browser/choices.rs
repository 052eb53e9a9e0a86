//! What people chose, from the store into the core; the page of settings is worked out in `pages/`.

use super::api;
use settings::{self, Choice, OWN_NAMES, Settings};
use wasm_bindgen::prelude::*;

/// The settings of what the store holds. A site of one's own whose host is not allowed is left out: the page of
/// settings never stores one, and the log says so of a policy's.
pub fn settings(stored: &JsValue) -> Settings {
    let settings = Settings::parse(&|name| choice(&api::get(stored, name)));
    let [host, status_page] = OWN_NAMES.map(|name| api::get(stored, name).as_string());
    let own = settings.with_own_of(&host.unwrap_or_default(), &status_page.unwrap_or_default());
    own.unwrap_or(settings)
}

/// A choice as a page or the store tells it; `None` for what can be none.
pub fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::named(&value.as_string()?))
}
