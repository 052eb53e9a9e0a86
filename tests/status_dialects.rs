//! Other assistants' status pages: each is read in its own dialect, one service's incident is never
//! another's, and what does not fit is unknown. The documents were written by hand from what public
//! readers of these pages expect (docs/sites.md): none is a capture.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use sites::{Site, Source};
use status::{Impact, Phase, Reading, Reply, State, Unreadable, read};
use timestamp::{Timestamp, dates};

const NOW: Timestamp = Timestamp::from_millis(1_795_170_000_000);

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/status/others");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn reading(site: Site, name: &str) -> Reading {
    read(&fixture(name), site, NOW).unwrap_or_else(|why| panic!("{name}: {why:?}"))
}

/// Each assistant with a document in which it fails, and with one in which a neighbour does.
const PAGES: [(Site, &str, Option<&str>, Source); 7] = [
    (Site::Claude, "claude-summary.json", Some("claude-api-only.json"), Source::Compat),
    (Site::Gemini, "gemini-incidents.json", Some("gemini-mail-only.json"), Source::Workspace),
    (Site::Copilot, "copilot-degraded.json", Some("copilot-mail-only.json"), Source::Posts),
    (Site::Perplexity, "perplexity-summary.json", None, Source::Compat),
    (Site::Grok, "grok-feed.xml", Some("grok-api-only.xml"), Source::Feed),
    (Site::DeepSeek, "deepseek-active.json", Some("deepseek-api-only.json"), Source::Flashduty),
    (Site::Mistral, "mistral-status.json", None, Source::Compat),
];

#[test]
fn each_page_is_read_in_its_own_dialect_and_its_incident_is_the_assistants() {
    for (site, failing, _, source) in PAGES {
        let read = reading(site, failing);
        assert_eq!(read.source, source, "{failing}");
        let bad = matches!(read.state, State::Degraded | State::Down);
        assert!(bad && !read.is_foreign, "{failing}: {:?}", read.state);
        let open: Vec<_> =
            (read.incidents.iter()).filter(|it| it.phase.is_open() && it.about.is_site()).collect();
        assert_eq!(open.len(), 1, "{failing}: {:#?}", read.incidents);
        assert!(open[0].started_at.is_some() || source == Source::Feed, "{failing}");
        assert!(open[0].updated_at.is_some() && !open[0].title.is_empty(), "{failing}");
    }
}

#[test]
fn a_neighbours_incident_is_not_the_assistants() {
    for (site, _, beside, _) in PAGES {
        let Some(beside) = beside else { continue };
        let read = reading(site, beside);
        assert_eq!(read.state, State::Operational, "{beside}: {read:#?}");
        assert!(read.incidents.iter().any(|it| it.phase.is_open()), "{beside}: one is open");
        for incident in read.incidents.iter().filter(|it| it.phase.is_open()) {
            assert!(!incident.about.is_site(), "{beside}: {}", incident.title);
        }
    }
}

#[test]
fn what_the_dialects_say_is_taken_over_word_for_word() {
    let claude = reading(Site::Claude, "claude-summary.json");
    assert_eq!((claude.state, claude.incidents[0].phase), (State::Down, Phase::Identified));
    assert_eq!(claude.incidents[0].started_at, dates::parse("2026-11-20T09:50:00Z"));

    let gemini = reading(Site::Gemini, "gemini-incidents.json");
    let mine: Vec<_> = gemini.incidents.iter().filter(|it| it.about.is_site()).collect();
    assert_eq!(mine.len(), 2, "one is over");
    assert_eq!((mine[0].phase, mine[0].impact), (Phase::Investigating, Impact::Major));
    assert_eq!((mine[1].phase, mine[1].ends_at.is_some()), (Phase::Resolved, true));
    assert_eq!(mine[0].updates[0].text, "We are looking into it.");

    let copilot = reading(Site::Copilot, "copilot-degraded.json");
    assert_eq!(copilot.incidents[0].updates[0].text, "We are looking into it. More");
    assert_eq!(copilot.incidents[0].started_at, dates::parse("2026-11-20T09:30:00Z"));

    let grok = reading(Site::Grok, "grok-feed.xml");
    assert_eq!(
        (grok.incidents[0].phase, grok.incidents[0].impact),
        (Phase::Investigating, Impact::Major)
    );
    assert_eq!(grok.incidents[0].components, ["Grok (Web)"]);

    let deepseek = reading(Site::DeepSeek, "deepseek-active.json");
    let change = &deepseek.incidents[0];
    assert_eq!((change.id.as_str(), change.impact), ("77", Impact::Major));
    assert_eq!(change.started_at, Some(Timestamp::from_millis(1_795_168_800_000)));
    assert_eq!(change.ends_at, None, "0 is none");
}

#[test]
fn another_owners_page_a_lost_component_and_an_empty_list_are_never_fine() {
    let claude = fixture("claude-api-only.json");
    // The page itself says whose it is.
    for site in [Site::ChatGpt, Site::Perplexity, Site::Grok, Site::Mistral] {
        assert!(read(&claude, site, NOW).unwrap().is_foreign, "{site:?}");
    }
    let page = |url: &str, body: &[u8]| {
        let is_feed = url.ends_with("xml");
        let content_type = if is_feed { "application/rss+xml" } else { "application/json" };
        Reply {
            url: url.into(),
            final_url: url.into(),
            status: 200,
            content_type: content_type.into(),
            retry_after: None,
            body: body.to_vec(),
        }
        .read()
        .reading
        .map(|reading| reading.state)
    };
    // What comes from the one page's host and is another's.
    let perplexity = Site::Perplexity.service().status.urls(Source::Compat)[0];
    assert_eq!(page(perplexity, &claude), Err(Unreadable::Unrecognised));
    // An app that answers everything with its shell.
    let copilot = Site::Copilot.service().status.urls(Source::Posts)[0];
    assert_eq!(
        page(copilot, b"<!doctype html><title>Service health</title>"),
        Err(Unreadable::Html)
    );
    for (site, body) in [
        (Site::Gemini, "[]"),
        (Site::Gemini, "[{}]"),
        (Site::Copilot, "[]"),
        (Site::Copilot, r#"[{"ServiceDisplayName":"Outlook.com"}]"#),
        (Site::DeepSeek, r#"{"data":{"page":{}}}"#),
        (Site::DeepSeek, r#"{"data":{"active_changes":[]}}"#),
    ] {
        assert_eq!(
            read(body.as_bytes(), site, NOW).map(|_| ()),
            Err(Unreadable::Unrecognised),
            "{body}"
        );
    }
    // The assistant's own part is not there any more.
    for (site, body) in [
        (Site::Copilot, r#"[{"ServiceDisplayName":"Outlook.com","Status":"Available"}]"#),
        (Site::Copilot, r#"[{"ServiceDisplayName":"Microsoft Copilot","Status":"Excellent"}]"#),
        (
            Site::DeepSeek,
            r#"{"data":{"page":{"components":[{"component_id":"a","name":"API"}]},"active_changes":[]}}"#,
        ),
        (
            Site::Claude,
            r#"{"page":{"name":"Claude"},"status":{"indicator":"none"},"components":[{"id":"x","name":"API","status":"operational"}],"incidents":[]}"#,
        ),
        (
            Site::Grok,
            "<rss><channel><title>xAI</title><link>https://status.x.ai</link></channel></rss>",
        ),
    ] {
        assert_eq!(read(body.as_bytes(), site, NOW).unwrap().state, State::Unknown, "{body}");
    }
}

#[test]
fn a_document_that_is_cut_says_nothing() {
    for (site, name, ..) in PAGES {
        let whole = fixture(name);
        let whole = whole.trim_ascii_end();
        for cut in (1..whole.len()).step_by(7) {
            assert!(read(&whole[..cut], site, NOW).is_err(), "{name} cut at {cut}");
        }
    }
}
