//! What the site and its status page answer.

use super::*;

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Status(u16, Vec<(&'static str, String)>),
    Redirect(&'static str),
    /// Nothing, by the browser's name of the error.
    Fails(&'static str),
    Hangs,
}

/// Who asks and what for.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub address: &'a str,
    pub probe: bool,
    /// With the person's cookies: a page's own load, and a probe from within the failing page.
    pub with_cookies: bool,
    /// In ms since the world began.
    pub at: i64,
}

pub fn ok() -> Answer {
    Answer::Status(200, vec![])
}

pub fn bad() -> Answer {
    Answer::Status(502, vec![])
}

/// What the edge says to whom it does not believe to be a person.
pub fn challenge() -> Answer {
    Answer::Status(403, vec![("cf-mitigated", "challenge".to_owned())])
}

/// A refusal, and no check to pass.
pub fn refused() -> Answer {
    Answer::Status(403, vec![])
}

pub const RESET: Answer = Answer::Fails("net::ERR_CONNECTION_RESET");

pub const OFFLINE: Answer = Answer::Fails("NS_ERROR_OFFLINE");

pub const UNTRUSTED: Answer = Answer::Fails("net::ERR_CERT_DATE_INVALID");

/// What the app is made of.
pub const ASSET: &str = "https://chatgpt.com/cdn/assets/1/app.js";

/// Where a message goes.
pub const MESSAGES: &str = "https://chatgpt.com/backend-api/f/conversation";

/// A document of the status page with one incident, which began half an hour ago.
pub fn incident(phase: &str, now: Timestamp) -> String {
    let at = |ago: i64| {
        let minutes = (now.as_millis() / 60_000 - ago).rem_euclid(24 * 60);
        format!("2026-09-21T{:02}:{:02}:00Z", minutes / 60, minutes % 60)
    };
    let (began, updated) = (at(30), at(0));
    format!(
        r#"{{"page":{{"name":"OpenAI"}},"status":{{"indicator":"minor"}},"incidents":[{{"id":"1",
        "name":"Elevated errors on ChatGPT","status":"{phase}","impact":"minor","created_at":"{began}",
        "updated_at":"{updated}","incident_updates":[{{"id":"2","status":"{phase}","body":"ChatGPT",
        "created_at":"{updated}"}}]}}]}}"#
    )
}

/// Fails from `from` to `until` (ms), for every address.
pub fn down(from: i64, until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| if (from..until).contains(&asked.at) { bad() } else { ok() }
}
