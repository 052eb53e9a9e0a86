//! What the core says: message ids with arguments, resolved to words elsewhere.

use std::time::Duration;
use timestamp::{Timestamp, whole_millis};

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

/// Where `needle` begins in `text`, from a byte on.
#[must_use]
#[inline(never)]
pub fn find(text: &str, needle: &str, from: usize) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    (from..text.len()).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(needle)))
}

/// Splits at the first `mark`; the second part is empty if there is none.
#[must_use]
#[inline(never)]
pub fn cut<'a>(text: &'a str, mark: &str) -> (&'a str, &'a str) {
    let at = find(text, mark, 0).unwrap_or(text.len());
    let behind = text.get(at + mark.len()..).unwrap_or_default();
    (text.get(..at).unwrap_or_default(), behind)
}

/// Fills a pattern's placeholders (`{name}`) in one pass: what was filled in is not filled again,
/// whatever it contains. A name without a value stays as it is.
#[must_use]
pub fn filled(pattern: &str, value_of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut words = String::new();
    let mut rest = pattern;
    loop {
        let (before, behind) = cut(rest, "{");
        words.push_str(before);
        if before.len() == rest.len() {
            return words;
        }
        let (name, after) = cut(behind, "}");
        let value = if name.len() < behind.len() { value_of(name) } else { None };
        if let Some(value) = value {
            words.push_str(&value);
            rest = after;
        } else {
            words.push('{');
            rest = behind;
        }
    }
}

/// Whether a text contains these words.
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

/// What is before the first of these ASCII marks; all of it if there is none.
#[must_use]
#[inline(never)]
pub fn before<'a>(text: &'a str, marks: &[u8]) -> &'a str {
    let at = text.bytes().position(|byte| marks.contains(&byte)).unwrap_or(text.len());
    text.get(..at).unwrap_or(text)
}

/// Cuts text from outside to at most `most` characters, on a character's border, with an ellipsis
/// if something was cut; control characters (except line breaks) and directional overrides are
/// dropped, so that no title can reorder the words around it.
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
    use super::{before, bounded, cut, filled, shorn};

    #[test]
    fn what_is_filled_in_is_never_filled_again() {
        let value_of = |name: &str| match name {
            "title" => Some("{age} and {title}".to_owned()),
            "age" => Some("an hour".to_owned()),
            _ => None,
        };
        let words = |pattern| filled(pattern, &value_of);
        assert_eq!(words("{title}, {age} ago, {age}"), "{age} and {title}, an hour ago, an hour");
        assert_eq!(words("{age} ago: {title}"), "an hour ago: {age} and {title}");
        assert_eq!(words("{no} {{age} {age"), "{no} {an hour {age");
        assert_eq!(words("é{age}é"), "éan houré");
        assert_eq!(words(""), "");
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
