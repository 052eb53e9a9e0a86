//! From what the browser says to an Event; bad input is refused here.

use super::convert::from_js;
use super::effects::decoded;
use super::{api, choices, look, paint, prompts, with};
use detect::Response;
use engine::{Button, Event, TabId};
use evidence::Question;
use js_sys::Array;
use serde::Deserialize;
use sites::Site;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;

/// Headers that recognition and the schedule read; the others are dropped at the door.
const HEADERS: [&str; 8] = [
    "cf-mitigated",
    "cf-ray",
    "content-disposition",
    "content-type",
    "retry-after",
    "server",
    "ratelimit-remaining",
    "x-ratelimit-remaining",
];

/// Longer header values are cut: none that matters is.
const HEADER_LENGTH: usize = 200;

/// A tab's own document; a conversation's request is of another type.
const MAIN_FRAME: &str = "main_frame";

/// An event of the browser, or `None` for what is none of ours.
pub fn event(kind: &str, heard: &Array) -> Option<Event> {
    let first = heard.get(0);
    match kind {
        "response" | "error" => request(kind, &first),
        "chat" => chat_request(&first),
        "asset" => asset_request(&first, heard.get(1).as_bool() == Some(true)),
        "tab" => Some(Event::TabUpdated { tab: TabId(whole(first.as_f64()?)?) }),
        "replaced" => Some(Event::TabReplaced {
            by: TabId(whole(first.as_f64()?)?),
            tab: TabId(whole(heard.get(1).as_f64()?)?),
        }),
        "alarm" => Some(Event::TimePassed),
        "network" => Some(Event::NetworkReturned),
        // A key of the browser's, wherever the person is.
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

/// A request as `webRequest` and `webNavigation` tell of it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Details {
    tab_id: Option<i32>,
    frame_id: Option<i32>,
    /// The address that was asked for.
    pub url: String,
    method: Option<String>,
    r#type: Option<String>,
    error: Option<String>,
    /// When it came, in ms since 1970.
    pub time_stamp: Option<f64>,
    status_code: Option<u16>,
    /// There are none in what is told of a page that stood there before us.
    response_headers: Option<Vec<Header>>,
}

/// A header; one that is no text has no value.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Header {
    name: String,
    value: Option<String>,
}

impl Details {
    fn tab(&self) -> Option<TabId> {
        self.tab_id.filter(|tab| *tab >= 0).map(TabId)
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
    fn time(&self) -> Timestamp {
        let told = self.time_stamp.map(|millis| Timestamp::from_millis(millis as i64));
        told.unwrap_or_else(super::now)
    }

    /// Status and headers of the response.
    fn response(&self) -> Option<Response> {
        let headers = self.response_headers.iter().flatten().filter_map(|header| {
            let name = header.name.to_ascii_lowercase();
            let value = header.value.as_deref().unwrap_or_default();
            HEADERS.contains(&name.as_str()).then(|| (name, text::bounded(value, HEADER_LENGTH)))
        });
        Some(Response { status: self.status_code?, headers: headers.collect() })
    }
}

/// Status and headers of a response that is remembered; `None` where none is.
pub fn response_of(details: &JsValue) -> Option<Response> {
    from_js::<Details>(details)?.response()
}

/// What became of a tab's document, or of a conversation's request.
fn request(kind: &str, details: &JsValue) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    let post = details.method.as_deref() == Some("POST");
    // What is told of a page that stood there before us has no type.
    let is_page = details.r#type.as_deref().is_none_or(|kind| kind == MAIN_FRAME);
    // A frame of another site's page is not the page that a person chats on.
    if !is_page && details.frame_id != Some(0) {
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

/// What became of a request by which the app gets a chat, or an answer whose stream broke.
fn chat_request(details: &JsValue) -> Option<Event> {
    let details: Details = from_js(details)?;
    let (tab, at) = (details.tab()?, details.time());
    let status = details.status_code.unwrap_or(0);
    let asks = details.frame_id == Some(0);
    asks.then_some(Event::ChatRequested { tab, address: details.url, status, at })
}

/// A script or a style of the app did not load, of a document that is the result of a POST or may be.
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

/// What pages of ours and panels say to the core, by its kind.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    kind: String,
    /// `pressed`: which.
    button: String,
    /// `told`: what was asked, and the answer.
    question: String,
    yes: bool,
    /// `seen`: whether it is.
    visible: bool,
    /// `waiting`: for which.
    address: String,
    /// `classify`: which.
    tab: Option<i32>,
}

/// A message of one of our pages or panels, and what its sender gets. `seen` is the last response
/// of the tab that it asks about, where that is remembered.
pub fn message(message: &JsValue, sender: &JsValue, seen: JsValue) -> JsValue {
    let (Some(message), Some(sender)) = (from_js::<Message>(message), from_js::<Sender>(sender))
    else {
        return JsValue::UNDEFINED;
    };
    let page = sender.url;
    // The popup speaks for the tab that it was opened about, which its address names, and has none
    // of its own, also where it stands in one.
    let tab = match page.strip_prefix(&api::file_address("popup.html")) {
        Some(about) => about.strip_prefix('#').and_then(|tab| tab.parse().ok()),
        None => sender.tab.and_then(|tab| tab.id),
    };
    let tab = tab.map(TabId);
    // A subframe has no say.
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
                super::tell(Event::Pressed { tab, button });
            }
        }
        "told" => {
            if let Some(question) = Question::named(&message.question)
                && own_page
            {
                let yes = message.yes;
                super::tell(Event::QuestionAnswered { tab, question, yes });
            }
        }
        "due" => super::tell(Event::TimePassed),
        "online" => super::tell(Event::NetworkReturned),
        "seen" => {
            if let Some(tab) = tab {
                super::tell(Event::VisibilityChanged { tab, visible: message.visible });
            }
        }
        "waiting" if own_page => {
            let address = message.address;
            if let (Some(tab), Some(_)) = (tab, Site::of(&address)) {
                super::tell(Event::WaitingPageOpened { tab, address });
                return with(|shell| paint::waiting(&shell.engine, &shell.catalogue, tab))
                    .unwrap_or(JsValue::UNDEFINED);
            }
        }
        "classify" if own_page => {
            if let Some(tab) = message.tab {
                return look::what_is(tab, seen);
            }
        }
        "popup" if own_page => {
            super::tell(Event::PopupOpened);
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
