//! Answers that are odd, and people who do something in the middle.

use super::{CHAT, SOON, Stage, in_both, in_both_and_long, is_probe};
use lab::drive::{Kind, Options};
use lab::{Record, Scenario};
use std::time::Duration;

const ELSEWHERE: &str = "https://other.example/";

/// The probes so far, oldest first.
fn probes(stage: &Stage) -> Vec<Record> {
    stage.lab.records().into_iter().filter(is_probe).collect()
}

fn documents(stage: &Stage) -> Vec<Record> {
    let of_site = |record: &Record| record.is_main_document() && record.host == "chatgpt.com";
    stage.lab.records().into_iter().filter(of_site).collect()
}

/// A site whose probes succeed while its documents get `reply` (lines of TOML).
fn half_back(reply: &str) -> Scenario {
    let text = format!(
        "about = \"Probes succeed, documents do not.\"
         [[phase]]
         name = \"down\"
         [[phase.reply]]
         status = 502
         body = \"openai\"
         [[phase]]
         name = \"half\"
         [[phase.reply]]
         documents_only = true
         {reply}
         [[phase]]
         name = \"up\""
    );
    Scenario::parse("half-back", &text).unwrap()
}

async fn a_retry_after_that_is_none_changes_nothing(kind: Kind) {
    let stage = Stage::set(kind, "malformed-retry-after").await;
    for (number, phase) in ["words", "negative", "fraction", "past"].into_iter().enumerate() {
        stage.lab.go(phase).unwrap();
        stage.browser.goto(CHAT).await.unwrap();
        stage.panel("the panel", |panel| panel.text.contains("503")).await;
        stage.probes(number + 1).await;
    }
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn a_huge_retry_after_counts_as_an_hour_and_check_now_says_so(kind: Kind) {
    let stage = Stage::set(kind, "malformed-retry-after").await;
    stage.lab.go("huge").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    let far = |text: &str| text.contains("59 min") || text.contains("60 min");
    stage.panel("the hour", |panel| far(&panel.text)).await;
    stage.browser.press("Check now").await.unwrap();
    stage.panel("the reason", |panel| panel.text.contains("asked for no more checks before")).await;
    assert_eq!(probes(&stage).len(), 0);
    stage.end().await;
}

async fn nobody_asks_before_the_site_said(kind: Kind) {
    let stage = Stage::set(kind, "retry-after").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the button", |panel| panel.button("Check now").is_some()).await;
    stage.browser.press("Check now").await.unwrap();
    stage.panel("the reason", |panel| panel.text.contains("asked for no more checks before")).await;
    stage.lab.go("down-date").unwrap();
    stage.probes(1).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    let (documents, probes) = (documents(&stage), probes(&stage));
    let first = probes[0].at.abs_diff(documents[0].at);
    assert!(first >= Duration::from_secs(12), "{first:?}");
    // An HTTP date has no fractions: up to a second of the ten is lost in it.
    let second = probes[1].at.abs_diff(probes[0].at);
    assert!(second >= Duration::from_secs(9), "{second:?}");
    assert_eq!((documents.len(), probes.len()), (2, 2));
    stage.end().await;
}

async fn sent_to_another_host_the_tab_is_let_go(kind: Kind) {
    let stage = Stage::set(kind, "redirect-elsewhere").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("away").unwrap();
    let there = "location.host === 'elsewhere.example'";
    stage.told(stage.browser.wait_page("the other host", there, SOON).await).await;
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!((stage.documents(), probes(&stage).len()), (2, 1));
    stage.end().await;
}

async fn a_page_that_comes_back_as_a_check_or_a_limit_is_left_alone(kind: Kind) {
    let pages = [
        "status = 403\nbody = \"challenge\"",
        "status = 429\nbody = \"rate-limited\"",
        "status = 403\nbody = \"blocked\"",
    ];
    for reply in pages {
        let stage = Stage::set_scene(kind, half_back(reply), Options::default()).await;
        stage.browser.goto(CHAT).await.unwrap();
        stage.panel("the panel", |panel| panel.text.contains("502")).await;
        stage.lab.go("half").unwrap();
        let loaded = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() >= 2;
        stage.told(stage.lab.wait_for("the reload", loaded, SOON).await).await;
        // A refusal is kept in mind for a while: it may be part of an outage that OpenAI tells of later.
        if !reply.contains("403") {
            stage.outage_ended().await;
        }
        stage.no_panel().await;
        assert_eq!(stage.verdict().await["action"], "leave_alone", "{reply}");
        assert_eq!((documents(&stage).len(), probes(&stage).len()), (2, 1), "{reply}");
        stage.end().await;
    }
}

async fn a_limit_heard_by_a_probe_is_kept_to(kind: Kind) {
    let stage = Stage::set(kind, "limited-return").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("limited").unwrap();
    stage.probes(1).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    let probes = probes(&stage);
    let between = probes[1].at.abs_diff(probes[0].at);
    assert!(between >= Duration::from_secs(10), "{between:?}");
    assert_eq!(stage.documents(), 2);
    stage.end().await;
}

async fn a_site_that_flaps_is_waited_for_again(kind: Kind) {
    let stage = Stage::set(kind, "flapping").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("half").unwrap();
    let loaded = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() >= 2;
    stage.told(stage.lab.wait_for("the reload", loaded, SOON).await).await;
    let panel = stage.panel("the panel again", |p| p.text.contains("Next check")).await;
    assert_eq!((panel.count, stage.browser.url().await.unwrap().as_str()), (1, CHAT));
    stage.lab.go("up-briefly").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    let loads = stage.documents();
    stage.lab.go("down-again").unwrap();
    stage.browser.reload().await.unwrap();
    let panel = stage.panel("the panel", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1);
    stage.lab.go("up").unwrap();
    // After two false dawns it waits to see whether the third one lasts.
    let script = "document.querySelector('#prompt-textarea')";
    stage.told(stage.browser.wait_page("ChatGPT itself", script, 3 * SOON).await).await;
    assert_eq!((loads, stage.documents()), (3, 5), "each reload after a probe, and the person's");
    stage.end().await;
}

async fn a_failing_tab_that_is_closed_ends_it(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(ELSEWHERE).await.unwrap();
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.outage_ended().await;
    assert_eq!((probes(&stage).len(), stage.documents()), (0, 1));
    stage.end().await;
}

async fn a_failing_tab_that_moved_on_ends_it(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.browser.goto(ELSEWHERE).await.unwrap();
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!((probes(&stage).len(), stage.documents()), (0, 1));
    assert_eq!(stage.browser.url().await.unwrap(), ELSEWHERE);
    stage.end().await;
}

async fn a_waiting_page_that_is_left_ends_it(kind: Kind) {
    let stage = Stage::set(kind, "empty-body").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the waiting page", |panel| panel.text.contains("Next check")).await;
    stage.browser.goto(ELSEWHERE).await.unwrap();
    stage.outage_ended().await;
    assert_eq!((probes(&stage).len(), stage.documents()), (0, 1));
    assert_eq!(stage.browser.url().await.unwrap(), ELSEWHERE);
    stage.end().await;
}

async fn two_failing_tabs_share_a_probe_and_return_one_after_the_other(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let first = stage.browser.present_tab().await.unwrap();
    let two = "https://chatgpt.com/c/two";
    stage.browser.new_tab(two).await.unwrap();
    stage.panel("the other panel", |panel| panel.text.contains("Next check")).await;
    stage.probes(1).await;
    stage.panel("its answer", |panel| panel.text.contains("1 check so far")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), two, "the one that is looked at comes first");
    let all = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() >= 4;
    stage.told(stage.lab.wait_for("both reloads", all, SOON).await).await;
    stage.browser.switch_to(&first).await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    let (documents, probes) = (documents(&stage), probes(&stage));
    let between = documents[3].at.abs_diff(documents[2].at);
    assert!(between >= Duration::from_millis(1900), "{between:?}");
    assert_eq!((documents.len(), probes.len()), (4, 2));
    stage.end().await;
}

async fn the_persons_own_reload_does_not_double_anything(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    for _ in 0..3 {
        stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
        stage.browser.reload().await.unwrap();
    }
    let panel = stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    assert_eq!(panel.count, 1);
    assert_eq!(stage.documents(), 4);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 5, "one reload of ours");
    stage.end().await;
}

async fn the_persons_own_reload_that_works_ends_it(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.lab.go("up").unwrap();
    stage.browser.reload().await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!((stage.documents(), probes(&stage).len()), (2, 0));
    stage.end().await;
}

in_both! {
    a_huge_retry_after_counts_as_an_hour_and_check_now_says_so
    nobody_asks_before_the_site_said
    sent_to_another_host_the_tab_is_let_go
    a_page_that_comes_back_as_a_check_or_a_limit_is_left_alone
    a_limit_heard_by_a_probe_is_kept_to
    a_failing_tab_that_is_closed_ends_it
    a_failing_tab_that_moved_on_ends_it
    a_waiting_page_that_is_left_ends_it
    two_failing_tabs_share_a_probe_and_return_one_after_the_other
    the_persons_own_reload_does_not_double_anything
    the_persons_own_reload_that_works_ends_it
}

in_both_and_long! {
    a_retry_after_that_is_none_changes_nothing
    a_site_that_flaps_is_waited_for_again
}
