//! The background dies at any moment: nothing is lost, nothing takes effect twice.

use super::{CHAT, Stage, in_both};
use lab::drive::Kind;

async fn killed_during_the_wait_it_comes_back_all_the_same(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    stage.browser.kill_background().await.unwrap();
    assert!(!stage.browser.background_alive().await.unwrap());
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn a_failure_wakes_a_dead_background(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

in_both! {
    killed_during_the_wait_it_comes_back_all_the_same
    a_failure_wakes_a_dead_background
}
