//! Tabs: which there are, what runs in them, and opening a waiting page in one.

use super::api::{self, Answer, Tab};
use super::convert::from_js;
use super::timers::within;
use engine::{TabId, TabState};
use js_sys::Function;
use sites::without_fragment;
use std::pin::Pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// A frozen tab never answers, so this is the longest wait.
pub const TAB_ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// How often the browser is asked for its tabs before giving up: for two minutes, if it does not
/// answer at all.
const LOOKS: u32 = 24;

/// What a function of the extension answers in a tab, or `None` if it does not in time. Boxed so
/// that it is compiled once: each further copy costs 1 KB of wasm.
#[inline(never)]
pub fn run_in(
    tab: TabId,
    function: Function,
    order: JsValue,
) -> Pin<Box<dyn Future<Output = Option<Answer>>>> {
    Box::pin(async move { within(TAB_ANSWERS_WITHIN, api::run_in(tab.0, &function, &order)).await })
}

/// The tab; an error if there is none, or if the browser does not say.
pub async fn find(tab: TabId) -> Result<Tab, JsValue> {
    let asked = within(TAB_ANSWERS_WITHIN, api::tab(tab.0)).await;
    let found = asked.unwrap_or(Err(JsValue::UNDEFINED))?;
    from_js(&found).ok_or(JsValue::UNDEFINED)
}

/// Every tab. A browser that is just starting may not list its tabs, so it is asked again:
/// otherwise the outage would not go on in this background.
pub async fn states() -> Option<Vec<TabState>> {
    for _ in 0..LOOKS {
        if let Some(tab_states) = states_once().await {
            return Some(tab_states);
        }
    }
    None
}

async fn states_once() -> Option<Vec<TabState>> {
    let tabs = within(TAB_ANSWERS_WITHIN, api::all_tabs()).await?.ok()?;
    let waiting = api::file_address("waiting.html#");
    let state = |tab: Tab| {
        let address = tab.address();
        Some(TabState {
            tab: TabId(tab.id?),
            address: address.strip_prefix(&waiting).map_or(address.to_owned(), decoded),
            active: tab.active,
            loading: tab.is_loading(),
            discarded: tab.discarded,
            cookie_store: tab.incognito.into(),
        })
    };
    let tabs: Vec<Tab> = from_js(&tabs)?;
    Some(tabs.into_iter().filter_map(state).collect())
}

/// Whether a waiting page can be opened there: in a private window Chromium shows no page of a
/// spanning extension, and the page that was there would be lost.
pub fn can_wait(tab: &Tab) -> bool {
    api::is_firefox() || !tab.incognito
}

/// Opens a waiting page in the tab; returns whether it is there.
pub async fn open_waiting_page(tab: TabId, address: &str, replaces_load: bool) -> bool {
    let Ok(found) = find(tab).await else { return false };
    let present = found.address();
    let page = [&api::file_address("waiting.html#"), encoded(address).as_str()].concat();
    if present == page {
        return true; // done before a death
    }
    if without_fragment(present) != without_fragment(address)
        || !can_wait(&found)
        || found.is_loading() && !replaces_load
    {
        return false;
    }
    let sent = api::send_tab(tab.0, &page, api::is_firefox());
    matches!(within(TAB_ANSWERS_WITHIN, sent).await, Some(Ok(_)))
}

fn encoded(address: &str) -> String {
    js_sys::encode_uri_component(address).into()
}

/// Decodes an address that is part of another.
pub fn decoded(address: &str) -> String {
    js_sys::decode_uri_component(address).map(Into::into).unwrap_or_default()
}
