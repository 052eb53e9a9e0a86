//! Failures inside ChatGPT's app, in each layout: told once the app itself gave up, and never while it
//! recovers.

use super::{Stage, in_both};
use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::Kind;

const LOGGED_IN: [Layout; 2] = [Layout::Turns, Layout::Sections];

impl Stage {
    async fn chat_in(&self, layout: Layout) -> Chat<'_> {
        self.lab.set_layout(layout);
        self.lab.go("up").unwrap();
        self.told(Chat::open(&self.browser, layout).await).await
    }

    async fn wait_in(&self, chat: &Chat<'_>, what: &str, wanted: impl Fn(&Seen) -> bool) {
        self.told(chat.wait(what, wanted).await).await;
    }

    /// Whether anything of ours stands in the page.
    pub(crate) async fn shows(&self) -> bool {
        self.told(self.browser.panel().await).await.is_some()
    }
}

async fn an_answer_that_cannot_be_had_is_told_once_the_app_gave_up(kind: Kind) {
    let stage = Stage::set(kind, "handoff-lost").await;
    for layout in LOGGED_IN {
        let chat = stage.chat_in(layout).await;
        stage.lab.go("failing").unwrap();
        let text = format!("A question in {layout}");
        stage.told(chat.say(&text).await).await;
        stage.wait_in(&chat, "that it recovers", |seen| !seen.recovering.is_empty()).await;
        assert!(!stage.shows().await, "{layout}: the app is at work on it");
        stage.wait_in(&chat, "the alert", |seen| !seen.alerts.is_empty()).await;
        let bar = stage.panel("the bar", |bar| bar.text.contains("answer was cut off")).await;
        assert!(bar.text.contains("saved on this device"), "{layout}: {}", bar.text);
        assert_eq!(stage.texts_kept().await, [text], "{layout}");
        stage.lab.go("back").unwrap();
        stage.told(chat.say("This one is answered.").await).await;
        stage.no_panel().await;
        stage.outage_ended().await;
        stage.forget_prompts().await;
    }
    stage.end_but(|told| told.contains("Web Socket")).await;
}

async fn an_answer_that_the_app_gets_after_all_is_nothing_to_be_told_of(kind: Kind) {
    let stage = Stage::set(kind, "handoff-recovers").await;
    for layout in LOGGED_IN {
        let chat = stage.chat_in(layout).await;
        stage.lab.go("recovering").unwrap();
        stage.told(chat.say("A question whose answer comes late.").await).await;
        stage.wait_in(&chat, "that it recovers", |seen| !seen.recovering.is_empty()).await;
        stage.lab.go("back").unwrap();
        let answered = |seen: &Seen| !seen.answers.is_empty() && seen.recovering.is_empty();
        stage.wait_in(&chat, "the answer", answered).await;
        stage.outage_ended().await;
        assert!(!stage.shows().await, "{layout}");
        assert_eq!(stage.texts_kept().await, Vec::<String>::new(), "{layout}");
    }
    stage.end_but(|told| told.contains("Web Socket")).await;
}

/// Its request breaks, so it is kept; the app takes the answer up again by itself, so it is not lost.
async fn a_message_that_the_app_saves_by_itself_is_forgotten(kind: Kind) {
    let stage = Stage::set(kind, "stream-cut").await;
    for layout in [Layout::Turns, Layout::Sections, Layout::Random] {
        let chat = stage.chat_in(layout).await;
        stage.lab.go("asking").unwrap();
        let text = format!("A question of {layout} whose stream breaks.");
        stage.told(chat.say(&text).await).await;
        stage.is_kept(&text).await;
        stage.lab.go("back").unwrap();
        let whole = format!("The lab heard you say: {text}");
        stage.wait_in(&chat, "the answer", |seen| seen.answers == [whole.as_str()]).await;
        stage.nothing_kept().await;
        stage.outage_ended().await;
        assert!(!stage.shows().await, "{layout}");
    }
    stage.end().await;
}

in_both! {
    a_message_that_the_app_saves_by_itself_is_forgotten
    an_answer_that_cannot_be_had_is_told_once_the_app_gave_up
    an_answer_that_the_app_gets_after_all_is_nothing_to_be_told_of
}
