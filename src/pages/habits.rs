//! What the popup says to users who chose to hear about an old browser or many chats.

use super::machine;
use crate::browser::convert::{from_js, to_js};
use crate::browser::texts::Catalogue;
use advice::habits::chats::{OpenTab, crowd};
use advice::habits::old_browser;
use advice::releases::age;
use advice::remedies::{Outcome, Why};
use js_sys::Date;
use serde::{Deserialize, Serialize};
use sites::Site;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// What there is to say, and which chats could be discarded: `old` is whether to mention an old
/// browser, `most` the number of chats above which to mention them (0: never). `tabs` are the
/// site's, as the browser lists them, each with `draft` if that is known.
#[wasm_bindgen]
#[must_use]
pub fn habits(
    old: bool,
    most: u16,
    tabs: &JsValue,
    language: String,
    messages: JsValue,
) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    let machine = machine();
    let now = Timestamp::from_millis(Date::now() as i64);
    let of_browser = old_browser(age(machine.browser, machine.major, now)).filter(|_| old);
    let mut lines: Vec<String> = of_browser
        .into_iter()
        .flat_map(|text| [text, machine.browser.update_page()])
        .map(|text| catalogue.words(&text))
        .collect();
    let tabs: Vec<ListedTab> = from_js(tabs).unwrap_or_default();
    let tabs: Vec<OpenTab> = tabs.into_iter().map(open).collect();
    let crowd = crowd(&tabs, most).filter(|_| most > 0).unwrap_or_default();
    if crowd.open > 0 {
        lines.push(catalogue.words(&crowd.text()));
    }
    to_js(&Habits {
        lines,
        sleep: crowd.button().map(|label| catalogue.words(&label)),
        sleepers: crowd.sleepers,
        done: catalogue.word("came_done"),
        failed: catalogue.words(&Outcome::Failed(Why::Refused).text(Site::ChatGpt)),
    })
}

#[derive(Serialize)]
struct Habits {
    lines: Vec<String>,
    /// The label of the button that discards chats, if any could be.
    sleep: Option<String>,
    /// Those chats' tabs.
    sleepers: Vec<i32>,
    /// What is said once all of them sleep, and where the browser let none.
    done: String,
    failed: String,
}

/// A tab of the site, and whether there is text in its message box, if that is known.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ListedTab {
    id: i32,
    url: String,
    active: bool,
    pinned: bool,
    audible: bool,
    status: String,
    discarded: bool,
    draft: Option<bool>,
}

fn open(tab: ListedTab) -> OpenTab {
    OpenTab {
        tab: tab.id,
        address: tab.url,
        active: tab.active,
        pinned: tab.pinned,
        audible: tab.audible,
        loading: tab.status == "loading",
        discarded: tab.discarded,
        draft: tab.draft,
    }
}
