//! A status document in JSON, typed: what the vendors' documents have, every field of which may
//! be missing, `null` or of another kind.
//!
//! It is read as a stream: no tree of values is built, lists are cut at their bounds, and unneeded
//! values are skipped. Nesting is bounded by `serde_json`'s recursion limit wherever a field that
//! we know holds something unexpected. An object with one of our fields twice is refused: what
//! receivers make of such a document is unpredictable (RFC 8259, section 4), so it counts as
//! unknown.

use super::lenient::{Indicator, Lenient, Object, Objects, Words};
use super::types::Unreadable;
use super::words::{Impact, Phase};
use serde::Deserialize;
use std::borrow::Cow;
use timestamp::Timestamp;

/// Any document in the manner of Statuspage or incident.io.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    /// In the manner of Statuspage's v2: whose page it is, and its own indicator.
    pub page: Lenient<Object<Page>>,
    pub status: Lenient<Object<Status>>,
    /// incident.io's own wrapper around its summary.
    pub summary: Lenient<Object<Box<Self>>>,
    /// incident.io's name and address of the page; the widget's documents have the second of each.
    pub name: Words,
    pub page_title: Words,
    pub public_url: Words,
    pub page_url: Words,
    pub structure: Lenient<Object<Structure>>,
    pub components: Objects<Component>,
    pub affected_components: Objects<Component>,
    pub component_impacts: Objects<Component>,
    pub incidents: Objects<Incident>,
    pub ongoing_incidents: Objects<Incident>,
    pub in_progress_maintenances: Objects<Incident>,
    pub scheduled_maintenances: Objects<Incident>,
}

/// Whose page it is.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    pub id: Words,
    pub name: Words,
    pub url: Words,
    pub updated_at: Lenient<Timestamp>,
}

/// The page's own word for all that it covers.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    pub indicator: Lenient<Indicator>,
}

/// The components in their groups, as incident.io's page shows them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Structure {
    pub items: Objects<Item>,
}

/// A group, or a component without one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    pub group: Lenient<Object<Group>>,
    pub component: Lenient<Object<Component>>,
}

/// A group of components.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Group {
    pub id: Words,
    pub name: Words,
    pub components: Objects<Component>,
}

/// A component, or an impact on one, which has an id of its own beside the component's.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Component {
    pub component_id: Words,
    pub id: Words,
    pub code: Words,
    pub name: Words,
    pub status: Lenient<Impact>,
    pub current_status: Lenient<Impact>,
    pub start_at: Lenient<Timestamp>,
    pub end_at: Lenient<Timestamp>,
    pub group_id: Words,
    pub group_name: Words,
    /// Atlassian's mark of a component that is itself a group.
    pub group: Lenient<bool>,
}

/// An incident, or a maintenance window.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Incident {
    pub id: Words,
    pub name: Words,
    pub url: Words,
    pub shortlink: Words,
    pub r#type: Words,
    pub status: Lenient<Phase>,
    pub impact: Lenient<Impact>,
    pub current_worst_impact: Lenient<Impact>,
    pub created_at: Lenient<Timestamp>,
    pub started_at: Lenient<Timestamp>,
    pub published_at: Lenient<Timestamp>,
    pub updated_at: Lenient<Timestamp>,
    pub last_update_at: Lenient<Timestamp>,
    pub resolved_at: Lenient<Timestamp>,
    pub scheduled_for: Lenient<Timestamp>,
    pub starts_at: Lenient<Timestamp>,
    pub scheduled_until: Lenient<Timestamp>,
    pub ends_at: Lenient<Timestamp>,
    pub scheduled_end_at: Lenient<Timestamp>,
    pub last_update_message: Words,
    pub incident_updates: Objects<Update>,
    pub updates: Objects<Update>,
    pub components: Objects<Component>,
    pub affected_components: Objects<Component>,
    pub component_impacts: Objects<Component>,
}

/// One message about an incident.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Update {
    pub body: Words,
    pub message_string: Words,
    /// incident.io's rich text, which may be no text at all.
    pub message: Words,
    pub status: Lenient<Phase>,
    pub to_status: Lenient<Phase>,
    pub display_at: Lenient<Timestamp>,
    pub created_at: Lenient<Timestamp>,
    pub published_at: Lenient<Timestamp>,
}

impl Document {
    /// Reads a whole document.
    ///
    /// # Errors
    /// [`Unreadable::Malformed`] where it is not JSON from end to end, and
    /// [`Unreadable::Unrecognised`] where it is no object.
    pub fn parse(document: &[u8]) -> Result<Self, Unreadable> {
        let text = String::from_utf8_lossy(document);
        let document: Lenient<Object<Self>> =
            serde_json::from_str(&paired(&text)).map_err(|_| Unreadable::Malformed)?;
        document.0.map(|Object(document)| document).ok_or(Unreadable::Unrecognised)
    }
}

/// The document with U+FFFD for every half of an emoji (a lone surrogate): `serde_json` refuses
/// a document for one, and a title that was cut in the middle of a character has one.
pub(super) fn paired(document: &str) -> Cow<'_, str> {
    let mut mended: Option<Vec<u8>> = None;
    let bytes = document.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == b'\\') {
        at += next;
        let (first, second) = (unit(bytes, at), unit(bytes, at + 6));
        at += match (first, second) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
            (Some(0xd800..0xe000), _) => {
                mended.get_or_insert_with(|| bytes.to_vec())[at..at + 6]
                    .copy_from_slice(br"\ufffd");
                6
            }
            _ => 2,
        };
        if at >= bytes.len() {
            break;
        }
    }
    match mended.map(String::from_utf8) {
        Some(Ok(mended)) => Cow::Owned(mended),
        Some(Err(_)) | None => Cow::Borrowed(document),
    }
}

/// The number of the `\uXXXX` at this place.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
    digits.iter().try_fold(0, |sum, byte| Some(sum * 16 + char::from(*byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::lenient::{LONGEST_TEXT, LONGEST_WORD, MOST_ITEMS};
    use super::*;

    fn title(json: &str) -> Option<String> {
        let json = format!(r#"{{"incidents":[{{"name":{json}}}]}}"#);
        let document = Document::parse(json.as_bytes()).ok()?;
        document.incidents.items()[0].name.found().map(str::to_owned)
    }

    fn why(document: &[u8]) -> Option<Unreadable> {
        Document::parse(document).err()
    }

    #[test]
    fn escapes_are_resolved_and_half_an_emoji_is_a_mark() {
        assert_eq!(title(r#""a\"\\\/\n\t\r\u00e9\ud83d\ude00""#).unwrap(), "a\"\\/\n\t\ré😀");
        assert_eq!(title(r#""\ud83d""#).unwrap(), "\u{fffd}");
        assert_eq!(title(r#""\ude00x\uD83D\u0041""#).unwrap(), "\u{fffd}x\u{fffd}A");
        assert_eq!(title(r#""\ud83d\ud83d\ude00""#).unwrap(), "\u{fffd}😀");
        assert_eq!(title(r#""\\ud83d""#).unwrap(), r"\ud83d", "an escaped backslash and text");
        assert_eq!(title(r#""\u00zz""#), None);
        let broken = b"{\"incidents\":[{\"name\":\"\xff\xf0\x9f\"}]}";
        assert_eq!(
            Document::parse(broken).unwrap().incidents.items()[0].name.text(),
            "\u{fffd}\u{fffd}"
        );
        assert_eq!(paired("\\"), "\\");
        assert_eq!(paired("é\\ud83"), "é\\ud83");
    }

    #[test]
    fn texts_and_lists_are_cut_at_their_bounds() {
        let long = format!("\"{}\"", "é😀\\n".repeat(3000));
        assert_eq!(title(&long).unwrap().chars().count(), LONGEST_TEXT);
        let id = format!(r#"{{"page":{{"id":{long}}}}}"#);
        let id = Document::parse(id.as_bytes()).unwrap();
        assert_eq!(id.page.object().unwrap().id.word().chars().count(), LONGEST_WORD);
        let items = ["{}"; MOST_ITEMS + 5].join(",");
        let document = format!(r#"{{"components":[{items}],"incidents":[{items}]}}"#);
        let document = Document::parse(document.as_bytes()).unwrap();
        assert_eq!(document.components.items().len(), MOST_ITEMS);
        assert_eq!(document.incidents.items().len(), MOST_ITEMS);
    }

    #[test]
    fn what_is_of_another_kind_is_missing() {
        for other in ["\"$undefined\"", "null", "1", "-1.5e3", "{\"a\":[{}]}", "[\"a\",[]]", "true"]
        {
            assert_eq!(title(other), None, "{other}");
            let json = format!(r#"{{"components":[7,[],{{}},{other}],"page":[{other}]}}"#);
            assert!(Document::parse(json.as_bytes()).is_ok(), "{other}");
        }
        let json = br#"{"incidents":{"id":1},"summary":[],"components":"x","status":{"indicator":"$undefined"}}"#;
        let document = Document::parse(json).unwrap();
        assert!(!document.incidents.is_there() && !document.components.is_there());
        assert!(document.summary.object().is_none());
        let indicator = document.status.object().unwrap().indicator.0.as_ref().unwrap();
        assert_eq!(indicator.0, Impact::Unknown);
    }

    #[test]
    fn what_is_cut_broken_or_said_twice_is_refused() {
        let whole = r#"{"incidents":[{"name":"b","other":{"c":null}}],"d":-1.5e+3}"#;
        assert_eq!(why(whole.as_bytes()), None);
        for cut in 0..whole.len() {
            assert_eq!(why(&whole.as_bytes()[..cut]), Some(Unreadable::Malformed), "{cut}");
        }
        for broken in [
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "nul",
            "undefined",
            "{} {}",
            "<html>",
            "'a'",
            "{\"page\":{},\"page\":{}}",
        ] {
            assert_eq!(why(broken.as_bytes()), Some(Unreadable::Malformed), "{broken}");
        }
        for other in ["null", "[]", "\"operational\"", "7", "[{}]"] {
            assert_eq!(why(other.as_bytes()), Some(Unreadable::Unrecognised), "{other}");
        }
    }

    #[test]
    fn a_deep_document_does_not_overflow_and_is_refused_where_it_matters() {
        for field in ["incidents", "components", "name", "structure", "page", "summary", "other"] {
            for (open, close) in [("[", "]"), ("{\"components\":", "}"), ("{\"summary\":", "}")] {
                let deep = [&open.repeat(200_000), "1", &close.repeat(200_000)].concat();
                let why = why(format!("{{\"{field}\":{deep}}}").as_bytes());
                // The value of an unknown name is skipped, however deep it is.
                assert!(matches!(why, None | Some(Unreadable::Malformed)), "{field} {open}");
                assert!(why.is_some() || field == "other" || open != "[", "{field}");
            }
        }
    }
}
