//! Text from outside, bounded.

use super::types::{LONGEST_TITLE, LONGEST_UPDATE};

/// Outside text of one line: bounded, line breaks as blanks.
#[inline(never)]
pub(super) fn line(text: &str) -> String {
    let is_break = |c: char| c.is_ascii_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let flat: String = text.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
    text::bounded(flat.trim_ascii(), LONGEST_TITLE)
}

/// Outside text of several lines, bounded. A tag in it stays as text: OpenAI's JSON has none.
#[inline(never)]
pub(super) fn plain(text: &str) -> String {
    text::bounded(text.trim_ascii(), LONGEST_UPDATE)
}
