//! `cargo xtask read-status [--site NAME] FILE...`: a status document in any format becomes one JSON line.
//!
//! With `--site` it is read as another assistant's status page: what is somebody else's is unknown.
//!
//! A file that cannot be read gives a line too, with the state `unknown`, the source
//! `unreadable` and an `error`; the exit code stays 0, since that line is an honest answer.

use anyhow::Context;
use serde_json::{Value, json};
use sites::{Site, Source};
use status::{self, Incident, Reading, State, Unreadable};
use std::time::{SystemTime, UNIX_EPOCH};
use timestamp::Timestamp;
use timestamp::dates;

/// Prints one line for each file, in the order given.
///
/// # Errors
/// Without any file.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let (site, files) = match arguments {
        [flag, name, files @ ..] if flag == "--site" => (Some(named(name)?), files),
        files => (None, files),
    };
    anyhow::ensure!(!files.is_empty(), "cargo xtask read-status [--site NAME] FILE...");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    for file in files {
        println!(
            "{}",
            line(file, std::fs::read(file).map_err(|error| error.to_string()), site, now)
        );
    }
    Ok(())
}

/// The assistant of that name.
fn named(name: &str) -> anyhow::Result<Site> {
    let all: Vec<&str> = Site::homes().map(|site| site.service().id).collect();
    Site::named(name).with_context(|| format!("--site {name}: one of {}", all.join(", ")))
}

/// The line of a document, or of the reason why there is none.
fn line(
    file: &str,
    document: Result<Vec<u8>, String>,
    site: Option<Site>,
    now: Timestamp,
) -> Value {
    let read = document.and_then(|document| {
        let read = status::read(&document, site.unwrap_or(Site::ChatGpt), now);
        let is_anothers = |reading: &Reading| site.is_some() && reading.is_foreign;
        match read {
            Ok(reading) if is_anothers(&reading) => Err(Unreadable::Unrecognised),
            read => read,
        }
        .map_err(|why| why.name().to_owned())
    });
    // Without a name it is ChatGPT's page, and says so.
    let about = if site.is_some() { "about_site" } else { "about_chatgpt" };
    match read {
        Ok(reading) => of_reading(file, &reading, about),
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

fn of_reading(file: &str, reading: &Reading, about: &str) -> Value {
    let source = match reading.source {
        Source::Native => "native",
        Source::Compat => "compat",
        Source::Feed => "feed",
        Source::Workspace => "workspace",
        Source::Posts => "posts",
        Source::Flashduty => "flashduty",
    };
    json!({
        "file": file,
        "source": source,
        "state": reading.state.name(),
        "updated_at": moment(reading.updated_at),
        "incidents": reading.incidents.iter().map(|it| of_incident(it, about)).collect::<Vec<_>>(),
        "maintenance": reading.maintenance.iter().map(|it| of_maintenance(it, about)).collect::<Vec<_>>(),
    })
}

fn of_incident(incident: &Incident, about: &str) -> Value {
    json!({
        "title": incident.title,
        "phase": incident.phase.name(),
        "impact": incident.impact.name(),
        "started_at": moment(incident.started_at),
        about: incident.about.is_site(),
        "why": incident.about.name(),
    })
}

fn of_maintenance(work: &Incident, about: &str) -> Value {
    json!({
        "title": work.title,
        "phase": work.phase.name(),
        "starts_at": moment(work.started_at),
        "ends_at": moment(work.ends_at),
        about: work.about.is_site(),
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
            line("a.json", Ok(document.to_vec()), None, NOW),
            json!({"file": "a.json", "source": "compat", "state": "degraded",
                "updated_at": "2026-09-01T00:00:00Z", "maintenance": [],
                "incidents": [{"title": "ChatGPT errors", "phase": "monitoring",
                    "impact": "major", "started_at": "2026-09-01T08:00:00Z",
                    "about_chatgpt": true, "why": "words"}]})
        );
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_says_why() {
        let html = line("b.html", Ok(b"<html></html>".to_vec()), None, NOW);
        assert_eq!(html["state"], "unknown");
        assert_eq!((&html["source"], &html["error"]), (&json!("unreadable"), &json!("html")));
        let missing = line("c", Err("no such file".into()), None, NOW);
        assert_eq!(
            (&missing["state"], &missing["error"]),
            (&json!("unknown"), &json!("no such file"))
        );
    }
}
