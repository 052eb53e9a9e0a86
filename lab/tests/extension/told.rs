//! Told that it is back: one notification, and a click on it goes to the tab. In Firefox, which draws
//! notifications itself where it is told to, so that one can be clicked.

use super::{CHAT, SOON, Stage, in_both};
use lab::drive::{Kind, Options};
use serde_json::json;

/// A key that checks at once, as the browser itself tells of it: a tab that nobody looks at is asked
/// about seldom.
const CHECK: &str = "WebExtensionPolicy.getByID('gatewatch@gatewatch.example').extension.shortcuts
    .onCommand('check')";

/// Waits for the notification, clicks it, and waits until another tab is the active one; how many
/// there were, what it said, and which tab that is.
pub(crate) const CLICKED: &str = "
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

/// Firefox with a setting ticked that needs notifications, which are allowed at that click without the
/// browser's question.
pub(super) async fn ticked(kind: Kind, scenario: &str, setting: &str) -> Stage {
    let prefs = [
        ("extensions.webextOptionalPermissionPrompts", json!(false)),
        ("alerts.useSystemBackend", json!(false)),
    ];
    let firefox_prefs = prefs.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let options = Options { firefox_prefs, ..Options::default() };
    let stage = Stage::set_with(kind, scenario, options).await;
    let present = stage.browser.present_tab().await.unwrap();
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let tick = format!("document.querySelector('[type=checkbox][data-setting={setting}]')");
    stage.told(stage.browser.wait_page("the settings", &tick, SOON).await).await;
    stage.browser.click(&tick).await.unwrap();
    let given = "chrome.notifications && [...document.querySelectorAll('.said')]
        .some((said) => said.textContent === 'Saved.')";
    stage.told(stage.browser.wait_page("leave", given, SOON).await).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage
}

async fn who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab(kind: Kind) {
    let stage = ticked(kind, "blip", "notify").await;
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

/// One press on the card in Firefox opens the popup about that tab, since a permission is asked for on
/// the extension's own pages alone; one press there, and it closes again.
async fn notifications_are_chosen_on_the_card(kind: Kind) {
    // Leave is given at a click, without the browser's question.
    let prefs = [("extensions.webextOptionalPermissionPrompts".to_owned(), json!(false))];
    let options = Options { firefox_prefs: prefs.to_vec(), ..Options::default() };
    let stage = match kind {
        Kind::Firefox => Stage::set_with(kind, "blip", options).await,
        // No driver accepts Chromium's prompt. It asks for real, which fails at once where the press is
        // not known to be a person's; then, as a person takes a moment, the answer is made up.
        Kind::Chrome => {
            let agreed = super::Taken {
                script: "const ask = chrome.permissions.request.bind(chrome.permissions);
                    const agree = new Promise((done) => { globalThis.agree = () => done(true) });
                    chrome.permissions.request = (what) => {
                      setTimeout(globalThis.agree, 1000);
                      return Promise.race([ask(what), agree]);
                    };",
                from_background: true,
                from_pages: &[],
            };
            Stage::without(kind, "blip", &agreed, options).await
        }
    };
    stage.browser.goto(CHAT).await.unwrap();
    let offers = |panel: &lab::drive::PanelSeen| panel.button("Notify me").is_some();
    stage.panel("the card", offers).await;
    let present = stage.browser.present_tab().await.unwrap();
    let before = stage.browser.tabs().await.unwrap();
    stage.browser.press("Notify me").await.unwrap();
    if kind == Kind::Firefox {
        // No driver presses anything in the toolbar's popup, so that its page is opened in a tab.
        let popup = stage.browser.wait_popup(SOON).await;
        let popup = stage.told(popup).await;
        assert!(popup.contains("popup.html?notify#"), "{popup}");
        stage.browser.new_tab(&popup).await.unwrap();
        stage.panel("the same offer", offers).await;
        let folded = "return document.querySelector('details.advice')?.open !== true";
        assert_eq!(stage.browser.eval(folded).await.unwrap(), json!(true));
        stage.browser.press("Notify me").await.unwrap();
        stage.browser.switch_to(&present).await.unwrap();
    }
    let promised = |panel: &lab::drive::PanelSeen| {
        !offers(panel) && panel.text.contains("get a notification when ChatGPT is back")
    };
    stage.panel("the promise", promised).await;
    let kept = "return (await chrome.storage.sync.get('settings')).settings";
    let kept = stage.told(stage.browser.in_extension(kept).await).await;
    assert_eq!(kept, json!({ "notify": true }));
    let after = stage.browser.tabs().await.unwrap();
    assert_eq!(after.len(), before.len(), "nothing is left open");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

in_both! {
    notifications_are_chosen_on_the_card
}

/// Firefox alone draws notifications that a test can click.
mod firefox_draws {
    #[tokio::test(flavor = "multi_thread")]
    async fn who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab() {
        super::who_looks_elsewhere_is_told_once_and_a_click_goes_to_the_tab(
            lab::drive::Kind::Firefox,
        )
        .await;
    }
}
