//! The toolbar's popup: the same card, and its buttons work.

use super::{CHAT, Stage, in_both, is_probe};
use lab::drive::Kind;

async fn the_popup_shows_the_outage_and_checks(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let badge = stage.browser.badge("https://chatgpt.com/").await.unwrap();
    assert!(!badge.text.is_empty() && badge.title.contains("not answering"), "{badge:?}");
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    let before = stage.lab.hits(is_probe);
    stage.browser.press("Check now").await.unwrap();
    stage.probes(before + 1).await;
    stage.panel("the answer", |panel| panel.text.contains("Still down")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.panel("the same in the tab", |panel| panel.text.contains("Paused")).await;
    stage.lab.go("up").unwrap();
    stage.browser.press("Resume").await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    let badge = stage.browser.badge("https://chatgpt.com/").await.unwrap();
    assert!(badge.text.is_empty(), "{badge:?}");
    stage.end().await;
}

in_both! { the_popup_shows_the_outage_and_checks }
