//! The functions of the scripts that the core calls: `CoreHooks` in
//! `extension/background/core-hooks.ts` says what each of them does. `tests/structure.rs` compares
//! the names.
#![expect(missing_docs, reason = "core-hooks.ts says what each of them does")]

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The functions that the background gave at the start.
    #[derive(Clone)]
    pub type Hooks;
    #[wasm_bindgen(method, getter, js_name = showCard)]
    pub fn show_card(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = showBar)]
    pub fn show_bar(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = reloadDocument)]
    pub fn reload_document(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = pageFacts)]
    pub fn page_facts(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = probeFromPage)]
    pub fn probe_from_page(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = chatState)]
    pub fn chat_state(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = documentStatus)]
    pub fn document_status(this: &Hooks) -> Function;
    #[wasm_bindgen(method, getter, js_name = clearSiteStorage)]
    pub fn clear_site_storage(this: &Hooks) -> Function;
    #[wasm_bindgen(method, js_name = watchTabs)]
    pub fn watch_tabs(this: &Hooks, on: bool);
    #[wasm_bindgen(method, js_name = rescuePrompt)]
    pub fn rescue_prompt(this: &Hooks, tab: i32, order: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = rescueEverywhere)]
    pub fn rescue_everywhere(this: &Hooks);
    #[wasm_bindgen(method, js_name = forgetAnswered)]
    pub fn forget_answered(this: &Hooks, tab: i32, is_whole: bool);
    #[wasm_bindgen(method, js_name = restorePrompt)]
    pub fn restore_prompt(this: &Hooks, tab: i32, address: &str, does: &str) -> Promise;
    #[wasm_bindgen(method, js_name = keptPrompt)]
    pub fn kept_prompt(this: &Hooks, tab: i32, address: &str) -> Promise;
    #[wasm_bindgen(method, js_name = setPromptRules)]
    pub fn set_prompt_rules(this: &Hooks, how: &JsValue);
    #[wasm_bindgen(method, js_name = recordTrace)]
    pub fn record_trace(this: &Hooks, begins: bool, line: &str);
    #[wasm_bindgen(method, js_name = keepOutage)]
    pub fn keep_outage(this: &Hooks, line: &str) -> Promise;
    #[wasm_bindgen(method, js_name = showAdvice)]
    pub fn show_advice(this: &Hooks, tab: i32);
    #[wasm_bindgen(method, js_name = logError)]
    pub fn log_error(this: &Hooks, place: &str, error: &JsValue);
    #[wasm_bindgen(method, js_name = setOpen)]
    pub fn set_open(this: &Hooks, open: bool);
    #[wasm_bindgen(catch, method, js_name = readBody)]
    pub fn read_body(this: &Hooks, response: &JsValue, most: u32) -> Result<Promise, JsValue>;
}
