//! The first-run page: shown at the installation and never again, and what can be tried on it.

use super::{SOON, Stage, in_both, is_probe};
use lab::drive::{Kind, Options};
use serde_json::json;
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
    // It plays by itself.
    let panel = stage.panel("the card", |panel| panel.text.contains("502")).await;
    assert!(panel.button("Check now").is_some(), "{}", panel.text);
    assert!(panel.button("Notify me").is_none(), "{}", panel.text);
    let there = "document.querySelector('[data-setting=notify]')";
    stage.told(stage.browser.wait_page("the choices", there, SOON).await).await;
    // A key that the browser uses itself is not given to an extension.
    let keys =
        "return [...document.querySelectorAll('.facts p:has(kbd)')].map((p) => p.textContent)";
    let both = ["Alt+Shift+G Check ChatGPT now", "Alt+Shift+H Pause or resume checks"];
    assert_eq!(stage.browser.eval(keys).await.unwrap(), json!(both));
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
    assert_eq!(state, json!([false, "", []]));
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

async fn with_less_motion_the_made_up_failure_stands_still_and_is_complete(kind: Kind) {
    let options = Options {
        chrome_args: vec!["--force-prefers-reduced-motion".to_owned()],
        firefox_prefs: vec![("ui.prefersReducedMotion".to_owned(), json!(1))],
        ..Options::default()
    };
    let stage = Stage::set_with(kind, "healthy", options).await;
    let page = stage.browser.extension_url("welcome.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let whole = |panel: &lab::drive::PanelSeen| {
        panel.text.contains("502") && panel.text.contains("OpenAI hasn’t posted anything yet")
    };
    let panel = stage.panel("the card", whole).await;
    assert!(panel.button("Check now").is_some(), "{}", panel.text);
    assert!(!panel.text.contains("Next check"), "no seconds pass: {}", panel.text);
    let play = "document.querySelector('.try > button').textContent === 'See a demo'";
    stage.told(stage.browser.wait_page("the button that plays it", play, SOON).await).await;
    stage.told(stage.browser.click("document.querySelector('.try > button')").await).await;
    stage.panel("the countdown", |panel| panel.text.contains("Next check")).await;
    stage.end().await;
}

in_both! {
    with_less_motion_the_made_up_failure_stands_still_and_is_complete
    it_is_shown_at_the_installation_and_at_no_update
    a_made_up_failure_shows_the_real_card_and_asks_nobody
}
