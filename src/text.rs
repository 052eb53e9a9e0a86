//! What the core says: message ids with arguments, resolved to words elsewhere.

use crate::prelude::*;
use crate::time::{Timestamp, whole_millis};
use core::time::Duration;

/// A message of the catalogue (`extension/_locales`) with its arguments.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Text {
    /// The key in the catalogue.
    pub id: &'static str,
    /// Named arguments, in the order they were given.
    pub args: Vec<(&'static str, Arg)>,
}

/// One argument of a [`Text`]: what it is, not how it reads.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Arg {
    /// A number that chooses the plural form.
    Count(u64),
    /// A number that is a name, such as a status code: never grouped, never plural.
    Code(u16),
    /// A length of time in milliseconds, worded by the language ("3 minutes").
    Duration(u64),
    /// A moment in ms since 1970, worded in local time.
    Moment(Timestamp),
    /// Text from outside: bounded, and isolated in direction when it is shown.
    Outside(String),
    /// Another message, put in as a phrase.
    Text(Box<Text>),
}

impl Text {
    /// A message without arguments.
    #[must_use]
    #[inline(never)]
    pub const fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// The message with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: Arg) -> Self {
        self.args.push((name, arg));
        self
    }
}

impl From<Duration> for Arg {
    fn from(duration: Duration) -> Self {
        Self::Duration(whole_millis(duration))
    }
}

/// A number in decimal. Our own, as the three below: what the library has for it weighs 1 to 4 KB
/// of wasm each.
#[must_use]
#[inline(never)]
pub fn decimal(number: u64) -> String {
    let mut digits = [0; 20];
    let (mut left, mut at) = (number, digits.len());
    while left > 0 || at == digits.len() {
        at -= 1;
        if let Some(digit) = digits.get_mut(at) {
            // One digit fits a byte.
            *digit = b'0' + (left % 10) as u8;
        }
        left /= 10;
    }
    let mut text = String::new();
    for digit in digits.get(at..).unwrap_or_default() {
        text.push(char::from(*digit));
    }
    text
}

/// Where `needle` begins in `text`, from a byte on.
#[must_use]
#[inline(never)]
pub fn find(text: &str, needle: &str, from: usize) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    (from..text.len()).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(needle)))
}

/// What stands before the first `mark`, and what behind it.
#[must_use]
#[inline(never)]
pub fn cut<'a>(text: &'a str, mark: &str) -> (&'a str, &'a str) {
    let at = find(text, mark, 0).unwrap_or(text.len());
    let behind = text.get(at + mark.len()..).unwrap_or_default();
    (text.get(..at).unwrap_or_default(), behind)
}

/// Whether these words stand in a text.
#[must_use]
#[inline(never)]
pub fn has(text: &str, words: &str) -> bool {
    find(text, words, 0).is_some()
}

/// A text without these ASCII marks at its end.
#[must_use]
#[inline(never)]
pub fn shorn<'a>(text: &'a str, marks: &[u8]) -> &'a str {
    let last = text.bytes().rposition(|byte| !marks.contains(&byte));
    text.get(..last.map_or(0, |last| last + 1)).unwrap_or(text)
}

/// What stands before the first of these ASCII marks; all of it where there is none.
#[must_use]
#[inline(never)]
pub fn before<'a>(text: &'a str, marks: &[u8]) -> &'a str {
    let at = text.bytes().position(|byte| marks.contains(&byte)).unwrap_or(text.len());
    text.get(..at).unwrap_or(text)
}

/// Cuts text from outside to at most `most` characters, on a character's border,
/// with an ellipsis where something was cut; control characters (line breaks
/// apart) and directional overrides are dropped, so that no title can reorder
/// the words around it.
#[must_use]
pub fn bounded(text: &str, most: usize) -> String {
    let kept = |c: &char| {
        !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
            && (!c.is_control() || *c == '\n')
    };
    let mut out: String = text.chars().filter(kept).take(most).collect();
    if text.chars().filter(kept).nth(most).is_some() {
        out.pop();
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{before, bounded, cut, decimal, shorn};

    #[test]
    fn numbers_are_written_as_anybody_would() {
        for number in [0, 7, 10, 502, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn texts_are_cut_at_their_first_mark() {
        assert_eq!(cut("a{é}b{é}", "{é}"), ("a", "b{é}"));
        assert_eq!(cut("é", "x"), ("é", ""));
        assert_eq!(before("é/c?d#e", b"#?"), "é/c");
        assert_eq!(before("é", b"#"), "é");
        assert_eq!((shorn("é. .", b". "), shorn("..", b".")), ("é", ""));
    }

    #[test]
    fn a_long_title_is_cut_on_a_character_and_says_so() {
        assert_eq!(bounded("ありがとう", 4), "ありが…");
        assert_eq!(bounded("short", 5), "short");
    }

    #[test]
    fn overrides_and_controls_do_not_get_through() {
        assert_eq!(bounded("a\u{202e}b\u{0007}c\nd", 10), "abc\nd");
    }
}
