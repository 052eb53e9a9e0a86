//! A narrow screen and large letters: nothing is cut off, nothing overlaps, all can be reached.

use super::{CHAT, Stage, in_both};
use lab::drive::{Kind, Look, Options, PanelSeen};

/// A narrow phone's, and what 400 % makes of a common screen: WCAG 2.2, 1.4.10.
const NARROW: (u32, u32) = (320, 640);

/// The card that stands in the present tab, at an address that begins so: zoomed, on a narrow
/// screen, in the dark and in the light.
async fn in_every_look(stage: &Stage, what: &str, url_start: &str) {
    stage.told(stage.browser.zoom(url_start, 2).await).await;
    well_laid_out(stage, &format!("{what}-zoomed")).await;
    stage.told(stage.browser.zoom(url_start, 1).await).await;
    stage.told(stage.browser.viewport(NARROW.0, NARROW.1).await).await;
    well_laid_out(stage, &format!("{what}-narrow")).await;
}

async fn well_laid_out(stage: &Stage, what: &str) {
    let kind = stage.browser.kind();
    for look in [Look::Dark, Look::Light] {
        stage.told(stage.browser.look_so(look).await).await;
        stage.panel(look.name(), |panel| panel.dark == (look == Look::Dark)).await;
        let faults = stage.told(stage.browser.layout_faults().await).await;
        assert!(faults.is_empty(), "{what}, {}, in {kind}: {faults:#?}", look.name());
        // For eyes: what a machine finds no fault with may still be ugly.
        let tmp = env!("CARGO_TARGET_TMPDIR");
        let picture = format!("{tmp}/narrow/{what}-{}-{kind}.png", look.name());
        stage.browser.screenshot(picture.as_ref()).await.unwrap();
    }
}

async fn panel_and_popup_can_be_read_and_used_in_the_light_and_in_the_dark(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    stage.browser.goto(CHAT).await.unwrap();
    let incident = |panel: &PanelSeen| panel.text.contains("OpenAI is investigating");
    stage.panel("the incident", incident).await;
    in_every_look(&stage, "panel", "https://chatgpt.com/").await;
    let failing = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", incident).await;
    in_every_look(&stage, "popup", &popup).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&failing).await.unwrap();
    stage.end().await;
}

/// In a browser whose person has a dark system.
async fn the_waiting_page_can_be_read_and_used_in_the_dark_and_in_the_light(kind: Kind) {
    let options = Options { dark: true, ..Options::default() };
    let stage = Stage::set_with(kind, "empty-body", options).await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage
        .panel("the waiting page", |p| p.text.contains("OpenAI hasn’t posted anything yet"))
        .await;
    assert!(panel.dark);
    let page = stage.browser.extension_url("waiting.html").unwrap();
    in_every_look(&stage, "waiting", &page).await;
    stage.end().await;
}

in_both! {
    panel_and_popup_can_be_read_and_used_in_the_light_and_in_the_dark
    the_waiting_page_can_be_read_and_used_in_the_dark_and_in_the_light
}
