//! A whole incident of the status page, in both of its shapes, and when that page is asked.

use super::{CHAT, SOON, Stage, in_both, in_both_and_long};
use lab::drive::{Kind, Options};
use lab::{Record, Scenario};
use std::time::Duration;

/// A round of one request is followed by a minute, and up to a quarter more.
const NEXT_ROUND: Duration = Duration::from_secs(110);

const NATIVE: &str = "/proxy/status.openai.com";

/// The documents of the status page that were asked for.
fn asked(stage: &Stage) -> Vec<Record> {
    let of_page = |record: &Record| record.host == "status.openai.com" && record.is_fetch();
    stage.lab.records().into_iter().filter(of_page).collect()
}

/// The steps, and whether they are told by the page's own summary or by its compatible documents:
/// a browser for each.
async fn told(kind: Kind, is_compat: impl Fn(usize) -> bool) {
    let steps = [
        ("investigating", "OpenAI is investigating: "),
        ("identified", "OpenAI found the cause and is working on a fix: "),
        ("monitoring", "OpenAI has put a fix in place, but it isn’t working for you yet: "),
        // The native summary drops what is closed; the compatible documents still list it.
        ("resolved", ""),
    ];
    for (number, (step, says)) in steps.into_iter().enumerate() {
        let compat = is_compat(number);
        let stage =
            Stage::set(kind, if compat { "status-compat" } else { "status-incident" }).await;
        stage.lab.go(step).unwrap();
        stage.browser.goto(CHAT).await.unwrap();
        let says = match (says, compat) {
            ("", false) => "OpenAI hasn’t posted anything yet",
            ("", true) => "OpenAI marked this as resolved",
            (says, _) => says,
        };
        let panel = stage.panel(says, |panel| panel.text.contains(says)).await;
        assert!(!panel.text.to_lowercase().contains("operational"), "{}", panel.text);
        if says.ends_with(": ") {
            let title = &panel.outside[0];
            assert!(title.text.contains("Elevated error rates in ChatGPT"), "{title:?}");
            assert_eq!((&*title.language, &*title.isolation), ("en", "isolate"));
            assert!(!panel.text.contains("OpenAI says it began"), "unfolded: {}", panel.text);
            stage.browser.press("Details").await.unwrap();
            let since = "OpenAI says it began";
            stage.panel("since when", |panel| panel.text.contains(since)).await;
        }
        let paths: Vec<String> = asked(&stage).iter().map(|r| r.path.clone()).collect();
        assert_eq!(paths[0], NATIVE, "the best is asked first");
        assert_eq!(paths.len(), if compat { 4 } else { 1 }, "{paths:?}");
        stage.end().await;
    }
}

async fn each_step_is_told_in_one_shape_or_the_other(kind: Kind) {
    told(kind, |number| number % 2 == 1).await;
}

async fn each_step_is_told_in_the_shape_that_is_left(kind: Kind) {
    told(kind, |number| number % 2 == 0).await;
}

async fn it_is_told_on_as_it_goes_on_and_when_it_was_closed(kind: Kind) {
    let stage = Stage::set(kind, "status-incident").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the incident", |p| p.text.contains("OpenAI is investigating")).await;
    stage.lab.go("resolved").unwrap();
    let wanted = "OpenAI marked this as resolved";
    let panel = stage
        .browser
        .wait_panel(wanted, |panel| panel.is_some_and(|p| p.text.contains(wanted)), NEXT_ROUND)
        .await;
    let panel = stage.told(panel).await.unwrap();
    assert!(panel.text.contains("but it still fails for you"), "{}", panel.text);
    let asked = asked(&stage);
    let between = asked[1].at.abs_diff(asked[0].at);
    assert!(asked.len() == 2 && between >= Duration::from_secs(59), "{between:?}");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn a_popup_asks_once_and_a_fresh_reading_is_enough(kind: Kind) {
    let scenario = Scenario::named("healthy").unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    assert!(asked(&stage).is_empty(), "nobody asks while nothing fails");
    for _ in 0..3 {
        stage.browser.goto(&popup).await.unwrap();
        let says = "lists no open incident for ChatGPT";
        stage.panel(says, |panel| panel.text.contains(says)).await;
    }
    assert_eq!(asked(&stage).len(), 1);
    stage.end().await;
}

async fn what_is_outside_is_marked_on_the_waiting_page_and_in_the_popup(kind: Kind) {
    let scenario = "about = \"No body, and a status page full of traps.\"
        [[phase]]
        name = \"down\"
        [[phase.reply]]
        status = 502
        body = \"empty\"
        [[phase.reply]]
        host = \"status.openai.com\"
        status = 200
        body = \"status-hostile\"";
    let scenario = Scenario::parse("hostile-empty", scenario).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    let marked = |title: &lab::drive::Outside| {
        title.text.contains("<b>ChatGPT</b>")
            && title.language == "en"
            && title.isolation == "isolate"
    };
    stage.panel("the waiting page", |panel| panel.outside.iter().any(marked)).await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the popup", |panel| panel.outside.iter().any(marked)).await;
    stage.end().await;
}

async fn two_seconds_are_waited_for(kind: Kind) {
    let stage = Stage::set(kind, "status-2s").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel before the answer", |p| p.text.contains("Checking OpenAI")).await;
    let wait = stage.browser.wait_panel(
        "the answer",
        |panel| panel.is_some_and(|p| p.text.contains("OpenAI is investigating")),
        SOON,
    );
    stage.told(wait.await).await;
    stage.end().await;
}

in_both! {
    each_step_is_told_in_one_shape_or_the_other
    a_popup_asks_once_and_a_fresh_reading_is_enough
    what_is_outside_is_marked_on_the_waiting_page_and_in_the_popup
    two_seconds_are_waited_for
}

in_both_and_long! {
    each_step_is_told_in_the_shape_that_is_left
    it_is_told_on_as_it_goes_on_and_when_it_was_closed
}
