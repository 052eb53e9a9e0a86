//! Saved prompts as far as the core deals with them: how they are kept, what is said, and the
//! outcome. Their texts stay in `extension/background/prompt-store.ts`.

use super::api::{self, Answer};
use super::convert::{from_js, to_js};
use super::hooks::Hooks;
use super::shell::{tell, with};
use super::tabs::TAB_ANSWERS_WITHIN;
use super::texts::{Catalogue, Named};
use super::timers::{now, within};
use engine::prompts::{BYTES_OF_A_TAB, Entry, Given, LONGEST, MOST_OF_A_TAB, Saved, outworn};
use engine::{Button, Engine, Event, TabId};
use js_sys::{Array, Promise};
use serde::{Deserialize, Serialize};
use settings::{Field, Settings};
use sites::{Marks, Site};
use std::time::Duration;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

/// How prompts are kept, as the scripts were last told, and whether the site was down then.
#[derive(Default)]
pub struct Rules {
    settings: Option<Settings>,
    down: bool,
}

impl Rules {
    /// Tells the scripts if the rules have changed, and has prompts saved when the site goes down.
    pub fn update(&mut self, engine: &Engine, hooks: &Hooks) {
        let settings = *engine.settings();
        if self.settings.replace(settings) != Some(settings) {
            let on = settings.has(Field::On);
            let keeps = on && settings.has(Field::KeepDays);
            // In another assistant's pages the scripts use that assistant's marks.
            let Marks { composers, turns, answers, files, alerts, recovering, .. } =
                Site::ChatGpt.service().marks;
            let how = Keeping {
                composers,
                turns,
                answers,
                files,
                alerts,
                recovering,
                most: LONGEST,
                prompts: MOST_OF_A_TAB,
                bytes: BYTES_OF_A_TAB,
                days: settings.number(Field::KeepDays).unwrap_or_default(),
                keeps,
                types: keeps && settings.has(Field::KeepWhileTyping),
            };
            hooks.set_prompt_rules(&to_js(&how));
        }
        let down = engine.is_down();
        if !std::mem::replace(&mut self.down, down) && down && settings.has(Field::KeepDays) {
            hooks.rescue_everywhere();
        }
    }
}

/// How pages are read, for the scripts in them.
#[derive(Serialize)]
struct Keeping {
    composers: &'static [&'static str],
    turns: &'static [&'static str],
    answers: &'static [&'static str],
    files: &'static [&'static str],
    alerts: &'static [&'static str],
    recovering: &'static [&'static str],
    /// The longest prompt, in bytes.
    most: u32,
    /// The most prompts of one tab, and their most bytes.
    prompts: usize,
    bytes: u64,
    /// For how many days they are kept.
    days: u16,
    keeps: bool,
    types: bool,
}

/// On a slow laptop with 30 tabs an editor takes this long to draw a text of 200 KB.
const WRITTEN_WITHIN: Duration = Duration::from_secs(30);

/// What a hook answers, or `None` if it does not in time.
pub async fn answered(promise: Promise) -> Option<Answer> {
    within(TAB_ANSWERS_WITHIN, api::settled(Ok(promise))).await
}

/// After a page failed whose chat has saved prompts, its card says so.
pub fn look_for(tab: TabId, address: String) {
    spawn(async move {
        let Some(asked) = with(|shell| shell.hooks.kept_prompt(tab.0, &address)) else { return };
        let kept = answered(asked).await.and_then(Result::ok).and_then(|kept| kept.as_string());
        let saved = Saved::named(&kept.unwrap_or_default());
        if saved.is_kept() {
            tell(Event::TextKept { tab, saved });
        }
    });
}

/// The user wants a prompt back.
pub fn give(tab: TabId, address: String, button: Button) {
    spawn(async move {
        let Some(asked) = with(|shell| shell.hooks.restore_prompt(tab.0, &address, button.name()))
        else {
            return;
        };
        let came = within(WRITTEN_WITHIN, api::settled(Ok(asked))).await.and_then(Result::ok);
        let came = came.and_then(|came| came.as_string()).unwrap_or_default();
        tell(Event::PromptGiven { tab, given: Given::named(&came) });
    });
}

/// Which of the prompts to delete; they are listed newest first.
pub fn sort_out(heard: &Array) -> JsValue {
    let listed: Vec<Listed> = from_js(&heard.get(0)).unwrap_or_default();
    let entries: Vec<Entry> = listed
        .into_iter()
        .map(|entry| Entry {
            at: Timestamp::from_millis(whole(entry.at)),
            bytes: whole(entry.bytes).try_into().unwrap_or_default(),
            source: whole(entry.source).try_into().unwrap_or_default(),
        })
        .collect();
    let days = with(|shell| shell.engine.settings().number(Field::KeepDays)).flatten();
    to_js(&outworn(&entries, now(), days.unwrap_or_default()))
}

/// A prompt as the background's script lists it, with whatever a page wrote there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Listed {
    at: f64,
    bytes: f64,
    source: f64,
}

#[expect(clippy::cast_possible_truncation, reason = "what is out of range is brought to its end")]
const fn whole(number: f64) -> i64 {
    number as i64
}

/// All texts that are shown where prompts are put back and listed.
pub fn words(catalogue: &Catalogue) -> JsValue {
    let words = WORDS.iter().chain(&FILE_WORDS).map(|id| (*id, catalogue.word(id))).collect();
    to_js(&Words { lang: catalogue.language(), dir: catalogue.direction(), words })
}

#[derive(Serialize)]
struct Words<'a> {
    lang: &'a str,
    dir: &'a str,
    /// By their ids in the catalogue.
    #[serde(flatten)]
    words: Named,
}

/// The texts about attached files.
pub const FILE_WORDS: [&str; 10] = [
    "safe_files",
    "safe_files_kept",
    "safe_files_put",
    "safe_files_refused",
    "file_too_large",
    "file_too_many",
    "file_no_room",
    "file_private",
    "file_unreadable",
    "file_crowded",
];

const WORDS: [&str; 29] = [
    "panel_label",
    "safe_title",
    "safe_put",
    "safe_copied",
    "safe_newer",
    "safe_refused",
    "safe_button_put_back",
    "safe_button_put_below",
    "button_copy_prompt",
    "safe_button_discard",
    "button_hide",
    "answer_kept",
    "answer_copy",
    "answer_show",
    "answer_fold",
    "sent_answered",
    "sent_unanswered",
    "sent_missing",
    "saved_title",
    "saved_about",
    "saved_here",
    "saved_all",
    "saved_unseen",
    "saved_tabs",
    "saved_bounds",
    "saved_none",
    "saved_search",
    "save_as",
    "history_sure",
];
