//! The compact text in which typed values are kept: `postcard`
//! in base64, since the stores of browsers hold JSON and no bytes.
//!
//! It has no names and no history: both sides are of one version, or something in front of it
//! says which version wrote it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use postcard::ser_flavors::{AllocVec, Flavor};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as bytes; empty if its type cannot be written, which is true of none of ours.
#[must_use]
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// Reads what [`to_bytes`] wrote; `None` if it is cut, damaged, or more than one value.
#[must_use]
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

/// A value as text.
#[must_use]
pub fn encode<T: Serialize + ?Sized>(value: &T) -> String {
    to_text(&to_bytes(value))
}

/// Reads what [`encode`] wrote; `None` if it is anything else.
#[must_use]
pub fn decode<T: DeserializeOwned>(text: &str) -> Option<T> {
    from_bytes(&of_text(text)?)
}

/// Bytes as text.
#[must_use]
pub fn to_text(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// Reads the bytes that [`to_text`] wrote; `None` if it is anything else.
#[must_use]
pub fn of_text(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok()
}

/// A value as bytes, after each text in it has gone through `rewrite`: the new text is cut, or
/// filled up with blanks, to as many bytes as the old one had.
#[must_use]
pub fn to_bytes_rewritten<T: Serialize + ?Sized>(
    value: &T,
    rewrite: &mut dyn FnMut(&str) -> String,
) -> Vec<u8> {
    let flavor = Rewriting { out: AllocVec::new(), rewrite };
    postcard::serialize_with_flavor(value, flavor).unwrap_or_default()
}

/// `postcard` passes a whole text at once, right after its length.
struct Rewriting<'a> {
    out: AllocVec,
    rewrite: &'a mut dyn FnMut(&str) -> String,
}

impl Flavor for Rewriting<'_> {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.out.try_push(byte)
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        // Lengths and other numbers come here, too: one that happens to be a letter is too short to
        // rewrite.
        let Ok(text) = std::str::from_utf8(bytes) else { return self.out.try_extend(bytes) };
        let text = (self.rewrite)(text);
        let end = text.floor_char_boundary(bytes.len());
        self.out.try_extend(&text.as_bytes()[..end])?;
        (end..bytes.len()).try_for_each(|_| self.out.try_push(b' '))
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        self.out.finalize()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;
    use std::time::Duration;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct All {
        texts: Vec<String>,
        numbers: (i64, u64, Option<u16>),
        map: BTreeMap<i32, bool>,
        waits: Duration,
    }

    fn all() -> All {
        All {
            texts: vec![String::new(), "é 5 \u{1f} https://a/b".into()],
            numbers: (i64::MIN, u64::MAX, Some(502)),
            map: [(-1, true), (i32::MAX, false)].into(),
            waits: Duration::from_millis(1),
        }
    }

    #[test]
    fn what_was_written_is_read_and_no_more() {
        let text = encode(&all());
        assert_eq!(decode(&text), Some(all()));
        for cut in 0..text.len() {
            assert_eq!(decode::<All>(&text[..cut]), None, "{cut}");
        }
        for more in ["A", "AA", " ", "="] {
            assert_eq!(decode::<All>(&[&text, more].concat()), None, "{more}");
        }
    }

    #[test]
    fn a_length_that_cannot_be_takes_no_memory() {
        let lengths = [&[0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0xff; 10], &[0x7f]];
        for bytes in lengths {
            assert_eq!(from_bytes::<Vec<String>>(bytes), None);
            assert_eq!(from_bytes::<String>(bytes), None);
        }
    }

    #[test]
    fn texts_are_rewritten_in_their_place() {
        let mut seen = Vec::new();
        let bytes = to_bytes_rewritten(&all(), &mut |text| {
            seen.push(text.to_owned());
            text.replace("https://a/b", "éx")
        });
        assert!(seen.contains(&all().texts[1]));
        let read: All = from_bytes(&bytes).unwrap();
        assert_eq!(read.texts[1], "é 5 \u{1f} éx        ");
        assert_eq!(All { texts: all().texts, ..read }, all());
    }
}
