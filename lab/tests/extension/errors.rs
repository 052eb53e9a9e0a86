//! What goes wrong inside Gatewatch is noted, and the settings show it under *Troubleshooting*.

use super::surfaces::access;
use super::{CHAT, SILENT_CHATS, SOON, Stage, in_both};
use lab::Scenario;
use lab::drive::{Kind, Options};
use serde_json::json;

/// Waits for an entry on the page of settings, in a tab of its own, and comes back.
async fn noted(stage: &Stage, entry: &str) {
    let present = stage.browser.present_tab().await.unwrap();
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let there = format!("document.querySelector('.log')?.textContent.includes({})", json!(entry));
    stage.told(stage.browser.wait_page(entry, &there, SOON).await).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
}

async fn a_healthy_page_leaves_nothing_in_the_log(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let none = "document.querySelector('.log')?.hidden
        && document.querySelector('main').textContent.includes('Nothing found.')";
    if stage.browser.wait_page("an empty log", none, SOON).await.is_err() {
        let main = "return document.querySelector('main').textContent.slice(-600)";
        panic!("{:?}", stage.browser.eval(main).await);
    }
    stage.browser.close().await.unwrap();
}

async fn a_snapshot_that_cannot_be_read_is_noted_and_begun_without(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.probes(1).await;
    stage.browser.kill_background().await.unwrap();
    let breaks = "await chrome.storage.session.set({ snapshot: 'no snapshot of ours' })";
    stage.told(stage.browser.in_extension(breaks).await).await;
    stage.browser.extension_ready().await.unwrap();
    noted(&stage, "snapshot: ").await;
    stage.browser.close().await.unwrap();
}

async fn a_page_that_lets_nobody_in_is_noted(kind: Kind) {
    let scenario = Scenario::parse("refuses", SILENT_CHATS).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let _ = stage.browser.goto(CHAT).await;
    stage.panel("the waiting page", |panel| panel.text.contains("502")).await;
    noted(&stage, "put the card into a page: refused").await;
    stage.browser.close().await.unwrap();
}

async fn access_that_is_missing_is_noted_by_its_host(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    access(&stage, false).await;
    noted(&stage, "access to chatgpt.com: missing").await;
    stage.browser.close().await.unwrap();
}

async fn a_message_of_no_kind_is_noted_and_answered_by_nobody(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let says = "return await chrome.runtime.sendMessage({ kind: 'no such' }) ?? null";
    let answer = stage.browser.in_extension(says).await;
    assert_eq!(stage.told(answer).await, json!(null));
    noted(&stage, "message: refused").await;
    stage.browser.close().await.unwrap();
}

in_both! {
    a_healthy_page_leaves_nothing_in_the_log
    a_snapshot_that_cannot_be_read_is_noted_and_begun_without
    a_page_that_lets_nobody_in_is_noted
    access_that_is_missing_is_noted_by_its_host
    a_message_of_no_kind_is_noted_and_answered_by_nobody
}
