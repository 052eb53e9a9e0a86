//! What people are shown, in message ids.

use sites::Site;
use text::Text;
use timestamp::Timestamp;

/// A card in message ids; it gets its words when it is painted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct View {
    /// The site that it is about: its texts name the assistant and its owner.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub site: Site,
    /// How it is.
    pub tone: Tone,
    /// What happened, in one line.
    pub title: Text,
    /// Why, in plain words.
    pub why: Text,
    /// What the status page says.
    pub status: StatusView,
    /// What Gatewatch is doing.
    pub doing: Text,
    /// The moment of the next check, counted down to; `None` where none is due.
    pub next_check: Option<Timestamp>,
    /// The words before the countdown.
    pub countdown: Text,
    /// How many checks were made.
    pub checks: Option<Text>,
    /// Since when it has failed, with a placeholder for how long ago that is.
    pub since: Option<(Text, Timestamp)>,
    /// The results of what was pressed last.
    pub notes: Vec<Note>,
    /// The buttons, in order.
    pub buttons: Vec<ButtonView>,
    /// The name of the whole card for screen readers.
    pub label: Text,
    /// The result of the last check, with a placeholder for how long ago that was.
    pub checked: Option<(Text, Timestamp)>,
}

/// What the status page says, and how old that is.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StatusView {
    /// A word for the colour: operational, degraded, down, maintenance, unknown, asking.
    pub state: &'static str,
    /// Its first sentence, and one that doubts it.
    pub lines: Vec<Text>,
    /// The other sentences, which unfold.
    pub details: Vec<Text>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// The words before the age of the reading.
    pub age: Text,
}

/// The result of a press.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Note {
    /// The sentence.
    pub text: Text,
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ButtonView {
    /// What pressing it reports: a [`Button::name`].
    pub button: &'static str,
    /// Its words.
    pub label: Text,
    /// Where it leads, if it is a link.
    pub href: Option<&'static str>,
    /// How prominent it is.
    pub rank: Rank,
}

/// How prominent a button is. While a site fails the user has nothing to do, so no button stands
/// out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "lowercase"))]
pub enum Rank {
    /// The one that users wait for.
    Main,
    /// Visible, but plain.
    Plain,
    /// Unfolds with the others.
    Folded,
    /// The cross in the card's corner.
    Close,
    /// The link that is the whole box of the status page.
    Status,
}

impl Rank {
    /// Its name in a view.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Plain => "plain",
            Self::Folded => "folded",
            Self::Close => "close",
            Self::Status => "status",
        }
    }
}

/// The state of a card, for its colour and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "lowercase"))]
pub enum Tone {
    /// Waiting for the next check.
    Failing,
    /// A check is under way.
    Checking,
    /// The user paused it.
    Paused,
    /// The site answers: the tab is being taken back.
    Returning,
    /// It is back.
    Back,
    /// Gatewatch stopped.
    Stopped,
    /// Nothing fails, as far as we know.
    Quiet,
}

impl Tone {
    /// Its name in a view.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Checking => "checking",
            Self::Paused => "paused",
            Self::Returning => "returning",
            Self::Back => "back",
            Self::Stopped => "stopped",
            Self::Quiet => "quiet",
        }
    }
}

/// The toolbar's badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// One or two characters; empty for none. Told apart without colour.
    pub text: &'static str,
    /// Since when it has failed, if the badge shows that age instead of `text`.
    pub since: Option<Timestamp>,
    /// The background's colour.
    pub colour: &'static str,
    /// The icon's tooltip: an id of the catalogue.
    pub title: &'static str,
    /// Which gate is drawn: one of [`Badge::ICONS`]. A badge covers a corner, so the gate itself
    /// shows the state, too, as far as it can.
    pub icon: &'static str,
}

impl Badge {
    /// The toolbar's icons, each in 16 and 32 pixels: all is quiet, the site fails, nothing is
    /// asked for now, the site answers again, Gatewatch is off.
    pub const ICONS: [&'static str; 5] = ["icon", "shut", "held", "back", "off"];

    pub(super) const fn new(
        text: &'static str,
        colour: &'static str,
        title: &'static str,
        icon: usize,
    ) -> Self {
        Self { text, since: None, colour, title, icon: Self::ICONS[icon] }
    }
}
