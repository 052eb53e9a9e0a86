//! The settings, from the store into the core; the settings page is worked out in `pages/`.

use super::api;
use super::shell::with;
use super::timers::now;
use advice::habits::cleanup::{self, Due};
use settings::{self, Choice, Field, OWN_NAMES, Settings};
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// Reads the settings from what the store holds. A custom site whose host is not allowed is left
/// out: the settings page never stores one, and the log mentions a policy's.
pub fn settings(stored: &JsValue) -> Settings {
    let settings = Settings::parse(&|name| choice(&api::get(stored, name)));
    let [host, status_page] = OWN_NAMES.map(|name| api::get(stored, name).as_string());
    let own = settings.with_own_of(&host.unwrap_or_default(), &status_page.unwrap_or_default());
    own.unwrap_or(settings)
}

/// Whether it is time to clear the site's cache, which was last done at `since`.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
pub fn is_time_to_clean(since: &JsValue, open: &JsValue) -> bool {
    let since = Timestamp::from_millis(since.as_f64().unwrap_or_default() as i64);
    with(|shell| {
        let settings = shell.engine.settings();
        let every = settings.number(Field::CleanDays).filter(|_| settings.has(Field::On));
        cleanup::due(every, since, open.as_bool() != Some(false), now()) == Due::Now
    }) == Some(true)
}

/// A setting's value as a page or the store has it; `None` if it is not valid.
pub fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::named(&value.as_string()?))
}
