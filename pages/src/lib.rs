//! Causes, remedies and the report in words, worked out in the pages that show them: the
//! background, which must be quick, does not carry them.
#![cfg(target_arch = "wasm32")]

mod history;
mod overview;
mod refused;
mod settings;
mod welcome;

use advice::Machine;
use advice::chats::{OpenTab, crowd};
use advice::releases::age;
use advice::remedies::{Outcome, Remedy, Why};
use engine::{Engine, Snapshot, TabId, trace};
use evidence::Age;
use gatewatch::browser::api;
use gatewatch::browser::texts::Catalogue;
use js_sys::{Array, Date};
use text::Text;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// What stands below a card: of the outage of a tab, or of any. Null where nothing fails, and
/// where `snapshot`, which the background keeps, cannot be read.
#[wasm_bindgen]
#[must_use]
pub fn advice(snapshot: String, language: String, messages: JsValue, tab: Option<i32>) -> JsValue {
    let Ok(engine) = Engine::restore(&Snapshot(snapshot)) else { return JsValue::NULL };
    let catalogue = Catalogue::new(language, messages);
    let Some((address, told)) = gatewatch::explain::advice(&engine, tab.map(TabId), &machine())
    else {
        return JsValue::NULL;
    };
    let causes = Array::new();
    for (cause, because) in &told.causes {
        let shown = catalogue.put(api::object(), "text", cause);
        causes.push(&catalogue.put_all(shown, "lines", because));
    }
    let questions = Array::new();
    for text in &told.questions {
        questions.push(&catalogue.put(api::object().text("name", text.id), "text", text));
    }
    let offers = Array::new();
    for offer in &told.offers.list {
        let mut shown = api::object().text("remedy", offer.remedy.name());
        for (name, text) in
            [("text", &offer.name), ("mark", &offer.mark.text()), ("cost", &offer.cost)]
        {
            shown = catalogue.put(shown, name, text);
        }
        shown = match &offer.came {
            Some(came) => catalogue.put(shown, "came", came),
            None => shown.with("came", &JsValue::NULL),
        };
        // It is told of this network itself, of all others elsewhere.
        let [works, fails] = if offer.remedy == Remedy::RestartRouter {
            ["told_works_now", "told_fails_still"]
        } else {
            ["told_works", "told_fails"]
        };
        if offer.remedy.is_told() {
            shown = catalogue.put_id(shown, "works", works);
            shown = catalogue.put_id(shown, "fails", fails);
        }
        offers.push(&catalogue.put_all(shown, "lines", &offer.words));
    }
    let mut shown = api::object()
        .text("address", address)
        .text("report", &told.report)
        .with("causes", &causes)
        .with("questions", &questions)
        .with("offers", &offers);
    for (name, id) in [
        ("title", "advice_title"),
        ("why", "advice_why"),
        ("copy", "advice_copy"),
        ("save", "advice_save"),
        ("trace", "advice_trace"),
        ("done", "came_done"),
        ("nothing", "came_nothing_to_do"),
        ("yes", "ask_yes"),
        ("no", "ask_no"),
        ("thanks", "told_thanks"),
        ("router_start", "router_start"),
        ("router_on", "router_on"),
        ("router_back", "router_back"),
        ("own_page", "clear_own_page"),
        ("notify", "notify_ask"),
        ("no_leave", "settings_no_leave"),
        ("bookmark", "bookmark_ask"),
        ("bookmark_name", "bookmark_name"),
        ("bookmarked", "bookmark_there"),
    ] {
        shown = catalogue.put_id(shown, name, id);
    }
    shown = catalogue.put(shown, "refused", &Outcome::NotPossible(Why::NotInPrivate).text());
    shown = catalogue.put(shown, "no_way", &Outcome::NotPossible(Why::NoSuchWay).text());
    shown = catalogue.put(shown, "failed", &Outcome::Failed(Why::Refused).text());
    catalogue.put_all(shown, "explained", &told.offers.explained).into()
}

/// A trace of what the core heard, without anything that names a chat, a prompt or another site.
#[wasm_bindgen]
#[must_use]
pub fn redacted(trace: String) -> String {
    trace::redacted(&trace)
}

/// What the popup says to those who chose to be told: that this browser is old, that more than
/// `most` chats are open (0: not asked for), and what could be done. `tabs` are the site's, as
/// the browser lists them, each with `draft` where it is known.
#[wasm_bindgen]
#[must_use]
pub fn habits(old: bool, most: u16, tabs: &Array, language: String, messages: JsValue) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    let machine = machine();
    let lines = Array::new();
    let now = Timestamp::from_millis(Date::now() as i64);
    let age = age(machine.browser, machine.major, now);
    if old && matches!(age, Some(Age::Behind | Age::Old)) {
        let how = machine.browser.own([
            "how_update_chrome",
            "how_update_edge",
            "how_update_firefox",
            "how_update_safari",
        ]);
        for id in ["habit_old", how] {
            lines.push(&catalogue.words(&Text::new(id)).into());
        }
    }
    let mut shown = api::object();
    let buttons = Array::new();
    let tabs: Vec<OpenTab> = tabs.iter().map(|tab| open(&tab)).collect();
    if let Some(crowd) = crowd(&tabs, most).filter(|_| most > 0) {
        lines.push(&catalogue.words(&crowd.text()).into());
        let does = [("close", &crowd.doubles), ("sleep", &crowd.sleepers)];
        for (label, (does, tabs)) in crowd.buttons().iter().zip(does) {
            let Some(label) = label else { continue };
            let tabs: Array = tabs.iter().map(|tab| JsValue::from(*tab)).collect();
            let button = api::object().text("does", does).with("tabs", &tabs);
            buttons.push(&catalogue.put(button, "label", label));
        }
    }
    for (name, id) in
        [("undo", "chats_undo"), ("done", "came_done"), ("nothing", "came_nothing_to_do")]
    {
        shown = catalogue.put_id(shown, name, id);
    }
    shown.with("lines", &lines).with("buttons", &buttons).into()
}

#[expect(clippy::cast_possible_truncation, reason = "the browser's ids are 32 bits")]
fn open(tab: &JsValue) -> OpenTab {
    OpenTab {
        tab: api::number(tab, "id").unwrap_or_default() as i32,
        address: api::text(tab, "url"),
        active: api::is_true(tab, "active"),
        pinned: api::is_true(tab, "pinned"),
        audible: api::is_true(tab, "audible"),
        loading: api::text(tab, "status") == "loading",
        discarded: api::is_true(tab, "discarded"),
        draft: api::get(tab, "draft").as_bool(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::text(&api::get(&js_sys::global(), "navigator"), "userAgent");
    let machine = Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16));
    Machine { online: api::is_online(), ..machine }
}
