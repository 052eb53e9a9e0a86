//! A message that a limit refused: told with a countdown to the end that the site named, and with a
//! notification then, where that is asked for; nothing is asked of anybody before.

use super::told::CLICKED;
use super::{SOON, Stage, Taken, in_both, is_probe};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options, PanelSeen};
use lab::scenario::STATUS_HOST;
use serde_json::json;

/// Sends a message that is refused, and waits for the bar.
async fn refused(stage: &Stage, phase: &str) -> PanelSeen {
    let layout = Layout::Turns;
    stage.lab.set_layout(layout);
    let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
    stage.lab.go(phase).unwrap();
    stage.told(chat.say("One question too many.").await).await;
    let limited = |bar: &PanelSeen| {
        bar.text.contains("is limiting your messages")
            && bar.text.contains("saved on this device")
            && bar.text.contains("Ends in")
    };
    stage.panel("the bar", limited).await
}

fn nothing_was_asked_of_the_site(stage: &Stage) {
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 1), "probes, documents");
}

async fn a_limit_is_counted_down_and_nothing_is_asked_before_its_end(kind: Kind) {
    let stage = Stage::set(kind, "limit").await;
    let bar = refused(&stage, "limited").await;
    assert!(bar.button("Notify me").is_some() && bar.button("Hide").is_some(), "{bar:?}");
    assert_eq!(stage.texts_kept().await, ["One question too many."]);
    let over = stage.panel("the end", |bar| bar.text.contains("limit should be over")).await;
    assert!(over.text.contains("Gatewatch sends nothing"), "{}", over.text);
    nothing_was_asked_of_the_site(&stage);
    assert_eq!(stage.lab.hits(|it| it.host == STATUS_HOST), 0, "nor of its status page");
    stage.lab.go("back").unwrap();
    let chat = Chat::new(&stage.browser, Layout::Turns);
    stage.told(chat.say("And this one?").await).await;
    stage.no_panel().await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn the_end_of_a_limit_is_hours_away_and_one_press_asks_to_be_told(kind: Kind) {
    let prefs = [("extensions.webextOptionalPermissionPrompts".to_owned(), json!(false))];
    let options = Options { firefox_prefs: prefs.to_vec(), ..Options::default() };
    let stage = match kind {
        Kind::Firefox => Stage::set_with(kind, "limit", options).await,
        // No driver accepts Chromium's prompt: the answer is made up, as a person takes a moment.
        Kind::Chrome => {
            let script = "chrome.permissions.request = async () => true;";
            let agreed = Taken { script, from_background: true, from_pages: &[] };
            Stage::without(kind, "limit", &agreed, options).await
        }
    };
    let bar = refused(&stage, "limited-for-hours").await;
    assert!(bar.text.contains("about 3 hours"), "{}", bar.text);
    ask_to_be_told(&stage).await;
    nothing_was_asked_of_the_site(&stage);
    stage.end().await;
}

/// Presses *Notify me*; in Firefox on a page of ours, too, where alone it asks for leave.
async fn ask_to_be_told(stage: &Stage) {
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.press("Notify me").await.unwrap();
    if stage.browser.kind() == Kind::Firefox {
        let popup = stage.told(stage.browser.wait_popup(SOON).await).await;
        stage.browser.new_tab(&popup).await.unwrap();
        stage.panel("the same offer", |card| card.button("Notify me").is_some()).await;
        stage.browser.press("Notify me").await.unwrap();
        stage.browser.switch_to(&present).await.unwrap();
    }
    let promised = |bar: &PanelSeen| {
        bar.text.contains("You’ll be notified when it ends") && bar.button("Notify me").is_none()
    };
    stage.panel("the promise", promised).await;
}

async fn its_notification_leads_to_the_chat(kind: Kind) {
    let prefs = [
        ("extensions.webextOptionalPermissionPrompts", json!(false)),
        ("alerts.useSystemBackend", json!(false)),
    ];
    let firefox_prefs = prefs.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let stage =
        Stage::set_with(kind, "limit", Options { firefox_prefs, ..Options::default() }).await;
    refused(&stage, "limited").await;
    ask_to_be_told(&stage).await;
    stage.browser.new_tab("about:blank").await.unwrap();
    let clicked = stage.told(stage.browser.in_firefox(CLICKED).await).await;
    let chat = Layout::Turns.chat();
    assert_eq!(clicked, json!([1, "ChatGPT’s limit should be over", chat]));
    stage.end().await;
}

in_both! {
    a_limit_is_counted_down_and_nothing_is_asked_before_its_end
    the_end_of_a_limit_is_hours_away_and_one_press_asks_to_be_told
}

/// Firefox alone draws notifications that a test can click.
mod firefox_draws {
    #[tokio::test(flavor = "multi_thread")]
    async fn its_notification_leads_to_the_chat() {
        super::its_notification_leads_to_the_chat(lab::drive::Kind::Firefox).await;
    }
}
