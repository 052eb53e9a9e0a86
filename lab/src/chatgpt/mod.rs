//! ChatGPT's app as the lab plays it since September 2026: its documents and assets, its session,
//! and the way of a message. What it is like comes from public recordings; the words are the lab's.
//!
//! Nothing is kept but the requests: a conversation is what was sent to it and answered with 200.

mod editor;
mod layout;
pub mod socket;

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

pub use self::editor::Editor;
pub use self::layout::{Layout, Page, is_built};
use crate::{
    answer::{Asked, icon, long_kept, page, script},
    plan::Plan,
    records::Record,
    scenario::SITE_HOSTS,
};

/// Where people sign in, which the extension has no permission for.
pub const SIGN_IN_HOST: &str = "auth.openai.com";
/// Between two events of a stream.
const BETWEEN_EVENTS: Duration = Duration::from_millis(15);
/// An answer comes in so many parts, each with all that came before.
const PARTS: usize = 4;
const MARKDOWN: &str = include_str!("../../pages/chat/answer.md");
const JSON: Option<&str> = Some("application/json");
const CONVERSATION: &str = "/backend-api/f/conversation";

/// How the app's requests are answered in a phase where no rule has another answer.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chat {
    /// The message's request ends at once, and its answer comes over the socket.
    pub hand_off: bool,
    /// How the message's own stream goes.
    pub stream: Stream,
    /// What comes over the socket.
    pub socket: Socket,
    /// What the server has of the newest message, for who loads the chat or asks for its stream.
    pub saved: Saved,
    /// Nobody is signed in.
    pub signed_out: bool,
}

/// How a message's stream goes after its 200.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    /// To its end.
    #[default]
    Whole,
    /// An error in words takes the second half's place.
    Error,
    /// The same as an object with a message.
    ErrorObject,
}

/// What comes over the socket to who subscribed to a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Socket {
    /// The answer.
    #[default]
    Answers,
    /// Half of it, and an error.
    Error,
    /// Half of it, and the socket closes.
    Closes,
    /// Nothing.
    Silent,
}

/// What the server has of the newest message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saved {
    /// It and its answer.
    #[default]
    Answer,
    /// It alone: the answer is still being made.
    Question,
    /// Nothing.
    Nothing,
}

impl Chat {
    /// Whether a message is answered, and whoever is signed in stays so.
    #[must_use]
    pub fn is_well(self) -> bool {
        self.stream == Stream::Whole && self.socket == Socket::Answers && !self.signed_out
    }
}

/// A message and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Turn {
    id: String,
    text: String,
    answered: bool,
}

/// Whether a WebSocket is asked for where the app has its own.
pub(crate) fn is_socket(asked: &Asked<'_>) -> bool {
    asked.request.host == socket::HOST && asked.request.is_socket()
}

/// What the app's hosts answer; `None`: not theirs, or the scenario has the plain shell.
pub(crate) fn answer(asked: &Asked<'_>) -> Option<Plan> {
    let layout = asked.layout?;
    let Asked { request, .. } = *asked;
    if request.host == SIGN_IN_HOST {
        return Some(page("sign-in", request, asked.number()));
    }
    if request.host == socket::HOST {
        return Some(Plan::new(426, Some("text/plain"), "Upgrade Required"));
    }
    if request.host != SITE_HOSTS[0] {
        return None;
    }
    let path = request.path_only();
    let api = ["/backend-api/", "/unauth-mweb/", "/api/", "/ces/"];
    let asset = ["/cdn/assets/4f1c/", "/unauth-mweb/assets/4f1c/"]
        .iter()
        .find_map(|folder| path.strip_prefix(folder));
    Some(match asset {
        Some(name) => layout.asset(name, asked),
        None if path.ends_with(".svg") || path == "/favicon.ico" => icon(),
        None if api.iter().any(|start| path.starts_with(start)) => api_answer(asked),
        None if path == "/auth/login" => page("sign-in", request, asked.number()),
        None => layout.document(asked),
    })
}

fn api_answer(asked: &Asked<'_>) -> Plan {
    let Asked { request, phase, .. } = *asked;
    let path = request.path_only();
    let chat = phase.chat;
    let wanted = match path {
        "/ces/v1/t"
        | "/backend-api/f/conversation"
        | "/backend-api/f/conversation/prepare"
        | "/backend-api/f/conversation/resume"
        | "/backend-api/sentinel/chat-requirements/prepare"
        | "/backend-api/sentinel/chat-requirements/finalize"
        | "/unauth-mweb/conversation/prepare"
        | "/unauth-mweb/conversation/updates" => "POST",
        _ => "GET",
    };
    if request.method != wanted {
        let told = Plan::new(405, JSON, r#"{"detail":"Method Not Allowed"}"#);
        return told.with("allow", wanted);
    }
    if let Some(conversation) = between(path, "/backend-api/conversations/", "") {
        return ok(&loaded(asked, conversation));
    }
    if let Some(conversation) = between(path, "/backend-api/conversation/", "/stream_status") {
        let status = match turns(asked, conversation).last() {
            Some(turn) if turn.answered => "COMPLETE",
            Some(_) => "IS_STREAMING",
            None => "NOT_FOUND",
        };
        return ok(&json!({ "conversation_id": conversation, "status": status }));
    }
    match path {
        "/backend-api/sentinel/chat-requirements/prepare" => ok(&json!({ "persona": "lab" })),
        "/backend-api/sentinel/chat-requirements/finalize" => ok(&json!({ "token": "lab" })),
        "/backend-api/f/conversation/prepare" => ok(&json!({ "conduit_token": "lab" })),
        "/unauth-mweb/conversation/prepare" | "/ces/v1/t" => ok(&json!({})),
        CONVERSATION => streamed(asked),
        "/backend-api/f/conversation/resume" => resumed(asked),
        "/backend-api/celsius/ws/user" => {
            ok(&json!({ "websocket_url": format!("wss://{}/celsius/lab", socket::HOST) }))
        }
        "/backend-api/conversations" => ok(&json!({ "items": [
            { "id": "lab-older", "title": "An older chat" } ], "total": 1 })),
        "/api/auth/session" if chat.signed_out => ok(&json!({})),
        "/api/auth/session" => ok(&json!({ "user": { "id": asked.account, "name": "Somebody" } })),
        "/unauth-mweb/conversation/updates" => part(asked),
        _ => Plan::new(404, JSON, r#"{"detail":"Not Found"}"#),
    }
}

/// What stands between the two in a path, and is one name.
fn between<'a>(path: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let name = path.strip_prefix(start)?.strip_suffix(end)?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

fn ok(value: &Value) -> Plan {
    Plan::new(200, JSON, value.to_string()).with("cache-control", "no-store")
}

/// A message's own stream: the answer, an error after its half, or the stub that hands it over.
fn streamed(asked: &Asked<'_>) -> Plan {
    let sent: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
    let conversation = sent["conversation_id"].as_str().unwrap_or_default();
    let text = asked.request.prompt().unwrap_or_default();
    let chat = asked.phase.chat;
    if chat.hand_off {
        let stub = json!({ "type": "stream_handoff", "conversation_id": conversation,
            "topic_id": conversation });
        return events(&[stub]);
    }
    let error = match chat.stream {
        Stream::Whole => return events(&whole(conversation, &text)),
        Stream::Error => json!({ "error": "Error in message stream" }),
        Stream::ErrorObject => {
            json!({ "error": { "message": "Something went wrong while generating the response." } })
        }
    };
    let mut frames = whole(conversation, &text);
    frames.truncate(PARTS / 2);
    frames.push(error);
    events(&frames)
}

/// The stream of a message's answer from its beginning, for who lost it: no other message's.
fn resumed(asked: &Asked<'_>) -> Plan {
    let sent: Value = serde_json::from_str(&asked.request.body).unwrap_or_default();
    let conversation = sent["conversation_id"].as_str().unwrap_or_default();
    let mut all = turns(asked, conversation);
    let turn = match sent["message_id"].as_str() {
        Some(message) => all.into_iter().find(|turn| turn.id == message),
        None => all.pop(),
    };
    match turn {
        Some(turn) if turn.answered => events(&whole(conversation, &turn.text)),
        _ => Plan::new(404, JSON, r#"{"detail":{"code":"tokenless_resume_unavailable"}}"#),
    }
}

/// The logged-out app's part of a page.
fn part(asked: &Asked<'_>) -> Plan {
    let (kind, text) = match asked.phase.chat.stream {
        Stream::Whole => ("answer", answer_to(&asked.request.prompt().unwrap_or_default())),
        Stream::Error | Stream::ErrorObject => ("error", "Something went wrong.".to_owned()),
    };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let part = format!("<div data-update=\"{kind}\">{text}</div>\n");
    Plan::new(200, Some("text/html; charset=utf-8"), part).with("cache-control", "no-store")
}

/// A message that asks for Markdown gets an answer with all that Markdown has.
fn answer_to(prompt: &str) -> String {
    let heard = format!("The lab heard you say: {prompt}");
    if prompt.contains("in Markdown") { format!("{heard}\n\n{MARKDOWN}") } else { heard }
}

/// The frames of a whole answer, the last of which says that it is whole.
fn whole(conversation: &str, prompt: &str) -> Vec<Value> {
    let answer: Vec<char> = answer_to(prompt).chars().collect();
    let part = |n: usize| {
        let text: String = answer[..answer.len() * n / PARTS].iter().collect();
        json!({ "type": "message", "conversation_id": conversation,
            "message": { "author": { "role": "assistant" }, "content": { "parts": [text] } } })
    };
    let complete = json!({ "type": "message_stream_complete", "conversation_id": conversation });
    (1..=PARTS).map(part).chain([complete]).collect()
}

fn events(frames: &[Value]) -> Plan {
    let mut body: String = frames.iter().map(|frame| format!("data: {frame}\n\n")).collect();
    body.push_str("data: [DONE]\n\n");
    Plan::new(200, Some("text/event-stream; charset=utf-8"), body)
        .with("cache-control", "no-store")
        .streamed(BETWEEN_EVENTS)
}

fn loaded(asked: &Asked<'_>, conversation: &str) -> Value {
    let turn = |turn: &Turn| {
        let answer = turn.answered.then(|| answer_to(&turn.text));
        json!({ "id": turn.id, "text": turn.text, "answer": answer })
    };
    let turns: Vec<Value> = turns(asked, conversation).iter().map(turn).collect();
    json!({ "id": conversation, "turns": turns })
}

/// What the server has of a conversation.
fn turns(asked: &Asked<'_>, conversation: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for turn in asked.earlier.picked(|record| accepted(record, conversation)) {
        // Sent once more by its person: the same message.
        turns.retain(|earlier| earlier.id != turn.id);
        turns.push(turn);
    }
    match asked.phase.chat.saved {
        Saved::Answer => {}
        Saved::Question => {
            if let Some(last) = turns.last_mut() {
                last.answered = false;
            }
        }
        Saved::Nothing => drop(turns.pop()),
    }
    turns
}

fn accepted(record: &Record, conversation: &str) -> Option<Turn> {
    if record.path_only() != CONVERSATION || record.status != 200 {
        return None;
    }
    let sent: Value = serde_json::from_str(&record.body).ok()?;
    let id = sent.pointer("/messages/0/id")?.as_str()?.to_owned();
    let here = sent["conversation_id"].as_str() == Some(conversation);
    here.then_some(Turn { id, text: record.prompt()?, answered: true })
}

/// A script that the scenario has a say in: never kept.
fn fresh(text: &str) -> Plan {
    Plan::new(200, Some("text/javascript; charset=UTF-8"), text).with("cache-control", "no-cache")
}
