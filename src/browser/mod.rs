//! The only room that touches the browser: events in, effects out.
//!
//! One engine, one queue: what happened goes into the engine at once; what it asks for waits
//! until the snapshot is saved, and is done then. Inspections alone do not wait: they are
//! derived, and they are what a person is waiting for.

mod alarm;
pub mod api;
mod cache;
mod chat;
pub mod choices;
pub mod convert;
pub mod effects;
pub mod events;
pub mod facts;
pub mod fetch;
pub mod look;
pub mod paint;
pub mod probe;
mod prompts;
pub mod status;
mod store;
pub mod texts;

use alarm::Alarm;
use convert::to_js;
use engine::{Effect, Engine, Event, trace};
use js_sys::{Array, Function, Promise};
use paint::Painter;
use serde::Serialize;
use settings::Settings;
use std::cell::RefCell;
use texts::Catalogue;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

static SHELL: OneThread<RefCell<Option<Shell>>> = OneThread(RefCell::new(None));

/// What may be shared because there is one thread alone.
struct OneThread<T>(T);

#[expect(unsafe_code, reason = "this wasm has no threads: std's thread_local does the same")]
unsafe impl<T> Sync for OneThread<T> {}

#[wasm_bindgen]
extern "C" {
    /// What the core calls of the scripts: `CoreHooks` in `extension/background/core-hooks.ts`.
    #[derive(Clone)]
    pub type Hooks;
    #[wasm_bindgen(method, getter, js_name = showCard)]
    fn show_card(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = showBar)]
    fn show_bar(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = reloadDocument)]
    fn reload_document(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = pageFacts)]
    fn page_facts(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = probeFromPage)]
    fn probe_from_page(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = chatState)]
    fn chat_state(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = documentStatus)]
    fn document_status(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = clearSiteStorage)]
    fn clear_site_storage(this: &Hooks) -> Function;
    #[wasm_bindgen(method, js_name = watchTabs)]
    fn watch_tabs(this: &Hooks, on: bool);
    #[wasm_bindgen(method, js_name = rescuePrompt)]
    fn rescue_prompt(this: &Hooks, tab: i32, order: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = rescueEverywhere)]
    fn rescue_everywhere(this: &Hooks);
    #[wasm_bindgen(method, js_name = forgetAnswered)]
    fn forget_answered(this: &Hooks, tab: i32);
    #[wasm_bindgen(method, js_name = restorePrompt)]
    fn restore_prompt(this: &Hooks, tab: i32, address: &str, does: &str) -> Promise;
    #[wasm_bindgen(method, js_name = keptPrompt)]
    fn kept_prompt(this: &Hooks, tab: i32, address: &str) -> Promise;
    #[wasm_bindgen(method, js_name = setPromptRules)]
    fn set_prompt_rules(this: &Hooks, how: &JsValue);
    #[wasm_bindgen(catch, method, js_name = judgePage)]
    fn judge_page(this: &Hooks, answer: &JsValue, response: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, js_name = recordTrace)]
    fn record_trace(this: &Hooks, begins: bool, line: &str);
    #[wasm_bindgen(method, js_name = keepOutage)]
    fn keep_outage(this: &Hooks, line: &str) -> Promise;
    #[wasm_bindgen(method, js_name = showAdvice)]
    fn show_advice(this: &Hooks, tab: i32);
    #[wasm_bindgen(method, js_name = logError)]
    fn log_error(this: &Hooks, place: &str, kind: &str);
    #[wasm_bindgen(method, js_name = setOpen)]
    fn set_open(this: &Hooks, open: bool);
    #[wasm_bindgen(catch, method, js_name = readStatus)]
    fn read_status(
        this: &Hooks,
        response: &JsValue,
        url: &str,
        most: u32,
    ) -> Result<Promise, JsValue>;
}

struct Shell {
    engine: Engine,
    hooks: Hooks,
    catalogue: Catalogue,
    painter: Painter,
    alarm: Alarm,
    waiting: Vec<Effect>,
    kept: store::Kept,
    pumping: bool,
    watching_tabs: bool,
    down: bool,
    keeping: Option<Settings>,
    /// How many entries of the trace stand behind its last state.
    recorded: u8,
}

/// A trace holds the whole state so often: of what is older than it, all may go.
const STATE_EVERY: u8 = 64;

/// Wakes the core: takes up what an earlier background left.
///
/// `snapshot` is what [`store::Kept`] kept, `messages` the catalogue of the language, `chosen` what
/// the store of settings holds: where any is missing or no good, it is a fresh start, one that
/// shows ids, or one with what holds at first. Answers why a snapshot that was there could not be
/// read: `version`, `checksum` or `decoding`.
#[cfg_attr(feature = "extension", wasm_bindgen)]
pub fn start(
    hooks: Hooks,
    snapshot: &JsValue,
    language: String,
    messages: JsValue,
    chosen: &JsValue,
) -> Option<String> {
    let (kept, trouble) = match store::restored(snapshot) {
        Ok(kept) => (kept, None),
        Err(why) => (None, Some(why.name().to_owned())),
    };
    let engine = kept.unwrap_or_else(|| Engine::new(seed()));
    // A background that died while it listened to tabs left the browser waking us for each.
    hooks.watch_tabs(true);
    hooks.watch_tabs(false);
    *SHELL.0.borrow_mut() = Some(Shell {
        engine,
        hooks,
        catalogue: Catalogue::new(language, messages),
        painter: Painter::new(),
        alarm: Alarm::new(),
        waiting: Vec::new(),
        kept: store::Kept::default(),
        pumping: false,
        watching_tabs: false,
        down: false,
        keeping: None,
        recorded: 0,
    });
    if with(|shell| shell.engine.is_open()) == Some(false) {
        spawn(cache::sweep());
    }
    tell(Event::Started(choices::settings(chosen)));
    trouble
}

/// Takes in what the background was told; answers what the sender of a message is to get.
#[cfg_attr(feature = "extension", wasm_bindgen)]
#[must_use]
pub fn hear(kind: &str, heard: &Array) -> JsValue {
    match kind {
        "words" => {
            return with(|shell| prompts::words(&shell.catalogue)).unwrap_or(JsValue::UNDEFINED);
        }
        "clean" => return choices::is_time_to_clean(&heard.get(0), &heard.get(1)).into(),
        "outworn" => return prompts::sort_out(heard),
        "language" => speak(heard.get(0).as_string().unwrap_or_default(), heard.get(1)),
        _ => {}
    }
    if kind == "message" {
        return events::message(&heard.get(0), &heard.get(1), heard.get(2));
    }
    if let Some(event) = events::event(kind, heard) {
        tell(event);
    }
    JsValue::UNDEFINED
}

/// Says to our pages that the language is another.
#[derive(Serialize)]
struct Spoken {
    kind: &'static str,
}

/// Goes on in another language: all that is shown is painted anew, and our pages ask again.
fn speak(language: String, messages: JsValue) {
    with(|shell| {
        shell.catalogue = Catalogue::new(language, messages);
        shell.painter = Painter::new();
    });
    attend();
    spawn(async {
        let _ = api::send_message(&to_js(&Spoken { kind: "spoken" })).await;
    });
}

/// Puts an event into the engine and sees to what follows.
fn tell(event: Event) {
    let now = now();
    let start = with(|shell| {
        let (before, was_open) = (trace::state(&shell.engine), shell.engine.is_open());
        let line = trace::heard(now, &event);
        let effects = shell.engine.handle(now, event);
        // A quiet core is not worth a line.
        if was_open || shell.engine.is_open() {
            shell.record(was_open, &before, line);
        }
        shell.waiting.extend(effects);
        !std::mem::replace(&mut shell.pumping, true)
    });
    if start == Some(true) {
        spawn(pump());
    }
}

impl Shell {
    /// Writes on the trace, which begins with the state before.
    fn record(&mut self, was_open: bool, before: &str, line: Option<String>) {
        if !was_open || self.recorded.is_multiple_of(STATE_EVERY) {
            self.hooks.record_trace(true, before);
            self.recorded = 0;
        }
        match line {
            Some(line) => {
                self.hooks.record_trace(false, &line);
                self.recorded += 1;
            }
            // What it brought is in the next state.
            None => self.recorded = 0,
        }
    }
}

/// Saves and does, until nothing waits.
async fn pump() {
    loop {
        let Some((effects, snapshot)) = with(|shell| {
            let effects = std::mem::take(&mut shell.waiting);
            (effects, shell.kept.changed(&shell.engine))
        }) else {
            return;
        };
        let mut tasks = Vec::new();
        for effect in effects {
            match effect {
                Effect::Inspect { .. }
                | Effect::Read { .. }
                | Effect::InspectChat { .. }
                | Effect::ForgetAnswered { .. }
                | Effect::SayBack { .. }
                | Effect::ShowAdvice { .. }
                | Effect::Notify { .. } => effects::run(effect),
                Effect::Run(..) => tasks.push(effect),
            }
        }
        attend();
        // Done only once it is saved: after a death it is asked for again, never forgotten.
        if let Some(snapshot) = snapshot {
            store::save(snapshot).await;
        }
        tasks.into_iter().for_each(effects::run);
        let done = with(|shell| {
            let done = shell.waiting.is_empty();
            shell.pumping = !done;
            done
        });
        if done != Some(false) {
            return;
        }
    }
}

/// What follows from the state alone: listeners, alarm, badge and panels.
fn attend() {
    let now = now();
    with(|shell| {
        shell.hooks.set_open(shell.engine.is_open());
        let pending = shell.engine.is_pending();
        if std::mem::replace(&mut shell.watching_tabs, pending) != pending {
            shell.hooks.watch_tabs(pending);
        }
        prompts::attend(shell);
        shell.alarm.set(now, shell.engine.deadline().map(|(at, _)| at));
        shell.painter.paint(&shell.engine, &shell.catalogue, &shell.hooks);
    });
}

fn with<T>(f: impl FnOnce(&mut Shell) -> T) -> Option<T> {
    SHELL.0.borrow_mut().as_mut().map(f)
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "any 64 bits are a good seed"
)]
fn seed() -> u64 {
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}
