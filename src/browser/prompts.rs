//! Kept prompts as far as the core has to do with them: how they are kept, what is said, what came
//! of them. Their texts stay in `extension/background/prompt-store.ts`.

use super::api::{self, Members};
use super::effects::{TAB_ANSWERS_WITHIN, within};
use super::texts::Catalogue;
use super::{Shell, api::Answer, with};
use engine::prompts::{BYTES_OF_A_TAB, Entry, Given, LONGEST, MOST_OF_A_TAB, Saved, outworn};
use engine::{Button, Event, TabId};
use js_sys::{Array, Promise};
use settings::Field;
use sites::{COMPOSERS, FILES, TURNS};
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// What follows from the state alone: how prompts are kept, and that they are when the site is down.
pub fn attend(shell: &mut Shell) {
    let settings = *shell.engine.settings();
    if shell.keeping.replace(settings) != Some(settings) {
        let on = settings.has(Field::On);
        let keeps = on && settings.has(Field::KeepDays);
        let how = api::object()
            .with("composers", &names(&COMPOSERS))
            .with("turns", &names(&TURNS))
            .with("files", &names(&FILES))
            .number("most", LONGEST.into())
            .number("prompts", MOST_OF_A_TAB as f64)
            .number("bytes", BYTES_OF_A_TAB as f64)
            .flag("keeps", keeps)
            .flag("types", keeps && settings.has(Field::KeepWhileTyping));
        shell.hooks.keeping(&how);
    }
    let down = shell.engine.is_down();
    if !std::mem::replace(&mut shell.down, down) && down && settings.has(Field::KeepDays) {
        shell.hooks.rescue_around();
    }
}

fn names(all: &[&str]) -> Array {
    all.iter().map(|name| JsValue::from(*name)).collect()
}

/// What a hook answers, `None` where it does not in time.
pub async fn answered(promise: Promise) -> Option<Answer> {
    within(TAB_ANSWERS_WITHIN, api::settled(Ok(promise))).await
}

/// What became of the text, as the function in the page says.
pub fn saved(answer: &JsValue) -> Saved {
    Saved::named(&api::text(answer, "saved"))
}

/// Where a page failed whose chat has kept prompts, its card says so.
pub fn look_for(tab: TabId, address: String) {
    super::spawn(async move {
        let Some(asked) = with(|shell| shell.hooks.are_kept(tab.0, &address)) else { return };
        let kept = answered(asked).await.and_then(Result::ok).and_then(|kept| kept.as_string());
        let saved = Saved::named(&kept.unwrap_or_default());
        if saved.is_kept() {
            super::tell(Event::TextKept { tab, saved });
        }
    });
}

/// A person wants a prompt back.
pub fn give(tab: TabId, address: String, button: Button) {
    super::spawn(async move {
        let Some(asked) = with(|shell| shell.hooks.give(tab.0, &address, button.name())) else {
            return;
        };
        let came = answered(asked).await.and_then(Result::ok);
        let came = came.and_then(|came| came.as_string()).unwrap_or_default();
        super::tell(Event::PromptGiven { tab, given: Given::named(&came) });
    });
}

/// Which prompts go, of those that are there: the newest first, as pairs of moment and bytes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 and bytes fit 53 bits"
)]
pub fn sort_out(heard: &Array) -> JsValue {
    let number = |entry: &JsValue, name| api::number(entry, name).unwrap_or_default();
    let entries: Vec<Entry> = Array::from(&heard.get(0))
        .iter()
        .map(|entry| Entry {
            at: Timestamp::from_millis(number(&entry, "at") as i64),
            bytes: number(&entry, "bytes") as u64,
            source: number(&entry, "source") as u32,
        })
        .collect();
    let days = with(|shell| shell.engine.settings().number(Field::KeepDays)).flatten();
    let gone = outworn(&entries, super::now(), days.unwrap_or_default());
    gone.into_iter().map(JsValue::from).collect::<Array>().into()
}

/// All that is said where prompts are given back and listed.
pub fn words(catalogue: &Catalogue) -> Members {
    let mut words =
        api::object().text("lang", catalogue.language()).text("dir", catalogue.direction());
    for id in [
        "safe_label",
        "safe_title",
        "safe_files",
        "safe_put",
        "safe_there",
        "safe_copied",
        "safe_newer",
        "safe_refused",
        "safe_no_composer",
        "safe_button_put_back",
        "safe_button_put_below",
        "safe_button_copy_prompt",
        "safe_button_discard",
        "safe_button_hide",
        "saved_title",
        "saved_about",
        "saved_here",
        "saved_all",
        "saved_unseen",
        "saved_tabs",
    ] {
        words = catalogue.put_id(words, id, id);
    }
    words
}
