//! Why it fails and what else can be done: what unfolds below the card on the extension's own pages.

use super::{CHAT, SOON, Stage, came, in_both};
use lab::Record;
use lab::drive::Kind;

async fn the_popup_says_why_it_fails_and_what_else_can_be_done(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    unfolded(&stage).await;
    let all = "
        const advice = document.querySelector('.advice');
        for (const more of advice.querySelectorAll('details')) more.open = true;
        return advice.innerText";
    let text = stage.browser.eval(all).await.unwrap();
    let text = text.as_str().unwrap().to_owned();
    for said in
        ["What else can I do?", "502", "Gatewatch does this", "half within", "Copy support report"]
    {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    // The router and a VPN have nothing to do with a server that answers 502.
    for never in ["router", "VPN", "sign_", "how_", "{"] {
        assert!(!text.contains(never), "{never} in\n{text}");
    }
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
    came(kind, "status-page", "done", "the_popup_says_why_it_fails_and_what_else_can_be_done");
    came(kind, "wait", "done", "the_popup_says_why_it_fails_and_what_else_can_be_done");
}

async fn the_waiting_page_says_it_too_and_its_report_names_no_chat(kind: Kind) {
    let stage = Stage::set(kind, "empty-body").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the waiting page", |panel| panel.text.contains("502")).await;
    unfolded(&stage).await;
    let script = "return document.querySelector('.advice button[value]').value";
    let report = stage.browser.eval(script).await.unwrap();
    let report = report.as_str().unwrap();
    let browser = match kind {
        Kind::Chrome => "Browser: Chrome\n  Version: 1",
        Kind::Firefox => "Browser: Firefox\n  Version: 1",
    };
    for said in ["gateway_502", "Status code: 502", "https://chatgpt.com/c/…", browser] {
        assert!(report.contains(said), "{said} in\n{report}");
    }
    for never in ["abc", "latest", "model", "127.0.0.1"] {
        assert!(!report.contains(never), "{never} in\n{report}");
    }
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    // Nothing of the advice was asked for anywhere.
    let elsewhere = |record: &Record| record.host.contains("help.openai.com");
    assert_eq!(stage.lab.hits(elsewhere), 0);
    stage.end().await;
    came(kind, "support", "done", "the_waiting_page_says_it_too_and_its_report_names_no_chat");
}

async fn unfolded(stage: &Stage) {
    let script =
        "(document.querySelector('.advice').open = true, document.querySelector('.advice li p'))";
    stage.told(stage.browser.wait_page("the remedies", script, SOON).await).await;
}

in_both! {
    the_popup_says_why_it_fails_and_what_else_can_be_done
    the_waiting_page_says_it_too_and_its_report_names_no_chat
}
