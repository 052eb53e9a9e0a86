//! A message that fails is kept in every layout of ChatGPT that is known.

use super::{Stage, in_both};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::Kind;

const KNOWN: [Layout; 3] = [Layout::Turns, Layout::Sections, Layout::LoggedOut];

impl Stage {
    pub(crate) async fn texts_kept(&self) -> Vec<String> {
        let script = "
            const kept = Object.entries(await chrome.storage.local.get());
            return kept.filter(([key]) => key.startsWith('prompt ')).map(([, { text }]) => text);";
        let texts = self.told(self.browser.in_extension(script).await).await;
        serde_json::from_value(texts).unwrap()
    }

    pub(crate) async fn forget_prompts(&self) {
        let forget = "
            const kept = Object.keys(await chrome.storage.local.get());
            await chrome.storage.local.remove(kept.filter((key) => key.startsWith('prompt ')));";
        self.told(self.browser.in_extension(forget).await).await;
    }
}

async fn a_message_that_fails_is_kept_as_it_was_written(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    for layout in KNOWN {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.told(chat.say("An answer comes to this one.").await).await;
        let answered = |seen: &lab::chat::Seen| seen.answers.len() == 1;
        stage.told(chat.wait("the answer", answered).await).await;
        assert_eq!(stage.texts_kept().await, Vec::<String>::new(), "{layout}: all is well");
        stage.lab.go("failing").unwrap();
        let text = format!("A message of {layout}\nthat no server takes.");
        stage.told(chat.say(&text).await).await;
        let bar = stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
        assert!(bar.button("Copy prompt").is_some(), "{layout}: {bar:?}");
        assert_eq!(stage.texts_kept().await, [text], "{layout}");
        stage.lab.go("back").unwrap();
        stage.told(chat.say("This one is answered.").await).await;
        stage.no_panel().await;
        stage.outage_ended().await;
        stage.forget_prompts().await;
    }
    stage.end().await;
}

in_both! { a_message_that_fails_is_kept_as_it_was_written }
