//! What an assistant had written when its answer broke off: kept as Markdown beside the prompt, in every
//! layout, and given back; nothing of it is read while all is well.

use super::prompts::stored;
use super::{SOON, Stage, in_both, in_both_and_long};
use lab::answers::{QUESTION, has_half};
use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options, PanelSeen};
use serde_json::json;

/// What the lab heard stands before its answer.
const HEARD: &str = "The lab heard you say:";

impl Stage {
    /// What is kept on the disk of answers that broke off.
    async fn answers_kept(&self) -> Vec<String> {
        let script = "
            const kept = Object.entries(await chrome.storage.local.get());
            return kept.filter(([key]) => key.startsWith('prompt '))
              .flatMap(([, { answer }]) => answer ?? []);";
        let answers = self.told(self.browser.in_extension(script).await).await;
        serde_json::from_value(answers).unwrap()
    }

    async fn broken_off(&self, layout: Layout, question: &str) -> Chat<'_> {
        self.lab.set_layout(layout);
        self.lab.go("up").unwrap();
        let chat = self.told(Chat::open(&self.browser, layout).await).await;
        self.lab.go("failing").unwrap();
        self.told(chat.say(question).await).await;
        let gave_up = |seen: &Seen| !seen.alerts.is_empty() && !seen.answers.is_empty();
        self.told(chat.wait("the alert below what there is", gave_up).await).await;
        chat
    }

    async fn offered(&self, what: &str, wanted: impl Fn(&PanelSeen) -> bool) -> PanelSeen {
        let seen = self.browser.wait_offer(what, |bar| bar.is_some_and(&wanted), SOON).await;
        self.told(seen).await.unwrap()
    }
}

/// What a person sees of the answer, word by word, is kept of it: it is read once more when the page has
/// given up.
async fn keeps_every_word(stage: &Stage, chat: &Chat<'_>) -> String {
    let seen = stage.told(chat.seen().await).await;
    let seen = seen.answers.last().expect("what there is of an answer");
    // What the page says of itself, above code.
    let seen = seen.replace("Copy code", " ");
    let words: Vec<&str> = seen.split(|at: char| !at.is_alphanumeric()).collect();
    let all_words = format!(
        "all.some(({{ answer }}) => {}.every((word) =>
           answer?.split(/[^\\p{{Alphabetic}}\\p{{N}}]/u).includes(word)))",
        json!(words)
    );
    let are_kept = stage.browser.in_extension(&stored(&all_words)).await;
    let kept = stage.answers_kept().await;
    assert!(are_kept.is_ok(), "{words:?} stood on the page, and not all are in\n{kept:?}");
    let [answer] = &kept[..] else { panic!("one answer is kept: {kept:?}") };
    answer.clone()
}

async fn a_part_of_a_page_becomes_markdown(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    stage.browser.goto("https://chatgpt.com/").await.unwrap();
    stage.healthy().await;
    let script = format!(
        "const toMarkdown = {};
         const part = document.createElement('div');
         part.innerHTML = {};
         document.body.append(part);
         return toMarkdown(part)",
        lab::rows::function_of("html-to-markdown.ts").unwrap(),
        json!(include_str!("markdown.html"))
    );
    let made = stage.told(stage.browser.eval(&script).await).await;
    assert_eq!(made.as_str().unwrap(), include_str!("markdown.md").trim_end());
    stage.end().await;
}

async fn an_answer_that_breaks_off_is_kept_in_every_layout(kind: Kind) {
    let stage = Stage::set(kind, "lost-answer").await;
    for layout in Layout::ALL {
        let chat = stage.broken_off(layout, QUESTION).await;
        stage.is_kept(QUESTION).await;
        // That an app gave up is not seen where nothing marks its alert.
        if layout != Layout::Random {
            let saved = |bar: &PanelSeen| bar.text.contains("The answer so far is saved too.");
            let bar = stage.panel("the bar", saved).await;
            assert!(bar.button("Copy answer").is_some(), "{layout}: {bar:?}");
            stage.browser.press("Show answer").await.unwrap();
            let shown = |bar: &PanelSeen| has_half(&bar.text).is_ok();
            let bar = stage.panel("what is kept", shown).await;
            assert!(bar.button("Hide answer").is_some(), "{layout}: {bar:?}");
            stage.browser.press("Copy answer").await.unwrap();
            stage.panel("that it is copied", |bar| bar.live.contains("Copied.")).await;
        }
        has_half(&keeps_every_word(&stage, &chat).await).unwrap();
        stage.lab.go("answered").unwrap();
        stage.told(chat.retry().await).await;
        let whole = |seen: &Seen| seen.answers.iter().any(|it| it.contains("That is all there"));
        stage.told(chat.wait("the whole answer", whole).await).await;
        stage.no_panel().await;
        stage.nothing_kept().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

async fn an_answer_that_is_handed_over_and_dies_is_kept(kind: Kind) {
    let stage = Stage::set(kind, "handoff-lost").await;
    for layout in [Layout::Turns, Layout::Sections] {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.lab.go("resume-fails").unwrap();
        stage.told(chat.say(QUESTION).await).await;
        stage.told(chat.wait("the alert", |seen| !seen.alerts.is_empty()).await).await;
        stage.panel("the bar", |bar| bar.button("Copy answer").is_some()).await;
        has_half(&keeps_every_word(&stage, &chat).await).unwrap();
        stage.forget_prompts().await;
        stage.lab.go("back").unwrap();
        stage.told(chat.say("This one is answered.").await).await;
        stage.no_panel().await;
        stage.outage_ended().await;
    }
    stage.end_but(|told| told.contains("Web Socket") || told.contains("WebSocket")).await;
}

async fn where_nothing_of_an_answer_stood_nothing_is_kept_of_it(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    for layout in Layout::ALL {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.told(chat.say("This one is answered.").await).await;
        stage.told(chat.wait("the answer", |seen| seen.answers.len() == 1).await).await;
        stage.lab.go("failing").unwrap();
        stage.told(chat.say("This one is not.").await).await;
        stage.told(chat.wait("the alert", |seen| !seen.alerts.is_empty()).await).await;
        let bar = stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
        assert!(bar.button("Copy answer").is_none(), "{layout}: {bar:?}");
        assert_eq!(stage.texts_kept().await, ["This one is not."], "{layout}");
        assert_eq!(stage.answers_kept().await, Vec::<String>::new(), "{layout}");
        stage.forget_prompts().await;
        stage.lab.go("back").unwrap();
        stage.told(chat.say("This one is answered, too.").await).await;
        stage.no_panel().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

/// After a 502 and its end the chat shows what became of the message.
async fn a_reload_tells_whether_the_message_was_sent(kind: Kind) {
    let stage = Stage::set(kind, "lost-answer").await;
    let outcomes = [
        ("back", "hasn’t answered it", true, false),
        ("never-arrived", "wasn’t sent", true, true),
        ("answered", "and answered it", false, false),
    ];
    for layout in [Layout::Turns, Layout::Sections] {
        for (phase, words, has_answer, restores) in outcomes {
            let chat = stage.broken_off(layout, "This one is answered.").await;
            stage.lab.go("answered").unwrap();
            stage.told(chat.retry().await).await;
            stage.told(chat.wait("the answer", |seen| seen.alerts.is_empty()).await).await;
            stage.nothing_kept().await;
            stage.lab.go("failing").unwrap();
            stage.told(chat.say(&format!("{QUESTION} {phase}")).await).await;
            stage.panel("the bar", |bar| bar.button("Copy answer").is_some()).await;
            stage.lab.go("down").unwrap();
            stage.browser.reload().await.unwrap();
            stage.panel("the panel", |panel| panel.text.contains("saved on this device")).await;
            stage.lab.go(phase).unwrap();
            stage.browser.reload().await.unwrap();
            let bar = stage.offered(words, |bar| bar.text.contains(words)).await;
            assert_eq!(bar.button("Show answer").is_some(), has_answer, "{layout}: {bar:?}");
            assert_eq!(bar.button("Restore prompt").is_some(), restores, "{layout}: {bar:?}");
            if has_answer {
                stage.browser.press_offer("Show answer").await.unwrap();
                stage.offered("what is kept", |bar| has_half(&bar.text).is_ok()).await;
                stage.browser.press_offer("Discard").await.unwrap();
            } else {
                stage.browser.press_offer("Hide").await.unwrap();
            }
            stage.nothing_kept().await;
            stage.outage_ended().await;
        }
    }
    stage.end().await;
}

/// The same words stood in the chat before: what it shows may be those.
async fn of_words_that_were_sent_before_nobody_says_whether_they_were_sent(kind: Kind) {
    let stage = Stage::set(kind, "lost-answer").await;
    let text = "Go on.";
    let chat = stage.broken_off(Layout::Turns, text).await;
    stage.lab.go("answered").unwrap();
    stage.told(chat.retry().await).await;
    stage.told(chat.wait("the answer", |seen| seen.alerts.is_empty()).await).await;
    stage.nothing_kept().await;
    stage.lab.go("down").unwrap();
    stage.told(chat.say(text).await).await;
    stage.is_kept(text).await;
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("saved on this device")).await;
    stage.lab.go("answered").unwrap();
    stage.browser.reload().await.unwrap();
    stage.told(chat.ready().await).await;
    stage.told(chat.wait("the chat", |seen| !seen.answers.is_empty()).await).await;
    let bar = stage.offered("the offer", |bar| bar.text.contains("Your prompt is safe.")).await;
    assert!(bar.button("Restore prompt").is_some(), "{bar:?}");
    assert_eq!(stage.texts_kept().await, [text]);
    stage.outage_ended().await;
    stage.end().await;
}

async fn a_temporary_chats_answer_never_reaches_the_disk(kind: Kind) {
    let stage = Stage::set_with(kind, "lost-answer", Options::default()).await;
    stage.browser.goto("https://chatgpt.com/?temporary-chat=true").await.unwrap();
    let chat = Chat::new(&stage.browser, Layout::Turns);
    stage.told(chat.ready().await).await;
    stage.lab.go("failing").unwrap();
    stage.told(chat.say(QUESTION).await).await;
    let here = |bar: &PanelSeen| bar.text.contains("until you close this tab");
    let bar = stage.panel("the bar", here).await;
    assert!(bar.button("Copy answer").is_some(), "{bar:?}");
    let stores = format!(
        "return await Promise.all([chrome.storage.local, chrome.storage.session].map(
           async (store) => JSON.stringify(await store.get()).includes('{HEARD}')))"
    );
    let found = stage.told(stage.browser.in_extension(&stores).await).await;
    assert_eq!(found, json!([false, true]));
    stage.end().await;
}

async fn of_a_hundred_answers_that_break_off_every_word_is_kept(kind: Kind) {
    let stage = Stage::set(kind, "lost-answer").await;
    let each = 100 / Layout::ALL.len();
    let mut broken = 0;
    for layout in Layout::ALL {
        for number in 1..=each {
            let plain = format!("Naïve question {number}: why <b>\"{layout}\"</b> & not?");
            let rich = format!("Question {number}, in Markdown, please.");
            let question = &[plain, rich][number % 2];
            let chat = stage.broken_off(layout, question).await;
            stage.is_kept(question).await;
            keeps_every_word(&stage, &chat).await;
            broken += 1;
            stage.lab.go("answered").unwrap();
            stage.told(chat.retry().await).await;
            stage.nothing_kept().await;
        }
    }
    assert_eq!(broken, 100);
    println!("{kind}: 100 of 100 keep every word that stood on the page");
    stage.end().await;
}

in_both! {
    a_part_of_a_page_becomes_markdown
    an_answer_that_breaks_off_is_kept_in_every_layout
    an_answer_that_is_handed_over_and_dies_is_kept
    where_nothing_of_an_answer_stood_nothing_is_kept_of_it
    a_reload_tells_whether_the_message_was_sent
    of_words_that_were_sent_before_nobody_says_whether_they_were_sent
    a_temporary_chats_answer_never_reaches_the_disk
}

in_both_and_long! { of_a_hundred_answers_that_break_off_every_word_is_kept }
