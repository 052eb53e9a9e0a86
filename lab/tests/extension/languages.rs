//! Every language that can be chosen, on the card: said in it, laid out in it, and nothing cut off.

use super::{CHAT, SOON, Stage, in_both};
use lab::drive::Kind;
use settings::LANGUAGES;

/// Chooses a language, as the page of settings keeps it.
async fn choose(stage: &Stage, code: &str) {
    let script = format!("await chrome.storage.sync.set({{ settings: {{ language: '{code}' }} }})");
    stage.told(stage.browser.in_extension(&script).await).await;
}

async fn the_card_speaks_each_language_and_fits_a_narrow_screen_in_it(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the incident", |panel| panel.text.contains("OpenAI is investigating")).await;
    stage.told(stage.browser.viewport(320, 640).await).await;
    for (code, name) in LANGUAGES.iter().skip(1) {
        choose(&stage, code).await;
        let panel = stage.panel(name, |panel| panel.language == *code).await;
        let direction = if *code == "ar" { "rtl" } else { "ltr" };
        assert_eq!(panel.direction, direction, "{code}");
        // What OpenAI wrote stays as it is, in its own language and direction.
        assert!(panel.outside.iter().any(|part| part.text.contains("Elevated error rates")));
        assert_eq!(panel.text.contains("Check now"), *code == "en", "{code}: {}", panel.text);
        let faults = stage.told(stage.browser.layout_faults().await).await;
        assert!(faults.is_empty(), "{code} in {kind}: {faults:#?}");
        let picture = format!("{}/languages/panel-{code}-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
        stage.browser.screenshot(picture.as_ref()).await.unwrap();
    }
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn a_language_is_chosen_and_the_page_of_settings_and_the_popup_speak_it(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let page = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let there = "document.querySelector('select[data-setting=language]')";
    stage.told(stage.browser.wait_page("the settings", there, SOON).await).await;
    let choose = "const list = document.querySelector('select[data-setting=language]');
        list.focus();
        list.value = 'ar';
        list.dispatchEvent(new Event('change', { bubbles: true }))";
    stage.browser.eval(choose).await.unwrap();
    let spoken = "document.documentElement.dir === 'rtl' && document.documentElement.lang === 'ar'
        && document.activeElement.dataset.setting === 'language'
        && document.activeElement.value === 'ar'";
    stage.told(stage.browser.wait_page("the settings in Arabic", spoken, SOON).await).await;
    let picture = format!("{}/languages/settings-ar-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    // A background that begins anew knows it, too.
    stage.browser.kill_background().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.goto(&popup).await.unwrap();
    let spoken = "document.documentElement.lang === 'ar'";
    stage.told(stage.browser.wait_page("the popup in Arabic", spoken, SOON).await).await;
    // What is none of ours is no choice.
    let odd = "await chrome.storage.sync.set({ settings: { language: '../../x' } })";
    stage.browser.in_extension(odd).await.unwrap();
    stage.browser.goto(&page).await.unwrap();
    let english = "document.documentElement.lang === 'en'
        && document.querySelector('select[data-setting=language]')?.value === ''";
    stage.told(stage.browser.wait_page("the browser's language", english, SOON).await).await;
    stage.end_but(|told| told.contains("x.txt")).await;
}

in_both! {
    the_card_speaks_each_language_and_fits_a_narrow_screen_in_it
    a_language_is_chosen_and_the_page_of_settings_and_the_popup_speak_it
}
