//! What each captured status document shows, as its index says, is what is read from it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use sites::Site;
use status::{About, Impact, Incident, Phase, Reading, Source, State, Unreadable, read};
use std::{fs, path::PathBuf};
use timestamp::Timestamp;
use timestamp::dates;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// Where the captures are, beside the project; they are read in place.
fn captures() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("GATEWATCH_SHARED").map_or(beside, PathBuf::from);
    let found = Some(shared.join("data/status")).filter(|path| path.join("INDEX.tsv").is_file());
    if found.is_none() {
        eprintln!("SKIPPED: no captured documents at ../shared/data/status");
    }
    found
}

type Check = fn(Result<Reading, Unreadable>);

/// One check for each row of the index.
const ROWS: [(&str, Check); 19] = [
    ("claude-scheduled-maintenances-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(read.maintenance.len(), 2);
        assert!(read.maintenance.iter().all(|work| work.phase == Phase::Completed));
        let newest: Vec<Phase> = read.maintenance[0].updates.iter().map(|u| u.phase).collect();
        assert_eq!(newest, [Phase::Completed, Phase::Verifying, Phase::InProgress]);
        // Renamed later: the component's own name is the new one.
        let second = &read.maintenance[1];
        assert_eq!(second.components, ["claude.ai", "Claude Console (platform.claude.com)"]);
        assert_eq!(second.started_at, dates::parse("2024-12-15T01:00:00Z"));
        assert_eq!(second.ends_at, dates::parse("2024-12-15T01:30:00Z"));
        // Work that is over says nothing of the rest.
        assert_eq!((read.state, read.incidents.len()), (State::Unknown, 0));
    }),
    ("cloudflare-incidents-1.json", |read| {
        let read = read.unwrap();
        let over = |i: &Incident| (i.phase, i.impact) == (Phase::Resolved, Impact::Minor);
        assert!(read.incidents.len() == 2 && read.incidents.iter().all(over));
        let texts = || read.incidents.iter().flat_map(|incident| &incident.updates);
        assert!(texts().any(|update| update.text.contains("\n\n")), "CR LF reads as a line break");
        assert!(texts().all(|update| !update.text.contains('\r')));
        assert_eq!(read.state, State::Operational);
    }),
    ("codametrix-components-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(in_groups(&read), CODAMETRIX);
        assert_eq!(read.state, State::Operational);
    }),
    ("codametrix-incidents-unresolved-1.json", |read| {
        let read = read.unwrap();
        assert_eq!((read.incidents.len(), read.lists_incidents), (0, true));
        assert_eq!(read.state, State::Operational);
    }),
    ("codametrix-scheduled-maintenances-active-1.json", no_maintenance),
    ("codametrix-scheduled-maintenances-upcoming-1.json", no_maintenance),
    ("codametrix-status-1.json", |read| {
        let read = read.unwrap();
        assert_eq!((read.indicator, read.state), (Some(Impact::None), State::Operational));
    }),
    ("codametrix-summary-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(in_groups(&read), CODAMETRIX);
        assert_eq!(read.updated_at, dates::parse("2026-08-02T18:59:36.991Z"), "-04:00");
        assert_eq!((read.indicator, read.state), (Some(Impact::None), State::Operational));
    }),
    ("github-history-3.atom", |read| {
        let read = read.unwrap();
        assert_eq!(read.incidents.len() + read.maintenance.len(), 25);
        assert_eq!(read.maintenance[0].title, "Codespaces Scheduled Maintenance");
        assert_eq!(read.maintenance[0].phase, Phase::InProgress);
        assert_eq!(
            read.maintenance[0].updates[0].text,
            "Scheduled maintenance is currently in progress. We will provide updates as necessary."
        );
        let texts = read.incidents.iter().flat_map(|incident| &incident.updates);
        assert!(texts.clone().count() > 15);
        assert!(texts.clone().all(|u| !u.text.contains("<var") && !u.text.contains("&lt;")));
        assert_eq!(read.state, State::Maintenance);
    }),
    ("github-history-4.atom", |read| {
        let read = read.unwrap();
        assert_eq!(read.incidents.len() + read.maintenance.len(), 25);
        assert_eq!(read.maintenance[0].phase, Phase::Scheduled);
        assert_eq!(read.maintenance[0].link, "https://www.githubstatus.com/incidents/67vdd3b7d1zq");
        // Atlassian's `published` lies in the future here; the last change does not.
        assert_eq!(read.maintenance[0].updated_at, dates::parse("2025-05-22T15:26:24Z"));
        assert_eq!(read.state, State::Operational);
    }),
    ("github-status-1.json", |read| {
        let read = read.unwrap();
        assert_eq!((read.indicator, read.state), (Some(Impact::Minor), State::Degraded));
    }),
    ("github-summary-2.json", |read| {
        let read = read.unwrap();
        let under = read.components.iter().filter(|part| part.impact == Impact::Maintenance);
        assert_eq!(under.map(|part| part.name.as_str()).collect::<Vec<_>>(), ["Actions"]);
        assert_eq!(read.maintenance[0].phase, Phase::InProgress);
        assert_eq!(read.maintenance[0].ends_at, dates::parse("2020-12-19T04:00:00Z"));
        assert_eq!((read.incidents.len(), read.state), (0, State::Maintenance));
    }),
    ("notjson-504-gateway-1.html", |read| assert_eq!(read, Err(Unreadable::Html))),
    ("openai-components-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(read.components.len(), 34);
        let logins = read.components.iter().filter(|part| part.name == "Login");
        let mut about: Vec<bool> = logins.map(|part| part.about.is_site()).collect();
        about.sort_unstable();
        assert_eq!(about, [false, true], "two called Login, one of them ChatGPT's");
        assert_eq!(read.components.iter().filter(|part| part.about == About::Id).count(), 10);
        // The components' shared `updated_at` means nothing.
        assert_eq!((read.updated_at, read.state), (None, State::Operational));
    }),
    ("openai-history-1.atom", |read| {
        let read = read.unwrap();
        assert_eq!(read.source, Source::Feed);
        let [latency, sora] = read.incidents.as_slice() else { panic!("two entries") };
        assert_eq!(latency.title, "Increased latency in ChatGPT for some users");
        assert_eq!((latency.phase, latency.about), (Phase::Resolved, About::Name));
        assert_eq!(latency.components, ["Conversations"]);
        assert_eq!(
            latency.link, "https://status.openai.com/incidents/01KHYH2KT8VNWS146V0S09MF29",
            "without the double slash"
        );
        assert_eq!(latency.updates.len(), 1);
        assert_eq!(
            latency.updates[0].text, "All impacted services have now fully recovered.",
            "no tags, no list"
        );
        assert_eq!((latency.started_at, sora.about.is_site()), (None, false));
        assert_eq!(read.updated_at, dates::parse("2026-02-22T14:54:30.659Z"));
        assert_eq!(read.state, State::Operational);
    }),
    ("openai-incidents-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(read.incidents.len(), 25);
        assert!(read.incidents.iter().all(|incident| incident.phase == Phase::Resolved));
        let impacts = [Impact::None, Impact::Minor, Impact::Major];
        for impact in impacts {
            assert!(read.incidents.iter().any(|incident| incident.impact == impact));
        }
        assert!(read.incidents.iter().all(|incident| impacts.contains(&incident.impact)));
        // `display_at` back-dated by nearly three hours.
        assert_eq!(titled(&read, "Agents API").started_at, dates::parse("2026-09-14T20:30:00Z"));
        // Re-opened after resolved: the newest update is the last word.
        let again = titled(&read, "Codex GitHub Review");
        let phases: Vec<Phase> = again.updates.iter().map(|update| update.phase).collect();
        assert_eq!(phases, [Phase::Resolved, Phase::Monitoring, Phase::Resolved]);
        assert!(titled(&read, "Europe").about.is_site());
        assert!(!titled(&read, "Responses API").about.is_site());
        let texts = read.incidents.iter().flat_map(|incident| &incident.updates);
        assert!(texts.clone().all(|update| update.text.trim() == update.text));
        let link = "https://status.openai.com/incidents/01M2HYH64J2CZMZ63HEV2FCQFA";
        assert_eq!(read.incidents[0].link, link);
        assert_eq!((read.state, read.indicator), (State::Operational, None));
    }),
    ("openai-proxy-incidents-1.json", |read| {
        let read = read.unwrap();
        assert_eq!((read.source, read.incidents.len()), (Source::Native, 5));
        let logout = titled(&read, "Unexpected logouts");
        assert_eq!(logout.started_at, dates::parse("2026-08-21T17:57:00Z"), "before publication");
        assert_eq!(logout.ends_at, dates::parse("2026-08-21T20:36:33.630Z"), "two digits");
        assert_eq!(
            (logout.about, logout.components.as_slice()),
            (About::Id, &["Login".into()][..])
        );
        let voice = titled(&read, "voice mode");
        assert_eq!((voice.impact, voice.about), (Impact::Critical, About::Id), "full_outage");
        for other in ["Codex API", "access Codex", "Sora API"] {
            assert!(!titled(&read, other).about.is_site(), "{other}");
        }
        assert_eq!(read.state, State::Operational);
    }),
    ("openai-summary-1.json", |read| {
        let read = read.unwrap();
        assert_eq!(read.components.len(), 25);
        assert!(read.components.iter().all(|part| part.name != "Conversations"));
        let logins: Vec<_> = read.components.iter().filter(|part| part.name == "Login").collect();
        assert_eq!(logins.len(), 1);
        assert!(!logins[0].about.is_site(), "the API's");
        assert!(read.incidents.is_empty() && read.maintenance.is_empty(), "the keys are absent");
        assert_eq!((read.indicator, read.state), (Some(Impact::None), State::Operational));
    }),
    ("openai-summary-2.json", |read| {
        let read = read.unwrap();
        assert_eq!(read.components.len(), 25);
        let count = |name| read.components.iter().filter(|part| part.name == name).count();
        assert_eq!((count("Conversations"), count("Login")), (1, 2));
        assert_eq!((count("Chat Completions"), count("Responses")), (0, 0));
        assert_eq!(read.state, State::Operational);
    }),
];

#[test]
fn each_row_of_the_index_is_read_as_it_says() {
    let Some(folder) = captures() else { return };
    let index = fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let listed: Vec<&str> =
        index.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    let checked: Vec<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, checked, "a row of the index without a check");
    for (name, check) in ROWS {
        eprintln!("{name}");
        let reading = read(&fs::read(folder.join(name)).unwrap(), Site::ChatGpt, NOW);
        assert!(reading.as_ref().is_ok_and(|reading| reading.read_at == NOW) || reading.is_err());
        check(reading);
    }
}

#[test]
fn a_captured_document_that_was_cut_is_never_operational() {
    let Some(folder) = captures() else { return };
    for (name, _) in ROWS {
        let whole = fs::read(folder.join(name)).unwrap();
        let whole = whole.trim_ascii_end();
        for cut in (0..whole.len()).step_by(whole.len() / 200 + 1) {
            assert!(read(&whole[..cut], Site::ChatGpt, NOW).is_err(), "{name} cut at {cut}");
        }
    }
}

fn no_maintenance(read: Result<Reading, Unreadable>) {
    let read = read.unwrap();
    assert_eq!((read.maintenance.len(), read.incidents.len()), (0, 0));
    // An empty list of planned work says nothing of incidents.
    assert_eq!(read.state, State::Unknown);
}

const CODAMETRIX: [(&str, &str); 3] = [
    ("CMX Automate", "CMX-Automate"),
    ("CMX-Amplify", "CMX-Amplify"),
    ("Analytics Dashboards", "CMX-Automate"),
];

fn in_groups(reading: &Reading) -> Vec<(&str, &str)> {
    reading.components.iter().map(|part| (part.name.as_str(), part.group.as_str())).collect()
}

fn titled<'a>(reading: &'a Reading, words: &str) -> &'a Incident {
    reading.incidents.iter().find(|incident| incident.title.contains(words)).unwrap()
}
