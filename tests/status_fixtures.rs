//! What no capture has: outages in every dialect, and documents that are odd or hostile.
//!
//! The documents under `tests/fixtures/status/` are written by us from what is known of the
//! formats; none of them was served by anybody.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use sites::Site;
use status::{
    About, Impact, LONGEST_TITLE, LONGEST_UPDATE, Phase, Reading, Source, State, Unreadable, read,
};
use timestamp::Timestamp;
use timestamp::dates;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/status/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn reading(name: &str) -> Reading {
    read(&fixture(name), Site::ChatGpt, NOW).unwrap()
}

fn impact_on(reading: &Reading, name: &str, group: &str) -> Impact {
    let here = |part: &&status::Component| part.name == name && part.group == group;
    reading.components.iter().find(here).unwrap().impact
}

#[test]
fn a_native_outage_is_chatgpts_by_its_group_and_starts_before_it_was_published() {
    let read = reading("native-investigating.json");
    assert_eq!((read.source, read.state), (Source::Native, State::Down));
    let incident = &read.incidents[0];
    assert_eq!((incident.phase, incident.impact), (Phase::Investigating, Impact::Critical));
    assert_eq!(incident.about, About::Group);
    assert_eq!(incident.components, ["Conversations", "Login"]);
    assert_eq!(incident.started_at, dates::parse("2026-10-01T10:20:00Z"));
    assert_eq!(read.updated_at, dates::parse("2026-10-01T12:11:00.5Z"));
    assert_eq!(incident.link, "https://status.openai.com/incidents/01MADEUPINCIDENT0000000001");
    assert_eq!(impact_on(&read, "Login", "ChatGPT"), Impact::Minor);
    assert_eq!(impact_on(&read, "Login", "APIs"), Impact::None);
    let dreams = read.components.iter().find(|part| part.name == "Dreams").unwrap();
    assert_eq!(dreams.about, About::Group, "a component that nobody knew");
}

#[test]
fn a_native_outage_ends_by_monitoring_and_then_by_absence() {
    let monitoring = reading("native-monitoring.json");
    assert_eq!(
        (monitoring.state, monitoring.incidents[0].phase),
        (State::Degraded, Phase::Monitoring)
    );
    assert!(monitoring.incidents[0].updates[0].text.starts_with("We have applied"));
    assert_eq!(monitoring.incidents[0].updates.len(), 3);
    let over = reading("native-resolved.json");
    assert_eq!((over.state, over.lists_incidents), (State::Operational, true));
}

#[test]
fn an_outage_of_sora_and_of_the_apis_login_is_not_chatgpts() {
    let read = reading("native-sora-only.json");
    assert!(!read.incidents[0].about.is_site());
    assert_eq!(read.state, State::Operational);
    let read = reading("compat-critical-elsewhere.json");
    assert_eq!((read.indicator, read.state), (Some(Impact::Critical), State::Operational));
}

#[test]
fn native_maintenance_is_scheduled_under_way_and_over() {
    let read = reading("native-maintenance.json");
    let phases: Vec<Phase> = read.maintenance.iter().map(|work| work.phase).collect();
    assert_eq!(phases, [Phase::InProgress, Phase::Scheduled, Phase::Completed]);
    assert_eq!(read.maintenance[0].started_at, dates::parse("2026-10-01T02:00:00Z"));
    assert_eq!(read.maintenance[0].ends_at, dates::parse("2026-10-01T04:00:00Z"));
    assert_eq!((read.incidents.len(), read.state), (0, State::Maintenance));
}

#[test]
fn the_other_native_documents_tell_the_state_by_what_they_have() {
    let open = reading("native-incidents-open.json");
    assert_eq!((open.state, open.incidents.len()), (State::Down, 2));
    assert_eq!(open.incidents[1].about, About::Id);
    let impacts = reading("native-component-impacts.json");
    assert_eq!((impacts.source, impacts.state), (Source::Native, State::Degraded));
    let widget = reading("widget-outage.json");
    assert_eq!((widget.source, widget.state), (Source::Native, State::Degraded));
    assert_eq!(widget.incidents[0].updates[0].text, "We found it.");
    assert_eq!(widget.incidents[0].updated_at, dates::parse("2026-10-01T12:40:00Z"));
    assert_eq!(widget.incidents[0].about, About::Group);
    let ends: Vec<_> = widget.maintenance.iter().map(|work| work.ends_at).collect();
    assert_eq!(ends, [dates::parse("2026-10-01T04:00:00Z"), dates::parse("2026-10-02T04:00:00Z")]);
    assert!(!widget.maintenance[1].about.is_site());
}

#[test]
fn a_compatible_outage_is_down_by_its_component() {
    let read = reading("compat-critical.json");
    assert_eq!((read.state, read.indicator), (State::Down, Some(Impact::Critical)));
    assert_eq!(read.incidents[0].impact, Impact::Critical);
    assert_eq!(read.incidents[0].about, About::Words);
}

#[test]
fn an_incident_under_a_green_indicator_is_still_open() {
    let read = reading("compat-monitoring-under-none.json");
    assert_eq!((read.indicator, read.state), (Some(Impact::None), State::Degraded));
}

#[test]
fn compatible_maintenance_has_its_end_in_its_own_offset() {
    let read = reading("compat-maintenance.json");
    assert_eq!(read.maintenance[0].ends_at, dates::parse("2026-10-01T11:00:00Z"));
    assert_eq!(read.maintenance[1].phase, Phase::Verifying);
    assert_eq!(read.state, State::Maintenance);
}

#[test]
fn a_bad_indicator_that_nothing_explains_is_unknown() {
    let read = reading("compat-minor-without-incidents.json");
    assert_eq!((read.state, read.lists_incidents), (State::Unknown, false));
}

#[test]
fn a_feed_of_rss_names_what_is_hit() {
    let read = reading("openai-history.rss");
    assert_eq!((read.source, read.state), (Source::Feed, State::Down));
    let [first, second] = read.incidents.as_slice() else { panic!("two items") };
    assert_eq!((first.phase, first.impact), (Phase::Identified, Impact::Critical));
    assert_eq!(first.updates[0].text, "We found it & mend it.");
    assert_eq!(first.components, ["Conversations", "Login"]);
    assert_eq!(read.updated_at, dates::parse("2026-10-01T12:40:00Z"));
    assert_eq!(second.title, "API <errors>");
    assert_eq!((second.link.as_str(), second.phase), ("", Phase::Investigating));
    assert_eq!(second.updates[0].text, "Still slow.");
}

#[test]
fn hostile_titles_are_bounded_text_that_reorders_nothing() {
    let read = reading("hostile-titles.json");
    let first = &read.incidents[0];
    assert_eq!(first.title.chars().count(), LONGEST_TITLE);
    assert!(
        first.title.starts_with("ChatGPT <img src=x onerror=alert(1)> elba"),
        "{}",
        first.title
    );
    assert_eq!(first.link, "https://status.openai.com/incidents/01MADEUPINCIDENT0000000001");
    let second = &read.incidents[1];
    assert_eq!((second.title.as_str(), second.link.as_str()), ("ChatGPT    OK", ""));
    assert!(
        second.updates[0].text.starts_with("<script>alert(1)</script>line<br>two &lt;b&gt; éé")
    );
    assert_eq!(second.updates[0].text.chars().count(), LONGEST_UPDATE);
    let name = &read.components[0].name;
    assert!(name.chars().count() <= LONGEST_TITLE);
    let texts = [&first.title, &second.title, &second.updates[0].text, name];
    let odd =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0'..='\t');
    assert!(texts.iter().all(|text| !text.contains(odd)));
}

#[test]
fn what_is_missing_undefined_or_new_is_unknown() {
    let read = reading("odd-values.json");
    assert_eq!((read.indicator, read.state), (Some(Impact::Unknown), State::Unknown));
    assert_eq!(impact_on(&read, "Conversations", ""), Impact::Unknown);
    let incident = &read.incidents[0];
    assert_eq!((incident.phase, incident.impact), (Phase::Unknown, Impact::Unknown));
    assert!(incident.phase.is_open());
    assert_eq!((incident.id.as_str(), incident.started_at, incident.ends_at), ("", None, None));
    assert_eq!(read.updated_at, None);
    let nothing = reading("odd-nothing.json");
    assert_eq!((nothing.state, nothing.lists_incidents), (State::Unknown, false));
    let native = reading("native-odd-values.json");
    assert_eq!((native.state, native.source), (State::Unknown, Source::Native));
    assert_eq!(impact_on(&native, "Conversations", "ChatGPT"), Impact::Unknown);
}

#[test]
fn odd_forms_of_json_and_of_dates_are_read() {
    let read = reading("odd-forms.json");
    assert_eq!(read.indicator, Some(Impact::Major));
    let incident = &read.incidents[0];
    assert_eq!((incident.id.as_str(), incident.phase), ("b", Phase::Investigating));
    assert_eq!(incident.title, "ChatGPT \u{fffd} cut");
    assert_eq!(incident.updates[0].text, "one\ntwo");
    assert_eq!(incident.updates[0].at, dates::parse("2026-10-01T12:30:00.25Z"));
    assert_eq!(incident.started_at, incident.updates[0].at);
    assert_eq!(read.updated_at, incident.updates[0].at.max(dates::parse("2026-10-01T12:11:00Z")));
    assert_eq!(read.state, State::Degraded);
}

#[test]
fn deep_nesting_and_other_documents_are_unreadable() {
    let deep = format!("{{\"incidents\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (document, why) in [
        (deep.as_bytes(), Unreadable::Malformed),
        (b"", Unreadable::Malformed),
        (b"\xef\xbb\xbf", Unreadable::Malformed),
        (b"{}", Unreadable::Unrecognised),
        (b"null", Unreadable::Unrecognised),
        (b"[]", Unreadable::Unrecognised),
        (b"\"operational\"", Unreadable::Unrecognised),
        (b"{\"incidents\":{}}", Unreadable::Unrecognised),
        (b"{\"status\":\"none\"}", Unreadable::Unrecognised),
        (b"OK", Unreadable::Malformed),
        // Nobody can say which of the two is meant.
        (
            br#"{"status":{"indicator":"none"},"status":{"indicator":"major"}}"#,
            Unreadable::Malformed,
        ),
        (
            br#"{"incidents":[{"status":"resolved","status":"investigating"}]}"#,
            Unreadable::Malformed,
        ),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", Unreadable::Html),
        (b"\xff\xfe{\0}\0", Unreadable::Malformed),
    ] {
        assert_eq!(read(document, Site::ChatGpt, NOW).map(|_| ()), Err(why));
    }
}

#[test]
fn a_fixture_that_was_cut_anywhere_is_never_operational() {
    let folder = format!("{}/tests/fixtures/status", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let whole = std::fs::read(&path).unwrap();
        let whole = whole.trim_ascii_end();
        for cut in (0..whole.len()).step_by(13) {
            assert!(
                read(&whole[..cut], Site::ChatGpt, NOW).is_err(),
                "{} cut at {cut}",
                path.display()
            );
        }
    }
}
