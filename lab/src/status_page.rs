//! The status page's documents, native and compatible, with times relative to the lab's own.
//!
//! Shapes follow what incident.io serves for status.openai.com: the native summary lists affected
//! components alone; the compatible one lists at most 25 components, leaves `incidents` out where
//! there is none, and joins no incident to a component.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::scenario::StatusPage;

/// The group "ChatGPT", in the native document alone.
const CHATGPT_GROUP: &str = "01K5H8S53SY1KMS4GQMNMZXTR1";
/// Another group of the same page.
const API_GROUP: &str = "01K5H8S53SLABAPIGR0UP00001";
/// The incident's id.
const INCIDENT: &str = "01LAB0000000000000INCIDENT";

/// Components of ChatGPT: id and name; the first two are what a chat needs.
pub(crate) const CHATGPT: [(&str, &str); 11] = [
    ("01JMXBNJXGV1T5GT2M9XA83XNG", "Conversations"),
    ("01JMXBNJXG1S2D9V65P1ZZTD94", "Login"),
    ("01LAB00000000000000000FILE", "File uploads"),
    ("01LAB0000000000000000SEARC", "Search"),
    ("01LAB0000000000000000V01CE", "Voice mode"),
    ("01LAB000000000000000000GPT", "GPTs"),
    ("01LAB0000000000000000IMAGE", "Image Generation"),
    ("01LAB0000000000000000DEEPR", "Deep Research"),
    ("01LAB0000000000000000AGENT", "Agent"),
    ("01LAB0000000000000000CNNCT", "Connectors/Apps"),
    ("01LAB0000000000000000CDXWB", "Codex"),
];
/// Components of the API; one is called as one of ChatGPT's.
const API: [(&str, &str); 5] = [
    ("01LAB00000000000000APICHAT", "Chat Completions"),
    ("01LAB00000000000000APIRESP", "Responses"),
    ("01LAB00000000000000APIEMBD", "Embeddings"),
    ("01LAB0000000000000APIFILES", "Files"),
    ("01LAB0000000000000APIL0G1N", "Login"),
];

/// An incident's steps: the word and what is said with it.
const STEPS: [(&str, &str); 4] = [
    ("investigating", "We are currently investigating elevated error rates in ChatGPT."),
    ("identified", "We have identified the cause and are working on a mitigation."),
    ("monitoring", "A mitigation has been applied and we are monitoring the recovery."),
    ("resolved", "All impacted services have now fully recovered."),
];

/// The document at a path of the status page's host, or `None` where that host has none.
///
/// `begun` is when the outage began for the lab: the incident was published 9 minutes before and
/// its steps are 150 seconds apart, so that it keeps its times from phase to phase.
#[must_use]
pub fn document(path: &str, page: StatusPage, begun: SystemTime) -> Option<(&'static str, String)> {
    let json = |value: Value| Some(("application/json; charset=utf-8", value.to_string()));
    match path {
        "/proxy/status.openai.com" => json(native(page, begun)),
        "/proxy/status.openai.com/incidents" => {
            json(json!({ "incidents": native_incidents(page, begun) }))
        }
        "/api/v2/status.json" => {
            json(json!({ "page": compat_page(begun), "status": indicator(page) }))
        }
        "/api/v2/summary.json" => json(compat_summary(page, begun)),
        "/api/v2/components.json" => json(json!({
            "page": compat_page(begun), "components": compat_components(page, begun, usize::MAX),
        })),
        "/api/v2/incidents.json" => json(json!({
            "page": compat_page(begun), "incidents": compat_incidents(page, begun),
        })),
        "/history.atom" => Some(("application/atom+xml; charset=utf-8", atom(page, begun))),
        "/" => Some(("text/html; charset=UTF-8", include_str!("../pages/status.html").to_owned())),
        _ => None,
    }
}

fn native(page: StatusPage, begun: SystemTime) -> Value {
    let group = |id: &str, name: &str, components: &[(&str, &str)]| {
        let components: Vec<Value> = components
            .iter()
            .map(|(id, name)| json!({ "component_id": id, "name": name, "hidden": false }))
            .collect();
        json!({ "group": { "id": id, "name": name, "hidden": false, "components": components } })
    };
    let components: Vec<Value> = CHATGPT
        .iter()
        .chain(&API)
        .map(|(id, name)| json!({ "id": id, "name": name, "status_page_id": "01JMDK9XYNY6RXSED6SDWW50WY" }))
        .collect();
    let affected: Vec<Value> = affected(page)
        .into_iter()
        .map(|(id, status)| json!({ "component_id": id, "status": status }))
        .collect();
    let maintenance = if page == StatusPage::Maintenance {
        vec![json!({
            "id": INCIDENT, "name": "ChatGPT maintenance", "type": "maintenance",
            "status": "maintenance_in_progress", "published_at": iso(begun, -9 * 60),
            "component_impacts": [{ "id": "01LABIMPACT", "component_id": CHATGPT[0].0,
                "status": "under_maintenance", "start_at": iso(begun, -5 * 60) }],
        })]
    } else {
        Vec::new()
    };
    let ongoing =
        if page == StatusPage::Resolved { Vec::new() } else { native_incidents(page, begun) };
    json!({ "summary": {
        "id": "01JMDK9XYNY6RXSED6SDWW50WY", "name": "OpenAI", "subpath": "status.openai.com",
        "public_url": "https://status.openai.com", "components": components,
        "affected_components": affected, "ongoing_incidents": ongoing,
        "scheduled_maintenances": maintenance,
        "structure": { "items": [
            group(API_GROUP, "APIs", &API), group(CHATGPT_GROUP, "ChatGPT", &CHATGPT),
        ] },
    } })
}

fn native_incidents(page: StatusPage, begun: SystemTime) -> Vec<Value> {
    let Some(step) = step(page) else { return Vec::new() };
    let on_api = page == StatusPage::ApiOnly;
    let ended = step == STEPS.len() - 1;
    let hit: &[(&str, &str)] = if on_api { &API[..2] } else { &CHATGPT[..2] };
    let worst = if on_api { "degraded_performance" } else { "partial_outage" };
    let affected: Vec<Value> = hit
        .iter()
        .map(|(id, _)| {
            let current = if ended { "operational" } else { worst };
            json!({ "component_id": id, "status": worst, "current_status": current })
        })
        .collect();
    let impacts: Vec<Value> = hit
        .iter()
        .map(|(id, _)| {
            // The page opens some 13 minutes after the onset, and the impact says the onset.
            let mut impact = json!({ "id": format!("{id}-I"), "component_id": id, "status": worst,
                "start_at": iso(begun, -22 * 60) });
            if ended {
                impact["end_at"] = Value::String(iso(begun, -90));
            }
            impact
        })
        .collect();
    let updates: Vec<Value> = steps(page, step)
        .map(|(at, word, message)| {
            json!({ "id": format!("01LABUPDATE{at}"), "to_status": word, "message_string": message,
                "published_at": iso(begun, at), "automated_update": false })
        })
        .collect();
    vec![json!({
        "id": INCIDENT, "name": title(page), "status": STEPS[step].0, "type": "incident",
        "published_at": iso(begun, -9 * 60), "affected_components": affected,
        "component_impacts": impacts, "updates": updates,
    })]
}

fn compat_summary(page: StatusPage, begun: SystemTime) -> Value {
    let mut summary = json!({
        "page": compat_page(begun), "status": indicator(page),
        "components": compat_components(page, begun, 25),
    });
    // Absent when there is none, as the real document does it.
    if page != StatusPage::Resolved && step(page).is_some() {
        summary["incidents"] = Value::Array(compat_incidents(page, begun));
    }
    summary
}

fn compat_page(begun: SystemTime) -> Value {
    json!({ "id": "01JMDK9XYNY6RXSED6SDWW50WY", "name": "OpenAI",
        "url": "https://status.openai.com", "updated_at": iso(begun, -60) })
}

fn compat_components(page: StatusPage, begun: SystemTime, at_most: usize) -> Vec<Value> {
    let affected = affected(page);
    CHATGPT
        .iter()
        .chain(&API)
        .take(at_most)
        .enumerate()
        .map(|(position, (id, name))| {
            let status = affected
                .iter()
                .find(|(affected, _)| affected == id)
                .map_or("operational", |(_, status)| *status);
            // The compatible documents have Atlassian's word for it.
            let status = if status == "full_outage" { "major_outage" } else { status };
            json!({ "id": id, "name": name, "status": status, "position": position + 1,
                "created_at": iso(begun, -90 * 86_400), "updated_at": iso(begun, -90 * 86_400) })
        })
        .collect()
}

fn compat_incidents(page: StatusPage, begun: SystemTime) -> Vec<Value> {
    let Some(step) = step(page) else { return Vec::new() };
    let updates: Vec<Value> = steps(page, step)
        .map(|(at, word, message)| {
            json!({ "id": format!("01LABUPDATE{at}"), "status": word, "body": message,
                "created_at": iso(begun, at), "display_at": iso(begun, at),
                "updated_at": iso(begun, at) })
        })
        // Newest first, unlike the native document.
        .rev()
        .collect();
    let mut incident = json!({
        "id": INCIDENT, "name": title(page), "status": STEPS[step].0, "impact": "minor",
        "created_at": iso(begun, -9 * 60), "updated_at": iso(begun, update_at(step)),
        "incident_updates": updates,
    });
    if step == STEPS.len() - 1 {
        incident["resolved_at"] = Value::String(iso(begun, update_at(step)));
    }
    vec![incident]
}

fn atom(page: StatusPage, begun: SystemTime) -> String {
    let entry = step(page).map_or_else(String::new, |step| {
        format!(
            "<entry><id>https://status.openai.com//incidents/{INCIDENT}</id><title>{}</title>\
             <link href=\"https://status.openai.com//incidents/{INCIDENT}\"/>\
             <published>{at}</published><updated>{at}</updated>\
             <content type=\"html\"><![CDATA[<b>Status: {}</b><br/>{}]]></content></entry>",
            title(page),
            STEPS[step].0,
            STEPS[step].1,
            at = iso(begun, update_at(step)),
        )
    });
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <title>OpenAI status</title><id>https://status.openai.com/</id>\
         <updated>{}</updated>{entry}</feed>",
        iso(begun, -60)
    )
}

fn title(page: StatusPage) -> &'static str {
    if page == StatusPage::ApiOnly {
        "Elevated latency in the API"
    } else {
        "Elevated error rates in ChatGPT"
    }
}

fn step(page: StatusPage) -> Option<usize> {
    match page {
        StatusPage::Operational | StatusPage::Degraded | StatusPage::Maintenance => None,
        StatusPage::Investigating | StatusPage::ApiOnly => Some(0),
        StatusPage::Identified => Some(1),
        StatusPage::Monitoring => Some(2),
        StatusPage::Resolved => Some(3),
    }
}

/// Steps up to `last`: seconds from the beginning, word, message; oldest first.
fn steps(
    page: StatusPage,
    last: usize,
) -> impl DoubleEndedIterator<Item = (i64, &'static str, &'static str)> {
    STEPS.iter().take(last + 1).enumerate().map(move |(index, (word, message))| {
        let message = if page == StatusPage::ApiOnly {
            "We are investigating API latency."
        } else {
            *message
        };
        (update_at(index), *word, message)
    })
}

/// Seconds from the beginning to a step's update: 9 min before, then every 150 s.
fn update_at(step: usize) -> i64 {
    -540 + 150 * i64::try_from(step).unwrap_or(0)
}

fn affected(page: StatusPage) -> Vec<(&'static str, &'static str)> {
    let (components, status) = match page {
        StatusPage::Operational | StatusPage::Resolved => return Vec::new(),
        StatusPage::Investigating | StatusPage::Identified => (&CHATGPT[..2], "partial_outage"),
        StatusPage::Monitoring | StatusPage::Degraded => (&CHATGPT[..2], "degraded_performance"),
        StatusPage::Maintenance => (&CHATGPT[..1], "under_maintenance"),
        StatusPage::ApiOnly => (&API[..2], "degraded_performance"),
    };
    components.iter().map(|(id, _)| (*id, status)).collect()
}

/// The page's indicator. A broad outage was `minor` once: it is no measure.
fn indicator(page: StatusPage) -> Value {
    match page {
        StatusPage::Operational | StatusPage::Resolved => {
            json!({ "indicator": "none", "description": "All Systems Operational" })
        }
        StatusPage::Investigating
        | StatusPage::Identified
        | StatusPage::Monitoring
        | StatusPage::Degraded
        | StatusPage::ApiOnly => {
            json!({ "indicator": "minor", "description": "Partial System Degradation" })
        }
        StatusPage::Maintenance => {
            json!({ "indicator": "maintenance", "description": "Service Under Maintenance" })
        }
    }
}

/// `2026-03-04T05:06:07.000Z`, so many seconds from `begun`.
fn iso(begun: SystemTime, seconds: i64) -> String {
    let since = begun.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let at = i64::try_from(since.as_secs()).unwrap_or(0) + seconds;
    let (days, of_day) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    // Days to a civil date: https://howardhinnant.github.io/date_algorithms.html
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.000Z",
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn times_are_written_in_utc_across_leap_days_and_years() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(iso(at(0), 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(at(951_782_400), 0), "2000-02-29T00:00:00.000Z");
        assert_eq!(iso(at(1_772_600_767), 0), "2026-03-04T05:06:07.000Z");
        assert_eq!(iso(at(1_767_225_600), -1), "2025-12-31T23:59:59.000Z");
    }

    #[test]
    fn an_incident_keeps_its_start_while_it_goes_on() {
        let begun = UNIX_EPOCH + Duration::from_secs(1_772_600_767);
        let start = |page| {
            let (_, text) = document("/proxy/status.openai.com/incidents", page, begun).unwrap();
            let value: Value = serde_json::from_str(&text).unwrap();
            value["incidents"][0]["published_at"].as_str().unwrap().to_owned()
        };
        assert_eq!(start(StatusPage::Investigating), start(StatusPage::Resolved));
    }

    #[test]
    fn the_compatible_summary_has_no_incidents_key_when_there_is_none() {
        let (_, text) =
            document("/api/v2/summary.json", StatusPage::Operational, UNIX_EPOCH).unwrap();
        assert!(!text.contains("\"incidents\""), "{text}");
    }
}
