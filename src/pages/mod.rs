//! What the extension's own pages work out for themselves, each with the same wasm in its own page:
//! causes, remedies and the report, from the snapshot that the background keeps.

mod check;
mod habits;
mod history;
mod overview;
mod refused;
mod settings;
mod welcome;

use crate::browser::api;
use crate::browser::convert::to_js;
use crate::browser::texts::{Catalogue, Named};
use crate::explain::Explained;
use advice::Machine;
use advice::remedies::{Offer, Outcome, Why};
use engine::{Engine, Snapshot, TabId, trace};
use js_sys::Date;
use serde::Serialize;
use sites::Site;
use text::Text;
use wasm_bindgen::prelude::*;

/// What is below a card: about the outage of a tab, or of any. Null if nothing fails, or if
/// `snapshot`, which the background keeps, cannot be read. `reachable` are the ids of the
/// assistants to which there is access.
#[wasm_bindgen]
#[must_use]
pub fn advice(
    snapshot: String,
    language: String,
    messages: JsValue,
    tab: Option<i32>,
    reachable: Vec<String>,
) -> JsValue {
    let Ok(engine) = Engine::restore(&Snapshot(snapshot)) else { return JsValue::NULL };
    let catalogue = Catalogue::new(language, messages);
    let reachable: Vec<Site> = reachable.iter().filter_map(|id| Site::named(id)).collect();
    let tab = tab.map(TabId);
    let Some(explained) = crate::explain::advice(&engine, tab, &machine(), &reachable) else {
        return JsValue::NULL;
    };
    let Explained { page: address, tab, told, elsewhere, is_prompt_kept } = explained;
    let site = Site::of(address).unwrap_or(Site::ChatGpt);
    let catalogue = catalogue.about(site);
    let other = |site: &Site| OtherAssistant {
        label: catalogue.about(*site).word("elsewhere_open"),
        address: [site.origin().as_str(), "/"].concat(),
    };
    let cause = |(cause, because): &(Text, Vec<Text>)| Cause {
        text: catalogue.words(cause),
        lines: catalogue.all(because),
    };
    let question = |text: &Text| Question { name: text.id, text: catalogue.words(text) };
    to_js(&Advice {
        address: address.to_owned(),
        tab,
        elsewhere: elsewhere.iter().map(other).collect(),
        copies_prompt: is_prompt_kept,
        report: told.report.clone(),
        causes: told.causes.iter().map(cause).collect(),
        questions: told.questions.iter().map(question).collect(),
        offers: told.offers.list.iter().map(|offer| offered(offer, &catalogue)).collect(),
        refused: catalogue.words(&Outcome::Failed(Why::NotInPrivate).text(site)),
        failed: catalogue.words(&Outcome::Failed(Why::Refused).text(site)),
        explained: catalogue.all(&told.offers.explained),
        words: catalogue.named(&[
            ("title", "advice_title"),
            ("why", "advice_why"),
            ("copy", "advice_copy"),
            ("done", "came_done"),
            ("yes", "ask_yes"),
            ("no", "ask_no"),
            ("own_page", "clear_own_page"),
            ("bookmark", "bookmark_ask"),
            ("bookmark_keys", "bookmark_keys"),
        ]),
    })
}

/// What is below a card.
#[derive(Serialize)]
struct Advice {
    address: String,
    /// The failing page's tab.
    tab: Option<TabId>,
    elsewhere: Vec<OtherAssistant>,
    /// Whether a prompt of the page is kept, to be taken along.
    copies_prompt: bool,
    report: String,
    causes: Vec<Cause>,
    questions: Vec<Question>,
    offers: Vec<OfferWords>,
    /// What is said if a remedy could not be done.
    refused: String,
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

/// An assistant with which the user may go on: its button's label, and where that leads.
#[derive(Serialize)]
struct OtherAssistant {
    label: String,
    address: String,
}

/// A question that only the user can answer.
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
    /// The buttons by which the user says how it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    works: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fails: Option<String>,
    lines: Vec<String>,
}

fn offered(offer: &Offer, catalogue: &Catalogue) -> OfferWords {
    let told = |id| offer.remedy.is_told().then(|| catalogue.word(id));
    OfferWords {
        remedy: offer.remedy.name(),
        text: catalogue.words(&offer.name),
        mark: catalogue.words(&offer.mark.text()),
        cost: catalogue.words(&offer.cost),
        came: offer.came.as_ref().map(|came| catalogue.words(came)),
        works: told("told_works"),
        fails: told("told_fails"),
        lines: catalogue.all(&offer.words),
    }
}

/// A trace of what the core handled, without anything that names a chat, a prompt or another site.
#[wasm_bindgen]
#[must_use]
pub fn redacted(trace: String) -> String {
    trace::redacted(&trace)
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
fn machine() -> Machine {
    let agent = api::global().navigator().user_agent().unwrap_or_default();
    let machine = Machine::of(&agent, -(Date::new_0().get_timezone_offset() as i16));
    Machine { online: api::is_online(), ..machine }
}
