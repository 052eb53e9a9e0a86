//! Records the engine's state and the events since, so that a bug report can be replayed: the same
//! events give the same effects.
//!
//! A line for each: `state` and a snapshot, or `heard`, the time, the event's name and the event
//! itself (`codec`). The background writes them ([`state`], [`heard`]); pages remove what is
//! private ([`redacted`]) and `cargo xtask replay` reads them ([`entries`]): neither of those adds
//! code to the background.

use super::event::{Event, Outcome};
use super::{Engine, Snapshot};
use sites::{Site, is_route};
use timestamp::Timestamp;

/// An entry of a trace.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// The engine's state.
    State(Box<Engine>),
    /// An event, and when it came.
    Heard(Timestamp, Event),
}

/// An engine as an entry.
#[must_use]
pub fn state(engine: &Engine) -> String {
    state_line(&engine.snapshot())
}

fn state_line(snapshot: &Snapshot) -> String {
    format!("state {}\n", snapshot.0)
}

/// An event as an entry; `None` for one with the status page's words: the state recorded after it
/// shows the result.
#[must_use]
pub fn heard(now: Timestamp, event: &Event) -> Option<String> {
    let words = matches!(event, Event::Done { outcome: Outcome::StatusAnswered(_), .. });
    (!words).then(|| heard_line(now, event.name(), &codec::to_bytes(event)))
}

fn heard_line(now: Timestamp, name: &str, event: &[u8]) -> String {
    format!("heard {} {name} {}\n", now.as_millis(), codec::to_text(event))
}

/// The entries of a trace; `None` if it is cut, damaged or of another version.
#[must_use]
pub fn entries(trace: &str) -> Option<Vec<Entry>> {
    trace.split_inclusive('\n').map(entry).collect()
}

fn entry(line: &str) -> Option<Entry> {
    let (kind, rest) = line.strip_suffix('\n')?.split_once(' ')?;
    if kind == "state" {
        let engine = Engine::restore(&Snapshot(rest.to_owned())).ok()?;
        return Some(Entry::State(Box::new(engine)));
    }
    let mut words = rest.split(' ');
    let at = Timestamp::from_millis(words.next()?.parse().ok()?);
    let (name, event) = (words.next()?, codec::decode::<Event>(words.next()?)?);
    let whole = kind == "heard" && name == event.name() && words.next().is_none();
    whole.then_some(Entry::Heard(at, event))
}

/// The same without anything that names a chat, a prompt or another site: each part of an address
/// that is not one of the site's own routes is replaced by as many letters, the same ones
/// everywhere, so that equal parts stay equal. A line that cannot be read is left out.
#[must_use]
pub fn redacted(trace: &str) -> String {
    let mut known = Vec::new();
    let mut hide = |text: &str| hidden(text, &mut known);
    let mut redacted = String::new();
    for entry in trace.split_inclusive('\n').filter_map(entry) {
        redacted.push_str(&match entry {
            Entry::State(engine) => {
                state_line(&Snapshot::sealed(&codec::to_bytes_rewritten(&*engine, &mut hide)))
            }
            Entry::Heard(at, event) => {
                heard_line(at, event.name(), &codec::to_bytes_rewritten(&event, &mut hide))
            }
        });
    }
    redacted
}

/// A text with the address that begins in it hidden.
fn hidden(text: &str, known: &mut Vec<String>) -> String {
    let mut hidden = String::new();
    let begins = ["https://", "http://"].into_iter().filter_map(|scheme| text.find(scheme)).min();
    let (before, address) = text.split_at(begins.unwrap_or(text.len()));
    hidden.push_str(before);
    if !address.is_empty() {
        veil(address, &mut hidden, known);
    }
    hidden
}

fn veil(address: &str, redacted: &mut String, known: &mut Vec<String>) {
    let site = Site::of(address);
    let status = Site::of_status_page(address).map(|site| site.service().status.host);
    let host = site.map(Site::host).or(status);
    let scheme = address.find("//").map_or(0, |at| at + 2);
    let (open, mut rest) = address.split_at(scheme + host.map_or(0, str::len));
    redacted.push_str(open);
    while !rest.is_empty() {
        let end = rest.find(|c: char| "/?#&=".contains(c)).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        let is_route = site.is_some_and(|site| is_route(site, part));
        if is_route || matches!(part, "f" | "q") || status.is_some() {
            redacted.push_str(part);
        } else if !part.is_empty() {
            let number = known.iter().position(|other| *other == part);
            let mut number = number.unwrap_or_else(|| {
                known.push(part.to_owned());
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Document, TabId};

    #[test]
    fn a_trace_names_no_chat_and_no_prompt_and_is_as_long_as_before() {
        let mut trace = state(&Engine::new(1));
        for address in [
            "https://chatgpt.com/c/6f1e-secret?q=my%20secret#end",
            "https://elsewhere.example/of/mine",
            "https://chatgpt.com/backend-api/f/conversation",
            "https://chatgpt.com/c/6f1e-secret",
        ] {
            let document = Document { address: address.into(), time_origin: 5 };
            let event = Event::BarMissed { tab: TabId(7), document };
            trace.push_str(&heard(Timestamp::from_millis(5), &event).unwrap());
        }
        let redacted = redacted(&trace);
        assert_eq!(redacted.len(), trace.len());
        let told = format!("{:?}", entries(&redacted).unwrap());
        for private in ["secret", "6f1e", "elsewhere", "mine"] {
            assert!(!told.contains(private), "{told}");
        }
        assert!(told.contains("https://chatgpt.com/backend-api/f/conversation"));
        assert_eq!(told.matches("https://chatgpt.com/c/aaaaaaaaaaa").count(), 2, "{told}");
    }

    #[test]
    fn a_line_that_is_cut_or_says_another_name_is_none() {
        let line = heard(Timestamp::from_millis(-5), &Event::TimePassed).unwrap();
        let heard = Entry::Heard(Timestamp::from_millis(-5), Event::TimePassed);
        assert_eq!(entries(&line), Some(vec![heard]));
        for cut in 1..line.len() {
            assert_eq!(entries(&line[..cut]), None, "{cut}");
        }
        assert_eq!(entries(&line.replace("TimePassed", "PopupOpened")), None);
        assert_eq!(redacted("2 5 19 "), "", "an earlier version's");
    }
}
