//! A message that fails is kept in every layout of ChatGPT, one that nobody has seen among them, and
//! forgotten once it is answered.

use super::prompts::{keep_while_typing, kept, not_kept};
use super::{CHAT, SOON, Stage, in_both, in_both_and_long};
use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options};
use lab::{Record, Scenario};

/// A message's way is barred, handed over to nobody, and open again.
const STALLS: &str = r#"
about = "A message fails, then its answer is handed over and never comes, then others are answered."
layout = "turns-2026-09"
[[phase]]
name = "failing"
[[phase.reply]]
path = "/backend-api/f/conversation"
methods = ["POST"]
status = 502
body = "openai"
[[phase]]
name = "stalling"
chat = { hand_off = true, socket = "silent" }
[[phase]]
name = "back"
chat = { socket = "silent" }
"#;

impl Stage {
    pub(crate) async fn texts_kept(&self) -> Vec<String> {
        let script = "
            const kept = Object.entries(await chrome.storage.local.get());
            return kept.filter(([key]) => key.startsWith('prompt ')).map(([, { text }]) => text);";
        let texts = self.told(self.browser.in_extension(script).await).await;
        serde_json::from_value(texts).unwrap()
    }

    /// Waits until that text is kept.
    pub(crate) async fn is_kept(&self, text: &str) {
        self.told(self.browser.in_extension(&kept(text)).await).await;
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
    for layout in Layout::ALL {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.told(chat.say("An answer comes to this one.").await).await;
        let answered = |seen: &Seen| seen.answers.len() == 1;
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

/// The lab's plain shell shows messages, answers and failures all alike, and marks none of them.
async fn a_text_that_may_be_the_pages_own_is_kept_only_where_it_was_seen_to_be_typed(kind: Kind) {
    let stage = Stage::set(kind, "chat").await;
    let say = async |text: &str| {
        stage.told(stage.browser.click("document.querySelector('#prompt-textarea')").await).await;
        stage.told(stage.browser.type_text(text).await).await;
        let send = "document.getElementById('composer').requestSubmit()";
        stage.told(stage.browser.eval(send).await).await;
    };
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.lab.go("bad-gateway").unwrap();
    say("Nobody saw this one.").await;
    stage.panel("the bar", |bar| bar.text.contains("didn’t find any text of yours")).await;
    assert_eq!(stage.texts_kept().await, Vec::<String>::new());
    stage.lab.go("up").unwrap();
    say("This one is answered.").await;
    stage.no_panel().await;
    stage.outage_ended().await;
    keep_while_typing(&stage).await;
    stage.lab.go("bad-gateway").unwrap();
    say("This one was seen.").await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    assert_eq!(stage.texts_kept().await, ["This one was seen.", "This one was seen."]);
    stage.end().await;
}

/// Each is known to be kept before the next one is sent, as a person's would be.
async fn of_a_hundred_messages_that_fail_each_is_kept(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    let each = 100 / Layout::ALL.len();
    let begun = std::time::Instant::now();
    let mut sent = 0;
    for layout in Layout::ALL {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.lab.go("failing").unwrap();
        for number in 1..=each {
            let text =
                format!("Naïve question {number} of {each}:\nwhy <b>\"{layout}\"</b> & not?");
            stage.told(chat.say(&text).await).await;
            stage.is_kept(&text).await;
            sent += 1;
        }
    }
    assert_eq!(sent, 100);
    println!("{kind}: 100 of 100 kept in {} s", begun.elapsed().as_secs());
    stage.end().await;
}

async fn a_message_that_is_answered_at_last_is_forgotten(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    for (number, layout) in Layout::ALL.into_iter().enumerate() {
        // By the app's own button, or as a message of its own below the one that failed.
        let sends_anew = number % 2 == 1;
        stage.lab.set_layout(layout);
        stage.lab.go("failing").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        let text = format!("A message of {layout} that its person sends again.");
        stage.told(chat.say(&text).await).await;
        stage.is_kept(&text).await;
        stage.told(chat.wait("the alert", |seen| !seen.alerts.is_empty()).await).await;
        stage.lab.go("back").unwrap();
        if sends_anew {
            stage.told(chat.say(&text).await).await;
        } else {
            stage.told(chat.retry().await).await;
        }
        stage.told(chat.wait("the answer", |seen| seen.answers.len() == 1).await).await;
        stage.nothing_kept().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

async fn an_answer_that_is_handed_over_counts_once_it_is_there(kind: Kind) {
    for layout in [Layout::Turns, Layout::Sections, Layout::Random] {
        let scenario = Scenario::parse("stalls", STALLS).unwrap().in_layout(layout);
        let stage = Stage::set_scene(kind, scenario, Options::default()).await;
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        let [answered, stalled] = ["This one is answered.", "This one is handed over to nobody."];
        stage.told(chat.say(answered).await).await;
        stage.is_kept(answered).await;
        stage.browser.reload().await.unwrap();
        stage.told(chat.ready().await).await;
        stage.told(chat.say(stalled).await).await;
        stage.is_kept(stalled).await;
        stage.told(chat.wait("the alert", |seen| seen.alerts.len() == 1).await).await;
        stage.lab.go("stalling").unwrap();
        stage.told(chat.retry().await).await;
        let asked = |all: &[Record]| all.iter().any(|it| it.path_only().ends_with("/ws/user"));
        stage.told(stage.lab.wait_for("the stub's end", asked, SOON).await).await;
        stage.lab.go("back").unwrap();
        stage.told(chat.say(answered).await).await;
        stage.told(chat.wait("the answer", |seen| seen.answers.len() == 1).await).await;
        stage.told(stage.browser.in_extension(&not_kept(answered)).await).await;
        assert_eq!(stage.texts_kept().await, [stalled], "{layout}");
        stage.end().await;
    }
}

in_both! {
    a_message_that_fails_is_kept_as_it_was_written
    a_text_that_may_be_the_pages_own_is_kept_only_where_it_was_seen_to_be_typed
    a_message_that_is_answered_at_last_is_forgotten
    an_answer_that_is_handed_over_counts_once_it_is_there
}

in_both_and_long! { of_a_hundred_messages_that_fail_each_is_kept }
