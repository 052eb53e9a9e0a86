//! The browser's extension interfaces that Gatewatch calls, by their own names.

use super::tasks::Settled;
use engine::Badge;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = chrome)]
    static CHROME: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: JsValue;
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
    /// Calls the function once after so many milliseconds; what it gives can be cleared.
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(function: &Function, millis: u32) -> JsValue;
    /// Takes a timer back; one that has ended, or none, is nothing to it.
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(timer: &JsValue);
    /// A plain object of ours, put together by [`object`].
    #[wasm_bindgen(extends = Object)]
    pub type Members;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_text(this: &Members, name: &str, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_number(this: &Members, name: &str, value: f64);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_flag(this: &Members, name: &str, value: bool);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_value(this: &Members, name: &str, value: &JsValue);
}

/// What a call answered, or the browser's reason why it did not.
pub type Answer = Result<JsValue, JsValue>;

/// What the promise gives that a call answered with. The functions below are no `async fn`: each
/// would be a state machine inside the caller's.
pub fn settled(call: Result<Promise, JsValue>) -> Settled {
    Settled::of(call)
}

/// The tab, or an error where there is none.
pub fn tab(tab: i32) -> Settled {
    settled(tabs_get_raw(tab))
}

/// Every tab of every window.
pub fn all_tabs() -> Settled {
    settled(tabs_query_raw(&Object::new()))
}

/// Sends a tab to an address; `replacing` takes the present entry of its history (Firefox).
pub fn send_tab(tab: i32, address: &str, replacing: bool) -> Settled {
    let mut change = object().text("url", address);
    if replacing {
        change = change.flag("loadReplace", true);
    }
    settled(tabs_update_raw(tab, &change))
}

/// Reloads a tab, past the cache or not.
pub fn reload_tab(tab: i32, bypass_cache: bool) -> Settled {
    settled(tabs_reload_raw(tab, &object().flag("bypassCache", bypass_cache)))
}

/// Runs a function of the extension in a tab's main document, as early as may be, and answers
/// what it returned.
pub async fn run_in(tab: i32, function: &Function, argument: &JsValue) -> Answer {
    result_of(run_in_begun(tab, function, argument, true).await)
}

/// The same, once the document has its content.
pub async fn run_in_late(tab: i32, function: &Function, argument: &JsValue) -> Answer {
    result_of(run_in_begun(tab, function, argument, false).await)
}

#[inline(never)]
fn run_in_begun(tab: i32, function: &Function, argument: &JsValue, at_once: bool) -> Settled {
    let injection = object()
        .with("target", &object().number("tabId", tab.into()))
        .flag("injectImmediately", at_once)
        .with("func", function)
        .with("args", &Array::of1(argument));
    settled(execute_script_raw(&injection))
}

fn result_of(results: Answer) -> Answer {
    results.map(|results| get(&Array::from(&results).get(0), "result"))
}

/// Keeps values until the browser ends.
pub fn session_set(items: &JsValue) -> Settled {
    settled(session_set_raw(items))
}

/// Shows a notification, in place of an earlier one of that name. The interface is there only
/// while its permission is given.
pub fn notify(name: &str, title: &str, message: &str) -> Settled {
    let shown = object()
        .text("type", "basic")
        .text("iconUrl", &file_address("icons/icon-128.png"))
        .text("title", title)
        .text("message", message);
    settled(notify_raw(name, &shown))
}

/// Sets the one alarm, in place of an earlier one.
pub fn set_alarm(name: &str, when: f64) -> Answer {
    alarms_create_raw(name, &object().number("when", when))
}

/// Takes the alarm away.
pub fn clear_alarm(name: &str) -> Settled {
    settled(alarms_clear_raw(name))
}

/// Whether these permissions are given.
pub fn has_permission(permissions: &JsValue) -> Settled {
    settled(permissions_contains_raw(permissions))
}

/// Shows a state on the toolbar's icon.
pub async fn set_badge(badge: Badge, title: &str) -> Answer {
    settled(set_badge_text_raw(&object().text("text", badge.text))).await?;
    settled(set_badge_colour_raw(&object().text("color", badge.colour))).await?;
    settled(set_title_raw(&object().text("title", title))).await
}

/// Shows a state's gate there: its files are read before it stands.
pub fn set_icon(badge: Badge) -> Settled {
    let mut sizes = object();
    for size in ["16", "32"] {
        sizes = sizes.text(size, &["icons/", badge.icon, "-", size, ".png"].concat());
    }
    settled(set_icon_raw(&object().with("path", &sizes)))
}

/// Says something to the extension's own pages.
pub fn send_message(message: &JsValue) -> Settled {
    settled(send_message_raw(message))
}

/// Clears kinds of data of some origins (Chromium).
pub fn remove_browsing_data(options: &JsValue, types: &JsValue) -> Settled {
    settled(browsing_data_remove_raw(options, types))
}

/// Changes the rules that end with the browser.
pub fn update_session_rules(options: &JsValue) -> Settled {
    settled(update_session_rules_raw(options))
}

/// Whether the browser offers an interface, such as `browsingData`.
pub fn offers(interface: &str) -> bool {
    !CHROME.with(|chrome| get(chrome, interface)).is_undefined()
}

/// Whether this computer has a network: `false` alone is sure.
pub fn is_online() -> bool {
    NAVIGATOR.with(|navigator| get(navigator, "onLine")).as_bool() != Some(false)
}

/// Whether the extension's pages have addresses as Firefox gives them: there a tab may be sent
/// on without a new entry in its history, and private windows may show pages of ours.
pub fn is_firefox() -> bool {
    file_address("").starts_with("moz-extension:")
}

/// An object without members yet. They are appended one by one, each by one call into JS: a list
/// of names and values would weigh half as much again at each place.
pub fn object() -> Members {
    Object::new().unchecked_into()
}

impl Members {
    /// With a member that is text.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.set_text(name, value);
        self
    }

    /// With a member that is a number.
    pub fn number(self, name: &str, value: f64) -> Self {
        self.set_number(name, value);
        self
    }

    /// With a member that is true or false.
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.set_flag(name, value);
        self
    }

    /// With any other member.
    pub fn with(self, name: &str, value: &JsValue) -> Self {
        self.set_value(name, value);
        self
    }
}

/// A member, or `undefined`, whatever the value is.
pub fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A member that is text; empty where it is none.
pub fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().unwrap_or_default()
}

/// A member that is a number; `None` where it is none.
pub fn number(value: &JsValue, name: &str) -> Option<f64> {
    get(value, name).as_f64()
}

/// Whether a member is `true`.
pub fn is_true(value: &JsValue, name: &str) -> bool {
    get(value, name).as_bool() == Some(true)
}
