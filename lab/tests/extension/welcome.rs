//! The first-run page: shown at the installation and never again, and what can be tried on it.

use super::{SOON, Stage, in_both, is_probe};
use lab::drive::{Kind, Options};
use std::time::Duration;

/// The tabs that show it.
async fn shown(stage: &Stage) -> usize {
    let script =
        "return (await chrome.tabs.query({ url: chrome.runtime.getURL('welcome.html') })).length";
    stage.told(stage.browser.in_extension(script).await).await.as_u64().unwrap() as usize
}

async fn it_is_shown_at_the_installation_and_at_no_update(kind: Kind) {
    let stage =
        Stage::set_with(kind, "healthy", Options { first_run: true, ..Options::default() }).await;
    assert_eq!(shown(&stage).await, 1);
    // It goes with the extension that made it, and does not come with the next.
    stage.browser.install_again().await.unwrap();
    stage.browser.extension_ready().await.unwrap();
    assert_eq!(shown(&stage).await, 0);
    stage.browser.close().await.unwrap();
}

async fn a_made_up_failure_shows_the_real_card_and_asks_nobody(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let page = stage.browser.extension_url("welcome.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let there =
        "document.querySelector('.try button') && document.querySelector('[data-setting=notify]')";
    stage.told(stage.browser.wait_page("the page", there, SOON).await).await;
    stage.told(stage.browser.click("document.querySelector('.try button')").await).await;
    stage
        .browser
        .screenshot(format!("{}/welcome-first-{kind}.png", env!("CARGO_TARGET_TMPDIR")).as_ref())
        .await
        .unwrap();
    let panel = stage.panel("the card", |panel| panel.text.contains("502")).await;
    assert!(panel.button("Check now").is_some(), "{}", panel.text);
    let picture = format!("{}/welcome-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.browser.press("Resume").await.unwrap();
    let back =
        |panel: Option<&lab::drive::PanelSeen>| panel.is_some_and(|it| it.text.contains("back"));
    let came = stage.browser.wait_panel("that it is back", back, Duration::from_secs(90)).await;
    stage.told(came).await;
    // The background heard nothing of it, and neither did anybody else.
    let script = "return [(await chrome.storage.session.get('open')).open ?? false,
        await chrome.action.getBadgeText({}), Object.keys(await chrome.storage.local.get(null))
          .filter((key) => key.startsWith('past'))]";
    let state = stage.told(stage.browser.in_extension(script).await).await;
    assert_eq!(state, serde_json::json!([false, "", []]));
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 0));
    // A choice is kept as on the page of settings.
    stage
        .told(stage.browser.click("document.querySelector('[data-setting=by_itself]')").await)
        .await;
    let kept = "document.querySelector('[data-only] .said:not(:empty)')";
    stage.told(stage.browser.wait_page("that it is kept", kept, SOON).await).await;
    let stored = "return (await chrome.storage.sync.get('settings')).settings.by_itself";
    assert_eq!(stage.told(stage.browser.in_extension(stored).await).await, false);
    stage.end().await;
}

in_both! {
    it_is_shown_at_the_installation_and_at_no_update
    a_made_up_failure_shows_the_real_card_and_asks_nobody
}
