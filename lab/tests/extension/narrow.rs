//! A narrow screen and large letters: nothing is cut off, nothing overlaps, all can be reached.

use super::{CHAT, Stage, in_both};
use lab::drive::{Kind, Options};

/// A narrow phone's, and what 400 % makes of a common screen: WCAG 2.2, 1.4.10.
const NARROW: (u32, u32) = (320, 640);

/// Each look of the card that stands in the present tab, at an address that begins so.
async fn in_every_look(stage: &Stage, what: &str, url_start: &str) {
    stage.told(stage.browser.zoom(url_start, 2).await).await;
    well_laid_out(stage, &format!("{what}-zoomed")).await;
    stage.told(stage.browser.zoom(url_start, 1).await).await;
    stage.told(stage.browser.viewport(NARROW.0, NARROW.1).await).await;
    well_laid_out(stage, &format!("{what}-narrow")).await;
}

async fn well_laid_out(stage: &Stage, what: &str) {
    let faults = stage.told(stage.browser.layout_faults().await).await;
    let kind = stage.browser.kind();
    assert!(faults.is_empty(), "{what} in {kind}: {faults:#?}");
    // For eyes: what a machine finds no fault with may still be ugly.
    let picture = format!("{}/narrow/{what}-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
}

async fn panel_and_popup(kind: Kind, dark: bool) {
    let look = if dark { "dark" } else { "light" };
    let stage = Stage::set_with(kind, "outage", Options { dark, ..Options::default() }).await;
    stage.browser.goto(CHAT).await.unwrap();
    let incident = |panel: &lab::drive::PanelSeen| panel.text.contains("OpenAI is investigating");
    let panel = stage.panel("the incident", incident).await;
    assert_eq!(panel.dark, dark);
    in_every_look(&stage, &format!("panel-{look}"), "https://chatgpt.com/").await;
    let failing = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", incident).await;
    in_every_look(&stage, &format!("popup-{look}"), &popup).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&failing).await.unwrap();
    stage.end().await;
}

async fn waiting_page(kind: Kind, dark: bool) {
    let look = if dark { "dark" } else { "light" };
    let stage = Stage::set_with(kind, "empty-body", Options { dark, ..Options::default() }).await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage.panel("the waiting page", |p| p.text.contains("No incident posted")).await;
    assert_eq!(panel.dark, dark);
    let page = stage.browser.extension_url("waiting.html").unwrap();
    in_every_look(&stage, &format!("waiting-{look}"), &page).await;
    stage.end().await;
}

async fn panel_and_popup_can_be_read_and_used(kind: Kind) {
    panel_and_popup(kind, false).await;
}

async fn panel_and_popup_can_be_read_and_used_in_the_dark(kind: Kind) {
    panel_and_popup(kind, true).await;
}

async fn the_waiting_page_can_be_read_and_used(kind: Kind) {
    waiting_page(kind, false).await;
}

async fn the_waiting_page_can_be_read_and_used_in_the_dark(kind: Kind) {
    waiting_page(kind, true).await;
}

in_both! {
    panel_and_popup_can_be_read_and_used
    panel_and_popup_can_be_read_and_used_in_the_dark
    the_waiting_page_can_be_read_and_used
    the_waiting_page_can_be_read_and_used_in_the_dark
}
