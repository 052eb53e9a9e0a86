//! Private windows: the same help, but for the waiting page that Chromium refuses there.

use super::{CHAT, Stage, in_both};
use lab::drive::{Kind, Options};

const BEFORE: &str = "https://other.example/before";

async fn private(kind: Kind, scenario: &str) -> Stage {
    let options = Options { private: true, ..Options::default() };
    let stage = Stage::set_with(kind, scenario, options).await;
    stage.told(stage.browser.open_private(BEFORE).await).await;
    stage
}

async fn a_failing_page_has_its_panel_and_comes_back(kind: Kind) {
    let stage = private(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    assert_eq!(stage.documents(), 2);
    stage.outage_ended().await;
    stage.end().await;
}

async fn an_empty_answer_loses_nothing(kind: Kind) {
    let stage = private(kind, "empty-body").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.probes(1).await;
    let waits = stage.browser.url().await.unwrap().contains("waiting.html");
    assert_eq!(waits, kind == Kind::Firefox, "Chromium shows no page of ours in private windows");
    if waits {
        stage.panel("the card", |panel| panel.text.contains("502")).await;
    }
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.browser.back().await.unwrap();
    assert_eq!(stage.browser.url().await.unwrap(), BEFORE);
    stage.outage_ended().await;
    stage.end().await;
}

in_both! {
    a_failing_page_has_its_panel_and_comes_back
    an_empty_answer_loses_nothing
}
