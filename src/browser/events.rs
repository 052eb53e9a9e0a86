//! Turns what the browser reports into an Event; bad input is refused here.

use super::convert::{from_js, to_js};
use super::request_details::Details;
use super::shell::{speak, tell, with};
use super::tabs::decoded;
use super::texts::Catalogue;
use super::{api, choices, look, paint, prompts};
use engine::{Button, Document, Event, TabId};
use evidence::Question;
use js_sys::Array;
use serde::{Deserialize, Serialize};
use sites::Site;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

/// A tab's own document; a conversation's request is of another type.
const MAIN_FRAME: &str = "main_frame";

/// Handles what the background was told; returns the answer for a message's sender.
#[cfg_attr(feature = "extension", wasm_bindgen)]
#[must_use]
pub fn hear(kind: &str, heard: &Array) -> JsValue {
    match kind {
        "promptWords" => {
            return with(|shell| prompts::words(&shell.catalogue)).unwrap_or(JsValue::UNDEFINED);
        }
        "expiredPrompts" => return prompts::sort_out(heard),
        "language" => speak_to_pages(heard.get(0).as_string().unwrap_or_default(), heard.get(1)),
        _ => {}
    }
    if kind == "message" {
        return message(&heard.get(0), &heard.get(1), heard.get(2));
    }
    if let Some(event) = event(kind, heard) {
        tell(event);
    }
    JsValue::UNDEFINED
}

/// Tells our pages that the language has changed.
#[derive(Serialize)]
struct Spoken {
    kind: &'static str,
}

/// Changes the language, and has our pages ask again.
fn speak_to_pages(language: String, messages: JsValue) {
    speak(Catalogue::new(language, messages));
    spawn(async {
        let _ = api::send_message(&to_js(&Spoken { kind: "languageChanged" })).await;
    });
}

/// An event from the browser's details, or `None` if it is not for us.
pub fn event(kind: &str, heard: &Array) -> Option<Event> {
    let first = heard.get(0);
    match kind {
        "response" | "error" => request(kind, &first),
        "chatRequested" => chat_request(&first),
        "alertShown" => alert(&first),
        "answerStalled" => {
            let tab = TabId(whole(heard.get(1).as_f64()?)?);
            let document: Document = from_js(&first)?;
            let ours = Site::of(&document.address).is_some();
            ours.then_some(Event::AnswerStalled { tab, document })
        }
        "answerMoved" => Some(Event::AnswerMoved { tab: TabId(whole(first.as_f64()?)?) }),
        "answerEnded" => {
            let details: Details = from_js(&first)?;
            let (tab, broke) = (details.tab()?, heard.get(1).as_bool() == Some(true));
            Some(Event::AnswerEnded { tab, address: details.url, broke })
        }
        "assetFailed" => asset_request(&first, heard.get(1).as_bool() == Some(true)),
        "tabUpdated" => Some(Event::TabUpdated { tab: TabId(whole(first.as_f64()?)?) }),
        "tabReplaced" => Some(Event::TabReplaced {
            by: TabId(whole(first.as_f64()?)?),
            tab: TabId(whole(heard.get(1).as_f64()?)?),
        }),
        "alarm" => Some(Event::TimePassed),
        "networkReturned" => Some(Event::NetworkReturned),
        // A keyboard shortcut of the browser, whatever tab the user is in.
        "command" => {
            let resting = with(|shell| shell.engine.rests()) == Some(true);
            let button = match first.as_string()?.as_str() {
                "check" => Button::CheckNow,
                "pause" if resting => Button::Resume,
                "pause" => Button::Pause,
                _ => return None,
            };
            Some(Event::Pressed { tab: None, button })
        }
        "settings" => Some(Event::SettingsChanged(choices::settings(&first))),
        _ => None,
    }
}

/// The result of loading a tab's document, or of a conversation's request.
fn request(kind: &str, details: &JsValue) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    let post = details.method.as_deref() == Some("POST");
    // The details of a page that was there before us have no type.
    let is_page = details.r#type.as_deref().is_none_or(|kind| kind == MAIN_FRAME);
    // A frame in another site's page is not the page on which the user chats.
    if !is_page && details.frame_id != Some(0) {
        return None;
    }
    // A background that died has forgotten of which pages it told.
    let known = |it: &Document| with(|shell| shell.engine.is_known(tab, it)) == Some(true);
    if details.stands().as_ref().is_some_and(known) {
        return None;
    }
    let response = details.response();
    let (address, error) = (details.url, details.error.unwrap_or_default());
    Some(match (is_page, kind == "error") {
        (true, true) => Event::NavigationFailed { tab, address, post, error },
        (true, false) => Event::ResponseArrived { tab, address, post, response: response?, at },
        (false, true) => Event::ConversationFailed { tab, address, error, at },
        (false, false) => Event::ConversationAnswered { tab, address, response: response?, at },
    })
}

/// The result of a request by which the app gets a chat, or an answer whose stream broke.
fn chat_request(details: &JsValue) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    let status = details.status_code.unwrap_or(0);
    let asks = details.frame_id == Some(0);
    asks.then_some(Event::ChatRequested { tab, address: details.url, status, at })
}

/// A page shows that a message failed although its request ended well.
fn alert(details: &JsValue) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    Some(Event::AlertShown { tab, address: details.url, at })
}

/// A script or style of the app did not load, in a document that is, or may be, the result of a
/// POST.
fn asset_request(details: &JsValue, post: bool) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    let (status, error) = (details.status_code.unwrap_or(0), details.error.unwrap_or_default());
    let is_the_page_s_own = details.frame_id == Some(0);
    let address = details.url;
    is_the_page_s_own.then_some(Event::AssetFailed { tab, address, post, status, error, at })
}

/// Who sent a message.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Sender {
    url: String,
    frame_id: Option<i32>,
    tab: Option<api::Tab>,
}

/// A message of our pages or cards to the core, by its kind.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    kind: String,
    /// `pressed`: the button.
    button: String,
    /// `questionAnswered`: the question, and the answer.
    question: String,
    yes: bool,
    /// `visibilityChanged`: whether it is visible.
    visible: bool,
    /// `popupView`: whether it was opened just now.
    opened: bool,
    /// `waitingView`: the address it keeps.
    address: String,
    /// `classify`: the tab.
    tab: Option<i32>,
}

/// Handles a message of one of our pages or cards, and returns its answer. `seen` is the last
/// response of the tab that it asks about, if that is remembered.
pub fn message(message: &JsValue, sender: &JsValue, seen: JsValue) -> JsValue {
    let (Some(message), Some(sender)) = (from_js::<Message>(message), from_js::<Sender>(sender))
    else {
        return JsValue::UNDEFINED;
    };
    let page = sender.url;
    // The popup stands for the tab about which it was opened, which its address names; it has no
    // tab of its own, even if it is open in one.
    let tab = match page.strip_prefix(&api::file_address("popup.html")) {
        Some(about) => about.split_once('#').and_then(|(_, tab)| tab.parse().ok()),
        None => sender.tab.and_then(|tab| tab.id),
    };
    let tab = tab.map(TabId);
    // Messages of subframes are ignored.
    if sender.frame_id.is_some_and(|frame| frame != 0) {
        return JsValue::UNDEFINED;
    }
    let own_page = page.starts_with(&api::file_address(""));
    match message.kind.as_str() {
        "pressed" => {
            if let Some(button) = Button::named(&message.button)
                && (tab.is_some() || own_page)
            {
                if let (Some(tab), Button::PutBack | Button::CopyPrompt) = (tab, button) {
                    let kept = page.strip_prefix(&api::file_address("waiting.html#"));
                    prompts::give(tab, kept.map_or(page.clone(), decoded), button);
                }
                tell(Event::Pressed { tab, button });
            }
        }
        "questionAnswered" => {
            if let Some(question) = Question::named(&message.question)
                && own_page
            {
                let yes = message.yes;
                tell(Event::QuestionAnswered { tab, question, yes });
            }
        }
        "countdownEnded" => tell(Event::TimePassed),
        "networkReturned" => tell(Event::NetworkReturned),
        "visibilityChanged" => {
            if let Some(tab) = tab {
                tell(Event::VisibilityChanged { tab, visible: message.visible });
            }
        }
        "waitingView" if own_page => {
            let address = message.address;
            if let (Some(tab), Some(_)) = (tab, Site::of(&address)) {
                tell(Event::WaitingPageOpened { tab, address });
                return with(|shell| paint::waiting(&shell.engine, &shell.catalogue, tab))
                    .unwrap_or(JsValue::UNDEFINED);
            }
        }
        "classify" if own_page => {
            if let Some(tab) = message.tab {
                return look::what_is(tab, seen);
            }
        }
        "popupView" if own_page => {
            // One that stands there asks at each change, and would bring the next by it.
            if message.opened {
                tell(Event::PopupOpened);
            }
            return with(|shell| paint::popup(&shell.engine, &shell.catalogue, tab))
                .unwrap_or(JsValue::UNDEFINED);
        }
        _ => {}
    }
    JsValue::UNDEFINED
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
fn whole(number: f64) -> Option<i32> {
    (f64::from(number as i32) == number).then_some(number as i32)
}
