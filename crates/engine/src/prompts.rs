//! Saved prompts: what became of a page's text, which prompts are dropped, and their limits. The
//! texts themselves never come here.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;

/// Bytes of one prompt: some 30,000 words.
pub const LONGEST: u32 = 200_000;

/// Bytes of all prompts together; a browser gives an extension 5 MB.
pub const MOST: u64 = 2_000_000;

/// At most this many prompts are kept, of all tabs together.
pub const MOST_PROMPTS: usize = 100;

/// At most this many are kept of one tab or document: a page that makes prompts up displaces only
/// its own.
pub const MOST_OF_A_TAB: usize = 20;

/// Bytes of one tab's prompts together.
pub const BYTES_OF_A_TAB: u64 = 1_000_000;

/// What became of the text on a page when something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Saved {
    /// There was none, or the page was not asked.
    Nothing,
    /// It is kept on this device.
    Kept,
    /// Of a private window or a temporary chat: kept in memory until its tab is closed.
    KeptHere,
    /// A message failed, and its text was not found.
    Unseen,
    /// There is text that was not saved, or not all of it.
    Unsaved,
}

impl Saved {
    /// Parses the name that the function in the page returns.
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

    /// Whether there is something to put back.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Kept | Self::KeptHere)
    }
}

/// The result of putting a prompt back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Given {
    /// It is in the composer.
    Put,
    /// It is in the clipboard.
    Copied,
    /// The composer holds newer text: nothing was changed.
    Newer,
    /// The page or the clipboard did not take it.
    Refused,
}

impl Given {
    /// Parses the name that the function in the page returns.
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

/// One saved prompt, with what deciding about it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was kept.
    pub at: Timestamp,
    /// How many bytes it takes.
    pub bytes: u64,
    /// Its tab or document: any number, the same for prompts of the same one.
    pub source: u32,
}

/// How much is kept: prompts, and bytes.
#[derive(Clone, Copy, Default)]
struct Held(usize, u64);

impl Held {
    const fn with(self, bytes: u64) -> Self {
        Self(self.0 + 1, self.1.saturating_add(bytes))
    }

    const fn without(self, bytes: u64) -> Self {
        Self(self.0.saturating_sub(1), self.1.saturating_sub(bytes))
    }

    const fn is_within(self, prompts: usize, bytes: u64) -> bool {
        self.0 <= prompts && self.1 <= bytes
    }
}

/// Which of the prompts, newest first, are dropped: those older than `days`; the oldest of a tab
/// that keeps too many; and if all tabs together keep too many, the oldest of the tab that keeps
/// most.
#[must_use]
pub fn outworn(newest_first: &[Entry], now: Timestamp, days: u16) -> Vec<bool> {
    let longest = Duration::from_secs(u64::from(days) * 86_400);
    let mut sources: Vec<(u32, Held)> = Vec::new();
    let mut all = Held::default();
    let mut gone: Vec<bool> = newest_first
        .iter()
        .map(|entry| {
            let at = sources.iter().position(|(source, _)| *source == entry.source);
            let at = at.unwrap_or_else(|| {
                sources.push((entry.source, Held::default()));
                sources.len() - 1
            });
            let Some((_, held)) = sources.get_mut(at) else { return true };
            let more = held.with(entry.bytes);
            if now.since(entry.at) > longest || !more.is_within(MOST_OF_A_TAB, BYTES_OF_A_TAB) {
                return true;
            }
            *held = more;
            all = all.with(entry.bytes);
            false
        })
        .collect();
    while !all.is_within(MOST_PROMPTS, MOST) {
        let by_bytes = all.1 > MOST;
        let Some((most, held)) = sources.iter_mut().max_by_key(|(_, held)| {
            if by_bytes { held.1 } else { u64::try_from(held.0).unwrap_or(u64::MAX) }
        }) else {
            break;
        };
        let oldest = newest_first
            .iter()
            .zip(&mut gone)
            .rev()
            .find(|(entry, gone)| !**gone && entry.source == *most);
        let Some((entry, gone)) = oldest else { break };
        *gone = true;
        *held = held.without(entry.bytes);
        all = all.without(entry.bytes);
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn kept(ago_days: i64, bytes: u64) -> Entry {
        Entry { at: Timestamp::from_millis((100 - ago_days) * DAY), bytes, source: 0 }
    }

    /// What is kept of each source, from a list of prompts of these sources and sizes, newest
    /// first.
    fn stays(all: &[(u32, u64)]) -> Vec<usize> {
        let entries: Vec<Entry> = all
            .iter()
            .map(|(source, bytes)| Entry { source: *source, ..kept(0, *bytes) })
            .collect();
        let gone = outworn(&entries, Timestamp::from_millis(100 * DAY), 7);
        let of = |wanted| {
            entries.iter().zip(&gone).filter(|(it, gone)| it.source == wanted && !**gone).count()
        };
        (0..4).map(of).collect()
    }

    #[test]
    fn a_tab_that_keeps_too_many_loses_its_own_and_nobody_elses() {
        let mine = [(1, 30_000), (2, 200_000)];
        let flood = |count, bytes| [vec![(0, bytes); count], mine.to_vec()].concat();
        assert_eq!(stays(&flood(500, 10)), [20, 1, 1, 0]);
        assert_eq!(stays(&flood(100, 200_000)), [5, 1, 1, 0], "a million bytes");
    }

    #[test]
    fn where_all_keep_too_many_the_one_that_keeps_most_loses_its_oldest() {
        // Three tabs of one page that floods the store, and the older prompts of a fourth.
        let flood = (0..60).map(|n| (n % 3, 100_000));
        let all: Vec<(u32, u64)> = flood.chain([(3, 200_000), (3, 200_000)]).collect();
        let stay = stays(&all);
        assert_eq!(stay[3], 2, "{stay:?}");
        assert_eq!(stay[..3].iter().sum::<usize>(), 16, "{stay:?}");
        // By their number: 7 sources of 20 small ones are more than 100.
        let small: Vec<Entry> = (0..140).map(|n| Entry { source: n % 7, ..kept(0, 10) }).collect();
        let gone = outworn(&small, Timestamp::from_millis(100 * DAY), 7);
        assert_eq!(gone.iter().filter(|gone| !**gone).count(), MOST_PROMPTS);
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
        let mut all = [kept(0, 200_000); 12];
        (0..).zip(&mut all).for_each(|(n, it)| it.source = n);
        let gone = outworn(&all, now, 7);
        assert_eq!(gone.iter().filter(|gone| !**gone).count(), 10);
    }

    #[test]
    fn what_a_page_says_is_a_name_of_ours_or_nothing() {
        assert_eq!(Saved::named("kept"), Saved::Kept);
        assert_eq!(Saved::named("<script>"), Saved::Nothing);
        assert_eq!(Given::named("there"), Given::Put);
        assert_eq!(Given::named("?"), Given::Refused);
    }
}
