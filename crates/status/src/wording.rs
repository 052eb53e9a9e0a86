//! A reading in words: message ids with arguments, the most useful sentence first.
//!
//! Two things are never said: that OpenAI is fine (its page lags by a quarter of an hour, and
//! failures under a green page are common), and that ChatGPT is down when the page cannot be read.

use super::{About, Impact, Incident, Phase, Reading, State, Unreadable};
use std::time::Duration;
use text::Arg;
use text::Text;
use timestamp::Timestamp;

/// From this age on a reading is pointed out as old: ten requests could have renewed it.
pub const STALE: Duration = Duration::from_secs(10 * 60);
/// From this age on a reading says nothing about the present.
pub const TOO_OLD: Duration = Duration::from_secs(60 * 60);
/// How long an incident that ended is still mentioned while ChatGPT fails.
const JUST_ENDED: Duration = Duration::from_secs(6 * 3600);
/// How long before its start planned maintenance is mentioned.
const SOON: Duration = Duration::from_secs(24 * 3600);

/// What there is to say. `reading` is the last good one, `trouble` why a newer attempt gave none,
/// `failing` whether ChatGPT fails for this user now.
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
            Some(why) => because("status_unreadable", why),
        }];
    };
    let age = now.since(reading.read_at);
    let mut said = Vec::new();
    if age >= TOO_OLD {
        said.push(aged(Text::new("status_too_old"), age));
    } else {
        incidents(reading, failing, now, &mut said);
        under_way(reading, now, &mut said);
        if said.is_empty() {
            said.extend(worst_component(reading));
            unclear_incident(reading, now, &mut said);
        }
        if said.is_empty() {
            state(reading, failing, now, &mut said);
        }
        // Work that is only planned replaces no other sentence.
        upcoming_work(reading, now, &mut said);
        others(reading, &mut said);
        if age >= STALE {
            said.push(aged(Text::new("status_stale"), age));
        }
    }
    if let Some(why) = trouble {
        said.push(because("status_unreadable_now", why));
    }
    said
}

/// Open incidents about ChatGPT.
fn incidents(reading: &Reading, failing: bool, now: Timestamp, said: &mut Vec<Text>) {
    let open = || reading.incidents.iter().filter(|incident| incident.phase.is_open());
    let ours = || open().filter(|incident| incident.about.is_site());
    // The incident that is furthest from its end tells the most.
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
            said.push(aged(Text::new("status_since"), now.since(start)));
        }
        newest_update(first, now, said);
        // If only its title and updates name ChatGPT, it may be about something else.
        if first.about == About::Words {
            said.push(Text::new("status_about_words"));
        }
        let more = ours().count() - 1;
        if more > 0 {
            said.push(Text::new("status_more").with("count", Arg::Count(more as u64)));
        }
    }
}

/// An open incident that does not say what it is about.
fn unclear_incident(reading: &Reading, now: Timestamp, said: &mut Vec<Text>) {
    let unsaid = |it: &&Incident| it.phase.is_open() && it.about == About::Unsaid;
    if let Some(unsaid) = reading.incidents.iter().find(unsaid) {
        said.push(titled("status_unsaid", unsaid));
        newest_update(unsaid, now, said);
    }
}

/// Planned work on ChatGPT.
fn planned_work(reading: &Reading) -> impl Iterator<Item = &Incident> {
    reading.maintenance.iter().filter(|work| work.about.is_site())
}

/// Planned work on ChatGPT that goes on now.
fn under_way(reading: &Reading, now: Timestamp, said: &mut Vec<Text>) {
    for work in planned_work(reading).filter(|work| work.phase.is_open()) {
        said.push(match work.ends_at {
            Some(end) if end > now => at(titled("status_maintenance", work), "end", end),
            Some(end) => at(titled("status_maintenance_late", work), "end", end),
            None => titled("status_maintenance_no_end", work),
        });
    }
}

/// Planned work on ChatGPT that begins soon.
fn upcoming_work(reading: &Reading, now: Timestamp, said: &mut Vec<Text>) {
    for work in planned_work(reading) {
        if let (Phase::Scheduled, Some(start)) = (work.phase, work.started_at)
            && start > now
            && start.since(now) <= SOON
        {
            said.push(at(titled("status_maintenance_planned", work), "start", start));
        }
    }
}

/// The component of ChatGPT that is worst off, if the page is not green.
fn worst_component(reading: &Reading) -> Option<Text> {
    let ours = reading.components.iter().filter(|part| part.about.is_site());
    let worst = ours.max_by_key(|part| part.impact).filter(|part| part.impact > Impact::Unknown)?;
    matches!(reading.state, State::Down | State::Degraded).then(|| {
        Text::new("status_component_hit").with("component", Arg::Outside(worst.name.clone()))
    })
}

/// If neither an incident nor a component says anything: what the page says, and what a green one
/// means.
fn state(reading: &Reading, failing: bool, now: Timestamp, said: &mut Vec<Text>) {
    let ended = || {
        let ours = |incident: &&Incident| {
            let over = matches!(incident.phase, Phase::Resolved | Phase::Postmortem);
            incident.about.is_site() && over
        };
        let end = |incident: &&Incident| incident.ends_at.max(incident.updated_at);
        let newest = reading.incidents.iter().filter(ours).max_by_key(end)?;
        let age = now.since(end(&newest)?);
        (age <= JUST_ENDED).then_some((newest, age))
    };
    match reading.state {
        State::Down | State::Degraded => said.push(Text::new("status_trouble")),
        State::Maintenance => said.push(Text::new("status_maintenance_unnamed")),
        State::Unknown => said.push(Text::new("status_unknown")),
        State::Operational => match ended() {
            Some((incident, age)) if failing => {
                said.push(aged(titled("status_resolved_failing", incident), age));
            }
            Some(_) | None if failing => {
                // The median delay with which the page opens, measured on its own incidents.
                said.push(Text::new("status_no_incident_yet").with("minutes", Arg::Count(13)));
            }
            Some((incident, age)) => {
                said.push(aged(titled("status_resolved", incident), age));
            }
            None => said.push(Text::new("status_no_incident")),
        },
    }
}

/// Incidents of other OpenAI services, as one remark.
fn others(reading: &Reading, said: &mut Vec<Text>) {
    let other = |incident: &&Incident| {
        incident.phase.is_open() && !incident.about.is_site() && incident.about != About::Unsaid
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
            Some(at) => aged(Text::new("status_update"), now.since(at)).with("text", text),
            None => Text::new("status_update_undated").with("text", text),
        });
    }
}

/// A message with the incident's title.
#[inline(never)]
fn titled(id: &'static str, incident: &Incident) -> Text {
    Text::new(id).with("title", Arg::Outside(incident.title.clone()))
}

/// A message with a length of time.
#[inline(never)]
fn aged(text: Text, age: Duration) -> Text {
    text.with("age", age.into())
}

/// A message with why a page could not be read.
#[inline(never)]
fn because(id: &'static str, why: Unreadable) -> Text {
    Text::new(id).with("why", Arg::Text(Box::new(why.why())))
}

/// A message with a moment.
#[inline(never)]
fn at(text: Text, name: &'static str, moment: Timestamp) -> Text {
    text.with(name, Arg::Moment(moment))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::read;
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn reading(incidents: &str, component: &str) -> Reading {
        let document = format!(
            r#"{{"page":{{"name":"OpenAI"}},"status":{{"indicator":"none"}},"components":[{{"id":
            "01JMXBNJXGV1T5GT2M9XA83XNG","name":"Conversations","status":"{component}"}}],
            "incidents":[{incidents}],"scheduled_maintenances":[]}}"#
        );
        read(document.as_bytes(), sites::Site::ChatGpt, NOW).unwrap()
    }

    fn incident(title: &str, phase: &str) -> String {
        format!(
            r#"{{"id":"a","name":"{title}","status":"{phase}","created_at":"2026-09-21T12:00:00Z",
            "incident_updates":[{{"status":"{phase}","body":"We look.","created_at":
            "2026-09-21T13:00:00Z"}}],"resolved_at":"2026-09-21T13:00:00Z"}}"#
        )
    }

    fn ids(reading: &Reading, failing: bool, minutes: u64) -> Vec<&'static str> {
        let now = NOW.after(Duration::from_secs(60 * minutes));
        wording(Some(reading), None, failing, now).iter().map(|text| text.id).collect()
    }

    #[test]
    fn a_green_page_beside_a_failure_has_no_incident_yet() {
        let green = reading("", "operational");
        assert_eq!(ids(&green, true, 0), ["status_no_incident_yet"]);
        assert_eq!(ids(&green, false, 0), ["status_no_incident"]);
        let minutes = &wording(Some(&green), None, true, NOW)[0].args;
        assert_eq!(minutes.as_slice(), [("minutes", Arg::Count(13))]);
    }

    #[test]
    fn each_phase_has_its_sentence_with_its_start_and_newest_update() {
        for (phase, id) in [
            ("investigating", "status_investigating"),
            ("identified", "status_identified"),
            ("monitoring", "status_monitoring_failing"),
            ("brand_new", "status_open"),
        ] {
            let reading = reading(&incident("ChatGPT errors", phase), "operational");
            let why = "status_about_words";
            let expected = [id, "status_since", "status_update", why];
            assert_eq!(ids(&reading, true, 0), expected);
            let title = Arg::Outside("ChatGPT errors".into());
            assert_eq!(wording(Some(&reading), None, true, NOW)[0].args, [("title", title)]);
        }
        let monitoring = reading(&incident("ChatGPT errors", "monitoring"), "operational");
        assert_eq!(ids(&monitoring, false, 0)[0], "status_monitoring");
    }

    #[test]
    fn resolved_while_it_still_fails_is_said() {
        let closed = reading(&incident("ChatGPT errors", "resolved"), "operational");
        assert_eq!(ids(&closed, true, 0)[0], "status_resolved_failing");
        assert_eq!(ids(&closed, false, 0)[0], "status_resolved");
        let other = reading(&incident("Sora errors", "resolved"), "operational");
        assert_eq!(ids(&other, true, 0)[0], "status_no_incident_yet");
    }

    #[test]
    fn other_services_are_a_remark_and_not_chatgpts_state() {
        let sora = reading(&incident("Sora errors", "investigating"), "operational");
        let expected = ["status_no_incident_yet", "status_other_services"];
        assert_eq!(ids(&sora, true, 0), expected);
        let nameless = reading(&incident("Elevated errors", "investigating"), "operational");
        assert_eq!(ids(&nameless, true, 0)[0], "status_unsaid");
    }

    #[test]
    fn a_component_in_trouble_without_an_incident_is_named() {
        let hit = reading("", "partial_outage");
        assert_eq!(ids(&hit, true, 0), ["status_component_hit"]);
        assert_eq!(ids(&reading("", "brand_new"), true, 0)[0], "status_unknown");
        assert_eq!(
            ids(&reading("", "under_maintenance"), true, 0)[0],
            "status_maintenance_unnamed"
        );
    }

    #[test]
    fn maintenance_is_told_with_its_end_and_when_it_is_late() {
        let mut reading = reading("", "under_maintenance");
        let end = NOW.after(Duration::from_secs(600));
        reading.maintenance.push(Incident {
            title: "Login".into(),
            phase: Phase::InProgress,
            ends_at: Some(end),
            about: About::Words,
            ..Incident::empty()
        });
        let said = wording(Some(&reading), None, true, NOW);
        assert_eq!(said[0].id, "status_maintenance");
        assert_eq!(said[0].args[1], ("end", Arg::Moment(end)));
        assert_eq!(ids(&reading, true, 11)[0], "status_maintenance_late");
        reading.maintenance[0].ends_at = None;
        assert_eq!(ids(&reading, true, 0)[0], "status_maintenance_no_end");
    }

    #[test]
    fn what_is_only_planned_comes_after_what_is_wrong_now() {
        let start = NOW.after(Duration::from_secs(600));
        let planned = |mut reading: Reading, ends_at| {
            reading.maintenance.push(Incident {
                phase: Phase::Scheduled,
                started_at: Some(start),
                ends_at,
                about: About::Words,
                ..Incident::empty()
            });
            ids(&reading, true, 0)
        };
        let expected = ["status_no_incident_yet", "status_maintenance_planned"];
        assert_eq!(planned(reading("", "operational"), None), expected);
        let end = Some(start.after(Duration::from_secs(60)));
        let expected = ["status_component_hit", "status_maintenance_planned"];
        assert_eq!(planned(reading("", "major_outage"), end), expected);
    }

    #[test]
    fn an_incident_about_nothing_named_does_not_hide_a_component_that_is_down() {
        let nameless = incident("Elevated errors", "investigating");
        let said = ids(&reading(&nameless, "major_outage"), true, 0);
        assert_eq!(said[..2], ["status_component_hit", "status_unsaid"]);
    }

    #[test]
    fn age_is_told_and_an_old_reading_says_nothing_of_now() {
        let green = reading("", "operational");
        assert_eq!(ids(&green, true, 10), ["status_no_incident_yet", "status_stale"]);
        assert_eq!(ids(&green, true, 9), ["status_no_incident_yet"]);
        assert_eq!(ids(&green, true, 60), ["status_too_old"]);
        let said = wording(Some(&green), Some(Unreadable::Status(504)), true, NOW);
        assert_eq!(said[1].id, "status_unreadable_now");
    }

    #[test]
    fn an_unreadable_page_is_neither_fine_nor_down() {
        let said = wording(None, Some(Unreadable::Html), true, NOW);
        let why = Arg::Text(Box::new(Text::new("status_why_unrecognised")));
        assert_eq!(said, [Text::new("status_unreadable").with("why", why)]);
        assert_eq!(wording(None, None, true, NOW), [Text::new("status_not_read")]);
    }
}
