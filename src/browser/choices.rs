//! What people chose, from the store into the core; the page of settings is worked out in `pages/`.

use super::api;
use crate::settings::{self, Choice, Settings};
use wasm_bindgen::prelude::*;

/// The settings of what the store holds.
pub fn settings(stored: &JsValue) -> Settings {
    Settings::parse(&|name| choice(&api::get(stored, name)))
}

/// A choice as a page or the store tells it; `None` for what can be none.
pub fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::named(&value.as_string()?))
}
