//! What came of a remedy: done, nothing to do, not possible here, or failed, and why.

use text::{Arg, Text};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, as far as there was anything: so many items went, where the browser lets them be counted.
    Cleared(u32),
    /// It takes effect with the site's next answer.
    WithNextAnswer,
    /// There was nothing to do.
    NothingToDo,
    /// This browser, or this window, does not allow it.
    NotPossible(Why),
    /// It was tried and did not work.
    Failed(Why),
}

/// Why it could not be done, or did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The browser has no such thing for extensions.
    NoSuchWay,
    /// The extension is not allowed in private windows.
    NotInPrivate,
    /// The person, or a policy, did not give leave.
    NoLeave,
    /// The browser refused.
    Refused,
    /// It took too long; it may still go on.
    TookTooLong,
    /// There is no network.
    NoNetwork,
    /// The page there let nobody in.
    PageClosed,
}

impl Outcome {
    /// Its words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Done | Self::Cleared(_) => Text::new("came_done"),
            Self::WithNextAnswer => Text::new("came_with_next_answer"),
            Self::NothingToDo => Text::new("came_nothing_to_do"),
            Self::NotPossible(why) => why.in_words("came_not_possible"),
            Self::Failed(why) => why.in_words("came_failed"),
        }
    }
}

impl Why {
    fn in_words(self, id: &'static str) -> Text {
        let why = Text::new(match self {
            Self::NoSuchWay => "came_why_no_such_way",
            Self::NotInPrivate => "came_why_not_in_private",
            Self::NoLeave | Self::Refused | Self::PageClosed => "came_why_refused",
            Self::TookTooLong => "came_why_took_too_long",
            Self::NoNetwork => "came_why_no_network",
        });
        Text::new(id).with("why", Arg::Text(Box::new(why)))
    }
}
