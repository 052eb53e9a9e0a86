//! The extension comes, or comes anew, while a tab fails already.

use super::{CHAT, Stage, in_both};
use lab::drive::{Kind, Options};

async fn a_tab_that_failed_before_is_found(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.disable_extension().await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    assert!(stage.browser.panel().await.unwrap().is_none());
    stage.browser.install_again().await.unwrap();
    let panel = stage.panel("the panel", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn an_update_in_the_middle_of_an_outage_leaves_one_panel_that_works(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.browser.install_again().await.unwrap();
    // The new one has counted no check yet; an old panel would go on with its own count.
    stage.probes(1).await;
    let panel = stage.panel("the new panel", |panel| panel.text.contains("1 check so far")).await;
    assert_eq!(panel.count, 1);
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.lab.go("up").unwrap();
    stage.browser.press("Resume").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn a_healthy_tab_is_left_as_it_is(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.browser.install_again().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the popup", |panel| panel.text.contains("No failure seen")).await;
    stage.panel("the status", |panel| panel.text.contains("no open incident")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    assert!(stage.browser.panel().await.unwrap().is_none());
    assert_eq!(stage.documents(), 1);
    stage.end().await;
}

in_both! {
    a_tab_that_failed_before_is_found
    an_update_in_the_middle_of_an_outage_leaves_one_panel_that_works
    a_healthy_tab_is_left_as_it_is
}

/// Firefox alone opens a page by itself under a driver; Chromium's driver has a start page of its
/// own.
mod firefox_starts {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_tab_that_failed_when_the_browser_started_is_found() {
        let options = Options { start: Some(CHAT.to_owned()), ..Options::default() };
        let stage = Stage::set_with(Kind::Firefox, "blip", options).await;
        let panel = stage.panel("the panel", |panel| panel.text.contains("502")).await;
        assert_eq!(panel.count, 1);
        assert_eq!(stage.documents(), 1);
        stage.lab.go("up").unwrap();
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        assert_eq!(stage.documents(), 2, "the failing one and one reload");
        stage.end().await;
    }
}
