//! Reads what a status page answers into one [`Reading`].
//!
//! A page lags (it opens a median of 13 minutes late and closes half an hour late), its
//! indicator is no measure of severity, and it speaks for all of OpenAI. So a reading says what
//! the page says of ChatGPT, with its age and its doubts, and what cannot be read is unknown.

mod about;
mod compat;
#[cfg(not(target_arch = "wasm32"))]
mod feed;
pub mod fetching;
mod incident;
pub(crate) mod json;
pub mod laws;
#[cfg(not(target_arch = "wasm32"))]
mod markup;
mod native;
mod packed;
mod reply;
mod state;
pub mod wording;
mod words;

use crate::prelude::*;
pub use about::About;
pub use packed::{pack, unpack};
pub use reply::{Answer, Reply, Unreadable};
pub use state::{StatusHint, hint, merge};
pub use words::{Impact, Phase, State};

use crate::text::{cut, find};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most incidents, and the most maintenance windows, that one document gives.
/// Atlassian's own pages list 50.
pub const MOST_INCIDENTS: usize = 50;
/// The most components that one document gives; OpenAI's page has 34.
pub const MOST_COMPONENTS: usize = 200;
/// The most updates of one incident, the newest.
pub const MOST_UPDATES: usize = 3;
/// The longest title or name, in characters.
pub const LONGEST_TITLE: usize = 160;
/// The longest update, in characters.
pub const LONGEST_UPDATE: usize = 400;

/// Where a reading comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Source {
    /// incident.io's own documents: all components in their groups, incidents joined to them.
    Native,
    /// The documents in the manner of Statuspage's v2: no groups, incidents not joined.
    Compat,
    /// Atom or RSS: the newest update of each incident.
    Feed,
}

impl Source {
    /// Every source, best first.
    pub const ALL: [Self; 3] = [Self::Native, Self::Compat, Self::Feed];
    /// The sources that this build can read, best first. Feeds weigh 8 to 10 KB of wasm and serve only
    /// where both other sources fail, so the extension goes without.
    pub const READABLE: &[Self] =
        if cfg!(target_arch = "wasm32") { &[Self::Native, Self::Compat] } else { &Self::ALL };

    /// The addresses that make up one reading, in the order to ask them. `summary.json` alone
    /// lists 25 of about 34 components, a different 25 each time.
    #[must_use]
    pub const fn urls(self) -> &'static [&'static str] {
        match self {
            Self::Native => &["https://status.openai.com/proxy/status.openai.com"],
            Self::Compat => &[
                "https://status.openai.com/api/v2/summary.json",
                "https://status.openai.com/api/v2/components.json",
                "https://status.openai.com/api/v2/incidents.json",
            ],
            Self::Feed => &["https://status.openai.com/history.atom"],
        }
    }
}

/// One part of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Component {
    /// The page's id for it; empty in a feed.
    pub id: String,
    /// Its name, as text.
    pub name: String,
    /// The group that it stands in, as text; empty where the document has no groups.
    pub group: String,
    /// How it is.
    pub impact: Impact,
    /// Whether it is part of ChatGPT, and how we know.
    pub about: About,
}

/// One message about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Update {
    /// When it was published.
    pub at: Option<Timestamp>,
    /// The phase that it announced.
    pub phase: Phase,
    /// What it says, as text without markup.
    pub text: String,
}

/// An incident, or a maintenance window in [`Reading::maintenance`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Incident {
    /// The page's id for it; a feed's entries have the last part of their address.
    pub id: String,
    /// Its title, as text.
    pub title: String,
    /// How far it is.
    pub phase: Phase,
    /// How bad it is, on the page's word.
    pub impact: Impact,
    /// The true start, which may lie hours before it was published; a maintenance's planned
    /// start. A feed does not say.
    pub started_at: Option<Timestamp>,
    /// When a maintenance is planned to end, or an incident ended.
    pub ends_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The newest updates, newest first.
    pub updates: Vec<Update>,
    /// The names of the components that it hit.
    pub components: Vec<String>,
    /// Its page for people: an https address, or empty.
    pub link: String,
    /// Whether it is about ChatGPT, and how we know.
    pub about: About,
}

/// What one look at the status page gave.
///
/// It is serialised as one line of text: see `packed.rs`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Reading {
    /// The state of ChatGPT (of the whole page, where it is another vendor's page).
    pub state: State,
    /// When it was read.
    pub read_at: Timestamp,
    /// When the page last changed, on its own word; `None` where nothing in it has a date.
    pub updated_at: Option<Timestamp>,
    /// The kind of document that was read.
    pub source: Source,
    /// The page's own indicator, for all of OpenAI; `None` where the document has none.
    pub indicator: Option<Impact>,
    /// Whether the document lists incidents, so that one it leaves out is not open.
    pub lists_incidents: bool,
    /// Whether it is another vendor's page, of which all parts count.
    pub is_foreign: bool,
    /// The components.
    pub components: Vec<Component>,
    /// The incidents.
    pub incidents: Vec<Incident>,
    /// Maintenance: planned, under way, over.
    pub maintenance: Vec<Incident>,
    /// The sources that were asked before and why they did not serve.
    pub failed: Vec<(Source, Unreadable)>,
}

/// Reads any of the formats, found by its content.
///
/// # Errors
/// [`Unreadable`], where the document is none of them: that is unknown, neither fine nor down.
pub fn read(document: &[u8], now: Timestamp) -> Result<Reading, Unreadable> {
    let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let mut reading = if document.trim_ascii_start().first() == Some(&b'<') {
        read_markup(document)?
    } else {
        let top = json::Node::parse(document).ok_or(Unreadable::Malformed)?;
        native::read(top).or_else(|| compat::read(top)).ok_or(Unreadable::Unrecognised)?
    };
    reading.read_at = now;
    reading.state = state::of(&reading);
    Ok(reading)
}

/// A feed, or the page that stands in its place.
#[cfg(not(target_arch = "wasm32"))]
fn read_markup(document: &[u8]) -> Result<Reading, Unreadable> {
    feed::read(document)
}

/// See [`Source::READABLE`].
#[cfg(target_arch = "wasm32")]
fn read_markup(_: &[u8]) -> Result<Reading, Unreadable> {
    Err(Unreadable::Html)
}

impl Reading {
    /// A reading that says nothing yet.
    fn empty(source: Source) -> Self {
        Self {
            state: State::Unknown,
            read_at: Timestamp::default(),
            updated_at: None,
            source,
            indicator: None,
            lists_incidents: false,
            is_foreign: false,
            components: Vec::new(),
            incidents: Vec::new(),
            maintenance: Vec::new(),
            failed: Vec::new(),
        }
    }
}

/// Puts a short list in the order of its ranks; equal ones stay as they were. The library's
/// sort weighs 3 KB of wasm for each kind of item.
fn sort_short<T>(list: &mut [T], rank: impl Fn(&T) -> i64) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && rank(&list[at]) < rank(&list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Outside text of one line: bounded, line breaks as blanks.
#[inline(never)]
fn line(text: &str) -> String {
    let is_break = |c: char| c.is_ascii_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let flat: String = text.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
    crate::text::bounded(flat.trim_ascii(), LONGEST_TITLE)
}

/// Outside text of several lines, bounded. A tag in it stays as text: OpenAI's JSON has none.
#[inline(never)]
fn plain(text: &str) -> String {
    crate::text::bounded(text.trim_ascii(), LONGEST_UPDATE)
}
