//! What an engine was and all that it heard since, so that a report of a fault can be heard again:
//! the same events give the same effects.
//!
//! The background writes ([`state`], [`heard`]); pages hide whose they are ([`redacted`]) and
//! `cargo xtask replay` reads ([`entries`]): neither of those weighs anything in the background.

use super::Engine;
use super::event::{Button, Event, Finding, Outcome, ReturnOutcome, TabState};
use super::snapshot::summed;
use kept::{Kept, Line, kept, put_number};
use sites::{ROUTES, STATUS_HOST, Site};
use status::Unreadable;
use timestamp::Timestamp;

/// What a trace is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// What the engine was.
    State(Box<Engine>),
    /// What it heard, and when.
    Heard(Timestamp, Event),
}

/// An engine as an entry.
#[must_use]
pub fn state(engine: &Engine) -> String {
    let mut line = String::new();
    put_number(&mut line, 1);
    let mut kept = String::new();
    engine.last.put(&mut kept);
    kept.push_str(&engine.state().0);
    kept.put(&mut line);
    line
}

/// An event as an entry; `None` for one that brings the status page's words: the state that follows
/// it says what came of that.
#[must_use]
pub fn heard(now: Timestamp, event: &Event) -> Option<String> {
    let words = matches!(event, Event::Done { outcome: Outcome::StatusAnswered(_), .. });
    let mut line = String::new();
    put_number(&mut line, 2);
    now.put(&mut line);
    event.put(&mut line);
    (!words).then_some(line)
}

/// The entries of a trace; `None` where it is cut, damaged or of another version.
#[must_use]
pub fn entries(trace: &str) -> Option<Vec<Entry>> {
    let mut line = Line::new(trace);
    let mut entries = Vec::new();
    while !line.rest().is_empty() {
        entries.push(match line.number() {
            1 => Entry::State(Box::new(Engine::restore(&summed(&String::take(&mut line)))?)),
            2 => Entry::Heard(Kept::take(&mut line), Kept::take(&mut line)),
            _ => return None,
        });
    }
    line.is_whole().then_some(entries)
}

/// The same without anything that names a chat, a prompt or another site: each part of an address
/// that is not one of the site's own routes is replaced by letters, as many of them and the same
/// wherever it stands, so that what was equal is equal still.
#[must_use]
pub fn redacted(trace: &str) -> String {
    const BEGINS: &str = "https://";
    let (mut redacted, mut rest, mut known) = (String::new(), trace, Vec::new());
    while let Some(at) = rest.find(BEGINS) {
        // A text stands behind its length and a blank.
        let (before, after) = rest.split_at(at);
        let length = before.strip_suffix(' ').map(|before| {
            let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
            before.get(before.len() - digits..).unwrap_or_default()
        });
        let length = length.and_then(|digits| digits.parse().ok()).unwrap_or(BEGINS.len());
        let (address, behind) = after.split_at_checked(length).unwrap_or((after, ""));
        redacted.push_str(before);
        veil(address, &mut redacted, &mut known);
        rest = behind;
    }
    redacted.push_str(rest);
    redacted
}

fn veil<'a>(address: &'a str, redacted: &mut String, known: &mut Vec<&'a str>) {
    let host = Site::of(address).map(Site::host);
    let host = host.or_else(|| address.get(8..)?.starts_with(STATUS_HOST).then_some(STATUS_HOST));
    let (open, mut rest) = address.split_at(8 + host.map_or(0, str::len));
    redacted.push_str(open);
    while !rest.is_empty() {
        let end = rest.find(|c: char| "/?#&=".contains(c)).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if ROUTES.contains(&part) || matches!(part, "f" | "q") || host == Some(STATUS_HOST) {
            redacted.push_str(part);
        } else if !part.is_empty() {
            let number = known.iter().position(|other| *other == part);
            let mut number = number.unwrap_or_else(|| {
                known.push(part);
                known.len() - 1
            });
            for _ in 0..part.len() {
                redacted.push(char::from(b'a' + (number % 26) as u8));
                number /= 26;
            }
        }
        let mark = behind.chars().next().map_or(0, char::len_utf8);
        redacted.push_str(behind.get(..mark).unwrap_or_default());
        rest = behind.get(mark..).unwrap_or_default();
    }
}

kept!(Event [
    0 Started { 0: settings },
    1 SettingsChanged { 0: settings },
    2 ResponseArrived { tab: tab, address: address, post: post, response: response, at: at },
    3 NavigationFailed { tab: tab, address: address, post: post, error: error },
    4 ConversationAnswered { tab: tab, address: address, response: response, at: at },
    5 ConversationFailed { tab: tab, address: address, error: error, at: at },
    6 TextKept { tab: tab, saved: saved },
    7 PromptGiven { tab: tab, given: given },
    8 BarMissed { tab: tab, document: document },
    9 TabUpdated { tab: tab },
    10 Inspected { tab: tab, expectation: expectation, finding: finding },
    11 PageRead { tab: tab, document: document, verdict: verdict },
    12 WaitingPageOpened { tab: tab, address: address },
    13 Pressed { tab: tab, button: button },
    14 VisibilityChanged { tab: tab, visible: visible },
    15 TabReplaced { tab: tab, by: by },
    16 PopupOpened,
    17 QuestionAnswered { tab: tab, question: question, yes: yes },
    18 NetworkReturned,
    19 TimePassed,
    20 Done { id: id, outcome: outcome },
] or TimePassed);

kept!(Finding [
    0 Here { document: document, again: again },
    1 NotHere,
    2 Refused { address: address, loading: loading, can_wait: can_wait, retries: retries },
    3 Gone,
] or NotHere);

/// By hand for one variant's sake: the status page's words are no part of a trace.
impl Kept for Outcome {
    fn put(&self, line: &mut String) {
        match self {
            Self::TabsListed { tab_states, online } => {
                put_number(line, 0);
                tab_states.put(line);
                online.put(line);
            }
            Self::Probed(answer) => {
                put_number(line, 1);
                answer.put(line);
            }
            Self::StatusAnswered(_) => put_number(line, 2),
            Self::Returned(outcome) => {
                put_number(line, 3);
                outcome.put(line);
            }
            Self::Waits(waits) => {
                put_number(line, 4);
                waits.put(line);
            }
            Self::CacheCleared(clearing, counted) => {
                put_number(line, 5);
                clearing.put(line);
                counted.put(line);
            }
            Self::ClearingEnded => put_number(line, 6),
            Self::TakenAway => put_number(line, 7),
            Self::Recorded => put_number(line, 8),
        }
    }

    fn take(line: &mut Line<'_>) -> Self {
        match line.number() {
            0 => Self::TabsListed { tab_states: Kept::take(line), online: Kept::take(line) },
            1 => Self::Probed(Kept::take(line)),
            2 => Self::StatusAnswered(Err(Unreadable::Network)),
            3 => Self::Returned(Kept::take(line)),
            4 => Self::Waits(Kept::take(line)),
            5 => Self::CacheCleared(Kept::take(line), Kept::take(line)),
            6 => Self::ClearingEnded,
            7 => Self::TakenAway,
            8 => Self::Recorded,
            _ => {
                line.spoil();
                Self::TakenAway
            }
        }
    }
}

kept!(TabState {
    tab: tab,
    address: address,
    active: active,
    loading: loading,
    discarded: discarded,
    cookie_store: cookie_store,
});

kept!(ReturnOutcome [0 Begun, 1 Elsewhere, 2 Pending, 3 AtWork, 4 Unsaved, 5 Gone] or Gone);

kept!(Button [
    0 CheckNow, 1 Pause, 2 Resume, 3 ClearCache, 4 StatusPage, 5 Hide, 6 GoNow, 7 PutBack,
    8 CopyPrompt, 9 Stay, 10 WhatElse,
] or StatusPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_names_no_chat_and_no_prompt_and_is_as_long_as_before() {
        let mut trace = String::new();
        for address in [
            "https://chatgpt.com/c/6f1e-secret?q=my%20secret#end",
            "https://elsewhere.example/of/mine",
            "https://chatgpt.com/backend-api/f/conversation",
            "https://chatgpt.com/c/6f1e-secret",
        ] {
            address.to_owned().put(&mut trace);
        }
        let redacted = redacted(&trace);
        assert_eq!(redacted.len(), trace.len());
        for private in ["secret", "6f1e", "elsewhere", "mine"] {
            assert!(!redacted.contains(private), "{redacted}");
        }
        assert!(redacted.contains("https://chatgpt.com/backend-api/f/conversation"));
        assert_eq!(redacted.matches("https://chatgpt.com/c/aaaaaaaaaaa").count(), 2, "{redacted}");
        let mut line = Line::new(&redacted);
        (0..4).for_each(|_| drop(String::take(&mut line)));
        assert!(line.is_whole());
    }
}
