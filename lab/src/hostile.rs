//! A status page's document that is full of traps for its reader and for whoever shows it.
//!
//! It says that it is OpenAI's: one that does not is refused before anything in it is looked at.

use serde_json::{Value, json};

use crate::status_page::CHATGPT;

/// A native document that tries everything a reader must survive: markup, bidirectional controls,
/// a title of 100 000 characters, wrong types, unknown words, times that are none.
#[must_use]
pub fn document() -> String {
    let conversations = CHATGPT[0].0;
    let long = "A".repeat(100_000);
    let updates: Vec<Value> = (0..500)
        .map(|n| {
            json!({ "id": n, "to_status": "exploded", "published_at": "yesterday",
                "message_string": "<img src=x onerror=alert(1)>" })
        })
        .collect();
    json!({ "summary": {
        "id": 7, "name": "OpenAI<script>document.title = 'owned'</script>",
        "public_url": "javascript:alert(1)",
        "components": [
            { "id": conversations, "name": "\u{202e}snoitasrevnoC" },
            { "id": null, "name": ["not", "a", "name"] }, "$undefined", 3,
        ],
        "affected_components": [
            { "component_id": conversations, "status": "on_fire" }, { "status": "full_outage" },
        ],
        "ongoing_incidents": [
            { "id": "../../etc/passwd", "name": long, "status": "sideways",
              "published_at": "9999-99-99T99:99:99Z", "updates": updates },
            { "id": "01LABMARKUP", "name": title(), "status": "investigating",
              "published_at": "2026-01-01T00:00:00Z",
              "updates": [{ "to_status": "investigating", "message_string": title() }] },
            { "id": "01LAB", "name": "<b>Bold\u{2066}</b>\u{0}\u{7}", "status": "investigating",
              "published_at": "2126-01-01T00:00:00Z", "component_impacts": "none" },
        ],
        "structure": { "items": [{ "group": null }, { "component": {} }, 1] },
        "__proto__": { "polluted": true },
    } })
    .to_string()
}

/// A title about ChatGPT that tries all at once: markup, an override of direction, a language that
/// runs from right to left, an emoji of several characters, 5,000 characters.
fn title() -> String {
    let start = "<img src=x onerror=\"document.title='owned'\"><b>ChatGPT</b> \u{202e}nwod \u{2067}\u{5d0}\u{5d1}\u{5d2} \u{1f469}\u{200d}\u{1f4bb}\u{1f525}";
    let rest = 5_000 - start.chars().count();
    start.chars().chain(std::iter::repeat_n('W', rest)).collect()
}
