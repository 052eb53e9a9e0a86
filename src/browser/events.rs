//! From what the browser says to an Event; bad input is refused here.

use super::effects::decoded;
use super::{api, choices, look, paint, prompts, with};
use detect::Response;
use engine::{Button, Event, TabId};
use evidence::Question;
use js_sys::Array;
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

/// What became of a tab's document, or of a conversation's request.
fn request(kind: &str, details: &JsValue) -> Option<Event> {
    let tab = tab_of(details)?;
    let address = api::text(details, "url");
    let error = api::text(details, "error");
    let post = api::text(details, "method") == "POST";
    let at = time_of(details);
    // What is told of a page that stood there before us has no type.
    if api::get(details, "type").as_string().is_none_or(|kind| kind == MAIN_FRAME) {
        if kind == "error" {
            return Some(Event::NavigationFailed { tab, address, post, error });
        }
        let response = response(details)?;
        return Some(Event::ResponseArrived { tab, address, post, response, at });
    }
    // A frame of another site's page is not the page that a person chats on.
    if api::number(details, "frameId") != Some(0.0) {
        return None;
    }
    if kind == "error" {
        return Some(Event::ConversationFailed { tab, address, error, at });
    }
    Some(Event::ConversationAnswered { tab, address, response: response(details)?, at })
}

/// A message of one of our pages or panels, and what its sender gets. `seen` is the last response
/// of the tab that it asks about, where that is remembered.
pub fn message(message: &JsValue, sender: &JsValue, seen: JsValue) -> JsValue {
    let page = api::text(sender, "url");
    // The popup speaks for the tab that it was opened about, which its address names, and has none
    // of its own, also where it stands in one.
    let tab = match page.strip_prefix(&api::file_address("popup.html")) {
        Some(about) => about.strip_prefix('#').and_then(|tab| tab.parse().ok()),
        None => number_of(&api::get(sender, "tab"), "id"),
    };
    let tab = tab.map(TabId);
    // A subframe has no say.
    if api::number(sender, "frameId").is_some_and(|frame| frame != 0.0) {
        return JsValue::UNDEFINED;
    }
    let own_page = page.starts_with(&api::file_address(""));
    match api::text(message, "kind").as_str() {
        "pressed" => {
            if let Some(button) = Button::named(&api::text(message, "button"))
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
            if let Some(question) = Question::named(&api::text(message, "question"))
                && own_page
            {
                let yes = api::is_true(message, "yes");
                super::tell(Event::QuestionAnswered { tab, question, yes });
            }
        }
        "due" => super::tell(Event::TimePassed),
        "online" => super::tell(Event::NetworkReturned),
        "seen" => {
            if let Some(tab) = tab {
                super::tell(Event::VisibilityChanged {
                    tab,
                    visible: api::is_true(message, "visible"),
                });
            }
        }
        "waiting" if own_page => {
            let address = api::text(message, "address");
            if let (Some(tab), Some(_)) = (tab, Site::of(&address)) {
                super::tell(Event::WaitingPageOpened { tab, address });
                return with(|shell| paint::waiting(&shell.engine, &shell.catalogue, tab))
                    .unwrap_or(JsValue::UNDEFINED);
            }
        }
        "classify" if own_page => {
            if let Some(tab) = number_of(message, "tab") {
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

/// Status and headers of a response, as the browser tells them.
pub fn response(details: &JsValue) -> Option<Response> {
    let status = u16::try_from(number_of(details, "statusCode")?).ok()?;
    // There are none in what is told of a page that stood there before us.
    let headers = api::get(details, "responseHeaders");
    let headers = if Array::is_array(&headers) { Array::from(&headers) } else { Array::new() };
    let headers = headers
        .iter()
        .filter_map(|header| {
            let name = api::text(&header, "name").to_ascii_lowercase();
            HEADERS
                .contains(&name.as_str())
                .then(|| (name, text::bounded(&api::text(&header, "value"), HEADER_LENGTH)))
        })
        .collect();
    Some(Response { status, headers })
}

fn tab_of(details: &JsValue) -> Option<TabId> {
    number_of(details, "tabId").filter(|tab| *tab >= 0).map(TabId)
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
fn time_of(details: &JsValue) -> Timestamp {
    api::number(details, "timeStamp")
        .map_or_else(super::now, |millis| Timestamp::from_millis(millis as i64))
}

fn number_of(value: &JsValue, name: &str) -> Option<i32> {
    api::number(value, name).and_then(whole)
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
fn whole(number: f64) -> Option<i32> {
    (f64::from(number as i32) == number).then_some(number as i32)
}
