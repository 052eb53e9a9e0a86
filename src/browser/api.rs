//! The browser's extension interfaces that Gatewatch calls, by their own names.

use super::convert::{Members, to_js};
use engine::Badge;
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::WorkerGlobalScope;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = chrome)]
    static CHROME: JsValue;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = get)]
    fn tabs_get_raw(tab: i32) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    fn tabs_query_raw(filter: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = update)]
    fn tabs_update_raw(tab: i32, change: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = reload)]
    fn tabs_reload_raw(tab: i32, how: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn execute_script_raw(injection: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = set)]
    fn session_set_raw(items: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    fn notify_raw(name: &str, shown: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    fn alarms_create_raw(name: &str, when: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    fn alarms_clear_raw(name: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    fn set_badge_text_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    fn set_badge_colour_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setTitle)]
    fn set_title_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setIcon)]
    fn set_icon_raw(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    fn permissions_contains_raw(permissions: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    fn send_message_raw(message: &JsValue) -> Result<Promise, JsValue>;
    /// The address of a file of the extension.
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    pub fn file_address(path: &str) -> String;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "browsingData"], js_name = remove)]
    fn browsing_data_remove_raw(options: &JsValue, types: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "declarativeNetRequest"], js_name = updateSessionRules)]
    fn update_session_rules_raw(options: &JsValue) -> Result<Promise, JsValue>;
}

/// A tab as the browser describes it; what it does not tell is missing.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tab {
    /// Its number.
    pub id: Option<i32>,
    /// The address of its document, where we may see it.
    pub url: Option<String>,
    /// The address that it is navigating to (Chromium).
    pub pending_url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// `loading`, or `complete`.
    pub status: Option<String>,
    /// Whether it is the active tab of its window.
    pub active: bool,
    /// Whether the browser discarded its document.
    pub discarded: bool,
    /// Whether its window is a private one.
    pub incognito: bool,
}

impl Tab {
    /// The address of its document; empty if the browser does not tell.
    pub fn address(&self) -> &str {
        self.url.as_deref().unwrap_or_default()
    }

    /// Whether a document is loading.
    pub fn is_loading(&self) -> bool {
        self.status.as_deref() == Some("loading")
    }
}

/// What to change about a tab.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TabChange<'a> {
    url: &'a str,
    /// Only Firefox knows it, and Chromium refuses members that it does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    load_replace: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reload {
    bypass_cache: bool,
}

/// What to run, and in which page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Injection {
    target: Target,
    inject_immediately: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    func: Function,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    args: Array,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    tab_id: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    r#type: &'static str,
    icon_url: String,
    title: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct AlarmTime {
    when: f64,
}

#[derive(Serialize)]
struct BadgeText<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct BadgeColour {
    color: &'static str,
}

#[derive(Serialize)]
struct ActionTitle<'a> {
    title: &'a str,
}

/// The icon's files by their sizes.
#[derive(Serialize)]
struct ActionIcon {
    path: Members<String>,
}

/// What a call answered, or the browser's reason for refusing.
pub type Answer = Result<JsValue, JsValue>;

/// Awaits the promise that a call returned. The functions below are no `async fn`, so that the
/// browser is asked as soon as they are called, whenever the answer is awaited.
pub fn settled(call: Result<Promise, JsValue>) -> JsFuture {
    JsFuture::from(call.unwrap_or_else(|error| Promise::reject(&error)))
}

/// The tab, or an error where there is none.
pub fn tab(tab: i32) -> JsFuture {
    settled(tabs_get_raw(tab))
}

/// Every tab of every window.
pub fn all_tabs() -> JsFuture {
    settled(tabs_query_raw(&Object::new()))
}

/// Sends a tab to an address; `replacing` takes the present entry of its history (Firefox).
pub fn send_tab(tab: i32, address: &str, replacing: bool) -> JsFuture {
    let change = TabChange { url: address, load_replace: replacing.then_some(true) };
    settled(tabs_update_raw(tab, &to_js(&change)))
}

/// Reloads a tab, past the cache or not.
pub fn reload_tab(tab: i32, bypass_cache: bool) -> JsFuture {
    settled(tabs_reload_raw(tab, &to_js(&Reload { bypass_cache })))
}

/// Runs a function of the extension in a tab's main document, as early as possible, and returns its
/// result.
pub async fn run_in(tab: i32, function: &Function, argument: &JsValue) -> Answer {
    result_of(run_in_begun(tab, function, argument, true).await)
}

/// The same, once the document has its content.
pub async fn run_in_late(tab: i32, function: &Function, argument: &JsValue) -> Answer {
    result_of(run_in_begun(tab, function, argument, false).await)
}

#[inline(never)]
fn run_in_begun(tab: i32, function: &Function, argument: &JsValue, at_once: bool) -> JsFuture {
    let injection = Injection {
        target: Target { tab_id: tab },
        inject_immediately: at_once,
        func: function.clone(),
        args: Array::of1(argument),
    };
    settled(execute_script_raw(&to_js(&injection)))
}

fn result_of(results: Answer) -> Answer {
    results.map(|results| get(&Array::from(&results).get(0), "result"))
}

/// Keeps values until the browser ends.
pub fn session_set(items: &JsValue) -> JsFuture {
    settled(session_set_raw(items))
}

/// Shows a notification, replacing an earlier one of that name. The interface exists only while its
/// permission is given.
pub fn notify(name: &str, title: &str, message: &str) -> JsFuture {
    let shown = Notification {
        r#type: "basic",
        icon_url: file_address("icons/icon-128.png"),
        title,
        message,
    };
    settled(notify_raw(name, &to_js(&shown)))
}

/// Sets the one alarm, replacing an earlier one.
pub fn set_alarm(name: &str, when: f64) -> Answer {
    alarms_create_raw(name, &to_js(&AlarmTime { when }))
}

/// Takes the alarm away.
pub fn clear_alarm(name: &str) -> JsFuture {
    settled(alarms_clear_raw(name))
}

/// Whether these permissions are given.
pub fn has_permission(permissions: &JsValue) -> JsFuture {
    settled(permissions_contains_raw(permissions))
}

/// Shows a state on the toolbar's icon.
pub async fn set_badge(badge: Badge, text: &str, title: &str) -> Answer {
    let text = BadgeText { text };
    settled(set_badge_text_raw(&to_js(&text))).await?;
    let colour = BadgeColour { color: badge.colour };
    settled(set_badge_colour_raw(&to_js(&colour))).await?;
    settled(set_title_raw(&to_js(&ActionTitle { title }))).await
}

/// Shows a state's gate on the icon; its files are read first.
pub fn set_icon(badge: Badge) -> JsFuture {
    let file = |size| (size, ["icons/", badge.icon, "-", size, ".png"].concat());
    let icon = ActionIcon { path: ["16", "32"].map(file).into_iter().collect() };
    settled(set_icon_raw(&to_js(&icon)))
}

/// Says something to the extension's own pages.
pub fn send_message(message: &JsValue) -> JsFuture {
    settled(send_message_raw(message))
}

/// Clears kinds of data of some origins (Chromium).
pub fn remove_browsing_data(options: &JsValue, types: &JsValue) -> JsFuture {
    settled(browsing_data_remove_raw(options, types))
}

/// Changes the rules that end with the browser.
pub fn update_session_rules(options: &JsValue) -> JsFuture {
    settled(update_session_rules_raw(options))
}

/// Whether the browser has an interface, such as `browsingData`.
pub fn offers(interface: &str) -> bool {
    !CHROME.with(|chrome| get(chrome, interface)).is_undefined()
}

/// Whether this computer has a network: only `false` is reliable.
pub fn is_online() -> bool {
    global().navigator().on_line()
}

/// The global object: a worker's in Chromium's background and a window's elsewhere; both have the
/// same `fetch` and `navigator`.
pub fn global() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Whether this is Firefox, judged by the addresses of the extension's pages: there a tab can be
/// navigated without a new history entry, and private windows can show our pages.
pub fn is_firefox() -> bool {
    file_address("").starts_with("moz-extension:")
}

/// A member of a value, or `undefined`, whatever the value is.
pub fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
