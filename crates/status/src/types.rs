//! What a reading is made of, and the bounds of what is taken over.

use super::words::{Impact, Phase, State};
use serde::{Deserialize, Serialize};
use sites::{Site, Source};
use text::{Arg, Text};
use timestamp::Timestamp;

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
/// The most bytes of a body; the reader of the stream stops at one more and reports
/// [`Unreadable::TooLarge`].
pub const MOST_BYTES: usize = 1 << 20;

/// One part of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Component {
    /// The page's id for it; empty in a feed.
    pub id: String,
    /// Its name, as text.
    pub name: String,
    /// The group that it is in, as text; empty if the document has no groups.
    pub group: String,
    /// How it is.
    pub impact: Impact,
    /// Whether it is part of the assistant, and how we know.
    pub about: About,
}

/// One message about an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The names of the components that were hit.
    pub components: Vec<String>,
    /// Its page for people: an https address, or empty.
    pub link: String,
    /// Whether it is about the assistant, and how we know.
    pub about: About,
}

/// What one look at the status page gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Reading {
    /// The site as whose page it was read: [`Site::home`].
    #[cfg_attr(feature = "types", ts(skip))]
    pub site: Site,
    /// The state of the assistant (of the whole page, if it is another vendor's).
    pub state: State,
    /// When it was read.
    pub read_at: Timestamp,
    /// When the page last changed, according to itself; `None` if nothing in it has a date.
    pub updated_at: Option<Timestamp>,
    /// The kind of document that was read.
    pub source: Source,
    /// The page's own indicator, for all of its owner's products; `None` if the document has none.
    pub indicator: Option<Impact>,
    /// Whether the document lists incidents, so that one it leaves out is not open.
    pub lists_incidents: bool,
    /// Whether it is another owner's page, all of whose parts count.
    pub is_foreign: bool,
    /// The components.
    pub components: Vec<Component>,
    /// The incidents.
    pub incidents: Vec<Incident>,
    /// Maintenance: planned, under way, over.
    pub maintenance: Vec<Incident>,
    /// The sources that were asked before, and why they were of no use.
    pub failed: Vec<(Source, Unreadable)>,
}

impl Reading {
    /// A reading that says nothing yet.
    pub(super) fn empty(source: Source, site: Site) -> Self {
        Self {
            site,
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

/// Whether something is about the assistant, with the reason, so that the user can see why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum About {
    /// The assistant: it is in its group.
    Group,
    /// The assistant: its id is one that we know.
    Id,
    /// The assistant: only ChatGPT has that name.
    Name,
    /// The assistant: the title or an update says so.
    Words,
    /// Not the assistant: it is in another group.
    OtherGroup,
    /// Not the assistant: its id or name is not one of the assistant's.
    OtherComponent,
    /// Not the assistant: the text names another product and not it.
    OtherWords,
    /// Unknown: no component and no word tells.
    Unsaid,
    /// Another owner's page.
    Foreign,
}

impl About {
    /// Whether it is about the assistant, as far as we know.
    #[must_use]
    pub const fn is_site(self) -> bool {
        matches!(self, Self::Group | Self::Id | Self::Name | Self::Words)
    }

    /// Whether it counts for the state: it is about the assistant, or anything on another owner's
    /// page.
    pub(super) const fn counts(self) -> bool {
        self.is_site() || matches!(self, Self::Foreign)
    }

    /// The name in outputs that others read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Id => "id",
            Self::Name => "name",
            Self::Words => "words",
            Self::OtherGroup => "other_group",
            Self::OtherComponent => "other_component",
            Self::OtherWords => "other_words",
            Self::Unsaid => "unsaid",
            Self::Foreign => "foreign",
        }
    }
}

/// Why a status page could not be read. None of them says anything about the assistant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Unreadable {
    /// No whole reply within [`TIMEOUT`](crate::fetching::TIMEOUT).
    Timeout,
    /// No reply at all.
    Network,
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// The reply came from another host.
    Redirected,
    /// An HTTP status other than 200.
    Status(u16),
    /// A content type that is neither JSON nor a feed, whichever was requested.
    ContentType,
    /// A page for people instead of a document.
    Html,
    /// Cut or broken.
    Malformed,
    /// Complete, but in none of the formats that we know; or another vendor's.
    Unrecognised,
}

impl Unreadable {
    /// The name in outputs that others read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::TooLarge => "too_large",
            Self::Redirected => "redirected",
            Self::Status(_) => "status",
            Self::ContentType => "content_type",
            Self::Html => "html",
            Self::Malformed => "malformed",
            Self::Unrecognised => "unrecognised",
        }
    }

    /// The reason as a phrase, to stand inside a sentence.
    #[must_use]
    pub fn why(self) -> Text {
        match self {
            Self::Timeout | Self::Network => Text::new("status_why_network"),
            Self::Status(code) => Text::new("status_why_status").with("code", Arg::Code(code)),
            // The report for support says which of them it was.
            Self::TooLarge
            | Self::Redirected
            | Self::ContentType
            | Self::Html
            | Self::Malformed
            | Self::Unrecognised => Text::new("status_why_unrecognised"),
        }
    }
}
