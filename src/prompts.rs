//! Prompts that were kept: what became of a page's text, which are spared, and their limits. The
//! texts themselves never come here.

use crate::kept::kept;
use crate::prelude::*;
use crate::time::Timestamp;
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// Kept so long, where nothing else was chosen.
pub const KEEP_DAYS: u16 = 7;

/// Bytes of one prompt: some 30,000 words.
pub const LONGEST: u32 = 200_000;

/// Bytes of all prompts together; a browser gives an extension 5 MB.
pub const MOST: u64 = 2_000_000;

/// What became of the text on a page when something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Saved {
    /// There was none, or nobody has asked.
    Nothing,
    /// It is kept on this device.
    Kept,
    /// Of a private window or a temporary chat: it is kept in memory, until its tab is closed.
    KeptHere,
    /// A message failed, and no text of it was found.
    Unseen,
    /// There is text, and it is not kept, or not all of it.
    Unsaved,
}

kept!(Saved [0 Nothing, 1 Kept, 2 KeptHere, 3 Unseen, 4 Unsaved] or Nothing);

impl Saved {
    /// By the name that the function in the page says.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "kept" => Self::Kept,
            "kept_here" => Self::KeptHere,
            "unseen" => Self::Unseen,
            "unsaved" => Self::Unsaved,
            _ => Self::Nothing,
        }
    }

    /// Whether there is something to give back.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Kept | Self::KeptHere)
    }
}

/// What came of giving a prompt back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Given {
    /// It stands in the composer.
    Put,
    /// It is in the clipboard.
    Copied,
    /// The composer holds newer text: nothing was changed.
    Newer,
    /// The page or the clipboard did not take it.
    Refused,
}

kept!(Given [0 Put, 1 Copied, 2 Newer, 3 Refused] or Refused);

impl Given {
    /// By the name that the function in the page says.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "put" | "there" => Self::Put,
            "copied" => Self::Copied,
            "newer" => Self::Newer,
            _ => Self::Refused,
        }
    }
}

/// One kept prompt, as far as its sparing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was kept.
    pub at: Timestamp,
    /// How many bytes it takes.
    pub bytes: u64,
}

/// Which of the prompts, the newest first, go: those that are older than `days`, and the oldest
/// where all together are too many.
#[must_use]
pub fn outworn(newest_first: &[Entry], now: Timestamp, days: u16) -> Vec<bool> {
    let longest = Duration::from_secs(u64::from(days) * 86_400);
    let mut bytes = 0_u64;
    newest_first
        .iter()
        .map(|entry| {
            bytes = bytes.saturating_add(entry.bytes);
            now.since(entry.at) > longest || bytes > MOST
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn kept(ago_days: i64, bytes: u64) -> Entry {
        Entry { at: Timestamp::from_millis((100 - ago_days) * DAY), bytes }
    }

    #[test]
    fn what_is_older_than_was_chosen_goes_and_a_clock_set_back_takes_nothing() {
        let now = Timestamp::from_millis(100 * DAY);
        let all = [kept(-3, 10), kept(0, 10), kept(7, 10), kept(8, 10)];
        assert_eq!(outworn(&all, now, 7), [false, false, false, true]);
        assert_eq!(outworn(&all, now, 1), [false, false, true, true]);
    }

    #[test]
    fn the_oldest_go_where_all_together_are_too_many() {
        let now = Timestamp::from_millis(100 * DAY);
        let all = [kept(0, 200_000); 12];
        let gone = outworn(&all, now, 7);
        assert_eq!(gone.iter().filter(|gone| !**gone).count(), 10);
        assert!(!gone[0] && gone[11], "the newest first");
    }

    #[test]
    fn what_a_page_says_is_a_name_of_ours_or_nothing() {
        assert_eq!(Saved::named("kept"), Saved::Kept);
        assert_eq!(Saved::named("<script>"), Saved::Nothing);
        assert_eq!(Given::named("there"), Given::Put);
        assert_eq!(Given::named("?"), Given::Refused);
    }
}
