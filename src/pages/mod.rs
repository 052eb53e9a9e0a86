//! What the extension's own pages work out for themselves, each with the same wasm in a page of its
//! own: causes, remedies and the report, from the snapshot that the background keeps.

mod check;
mod history;
mod overview;
mod refused;
mod settings;
mod welcome;

use crate::browser::api;
use crate::browser::convert::{from_js, to_js};
use crate::browser::texts::{Catalogue, Named};
use advice::Machine;
use advice::chats::{OpenTab, crowd};
use advice::releases::age;
use advice::remedies::{Offer, Outcome, Remedy, Why};
use engine::{Engine, Snapshot, TabId, trace};
use evidence::Age;
use js_sys::Date;
use serde::{Deserialize, Serialize};
use sites::Site;
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
    let Some((address, told)) = crate::explain::advice(&engine, tab.map(TabId), &machine()) else {
        return JsValue::NULL;
    };
    let catalogue = catalogue.about(Site::of(address).unwrap_or(Site::ChatGpt));
    let cause = |(cause, because): &(Text, Vec<Text>)| Cause {
        text: catalogue.words(cause),
        lines: catalogue.all(because),
    };
    let question = |text: &Text| Question { name: text.id, text: catalogue.words(text) };
    to_js(&Advice {
        address: address.to_owned(),
        report: told.report.clone(),
        causes: told.causes.iter().map(cause).collect(),
        questions: told.questions.iter().map(question).collect(),
        offers: told.offers.list.iter().map(|offer| offered(offer, &catalogue)).collect(),
        refused: catalogue.words(&Outcome::NotPossible(Why::NotInPrivate).text()),
        no_way: catalogue.words(&Outcome::NotPossible(Why::NoSuchWay).text()),
        failed: catalogue.words(&Outcome::Failed(Why::Refused).text()),
        explained: catalogue.all(&told.offers.explained),
        words: catalogue.named(&[
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
            ("bookmark_keys", "bookmark_keys"),
        ]),
    })
}

/// What stands below a card.
#[derive(Serialize)]
struct Advice {
    address: String,
    report: String,
    causes: Vec<Cause>,
    questions: Vec<Question>,
    offers: Vec<OfferWords>,
    /// What is said where a remedy could not be done.
    refused: String,
    no_way: String,
    failed: String,
    explained: Vec<String>,
    #[serde(flatten)]
    words: Named,
}

/// A cause, and what speaks for it.
#[derive(Serialize)]
struct Cause {
    text: String,
    lines: Vec<String>,
}

/// What only a person can tell.
#[derive(Serialize)]
struct Question {
    name: &'static str,
    text: String,
}

/// A remedy as it is offered.
#[derive(Serialize)]
struct OfferWords {
    remedy: &'static str,
    text: String,
    mark: String,
    cost: String,
    came: Option<String>,
    /// The buttons by which a person tells how it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    works: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fails: Option<String>,
    lines: Vec<String>,
}

fn offered(offer: &Offer, catalogue: &Catalogue) -> OfferWords {
    // It is told of this network itself, of all others elsewhere.
    let [works, fails] = if offer.remedy == Remedy::RestartRouter {
        ["told_works_now", "told_fails_still"]
    } else {
        ["told_works", "told_fails"]
    };
    let told = |id| offer.remedy.is_told().then(|| catalogue.word(id));
    OfferWords {
        remedy: offer.remedy.name(),
        text: catalogue.words(&offer.name),
        mark: catalogue.words(&offer.mark.text()),
        cost: catalogue.words(&offer.cost),
        came: offer.came.as_ref().map(|came| catalogue.words(came)),
        works: told(works),
        fails: told(fails),
        lines: catalogue.all(&offer.words),
    }
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
pub fn habits(
    old: bool,
    most: u16,
    tabs: &JsValue,
    language: String,
    messages: JsValue,
) -> JsValue {
    let catalogue = Catalogue::new(language, messages);
    let machine = machine();
    let mut lines = Vec::new();
    let now = Timestamp::from_millis(Date::now() as i64);
    let age = age(machine.browser, machine.major, now);
    if old && matches!(age, Some(Age::Behind | Age::Old)) {
        let how =
            machine.browser.own(["how_update_chrome", "how_update_edge", "how_update_firefox"]);
        lines.extend(["habit_old", how].map(|id| catalogue.word(id)));
    }
    let mut buttons = Vec::new();
    let tabs: Vec<ListedTab> = from_js(tabs).unwrap_or_default();
    let tabs: Vec<OpenTab> = tabs.into_iter().map(open).collect();
    if let Some(crowd) = crowd(&tabs, most).filter(|_| most > 0) {
        lines.push(catalogue.words(&crowd.text()));
        let does = [("close", &crowd.doubles), ("sleep", &crowd.sleepers)];
        for (label, (does, tabs)) in crowd.buttons().iter().zip(does) {
            let Some(label) = label else { continue };
            buttons.push(HabitButton { does, tabs: tabs.clone(), label: catalogue.words(label) });
        }
    }
    let words = [("undo", "chats_undo"), ("done", "came_done"), ("nothing", "came_nothing_to_do")];
    to_js(&Habits { lines, buttons, words: catalogue.named(&words) })
}

#[derive(Serialize)]
struct Habits {
    lines: Vec<String>,
    buttons: Vec<HabitButton>,
    #[serde(flatten)]
    words: Named,
}

#[derive(Serialize)]
struct HabitButton {
    does: &'static str,
    tabs: Vec<i32>,
    label: String,
}

/// A tab of the site, with whether something stands in its message box, where that is known.
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

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::global().navigator().user_agent().unwrap_or_default();
    let machine = Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16));
    Machine { online: api::is_online(), ..machine }
}
