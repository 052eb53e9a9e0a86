//! Reads a document in any dialect, told apart by its content.

use super::document::{self, Document};
use super::lenient::{Lenient, List, Object};
use super::types::{Reading, Unreadable};
use super::words::State;
use super::{compat, feed, flashduty, native, posts, state, workspace};
use serde::de::DeserializeOwned;
use sites::Site;
use timestamp::Timestamp;

/// Reads a document in any dialect as the status page of that site's assistant.
///
/// # Errors
/// [`Unreadable`], if the document is in none of them: then the state is unknown, neither fine nor
/// down.
pub fn read(document: &[u8], site: Site, now: Timestamp) -> Result<Reading, Unreadable> {
    let site = site.home();
    let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    let mut reading = match document.trim_ascii_start().first() {
        Some(b'<') => feed::read(document, site)?,
        Some(b'[') => read_list(document, site)?,
        _ => read_object(document, site)?,
    };
    reading.read_at = now;
    reading.state = state::of(&reading);
    // If none of the listed components is the assistant's, the page was rebuilt, and the rest says
    // nothing about the assistant. ChatGPT is also recognised by words.
    let says_of_others = !reading.components.is_empty()
        && !reading.is_foreign
        && reading.components.iter().all(|part| !part.about.is_site());
    let says_well = reading.state == State::Operational;
    if says_of_others && says_well && needs_component(&reading) {
        reading.state = State::Unknown;
    }
    Ok(reading)
}

/// Whether the dialect lists every component, so that a missing one does not count as working.
fn needs_component(reading: &Reading) -> bool {
    use sites::Source::{Compat, Feed, Flashduty, Native, Posts, Workspace};
    match reading.source {
        Compat | Native => reading.site != Site::ChatGpt,
        Flashduty | Posts => true,
        Feed | Workspace => false,
    }
}

fn read_object(document: &[u8], site: Site) -> Result<Reading, Unreadable> {
    let flashduty = |document: &[u8]| {
        let summary: Lenient<Object<flashduty::Summary>> = json(document).ok()?;
        flashduty::read(summary.object()?, site)
    };
    let known = Document::parse(document)?;
    let read = native::read(&known, site).or_else(|| flashduty(document));
    read.or_else(|| compat::read(&known, site)).ok_or(Unreadable::Unrecognised)
}

fn read_list(document: &[u8], site: Site) -> Result<Reading, Unreadable> {
    let incidents: Lenient<List<workspace::Row>> = json(document)?;
    if let Some(reading) = workspace::read(incidents.items(), site) {
        return Ok(reading);
    }
    let services: Lenient<List<posts::Row>> = json(document)?;
    posts::read(services.items(), site).ok_or(Unreadable::Unrecognised)
}

fn json<T: DeserializeOwned>(document: &[u8]) -> Result<T, Unreadable> {
    let text = String::from_utf8_lossy(document);
    serde_json::from_str(&document::paired(&text)).map_err(|_| Unreadable::Malformed)
}
