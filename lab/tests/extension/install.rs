//! The extension comes, or comes anew, while a tab fails already.

use super::{CHAT, SOON, Stage, in_both};
use lab::drive::{Kind, Options};
use lab::surfaces::pasts;

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
    stage.panel("the popup", |panel| panel.text.contains("No problem detected")).await;
    stage.panel("the status", |panel| panel.text.contains("no open incident")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    assert!(stage.browser.panel().await.unwrap().is_none());
    assert_eq!(stage.documents(), 1);
    stage.end().await;
}

/// What a later version kept, with more in it than this one knows: the store took that version back by
/// giving this one a higher number.
async fn what_a_later_version_kept_is_read_after_it_was_taken_back(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let line = pasts(1).pop().unwrap();
    let later = format!(
        "const at = Date.now() - 60_000;
         await chrome.storage.local.set({{
           'past 2026-01': ['{line}7 4 more'],
           'prompt 1 later': {{ text: 'What was I about to ask?', at, chat: '{CHAT}', of_later: {{ kind: 7 }} }},
           prompts: true,
           of_later: [1, 2] }});
         await chrome.storage.sync.set({{ settings: {{
           many_chats: 'in_the_middle', keep_days: 'never', language: 'de', of_later: 'yes' }} }})"
    );
    stage.told(stage.browser.in_extension(&later).await).await;
    stage.browser.install_again().await.unwrap();
    // The failure is found again, in the language that was chosen; what cannot be read is as at first.
    stage.panel("the card", |panel| panel.text.contains("Nächste Prüfung")).await;
    let present = stage.browser.present_tab().await.unwrap();
    let open = async |page: &str, what: &str, there: &str| {
        let page = stage.browser.extension_url(page).unwrap();
        stage.browser.new_tab(&page).await.unwrap();
        stage.told(stage.browser.wait_page(what, there, SOON).await).await;
    };
    let one = "document.querySelectorAll('tbody tr').length === 1";
    open("history.html", "the outage of then", one).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    let prompt =
        "document.querySelector('.saved')?.textContent.includes('What was I about to ask?')";
    open("popup.html", "the prompt", prompt).await;
    // A choice of today leaves what the later version chose.
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    let switch = "document.querySelector('[data-setting=on_chat_openai]')";
    open("settings.html", "the settings", switch).await;
    stage.told(stage.browser.click(switch).await).await;
    let kept = "const chosen = await new Promise((done) => {
          const look = async () => {
            const { settings } = await chrome.storage.sync.get('settings');
            if ('on_chat_openai' in settings) done(settings);
          };
          chrome.storage.sync.onChanged.addListener(look);
          look();
        });
        const { of_later } = await chrome.storage.local.get('of_later');
        return [chosen.of_later, chosen.on_chat_openai, of_later]";
    let kept = stage.told(stage.browser.eval(kept).await).await;
    assert_eq!(kept, serde_json::json!(["yes", false, [1, 2]]));
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.outage_ended().await;
    stage.end_but(|told| told.contains("context unloaded")).await;
}

in_both! {
    what_a_later_version_kept_is_read_after_it_was_taken_back
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
