//! `cargo xtask read-status FILE...`: a status document in any format becomes one JSON line.
//!
//! A file that cannot be read gives a line too, with the state `unknown`, the source
//! `unreadable` and an `error`; the exit code stays 0, since that line is an honest answer.

use serde_json::{Value, json};
use status::{self, Incident, Reading, Source, State};
use std::time::{SystemTime, UNIX_EPOCH};
use timestamp::Timestamp;
use timestamp::dates;

/// Prints one line for each file, in the order given.
///
/// # Errors
/// Without any file.
pub fn run(files: &[String]) -> anyhow::Result<()> {
    anyhow::ensure!(!files.is_empty(), "cargo xtask read-status FILE...");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    for file in files {
        println!("{}", line(file, std::fs::read(file).map_err(|error| error.to_string()), now));
    }
    Ok(())
}

/// The line of a document, or of the reason why there is none.
fn line(file: &str, document: Result<Vec<u8>, String>, now: Timestamp) -> Value {
    let read = document
        .and_then(|document| status::read(&document, now).map_err(|why| why.name().to_owned()));
    match read {
        Ok(reading) => of_reading(file, &reading),
        Err(error) => json!({
            "file": file,
            "source": "unreadable",
            "state": State::Unknown.name(),
            "updated_at": null,
            "incidents": [],
            "maintenance": [],
            "error": error,
        }),
    }
}

fn of_reading(file: &str, reading: &Reading) -> Value {
    let source = match reading.source {
        Source::Native => "native",
        Source::Compat => "compat",
        Source::Feed => "feed",
    };
    json!({
        "file": file,
        "source": source,
        "state": reading.state.name(),
        "updated_at": moment(reading.updated_at),
        "incidents": reading.incidents.iter().map(of_incident).collect::<Vec<_>>(),
        "maintenance": reading.maintenance.iter().map(of_maintenance).collect::<Vec<_>>(),
    })
}

fn of_incident(incident: &Incident) -> Value {
    json!({
        "title": incident.title,
        "phase": incident.phase.name(),
        "impact": incident.impact.name(),
        "started_at": moment(incident.started_at),
        "about_chatgpt": incident.about.is_chatgpt(),
        "why": incident.about.name(),
    })
}

fn of_maintenance(work: &Incident) -> Value {
    json!({
        "title": work.title,
        "phase": work.phase.name(),
        "starts_at": moment(work.started_at),
        "ends_at": moment(work.ends_at),
        "about_chatgpt": work.about.is_chatgpt(),
        "why": work.about.name(),
    })
}

fn moment(moment: Option<Timestamp>) -> Option<String> {
    moment.map(dates::to_iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn a_summary_becomes_one_line_with_its_incidents() {
        let document = br#"{"page":{"name":"OpenAI","updated_at":"2026-09-01T00:00:00Z"},
            "incidents":[{"name":"ChatGPT errors","status":"monitoring","impact":"major",
            "created_at":"2026-09-01T10:00:00+02:00"}],"scheduled_maintenances":[]}"#;
        assert_eq!(
            line("a.json", Ok(document.to_vec()), NOW),
            json!({"file": "a.json", "source": "compat", "state": "degraded",
                "updated_at": "2026-09-01T00:00:00Z", "maintenance": [],
                "incidents": [{"title": "ChatGPT errors", "phase": "monitoring",
                    "impact": "major", "started_at": "2026-09-01T08:00:00Z",
                    "about_chatgpt": true, "why": "words"}]})
        );
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_says_why() {
        let html = line("b.html", Ok(b"<html></html>".to_vec()), NOW);
        assert_eq!(html["state"], "unknown");
        assert_eq!((&html["source"], &html["error"]), (&json!("unreadable"), &json!("html")));
        let missing = line("c", Err("no such file".into()), NOW);
        assert_eq!(
            (&missing["state"], &missing["error"]),
            (&json!("unknown"), &json!("no such file"))
        );
    }
}
