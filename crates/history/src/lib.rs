//! Outages that are over: the line that is kept of each, and what the history page makes of them.
//!
//! | file | what it knows |
//! |---|---|
//! | this one | all that is kept |
//! | `past` | an outage that is over, and the form of its line |
//! | `chart` | the timeline, as SVG |
//! | `files` | all of them as CSV and as JSON |
//!
//! The engine makes the line ([`Past::line`]) and `extension/shared/history-store.ts` keeps it; the
//! rest is computed in the page and adds no code to the background.

pub mod chart;
pub mod files;
mod line;
mod past;

pub use past::{Past, Posted};

use std::time::Duration;
use text::{Arg, Text};

/// All that is kept: the lines as they were written, each parsed when it is needed. (Parsing ten
/// thousand at once would cost a fifth of a second of small allocations.)
#[derive(Clone, Debug)]
pub struct Pasts {
    text: String,
    /// Where the readable lines begin and end.
    good: Vec<(usize, usize)>,
    /// How many lines cannot be read.
    pub unread: usize,
}

impl Pasts {
    /// From lines separated by line breaks.
    #[must_use]
    pub fn new(text: String) -> Self {
        let (mut good, mut unread, mut from) = (Vec::new(), 0, 0);
        while from < text.len() {
            let to = text::find(&text, "\n", from).unwrap_or(text.len());
            match text.get(from..to).and_then(Past::of) {
                Some(_) => good.push((from, to)),
                None => unread += 1,
            }
            from = to + 1;
        }
        Self { text, good, unread }
    }

    /// How many can be read.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.good.len()
    }

    /// All of them, the newest first.
    pub fn all(&self) -> impl Iterator<Item = Past> {
        let lines = self.good.iter().rev();
        lines.filter_map(|(from, to)| self.text.get(*from..*to).and_then(Past::of))
    }

    /// Those that can be drawn: of the [`chart::DAYS`] up to the newest.
    #[must_use]
    pub fn recent(&self) -> Vec<Past> {
        let most = Duration::from_secs(chart::DAYS.unsigned_abs() * 24 * 60 * 60);
        let newest = self.all().next().map(|past| past.started);
        let near = |past: &Past| newest.is_some_and(|newest| newest.since(past.started) <= most);
        self.all().take_while(near).collect()
    }
}

/// How long something lasted, in words.
#[must_use]
pub fn length(lasted: Duration) -> Text {
    let minutes = lasted.as_secs().div_ceil(60).max(1);
    let (unit, count) = if minutes < 120 { ("minutes", minutes) } else { ("hours", minutes / 60) };
    Text::new(unit).with("n", Arg::Count(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::past::tests::past;

    #[test]
    fn what_is_damaged_or_foreign_is_counted_and_skipped() {
        let good = past(1_790_000_000_000, 12).line();
        let cuts = (0..good.len()).filter(|cut| good.is_char_boundary(*cut));
        let mut lines: Vec<&str> =
            cuts.map(|cut| &good[..cut]).filter(|cut| !cut.is_empty()).collect();
        let other = good.replacen('1', "7", 1);
        let backwards = past(1_790_000_000_000, -1).line();
        lines.extend(["no line", "", &other, &backwards]);
        let bad = lines.len();
        lines.push(&good);
        let pasts = Pasts::new(lines.join("\n"));
        assert_eq!((pasts.count(), pasts.unread), (1, bad));
        assert_eq!(pasts.all().next(), Past::of(&good));
        assert_eq!(Pasts::new(String::new()).recent(), []);
    }
}
