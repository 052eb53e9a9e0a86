//! Who asked to be told is told once, and a click on that leads to the tab.
//!
//! Firefox alone: its own object of the notification is told of a click as the system tells it.
//! Chromium's stand outside of every driver's reach.

use super::{CHAT, Stage};
use lab::drive::Kind;
use serde_json::json;

/// The start of a script that has the extension's notifications at hand.
const NOTIFICATIONS: &str = "const { ExtensionParent } =
      ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
    const { extension } = WebExtensionPolicy.getByID('gatewatch@gatewatch.example');
    const { notificationsMap } =
      await ExtensionParent.apiManager.asyncGetAPI('notifications', extension, 'addon_parent');
    const window = Services.wm.getMostRecentWindow('navigator:browser');
    const { gBrowser } = window;";

#[tokio::test(flavor = "multi_thread")]
async fn firefox_a_click_on_the_notification_leads_to_the_tab_that_is_back() {
    let stage = Stage::set(Kind::Firefox, "blip").await;
    let leave = "const { ExtensionPermissions } =
           ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
         const { extension } = WebExtensionPolicy.getByID('gatewatch@gatewatch.example');
         await ExtensionPermissions.add(extension.id,
           { permissions: ['notifications'], origins: [] }, extension)";
    stage.told(stage.browser.in_firefox(leave).await).await;
    let choose = "await chrome.storage.sync.set({ settings: { notify: true } })";
    stage.told(stage.browser.in_extension(choose).await).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    // Somebody looks elsewhere, and it comes back meanwhile: what is told is kept by its name.
    let told = format!(
        "{NOTIFICATIONS}
         window.gatewatchTold = new Promise((done) => {{
           const set = notificationsMap.set;
           notificationsMap.set = function (name, it) {{ done([name, it]); return set.call(this, name, it); }};
         }});"
    );
    stage.told(stage.browser.in_firefox(&told).await).await;
    let elsewhere = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&elsewhere).await.unwrap();
    stage.lab.go("up").unwrap();
    let click = format!(
        "{NOTIFICATIONS}
         const [name, it] = await window.gatewatchTold;
         const before = gBrowser.selectedBrowser.currentURI.spec;
         it.observe(null, 'alertclickcallback', '');
         const at = () => gBrowser.selectedBrowser.currentURI.spec;
         await new Promise((done) => {{
           gBrowser.tabContainer.addEventListener('TabSelect', done, {{ once: true }});
         }});
         return [/^back \\d+$/.test(name), before, at()]"
    );
    let went = stage.told(stage.browser.in_firefox(&click).await).await;
    assert_eq!(went, json!([true, elsewhere, CHAT]));
    stage.end().await;
}
