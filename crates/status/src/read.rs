//! Reads any of the formats, found by its content.

use super::document::Document;
#[cfg(not(target_arch = "wasm32"))]
use super::feed;
use super::types::{Reading, Unreadable};
use super::{compat, native, state};
use timestamp::Timestamp;

/// Reads any of the formats, found by its content.
///
/// # Errors
/// [`Unreadable`], where the document is none of them: that is unknown, neither fine nor down.
pub fn read(document: &[u8], now: Timestamp) -> Result<Reading, Unreadable> {
    let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let mut reading = if document.trim_ascii_start().first() == Some(&b'<') {
        read_markup(document)?
    } else {
        let document = Document::parse(document)?;
        let native = native::read(&document);
        native.or_else(|| compat::read(&document)).ok_or(Unreadable::Unrecognised)?
    };
    reading.read_at = now;
    reading.state = state::of(&reading);
    Ok(reading)
}

/// A feed, or the page that stands in its place.
#[cfg(not(target_arch = "wasm32"))]
fn read_markup(document: &[u8]) -> Result<Reading, Unreadable> {
    feed::read(document)
}

/// See [`Source::READABLE`](crate::Source::READABLE).
#[cfg(target_arch = "wasm32")]
fn read_markup(_: &[u8]) -> Result<Reading, Unreadable> {
    Err(Unreadable::Html)
}
