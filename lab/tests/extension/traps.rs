//! What looks like a failure and is none.

use super::{CHAT, Stage, in_both, is_probe};
use lab::drive::{Kind, Landed};

async fn blocks_limits_and_checks_are_left_alone(kind: Kind) {
    for scenario in ["challenge", "blocked", "rate-limited"] {
        let stage = Stage::set(kind, scenario).await;
        assert_eq!(stage.browser.goto(CHAT).await.unwrap(), Landed::Document);
        it_is_said_to_be_no_outage(&stage).await;
        nothing_happens(stage).await;
    }
}

/// By the popup, where it is opened on such a page.
async fn it_is_said_to_be_no_outage(stage: &Stage) {
    let tabs = "return (await chrome.tabs.query({ url: 'https://chatgpt.com/*' }))[0].id";
    let tab = stage.browser.in_extension(tabs).await.unwrap();
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url(&format!("popup.html#{tab}")).unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let said = |panel: &lab::drive::PanelSeen| {
        panel.text.contains("This is not an outage")
            && panel.text.contains("Gatewatch does nothing here")
    };
    stage.panel("the refusal", said).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
}

async fn a_502_that_nobody_opened_is_none(kind: Kind) {
    for scenario in ["frame", "prerender", "attachment", "healthy"] {
        let stage = Stage::set(kind, scenario).await;
        let _ = stage.browser.goto(CHAT).await;
        nothing_happens(stage).await;
    }
}

/// No panel, no probe, no waiting page: asked after the extension had its chance to be wrong,
/// which is when its popup, opened last, has got its answer.
async fn nothing_happens(stage: Stage) {
    let documents = stage.documents();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the popup", |panel| panel.text.contains("No problem detected")).await;
    let asked = "return await chrome.runtime.sendMessage({ kind: 'popupView', opened: false })";
    stage.panel("the status", |panel| panel.text.contains("no open incident")).await;
    stage.browser.eval(asked).await.unwrap();
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    assert!(stage.browser.panel().await.unwrap().is_none());
    assert_eq!(stage.lab.hits(is_probe), 0);
    assert_eq!(stage.documents(), documents);
    stage.end().await;
}

in_both! {
    blocks_limits_and_checks_are_left_alone
    a_502_that_nobody_opened_is_none
}
