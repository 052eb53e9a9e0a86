//! A reading in words: message ids with arguments, the most useful sentence first.
//!
//! Two things are never said: that OpenAI is fine (its page lags by a quarter of an hour, and a
//! failure under a green page is common), and that ChatGPT is down when the page cannot be read.

use super::{About, Impact, Incident, Phase, Reading, State, Unreadable};
use crate::{text::Arg, text::Text, time::Timestamp};
use core::time::Duration;

/// From here on a reading's age is pointed out as old: ten requests could have renewed it.
pub const STALE: Duration = Duration::from_secs(10 * 60);
/// From here on a reading says nothing of now.
pub const TOO_OLD: Duration = Duration::from_secs(60 * 60);
/// How long an incident that ended is still worth a word while ChatGPT fails.
const JUST_ENDED: Duration = Duration::from_secs(6 * 3600);
/// How long before its start a planned maintenance is worth a word.
const SOON: Duration = Duration::from_secs(24 * 3600);

/// What there is to say. `reading` is the last good one, `trouble` why a newer look gave none,
/// `failing` whether ChatGPT fails for this person now.
#[must_use]
pub fn wording(
    reading: Option<&Reading>,
    trouble: Option<Unreadable>,
    failing: bool,
    now: Timestamp,
) -> Vec<Text> {
    let Some(reading) = reading else {
        return vec![match trouble {
            None => Text::new("status_not_read"),
            Some(why) => Text::new("status_unreadable").with("why", Arg::Text(Box::new(why.why()))),
        }];
    };
    let age = now.since(reading.read_at);
    let mut said = Vec::new();
    if age >= TOO_OLD {
        said.push(Text::new("status_too_old").with("age", age.into()));
    } else {
        incidents(reading, failing, now, &mut said);
        maintenance(reading, now, &mut said);
        if said.is_empty() {
            state(reading, failing, now, &mut said);
        }
        others(reading, &mut said);
        let id = if age >= STALE { "status_stale" } else { "status_read" };
        said.push(Text::new(id).with("age", age.into()));
    }
    if let Some(why) = trouble {
        said.push(Text::new("status_unreadable_now").with("why", Arg::Text(Box::new(why.why()))));
    }
    said
}

/// Open incidents about ChatGPT, else one that may be.
fn incidents(reading: &Reading, failing: bool, now: Timestamp, said: &mut Vec<Text>) {
    let open = || reading.incidents.iter().filter(|incident| incident.phase.is_open());
    let ours = || open().filter(|incident| incident.about.is_chatgpt());
    // The one that is furthest from its end tells most.
    if let Some(first) = ours().min_by_key(|incident| incident.phase == Phase::Monitoring) {
        let id = match first.phase {
            Phase::Investigating => "status_investigating",
            Phase::Identified => "status_identified",
            Phase::Monitoring if failing => "status_monitoring_failing",
            Phase::Monitoring => "status_monitoring",
            Phase::Unknown | Phase::InProgress | Phase::Verifying => "status_open",
            Phase::Resolved | Phase::Postmortem | Phase::Scheduled | Phase::Completed => return,
        };
        said.push(titled(id, first));
        if let Some(start) = first.started_at.filter(|start| *start <= now) {
            said.push(Text::new("status_since").with("age", now.since(start).into()));
        }
        newest_update(first, now, said);
        let more = ours().count() - 1;
        if more > 0 {
            said.push(Text::new("status_more").with("count", Arg::Count(more as u64)));
        }
    } else if let Some(unsaid) = open().find(|incident| incident.about == About::Unsaid) {
        said.push(titled("status_unsaid", unsaid));
        newest_update(unsaid, now, said);
    }
}

/// Planned work on ChatGPT: under way, or soon.
fn maintenance(reading: &Reading, now: Timestamp, said: &mut Vec<Text>) {
    for work in reading.maintenance.iter().filter(|work| work.about.is_chatgpt()) {
        if work.phase.is_open() {
            said.push(match work.ends_at {
                Some(end) if end > now => {
                    titled("status_maintenance", work).with("end", Arg::Moment(end))
                }
                Some(end) => titled("status_maintenance_late", work).with("end", Arg::Moment(end)),
                None => titled("status_maintenance_no_end", work),
            });
        } else if let (Phase::Scheduled, Some(start)) = (work.phase, work.started_at)
            && start > now
            && start.since(now) <= SOON
        {
            let planned = titled("status_maintenance_planned", work);
            let planned = planned.with("start", Arg::Moment(start));
            said.push(match work.ends_at {
                Some(end) => planned.with("end", Arg::Moment(end)),
                None => Text { id: "status_maintenance_planned_no_end", ..planned },
            });
        }
    }
}

/// Without an incident: what the components say, and what a green page means.
fn state(reading: &Reading, failing: bool, now: Timestamp, said: &mut Vec<Text>) {
    let ended = || {
        let ours = |incident: &&Incident| {
            let over = matches!(incident.phase, Phase::Resolved | Phase::Postmortem);
            incident.about.is_chatgpt() && over
        };
        let end = |incident: &&Incident| incident.ends_at.max(incident.updated_at);
        let newest = reading.incidents.iter().filter(ours).max_by_key(end)?;
        let age = now.since(end(&newest)?);
        (age <= JUST_ENDED).then_some((newest, age))
    };
    match reading.state {
        State::Down | State::Degraded => {
            let ours = reading.components.iter().filter(|part| part.about.is_chatgpt());
            match ours.max_by_key(|part| part.impact).filter(|part| part.impact > Impact::Unknown) {
                Some(worst) => said.push(
                    Text::new("status_component_hit")
                        .with("component", Arg::Outside(worst.name.clone())),
                ),
                None => said.push(Text::new("status_trouble")),
            }
        }
        State::Maintenance => said.push(Text::new("status_maintenance_unnamed")),
        State::Unknown => said.push(Text::new("status_unknown")),
        State::Operational => match ended() {
            Some((incident, age)) if failing => {
                said.push(titled("status_resolved_failing", incident).with("age", age.into()));
            }
            Some(_) | None if failing => {
                // The median delay of the page's opening, measured on its own incidents.
                said.push(Text::new("status_no_incident_yet").with("minutes", Arg::Count(13)));
            }
            Some((incident, age)) => {
                said.push(titled("status_resolved", incident).with("age", age.into()));
            }
            None => said.push(Text::new("status_no_incident")),
        },
    }
}

/// Incidents of other OpenAI services, as one remark.
fn others(reading: &Reading, said: &mut Vec<Text>) {
    let other = |incident: &&Incident| {
        incident.phase.is_open() && !incident.about.is_chatgpt() && incident.about != About::Unsaid
    };
    if let Some(first) = reading.incidents.iter().find(other) {
        said.push(titled("status_other_services", first));
    }
}

fn newest_update(incident: &Incident, now: Timestamp, said: &mut Vec<Text>) {
    let newest = incident.updates.first().filter(|update| !update.text.is_empty());
    if let Some(update) = newest {
        let text = Arg::Outside(update.text.clone());
        said.push(match update.at.or(incident.updated_at) {
            Some(at) => {
                Text::new("status_update").with("age", now.since(at).into()).with("text", text)
            }
            None => Text::new("status_update_undated").with("text", text),
        });
    }
}

fn titled(id: &'static str, incident: &Incident) -> Text {
    Text::new(id).with("title", Arg::Outside(incident.title.clone()))
}
