//! The plan of fetching the status page, played in virtual time.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use core::time::Duration;
use sites::Site;
use status::fetching::{FRESH, Fetching, Next, SPACING, TIMEOUT, Wish};
use status::wording::wording;
use status::{Phase, Reply, Source, State, StatusHint, Unreadable};
use timestamp::Timestamp;

const START: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const NATIVE: &str = "https://status.openai.com/proxy/status.openai.com";

fn urls(source: Source) -> &'static [&'static str] {
    Site::ChatGpt.service().status.urls(source)
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ok(url: &str, body: &str) -> Reply {
    let content_type =
        if url.ends_with(".atom") { "application/atom+xml" } else { "application/json" };
    Reply {
        url: url.into(),
        final_url: url.into(),
        status: 200,
        content_type: content_type.into(),
        retry_after: None,
        body: body.into(),
    }
}

fn failing(url: &str, status: u16, retry_after: Option<&str>) -> Reply {
    let retry_after = retry_after.map(str::to_owned);
    Reply { status, retry_after, content_type: "text/html".into(), ..ok(url, "<html></html>") }
}

fn native(phase: &str) -> String {
    let incident = format!(
        r#"{{"id":"A1","name":"ChatGPT errors","status":"{phase}","published_at":"2026-09-21T12:00:00Z"}}"#
    );
    let list = if phase.is_empty() { "" } else { &incident };
    format!(
        r#"{{"summary":{{"name":"OpenAI","affected_components":[],"ongoing_incidents":[{list}]}}}}"#
    )
}

const SUMMARY: &str =
    r#"{"page":{"name":"OpenAI"},"components":[],"status":{"indicator":"minor"}}"#;
const COMPONENTS: &str = r#"{"components":[{"id":"01JMXBNJXGV1T5GT2M9XA83XNG","name":"Conversations","status":"partial_outage"}]}"#;
const INCIDENTS: &str = r#"{"incidents":[{"id":"A1","name":"ChatGPT errors","status":"identified","impact":"minor","incident_updates":[]}]}"#;

/// A world of one plan, whose every life is a restored snapshot.
struct World {
    plan: Fetching,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        Self { plan: Fetching::new(Site::ChatGpt), now: START }
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
    }

    fn die(&mut self) {
        let snapshot = serde_json::to_string(&self.plan).unwrap();
        let restored: Fetching = serde_json::from_str(&snapshot).unwrap();
        assert_eq!(restored, self.plan);
        self.plan = restored;
    }

    fn begin(&mut self) -> Option<&'static str> {
        self.die();
        self.plan.begin(Wish::FailureShows, self.now)
    }

    fn answer(&mut self, reply: &Reply) -> Next {
        self.die();
        self.plan.answered(&reply.url, Ok(reply.read()), self.now, 0)
    }

    fn no_answer(&mut self, url: &str, why: Unreadable) -> Next {
        self.die();
        self.plan.answered(url, Err(why), self.now, 0)
    }

    fn wait(&self) -> Duration {
        self.plan.due(Wish::FailureShows, self.now).unwrap().since(self.now)
    }
}

#[test]
fn one_native_document_makes_a_reading_and_a_minute_of_silence() {
    let mut world = World::new();
    assert_eq!(world.begin(), Some(NATIVE));
    assert_eq!(world.begin(), None, "one round at a time");
    assert_eq!(world.answer(&ok(NATIVE, &native(""))), Next::Read(None));
    assert_eq!(world.plan.reading().unwrap().state, State::Operational);
    assert_eq!(world.wait(), SPACING);
    world.pass(SPACING - secs(1));
    assert_eq!(world.begin(), None);
    world.pass(secs(1));
    assert_eq!(world.begin(), Some(NATIVE));
}

#[test]
fn jitter_only_ever_lengthens_the_wait_by_up_to_a_quarter() {
    for (jitter, wait) in [(0, 60_000), (u32::MAX / 2, 67_499), (u32::MAX, 75_000)] {
        let mut plan = Fetching::new(Site::ChatGpt);
        plan.begin(Wish::FailureShows, START).unwrap();
        plan.answered(NATIVE, Ok(ok(NATIVE, &native("")).read()), START, jitter);
        let due = plan.due(Wish::FailureShows, START).unwrap();
        assert_eq!(due.since(START), Duration::from_millis(wait));
    }
}

#[test]
fn where_native_is_missing_three_documents_make_one_reading_and_cost_their_minutes() {
    let mut world = World::new();
    let [summary, components, incidents] = urls(Source::Compat) else { panic!("three") };
    world.begin().unwrap();
    assert_eq!(world.answer(&failing(NATIVE, 404, None)), Next::Ask(summary));
    assert_eq!(world.answer(&ok(summary, SUMMARY)), Next::Ask(components));
    assert_eq!(world.answer(&ok(components, COMPONENTS)), Next::Ask(incidents));
    assert_eq!(world.answer(&ok(incidents, INCIDENTS)), Next::Read(None));
    let reading = world.plan.reading().unwrap();
    assert_eq!((reading.source, reading.state), (Source::Compat, State::Degraded));
    assert_eq!((reading.components.len(), reading.incidents.len()), (1, 1));
    assert_eq!(reading.failed, [(Source::Native, Unreadable::Status(404))]);
    assert_eq!(world.wait(), SPACING * 4);
    // What worked is asked first for a day, and then the best again.
    world.pass(SPACING * 4);
    assert_eq!(world.begin(), Some(*summary));
    world.answer(&ok(summary, SUMMARY));
    world.answer(&ok(components, COMPONENTS));
    world.answer(&ok(incidents, INCIDENTS));
    world.pass(secs(24 * 3600));
    assert_eq!(world.begin(), Some(NATIVE));
}

#[test]
fn the_feed_is_the_last_resort() {
    let mut world = World::new();
    let mut next = Next::Ask(world.begin().unwrap());
    let mut asked = Vec::new();
    while let Next::Ask(url) = next {
        asked.push(url);
        next = world.answer(&failing(url, 404, None));
    }
    let all: Vec<&str> = Site::ChatGpt
        .service()
        .status
        .documents
        .iter()
        .flat_map(|(_, urls)| *urls)
        .copied()
        .collect();
    assert_eq!(asked, all);
    assert_eq!(next, Next::Failed(Unreadable::Status(404)));
    assert_eq!((world.plan.reading(), world.plan.trouble()), (None, Some(Unreadable::Status(404))));
}

#[test]
fn of_a_round_without_any_reading_the_best_sources_trouble_is_told() {
    let mut world = World::new();
    let mut next = Next::Ask(world.begin().unwrap());
    while let Next::Ask(url) = next {
        next = world.answer(&failing(url, if url == NATIVE { 500 } else { 404 }, None));
    }
    assert_eq!(next, Next::Failed(Unreadable::Status(500)));
}

#[test]
fn errors_in_a_row_double_the_wait_up_to_half_an_hour() {
    let mut world = World::new();
    let mut waits = Vec::new();
    for _ in 0..7 {
        let url = world.begin().unwrap();
        assert_eq!(world.no_answer(url, Unreadable::Network), Next::Failed(Unreadable::Network));
        waits.push(world.wait().as_secs() / 60);
        let wait = world.wait();
        world.pass(wait);
    }
    assert_eq!(waits, [2, 4, 8, 16, 30, 30, 30]);
    let url = world.begin().unwrap();
    assert_eq!(url, urls(Source::Compat)[0], "a source that gives no answer passes the turn on");
    world.answer(&ok(url, SUMMARY));
    assert_eq!(world.no_answer(urls(Source::Compat)[1], Unreadable::Timeout), Next::Read(None));
    assert!(world.wait() < secs(300), "a success ends the backoff");
}

#[test]
fn retry_after_is_a_floor_of_at_most_an_hour() {
    for (value, wait) in [("600", 600), ("7200", 3600), ("5", 120), ("soon", 120)] {
        let mut world = World::new();
        world.begin().unwrap();
        let limited = failing(NATIVE, 429, Some(value));
        assert_eq!(world.answer(&limited), Next::Failed(Unreadable::Status(429)));
        assert_eq!(world.wait(), secs(wait), "{value}");
    }
    let mut world = World::new();
    world.begin().unwrap();
    let busy = failing(NATIVE, 503, Some("900"));
    assert_eq!(world.answer(&busy), Next::Failed(Unreadable::Status(503)), "no other is asked");
    assert_eq!(world.wait(), secs(900));
}

#[test]
fn the_last_good_reading_outlives_a_page_that_breaks() {
    let mut world = World::new();
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &native("investigating")));
    world.pass(SPACING);
    world.begin().unwrap();
    world.no_answer(NATIVE, Unreadable::Timeout);
    assert_eq!(world.plan.reading().unwrap().read_at, START);
    assert_eq!(world.plan.trouble(), Some(Unreadable::Timeout));
}

#[test]
fn changes_of_the_page_become_hints() {
    let mut world = World::new();
    for (phase, hint) in [
        ("investigating", None),
        ("identified", None),
        ("monitoring", Some(StatusHint::Monitoring)),
        ("monitoring", None),
        ("investigating", None),
        ("", Some(StatusHint::Resolved)),
        ("", None),
    ] {
        assert_eq!(world.begin(), Some(NATIVE));
        assert_eq!(world.answer(&ok(NATIVE, &native(phase))), Next::Read(hint), "{phase}");
        world.pass(SPACING);
    }
}

#[test]
fn an_incident_that_the_page_drops_was_closed_when_that_was_seen() {
    let mut world = World::new();
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &native("monitoring")));
    let mut closed = None;
    for _ in 0..3 {
        world.pass(SPACING);
        world.begin().unwrap();
        world.answer(&ok(NATIVE, &native("")));
        let reading = world.plan.reading().unwrap();
        assert_eq!((reading.state, reading.incidents.len()), (State::Operational, 1));
        let incident = &reading.incidents[0];
        let at = *closed.get_or_insert(world.now);
        assert_eq!((incident.phase, incident.ends_at), (Phase::Resolved, Some(at)));
        let said = wording(Some(reading), None, true, world.now);
        assert_eq!(said[0].id, "status_resolved_failing");
    }
    world.pass(SPACING);
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &native("investigating")));
    let reading = world.plan.reading().unwrap();
    assert_eq!(reading.incidents.len(), 1, "opened again, it is the same");
    assert_eq!(reading.incidents[0].phase, Phase::Investigating);
}

#[test]
fn a_popup_asks_only_where_the_reading_is_older_than_five_minutes() {
    let mut world = World::new();
    assert!(world.plan.due(Wish::PopupOpened, START).is_some());
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &native("")));
    world.pass(FRESH - secs(1));
    assert_eq!(world.plan.due(Wish::PopupOpened, world.now), None);
    world.pass(secs(1));
    assert_eq!(world.plan.begin(Wish::PopupOpened, world.now), Some(NATIVE));
}

#[test]
fn a_background_that_dies_in_every_request_keeps_to_the_budget() {
    let mut world = World::new();
    let mut asked = 0;
    for _ in 0..600 {
        asked += u32::from(world.begin().is_some());
        world.pass(secs(1));
    }
    assert_eq!(asked, 10);
}

#[test]
fn an_answer_to_nothing_that_was_asked_is_forgotten() {
    let mut world = World::new();
    assert_eq!(world.answer(&ok(NATIVE, &native(""))), Next::Ignored);
    world.begin().unwrap();
    let other = urls(Source::Feed)[0];
    assert_eq!(world.no_answer(other, Unreadable::Network), Next::Ignored);
    assert_eq!(world.answer(&ok(NATIVE, &native(""))), Next::Read(None));
    assert!(TIMEOUT < SPACING);
}

#[test]
fn a_clock_that_steps_back_a_day_does_not_silence_the_plan() {
    let mut world = World::new();
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &native("")));
    world.now = Timestamp::from_millis(START.as_millis() - 86_400_000);
    assert_eq!(world.begin(), Some(NATIVE));
}

#[test]
fn a_plan_that_was_kept_in_the_middle_of_a_round_goes_on_with_it() {
    let mut world = World::new();
    world.begin().unwrap();
    world.answer(&ok(NATIVE, "{}"));
    let kept = codec::encode(&world.plan);
    assert_eq!(codec::decode(&kept), Some(world.plan));
    for cut in 0..kept.len() {
        assert_eq!(codec::decode::<Fetching>(&kept[..cut]), None, "{cut}");
    }
}

#[test]
fn the_snapshot_of_a_bad_day_is_a_few_kilobytes() {
    let update = "x".repeat(5_000);
    let incident = |n: u32| {
        format!(
            r#"{{"id":"01M2HYH64J2CZMZ63HEV2FCQ{n}","name":"ChatGPT {update}","status":"identified",
            "updates":[{{"message_string":"{update}","published_at":"2026-09-21T12:00:00Z"}}]}}"#
        )
    };
    let list: Vec<String> = (10..90).map(incident).collect();
    let body =
        format!(r#"{{"summary":{{"name":"OpenAI","ongoing_incidents":[{}]}}}}"#, list.join(","));
    let mut world = World::new();
    world.begin().unwrap();
    world.answer(&ok(NATIVE, &body));
    let snapshot = serde_json::to_string(&world.plan).unwrap();
    assert!(snapshot.len() < 5_000, "{}", snapshot.len());
}
