//! Outages that are over, exported as a file: CSV for tables, JSON for programs.

use super::Past;
use text::Text;
use timestamp::Timestamp;
use timestamp::dates::to_iso;

/// The fields of each, in order. Times are in UTC, durations in seconds; empty if there is none.
const NAMES: [&str; 13] = [
    "started",
    "ended",
    "lasted_s",
    "site",
    "class",
    "code",
    "cause",
    "back",
    "checks",
    "incident",
    "incident_title",
    "incident_started",
    "incident_ended",
];

/// Gives the likeliest cause of an outage. Passed in, because `advice` depends on `history`.
pub type Cause = fn(&Past) -> Option<Text>;

/// As CSV (RFC 4180), the first row with the names.
#[must_use]
pub fn csv(all: &[Past], cause: Cause) -> String {
    let mut file = NAMES.join(",");
    for past in all {
        file.push_str("\r\n");
        let cells = values(past, cause).map(|value| match value {
            Value::Plain(text) => text,
            Value::Text(text) => cell(&text),
        });
        file.push_str(&cells.join(","));
    }
    file.push_str("\r\n");
    file
}

/// As a list of JSON objects.
#[must_use]
pub fn json(all: &[Past], cause: Cause) -> String {
    let mut file = String::from("[");
    for (at, past) in all.iter().enumerate() {
        file.push_str(if at == 0 { "\n  {" } else { ",\n  {" });
        for (at, (name, value)) in NAMES.iter().zip(values(past, cause)).enumerate() {
            let value = match value {
                Value::Plain(text) if text.is_empty() => "null".into(),
                Value::Plain(text) => text,
                Value::Text(text) if text.is_empty() => "null".into(),
                Value::Text(text) => quoted(&text),
            };
            let comma = if at == 0 { "\"" } else { ", \"" };
            file.push_str(&[comma, name, "\": ", &value].concat());
        }
        file.push('}');
    }
    file.push_str("\n]\n");
    file
}

enum Value {
    /// A number, true or false, or nothing.
    Plain(String),
    Text(String),
}

fn values(past: &Past, cause: Cause) -> [Value; 13] {
    let date = |at: Option<Timestamp>| Value::Text(at.map(to_iso).unwrap_or_default());
    let number = |number: u64| Value::Plain(number.to_string());
    let posted = past.incident.as_ref();
    let cause = cause(past).map_or("", |text| text.id).trim_start_matches("cause_");
    [
        date(Some(past.started)),
        date(Some(past.ended)),
        number(past.lasted().as_secs()),
        Value::Text(past.site.host().into()),
        Value::Text(past.class.name()),
        Value::Plain(if past.code > 0 { past.code.to_string() } else { String::new() }),
        Value::Text(cause.into()),
        Value::Plain(if past.back { "true" } else { "false" }.into()),
        number(past.probes.into()),
        Value::Text(posted.map(|it| it.id.clone()).unwrap_or_default()),
        Value::Text(posted.map(|it| it.title.clone()).unwrap_or_default()),
        date(posted.and_then(|it| it.started)),
        date(posted.and_then(|it| it.ended)),
    ]
}

/// A cell of text. One that a spreadsheet would take for a formula gets an apostrophe in front,
/// because its words come from outside (OWASP, "CSV Injection").
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = text.replace('"', "\"\"");
    if formula || text.contains(['"', ',', '\n', '\r']) {
        return ["\"", if formula { "'" } else { "" }, &text, "\""].concat();
    }
    text
}

fn quoted(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 => {
                let byte = c as usize;
                let digits = [HEX[byte >> 4], HEX[byte & 15]].map(char::from);
                out.push_str("\\u00");
                out.extend(digits);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::past::tests::past;

    #[expect(clippy::unnecessary_wraps, reason = "it is what the files ask for")]
    fn server(_: &Past) -> Option<Text> {
        Some(Text::new("cause_server"))
    }

    #[test]
    fn what_openai_wrote_is_no_formula_in_a_table() {
        let mut evil = past(1_790_000_000_000, 12);
        evil.incident.as_mut().unwrap().title = "=HYPERLINK(\"x\"),\nmore".into();
        let csv = csv(&[evil], server);
        let rows: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(rows.len(), 3, "{csv}");
        assert_eq!(rows[0].split(',').count(), 13);
        let start = "2026-09-21T14:13:20Z,2026-09-21T14:25:20Z,720,chatgpt.com,gateway_502,502,server,true,9,01KX,";
        assert!(rows[1].starts_with(start), "{csv}");
        assert!(rows[1].contains("\"'=HYPERLINK(\"\"x\"\"),\nmore\""), "{csv}");
    }

    #[test]
    fn programs_read_all_of_it() {
        let mut odd = past(1_790_000_000_000, 12);
        odd.incident.as_mut().unwrap().title = "\u{1}\\\"é".into();
        let other = Past { incident: None, code: 0, ..past(1_790_000_000_000, 1) };
        let read: serde_json::Value = serde_json::from_str(&json(&[odd, other], server)).unwrap();
        assert_eq!(read[0]["incident_title"], "\u{1}\\\"é");
        assert_eq!(read[0]["lasted_s"], 720);
        assert_eq!(read[1]["incident"], serde_json::Value::Null);
        assert_eq!(read[1]["code"], serde_json::Value::Null);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&json(&[], server)).unwrap(),
            serde_json::json!([])
        );
    }
}
