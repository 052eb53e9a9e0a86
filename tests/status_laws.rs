//! No bytes whatever make the status room panic, give text without bound, or read as operational.
//!
//! The cases come from a fixed seed, so that two runs are one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use status::laws::uphold;

fn check<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = format!("{}/tests/fixtures/status", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn bytes_of_no_meaning_break_no_law() {
    check(600, &prop::collection::vec(any::<u8>(), 0..400), |bytes| uphold(&bytes));
    check(600, &"[ \\[\\]{}\":,a-z0-9\\\\u<>&;/!-]{0,200}", |text| uphold(text.as_bytes()));
}

#[test]
fn fixtures_with_a_few_bytes_changed_break_no_law() {
    let fixtures = fixtures();
    fixtures.iter().for_each(|fixture| uphold(fixture));
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    let strategy = (any::<prop::sample::Index>(), changes);
    check(600, &strategy, |(which, changes)| {
        let mut bytes = which.get(&fixtures).clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        uphold(&bytes);
    });
}

#[test]
fn a_link_without_end_is_no_link() {
    let link = "a".repeat(5_000);
    let feed = format!(
        "<rss><channel><title>OpenAI status</title><item><title>ChatGPT</title>\
         <link>https://status.openai.com/{link}</link></item></channel></rss>"
    );
    let json = format!(r#"{{"incidents":[{{"url":"https://a/{link}","incident_updates":[]}}]}}"#);
    for document in [feed, json] {
        assert!(
            status::read(
                document.as_bytes(),
                sites::Site::ChatGpt,
                timestamp::Timestamp::default()
            )
            .is_ok_and(|reading| reading.incidents.len() == 1)
        );
        uphold(document.as_bytes());
    }
}

#[test]
fn values_of_any_kind_in_any_field_break_no_law() {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("\"$undefined\"".to_owned()),
        Just("[{}]".to_owned()),
        "\"\\PC{0,20}\"",
        "\"(operational|major_outage|monitoring|in_progress|resolved|2026-10-01T00:00:00Z)\"",
        Just(format!("\"{}\"", "\u{202e}é".repeat(600))),
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    let keys = "(id|name|status|impact|created_at|url|updates|components|component_impacts|to_status|message_string|display_at|scheduled_until|affected_components|component_id)";
    let object = prop::collection::vec((keys, value), 0..8).prop_map(|members| {
        let members: Vec<String> =
            members.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    });
    let lists = "(incidents|components|scheduled_maintenances|ongoing_incidents|affected_components|component_impacts|in_progress_maintenances)";
    let document = prop::collection::vec((lists, prop::collection::vec(object, 0..4)), 0..4);
    check(600, &document, |lists| {
        let lists: Vec<String> =
            lists.iter().map(|(key, items)| format!("\"{key}\":[{}]", items.join(","))).collect();
        uphold(format!("{{{}}}", lists.join(",")).as_bytes());
    });
}

#[test]
fn components_in_groups_and_out_of_them_are_bounded_together() {
    let parts = |from: usize, key: &str| {
        let part = |number| format!(r#"{{"{key}":"c{number}","name":"Part {number}"}}"#);
        (from..from + 150).map(part).collect::<Vec<_>>().join(",")
    };
    let document = format!(
        r#"{{"summary":{{"components":[{}],"affected_components":[],"structure":{{"items":
        [{{"group":{{"id":"g","name":"ChatGPT","components":[{}]}}}}]}}}}}}"#,
        parts(0, "id"),
        parts(150, "component_id")
    );
    uphold(document.as_bytes());
}
