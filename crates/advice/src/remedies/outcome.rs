//! The result of a remedy: done, nothing to do, not possible here, or failed, and why.

use sites::Site;
use text::{Arg, Text};

/// The result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, with the number of items that were removed, if the browser lets them be counted.
    Cleared(u32),
    /// It takes effect with the site's next answer.
    WithNextAnswer,
    /// It did not work.
    Failed(Why),
}

/// Why it could not be done, or did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The extension is not allowed in private windows.
    NotInPrivate,
    /// The browser refused, or has no such thing for extensions.
    Refused,
    /// It took too long; it may still go on.
    TookTooLong,
}

impl Outcome {
    /// Its words, for an outage of this site.
    #[must_use]
    pub fn text(self, site: Site) -> Text {
        match self {
            Self::Done | Self::Cleared(_) => Text::new("came_done"),
            Self::WithNextAnswer => {
                let host = Arg::Outside(site.host().to_owned());
                Text::new("cleared_with_next").with("host", host)
            }
            Self::Failed(why) => {
                Text::new("came_failed").with("why", Arg::Text(Box::new(why.text())))
            }
        }
    }
}

impl Why {
    fn text(self) -> Text {
        Text::new(match self {
            Self::NotInPrivate => "came_why_not_in_private",
            Self::Refused => "came_why_refused",
            Self::TookTooLong => "came_why_took_too_long",
        })
    }
}
