//! An administrator's choices hold, and are shown as theirs.
//!
//! Firefox alone: it finds them in its person's home folder, too, which here is one of the test's
//! own. Chromium reads nothing but `/etc`, which is everybody's.

use super::{CHAT, SOON, Stage};
use lab::drive::{FIREFOX_ID, Kind, Options, Scratch};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn firefox_what_an_administrator_chose_holds_and_cannot_be_changed() {
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().join(".mozilla/managed-storage");
    std::fs::create_dir_all(&folder).unwrap();
    let chosen = json!({
        "name": FIREFOX_ID, "description": "An administrator's", "type": "storage",
        "data": { "by_itself": false, "keep_days": 3 },
    });
    std::fs::write(folder.join(format!("{FIREFOX_ID}.json")), chosen.to_string()).unwrap();
    let options = Options { home: Some(scratch.path().to_owned()), ..Options::default() };
    let stage = Stage::set_with(Kind::Firefox, "blip", options).await;
    let present = stage.browser.present_tab().await.unwrap();
    let page = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let locked = "document.querySelector('[data-setting=by_itself]')?.disabled
        && !document.querySelector('[data-setting=by_itself]').checked
        && document.querySelector('[type=number][data-setting=keep_days]').value === '3'
        && !document.querySelector('[data-setting=notify]').disabled
        && [...document.querySelectorAll('strong')].some((word) =>
             word.textContent.includes('Set by your administrator'))";
    stage.told(stage.browser.wait_page("the locks", locked, SOON).await).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("that it holds", |panel| panel.text.contains("as you chose")).await;
    stage.end().await;
}

/// Its host is shown as theirs, and one that is not allowed is ignored, and said so where people look for
/// what went wrong.
#[tokio::test(flavor = "multi_thread")]
async fn firefox_a_site_of_ones_own_that_an_administrator_chose_is_theirs() {
    for (host, held, is_refused) in
        [("chat.example.org", "chat.example.org", false), ("10.0.0.1", "", true)]
    {
        let scratch = Scratch::new().unwrap();
        let folder = scratch.path().join(".mozilla/managed-storage");
        std::fs::create_dir_all(&folder).unwrap();
        let chosen = json!({
            "name": FIREFOX_ID, "description": "An administrator's", "type": "storage",
            "data": { "own_site": host },
        });
        std::fs::write(folder.join(format!("{FIREFOX_ID}.json")), chosen.to_string()).unwrap();
        let options = Options { home: Some(scratch.path().to_owned()), ..Options::default() };
        let stage = Stage::set_with(Kind::Firefox, "blip", options).await;
        let page = stage.browser.extension_url("settings.html").unwrap();
        stage.browser.new_tab(&page).await.unwrap();
        let shown = format!(
            "document.querySelector('[data-setting=own_site]')?.disabled
             && document.querySelector('[data-setting=own_site]').value === '{held}'
             && [...document.querySelectorAll('.own button')].every((it) => it.disabled)"
        );
        stage.told(stage.browser.wait_page("whose it is", &shown, SOON).await).await;
        let logged = "for (;;) {
            const { errors = [] } = await chrome.storage.session.get('errors');
            const isThere = errors.some(({ where }) => where === 'settings, own_site');
            if (isThere === WANTED) return true;
          }";
        let logged = logged.replace("WANTED", &is_refused.to_string());
        stage.told(stage.browser.in_extension(&logged).await).await;
        stage.browser.close().await.unwrap();
    }
}
