//! What people are shown, in message ids.

use sites::Site;
use text::Text;
use timestamp::Timestamp;

/// A card in message ids; it gets its words when it is painted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct View {
    /// What it is about: its texts name the assistant and its owner.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub site: Site,
    /// How it stands.
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
    /// What stands before the countdown.
    pub countdown: Text,
    /// How many checks were made.
    pub checks: Option<Text>,
    /// Since when it fails, with room for how long ago that is, and when.
    pub since: Option<(Text, Timestamp)>,
    /// What came of what was pressed last.
    pub notes: Vec<Note>,
    /// What can be pressed, in order.
    pub buttons: Vec<ButtonView>,
    /// What names the whole card to a screen reader.
    pub label: Text,
    /// What the last check brought, with room for how long ago that was, and when.
    pub checked: Option<(Text, Timestamp)>,
    /// In which corner of a page it stands.
    pub corner: &'static str,
}

/// What the status page says, and how old that is.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct StatusView {
    /// A word for the colour: operational, degraded, down, maintenance, unknown, asking.
    pub state: &'static str,
    /// What it says first, and what doubts that.
    pub lines: Vec<Text>,
    /// What else it says: it unfolds.
    pub details: Vec<Text>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// What stands before the age of the reading.
    pub age: Text,
}

/// What came of what was pressed.
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
    /// What pressing it says: a [`Button::name`].
    pub button: &'static str,
    /// Its words.
    pub label: Text,
    /// Where it leads, for a link.
    pub href: Option<&'static str>,
    /// How much of the card is given to it.
    pub rank: Rank,
}

/// How much of a card is given to a button. While a site fails nothing has to be pressed, so that no
/// button is loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "lowercase"))]
pub enum Rank {
    /// The one that people wait for.
    Main,
    /// In sight, and quiet.
    Plain,
    /// It unfolds with the others.
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

/// How a card stands, for its colour and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "lowercase"))]
pub enum Tone {
    /// Waiting for the next check.
    Failing,
    /// A check is under way.
    Checking,
    /// A person paused it.
    Paused,
    /// The site answers: the tab is taken back.
    Returning,
    /// It is back.
    Back,
    /// Gatewatch stopped.
    Stopped,
    /// Nothing fails, as far as was seen.
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
    /// The background's colour.
    pub colour: &'static str,
    /// What the icon says when it is pointed at: an id of the catalogue.
    pub title: &'static str,
    /// Which gate stands there: one of [`Badge::ICONS`]. A badge covers a corner, so the gate itself
    /// tells, too, what it can.
    pub icon: &'static str,
}

impl Badge {
    /// The toolbar's icons, each in 16 and 32 pixels: all is quiet, the site fails, nothing is asked
    /// for now, the site answers again, Gatewatch is off.
    pub const ICONS: [&'static str; 5] = ["icon", "shut", "held", "back", "off"];

    pub(super) const fn new(
        text: &'static str,
        colour: &'static str,
        title: &'static str,
        icon: usize,
    ) -> Self {
        Self { text, colour, title, icon: Self::ICONS[icon] }
    }
}
