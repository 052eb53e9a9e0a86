//! What people chose, from the store into the core; the page of settings is worked out in `pages/`.

use super::api;
use super::shell::with;
use super::timers::now;
use advice::habits::cleanup::{self, Due};
use settings::{self, Choice, Field, OWN_NAMES, Settings};
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// The settings of what the store holds. A site of one's own whose host is not allowed is left out: the page of
/// settings never stores one, and the log says so of a policy's.
pub fn settings(stored: &JsValue) -> Settings {
    let settings = Settings::parse(&|name| choice(&api::get(stored, name)));
    let [host, status_page] = OWN_NAMES.map(|name| api::get(stored, name).as_string());
    let own = settings.with_own_of(&host.unwrap_or_default(), &status_page.unwrap_or_default());
    own.unwrap_or(settings)
}

/// Whether it is time to clean the site's cache, which was done last at `since`.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
pub fn is_time_to_clean(since: &JsValue, open: &JsValue) -> bool {
    let since = Timestamp::from_millis(since.as_f64().unwrap_or_default() as i64);
    with(|shell| {
        let settings = shell.engine.settings();
        let every = settings.number(Field::CleanDays).filter(|_| settings.has(Field::On));
        cleanup::due(every, since, open.as_bool() != Some(false), now()) == Due::Now
    }) == Some(true)
}

/// A choice as a page or the store tells it; `None` for what can be none.
pub fn choice(value: &JsValue) -> Option<Choice> {
    let flag = value.as_bool().map(Choice::Flag);
    let number = || value.as_f64().map(Choice::Number);
    flag.or_else(number).or_else(|| settings::named(&value.as_string()?))
}
