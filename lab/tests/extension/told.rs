//! Told that it is back: one notification, and a click on it goes to the tab. In Firefox, which draws
//! notifications itself where it is told to, so that one can be clicked.

use super::{CHAT, SOON, Stage};
use lab::drive::{Kind, Options};
use serde_json::json;

/// A key that checks at once, as the browser itself tells of it: a tab that nobody looks at is asked
/// about seldom.
const CHECK: &str = "WebExtensionPolicy.getByID('gatewatch@gatewatch.example').extension.shortcuts
    .onCommand('check')";

/// Waits for the notification, clicks it, and waits until another tab is the active one; how many
/// there were, what it said, and which tab that is.
const CLICKED: &str = "
    const { setTimeout } = ChromeUtils.importESModule('resource://gre/modules/Timer.sys.mjs');
    const all = () => [...Services.wm.getEnumerator('alert:alert')];
    const whole = () => all().find(({ document }) => document.readyState === 'complete');
    // Its window begins as another document, so that no event of it can be awaited from outside.
    const alert = await new Promise((done) => {
      const look = () => whole() ? done(whole()) : setTimeout(look, 100);
      look();
    });
    const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
    const told = [all().length, alert.document.getElementById('alertTitleLabel').value];
    const gone = new Promise((done) =>
      gBrowser.tabContainer.addEventListener('TabSelect', done, { once: true }));
    alert.document.getElementById('alertBox').click();
    await gone;
    return [...told, gBrowser.selectedBrowser.currentURI.spec]";

/// Waits until the core has heard that the tab is looked at no more: in its trace, that event's last
/// byte says so.
const UNSEEN: &str = "return await new Promise((done) => {
    const look = async () => {
      const { trace = [] } = await chrome.storage.session.get('trace');
      const heard = trace.map(([, line]) => line.trim().split(' '));
      if (heard.some(([, , name, event]) =>
        name === 'VisibilityChanged' && atob(event).endsWith('\\0'))) done(true);
    };
    chrome.storage.session.onChanged.addListener(look);
    look();
  })";

async fn who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab(kind: Kind) {
    let prefs = [
        // Leave is given at a click, without the browser's question.
        ("extensions.webextOptionalPermissionPrompts", json!(false)),
        ("alerts.useSystemBackend", json!(false)),
    ];
    let firefox_prefs = prefs.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let options = Options { firefox_prefs, ..Options::default() };
    let stage = Stage::set_with(kind, "blip", options).await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    let tick = "document.querySelector('[type=checkbox][data-setting=notify]')";
    stage.browser.new_tab(&settings).await.unwrap();
    stage.told(stage.browser.wait_page("the settings", tick, SOON).await).await;
    stage.browser.click(tick).await.unwrap();
    let given = "chrome.notifications && [...document.querySelectorAll('.said')]
        .some((said) => said.textContent === 'Saved.')";
    stage.told(stage.browser.wait_page("leave", given, SOON).await).await;
    let asked = "const { settings } = await chrome.storage.sync.get('settings');
        await chrome.storage.sync.set({ settings: { ...settings, by_itself: false } });
        return settings.notify";
    assert_eq!(stage.browser.in_extension(asked).await.unwrap(), true);
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("as you chose")).await;
    stage.browser.new_tab("about:blank").await.unwrap();
    let unseen = stage.browser.in_extension(UNSEEN).await;
    stage.told(unseen).await;
    stage.lab.go("up").unwrap();
    stage.browser.in_firefox(CHECK).await.unwrap();
    let clicked = stage.told(stage.browser.in_firefox(CLICKED).await).await;
    assert_eq!(clicked, json!([1, "ChatGPT is back", CHAT]));
    stage.end().await;
}

mod firefox {
    #[tokio::test(flavor = "multi_thread")]
    async fn who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab() {
        super::who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab(
            lab::drive::Kind::Firefox,
        )
        .await;
    }
}
