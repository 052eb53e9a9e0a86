//! ChatGPT's app in both browsers, in every layout, without the extension: what the extension's
//! tests stand on when they say what a person met.

#![allow(clippy::unwrap_used)]

use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::{Browser, Kind, Options};
use lab::{Lab, Record, Scenario};
use serde_json::json;
use std::time::Duration;

const QUESTION: &str = "Why is \"Error in message stream\" < a 502?\nTell me.";
const ANSWER: &str = "The lab heard you say: Why is \"Error in message stream\" < a 502?\nTell me.";
const NETWORK: &str = "A network error occurred.";
const WRONG: &str = "Something went wrong.";
const LIMIT: Duration = Duration::from_secs(30);

/// Where each of a layout's marks stands in their list.
const MESSAGE: usize = 0;
const COMPOSER: usize = 1;
const ALERT: usize = 2;

/// The facts' marks of each layout that is known: a message, a composer, a final alert's button.
fn marks(layout: Layout) -> Option<[&'static str; 3]> {
    match layout {
        Layout::Turns => Some([
            "div[data-turn-key] [data-content-search-unit-key$=':user'] \
             [data-user-message-bubble='true'] div.whitespace-pre-wrap",
            "form[data-chatgpt-composer] \
             div.ProseMirror[contenteditable=true][role=textbox][data-composer-markdown]",
            "aside[role=alert] button",
        ]),
        Layout::Sections => Some([
            "section[data-turn=user] [data-message-author-role=user] .whitespace-pre-wrap",
            "div.ProseMirror#prompt-textarea",
            ".text-token-text-error [data-testid=regenerate-thread-error-button]",
        ]),
        Layout::LoggedOut => Some([
            "li[data-message-role=user] [data-user-message-copy]",
            "textarea#mobile-composer-prompt",
            "[role=alert] button",
        ]),
        Layout::Random => None,
    }
}

struct Stage {
    lab: Lab,
    browser: Browser,
}

impl Stage {
    async fn set(kind: Kind, scenario: &str) -> Self {
        let lab = Lab::start(Scenario::named(scenario).unwrap().by_hand()).await.unwrap();
        let browser = Browser::open(kind, &lab, Options::default()).await.unwrap();
        Self { lab, browser }
    }

    /// The app in this layout, started in this phase.
    async fn open(&self, layout: Layout, phase: &str) -> Chat<'_> {
        self.lab.set_layout(layout);
        self.lab.go(phase).unwrap();
        Chat::open(&self.browser, layout).await.unwrap()
    }

    async fn end(self) {
        assert_eq!(self.browser.console_problems().await.unwrap(), Vec::<String>::new());
        self.browser.close().await.unwrap();
    }

    async fn count(&self, mark: &str) -> u64 {
        let script = format!("return document.querySelectorAll({}).length", json!(mark));
        self.browser.eval(&script).await.unwrap().as_u64().unwrap()
    }

    /// The layout's own mark is there so many times, and no mark of another known layout.
    async fn marked(&self, own: Layout, which: usize, times: u64) {
        for layout in Layout::ALL {
            let Some(marks) = marks(layout) else { continue };
            // An alert's role and a button are nobody's own.
            if which == ALERT && layout == Layout::LoggedOut && own != layout {
                continue;
            }
            let wanted = if layout == own { times } else { 0 };
            let mark = marks[which];
            assert_eq!(
                self.count(mark).await,
                wanted,
                "{mark} in {own}, seed {:?}",
                self.lab.seed()
            );
        }
    }

    /// How often a path was asked for, from a number of requests on.
    fn hits_since(&self, begun: usize, path: &str) -> usize {
        self.lab.records()[begun..].iter().filter(|it| it.path_only().ends_with(path)).count()
    }

    fn now(&self) -> usize {
        self.lab.records().len()
    }
}

fn answered(seen: &Seen) -> bool {
    seen.answers.last().is_some_and(|answer| answer == ANSWER)
}

fn alert(words: &'static str) -> impl Fn(&Seen) -> bool {
    move |seen| seen.alerts.last().is_some_and(|alert| alert.starts_with(words))
}

async fn a_message_is_written_sent_and_answered_in_every_layout(kind: Kind) {
    let stage = Stage::set(kind, "chatgpt").await;
    for layout in Layout::ALL {
        let begun = stage.now();
        let chat = stage.open(layout, "up").await;
        stage.marked(layout, COMPOSER, 1).await;
        chat.write(QUESTION).await.unwrap();
        assert_eq!(stage.hits_since(begun, layout.sends_to()), 0, "writing sends nothing");
        chat.send().await.unwrap();
        let seen = chat.wait("the answer", answered).await.unwrap();
        assert_eq!((seen.messages, seen.composer.as_str()), (vec![QUESTION.to_owned()], ""));
        assert!(seen.alerts.is_empty() && seen.recovering.is_empty(), "{:?}", seen.alerts);
        stage.marked(layout, MESSAGE, 1).await;
        stage.marked(layout, ALERT, 0).await;
        let records = stage.lab.records();
        let sent: Vec<String> = records[begun..].iter().filter_map(Record::prompt).collect();
        assert_eq!(sent, [QUESTION], "{layout}");
    }
    stage.end().await;
}

async fn a_message_that_fails_shows_the_layouts_own_alert_and_can_be_tried_again(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    for layout in Layout::ALL {
        let chat = stage.open(layout, "failing").await;
        chat.say(QUESTION).await.unwrap();
        let seen = chat.wait("the alert", alert(WRONG)).await.unwrap();
        assert_eq!((seen.messages.len(), seen.answers.len()), (1, 0), "{layout}");
        stage.marked(layout, ALERT, 1).await;
        stage.lab.go("back").unwrap();
        chat.retry().await.unwrap();
        let seen = chat.wait("the answer", answered).await.unwrap();
        assert_eq!((seen.messages.len(), seen.alerts.len()), (1, 0), "{layout}");
    }
    stage.browser.close().await.unwrap();
}

/// The layouts in which answers stream in and can be handed over.
const STREAMING: [Layout; 3] = [Layout::Turns, Layout::Sections, Layout::Random];

async fn a_stream_that_breaks_ends_in_an_alert_or_is_resumed(kind: Kind) {
    let stage = Stage::set(kind, "stream-cut").await;
    for layout in STREAMING {
        let begun = stage.now();
        let chat = stage.open(layout, "failing").await;
        chat.say(QUESTION).await.unwrap();
        let seen = chat.wait("the alert", alert(NETWORK)).await.unwrap();
        let part = &seen.answers[0];
        assert!(ANSWER.starts_with(part) && !answered(&seen), "a part stays: {seen:?}");
        assert_eq!(stage.hits_since(begun, "/resume"), 1, "404 is not asked again");
        stage.lab.go("recovering").unwrap();
        chat.say(QUESTION).await.unwrap();
        let seen = chat.wait("the answer", answered).await.unwrap();
        assert_eq!((seen.messages.len(), seen.alerts.len()), (2, 1), "{layout}: {seen:?}");
    }
    stage.browser.close().await.unwrap();
}

async fn an_error_in_a_stream_is_final(kind: Kind) {
    let stage = Stage::set(kind, "stream-error").await;
    for layout in Layout::ALL {
        let chat = stage.open(layout, "failing").await;
        chat.say(QUESTION).await.unwrap();
        let words = if layout == Layout::LoggedOut { WRONG } else { "Error in message stream" };
        chat.wait("the stream's error", alert(words)).await.unwrap();
        stage.lab.go("failing-with-an-object").unwrap();
        chat.say(QUESTION).await.unwrap();
        let second = |seen: &Seen| seen.alerts.len() == 2 && alert("Something went wrong")(seen);
        chat.wait("the second error", second).await.unwrap();
    }
    assert_eq!(stage.hits_since(0, "/resume"), 0);
    stage.browser.close().await.unwrap();
}

async fn a_handed_over_answer_comes_or_recovers(kind: Kind) {
    let stage = Stage::set(kind, "handoff-recovers").await;
    for layout in STREAMING {
        let begun = stage.now();
        let chat = stage.open(layout, "back").await;
        chat.say(QUESTION).await.unwrap();
        chat.wait("the answer over the socket", answered).await.unwrap();
        assert_eq!(stage.hits_since(begun, "/resume"), 0, "the socket is enough");

        stage.lab.go("recovering").unwrap();
        chat.say(QUESTION).await.unwrap();
        let recovering = |seen: &Seen| seen.recovering.len() == 1 && seen.alerts.is_empty();
        chat.wait("that it recovers", recovering).await.unwrap();
        let mark = "div[role=status] > .text-chatgpt-recovery";
        assert_eq!(stage.count(mark).await, u64::from(layout == Layout::Turns), "{layout}");
        let is_poll = |it: &&Record| it.path_only().ends_with("/stream_status");
        let polled = |all: &[Record]| all[begun..].iter().filter(is_poll).count() > 3;
        stage.lab.wait_for("polls", polled, LIMIT).await.unwrap();
        stage.lab.go("saved").unwrap();
        let whole = |seen: &Seen| seen.answers.len() == 2 && answered(seen);
        let seen = chat.wait("the saved answer", whole).await.unwrap();
        assert!(seen.alerts.is_empty(), "{seen:?}");
        chat.wait("its end", |seen| seen.recovering.is_empty()).await.unwrap();

        stage.lab.go("resumable").unwrap();
        chat.say(QUESTION).await.unwrap();
        let whole = |seen: &Seen| seen.answers.len() == 3 && answered(seen);
        chat.wait("the resumed answer", whole).await.unwrap();
    }
    stage.browser.close().await.unwrap();
}

async fn a_handed_over_answer_that_is_lost_is_given_up(kind: Kind) {
    let stage = Stage::set(kind, "handoff-lost").await;
    for layout in STREAMING {
        let begun = stage.now();
        let chat = stage.open(layout, "failing").await;
        chat.say(QUESTION).await.unwrap();
        let seen = chat.wait("the alert", alert(NETWORK)).await.unwrap();
        assert!(seen.answers.is_empty() && seen.recovering.is_empty(), "{seen:?}");
        stage.marked(layout, ALERT, 1).await;
        assert_eq!(stage.hits_since(begun, "/resume"), 1);
        assert_eq!(stage.hits_since(begun, "/stream_status"), 30, "{layout}");

        let begun = stage.now();
        stage.lab.go("resume-fails").unwrap();
        chat.say(QUESTION).await.unwrap();
        chat.wait("the second alert", |seen| seen.alerts.len() == 2).await.unwrap();
        assert_eq!(stage.hits_since(begun, "/resume"), 12, "{layout}");
    }
    stage.browser.close().await.unwrap();
}

async fn an_answer_that_stalls_is_neither_an_alert_nor_recovers(kind: Kind) {
    let stage = Stage::set(kind, "handoff-stalls").await;
    let chat = stage.open(Layout::Turns, "stalling").await;
    chat.say(QUESTION).await.unwrap();
    let subscribed = |all: &[Record]| all.iter().any(|it| it.is_socket() && it.status == 101);
    stage.lab.wait_for("the socket", subscribed, LIMIT).await.unwrap();
    let seen = chat.seen().await.unwrap();
    let nothing = seen.alerts.is_empty() && seen.recovering.is_empty() && seen.answers.is_empty();
    assert!(nothing && seen.messages == [QUESTION], "{seen:?}");
    chat.stop().await.unwrap();
    let seen = chat.seen().await.unwrap();
    assert!(seen.alerts.is_empty() && seen.recovering.is_empty(), "who stops it is told nothing");
    stage.lab.go("up").unwrap();
    chat.say(QUESTION).await.unwrap();
    chat.wait("the next answer", answered).await.unwrap();
    stage.end().await;
}

async fn what_fails_before_a_message_is_no_message_and_typing_harms_nothing(kind: Kind) {
    let stage = Stage::set(kind, "sentinel-fails").await;
    for layout in STREAMING {
        for phase in ["failing", "half"] {
            let begun = stage.now();
            let chat = stage.open(layout, phase).await;
            chat.say(QUESTION).await.unwrap();
            chat.wait("the alert", alert(WRONG)).await.unwrap();
            assert_eq!(stage.hits_since(begun, layout.sends_to()), 0, "{layout} {phase}");
        }
    }
    stage.browser.close().await.unwrap();
    let stage = Stage::set(kind, "prepare-fails").await;
    for layout in Layout::ALL {
        let begun = stage.now();
        let chat = stage.open(layout, "failing").await;
        chat.write(QUESTION).await.unwrap();
        let prepares = |it: &Record| it.path_only().ends_with("/conversation/prepare");
        let typed = |all: &[Record]| all[begun..].iter().any(|it| prepares(it) && it.status == 502);
        stage.lab.wait_for("what typing asks", typed, LIMIT).await.unwrap();
        assert!(chat.seen().await.unwrap().alerts.is_empty(), "{layout}: nobody sent anything");
        chat.send().await.unwrap();
        chat.wait("the alert", alert(WRONG)).await.unwrap();
        assert_eq!(stage.hits_since(begun, layout.sends_to()), 0, "{layout}");
    }
    stage.browser.close().await.unwrap();
}

async fn a_message_of_somebody_logged_out_meets_every_failure(kind: Kind) {
    let stage = Stage::set(kind, "logged-out").await;
    let chat = stage.open(Layout::LoggedOut, "up").await;
    let phases = ["failing", "error", "cut", "reset", "prepare", "limited"];
    for (before, phase) in phases.into_iter().enumerate() {
        stage.lab.go(phase).unwrap();
        chat.say(QUESTION).await.unwrap();
        chat.wait(phase, |seen| seen.alerts.len() == before + 1).await.unwrap();
    }
    let seen = chat.seen().await.unwrap();
    assert!(seen.answers.iter().all(|part| part != ANSWER), "no answer is whole: {seen:?}");
    stage.lab.go("back").unwrap();
    chat.say(QUESTION).await.unwrap();
    chat.wait("the answer", answered).await.unwrap();
    stage.browser.close().await.unwrap();
}

async fn parts_of_the_app_that_do_not_load_are_told_by_the_app(kind: Kind) {
    let stage = Stage::set(kind, "chat-does-not-load").await;
    for layout in STREAMING {
        let begun = stage.now();
        let chat = stage.open(layout, "failing").await;
        chat.wait("the alert", alert("Unable to load conversation")).await.unwrap();
        let path = layout.chat().rsplit('/').next().unwrap();
        let asked = |it: &&Record| it.path_only() == format!("/backend-api/conversations/{path}");
        assert_eq!(stage.lab.records()[begun..].iter().filter(asked).count(), 3, "its own tries");
        let chat = stage.open(layout, "limited").await;
        let told = |seen: &Seen| seen.dialogs.iter().any(|it| it.contains("Too many requests"));
        chat.wait("the dialog", told).await.unwrap();
    }
    stage.browser.close().await.unwrap();

    let stage = Stage::set(kind, "sidebar-does-not-load").await;
    for layout in STREAMING {
        let chat = stage.open(layout, "failing").await;
        let told = |seen: &Seen| seen.side.contains("Unable to load history");
        let seen = chat.wait("the word in the list", told).await.unwrap();
        assert!(seen.alerts.is_empty());
    }
    stage.browser.close().await.unwrap();
}

async fn who_is_signed_out_or_has_no_session_is_told(kind: Kind) {
    let stage = Stage::set(kind, "session-fails").await;
    let chat = stage.open(Layout::Turns, "failing").await;
    chat.wait("the dialog", |seen| seen.dialogs.len() == 1).await.unwrap();
    assert_eq!(stage.hits_since(0, "/api/auth/session"), 3, "its own tries");
    stage.browser.close().await.unwrap();

    let stage = Stage::set(kind, "signed-out").await;
    stage.lab.go("signed-out").unwrap();
    stage.browser.goto(Layout::Turns.chat()).await.unwrap();
    let signing_in = "location.pathname === '/auth/login' && document.querySelector('h1')";
    stage.browser.wait_page("the sign-in", signing_in, LIMIT).await.unwrap();
    stage.browser.close().await.unwrap();
}

async fn an_app_whose_scripts_fail_is_white_and_loads_itself_again_once(kind: Kind) {
    let stage = Stage::set(kind, "blank-app").await;
    let documents = || stage.lab.hits(|it| it.is_main_document() && it.host == "chatgpt.com");
    for layout in [Layout::Turns, Layout::LoggedOut] {
        let (before, begun) = (documents(), stage.now());
        stage.lab.set_layout(layout);
        stage.lab.go("failing").unwrap();
        stage.browser.goto(layout.chat()).await.unwrap();
        let fails = |it: &&Record| it.path.ends_with("app.js") && it.status == 502;
        let twice = |all: &[Record]| all[begun..].iter().filter(fails).count() == 2;
        stage.lab.wait_for("the app's script, twice", twice, LIMIT).await.unwrap();
        let white = "document.readyState === 'complete' && document.body.childElementCount === 0";
        stage.browser.wait_page("a white page", white, LIMIT).await.unwrap();
        assert_eq!(documents() - before, 2, "{layout}");
        stage.browser.eval("sessionStorage.clear()").await.unwrap();
    }
    stage.browser.close().await.unwrap();
    let stage = Stage::set(kind, "blank-app").await;
    for layout in [Layout::Turns, Layout::LoggedOut] {
        let before = stage.lab.hits(Record::is_main_document);
        stage.open(layout, "mends-itself").await;
        assert_eq!(stage.lab.hits(Record::is_main_document) - before, 2, "{layout}");
    }
    stage.browser.close().await.unwrap();
}

async fn a_chat_is_there_again_after_a_reload_in_every_layout_that_saves(kind: Kind) {
    let stage = Stage::set(kind, "chatgpt").await;
    for layout in STREAMING {
        let chat = stage.open(layout, "handed-over").await;
        chat.say(QUESTION).await.unwrap();
        chat.wait("the answer", answered).await.unwrap();
        stage.browser.reload().await.unwrap();
        chat.ready().await.unwrap();
        let seen = chat.seen().await.unwrap();
        assert_eq!(seen.messages, [QUESTION], "{layout}");
        assert!(answered(&seen), "{layout}: {seen:?}");
    }
    stage.end().await;
}

async fn the_random_layout_is_another_for_each_seed_and_the_same_for_one(kind: Kind) {
    let mut pages = Vec::new();
    for seed in [1, 2, 1] {
        let mut scenario = Scenario::named("chatgpt").unwrap().by_hand().in_layout(Layout::Random);
        scenario.seed = Some(seed);
        let lab = Lab::start(scenario).await.unwrap();
        let browser = Browser::open(kind, &lab, Options::default()).await.unwrap();
        let chat = Chat::open(&browser, Layout::Random).await.unwrap();
        chat.say("One.").await.unwrap();
        let one = |seen: &Seen| seen.answers == ["The lab heard you say: One."];
        chat.wait("the answer", one).await.unwrap();
        // The answer stands there a moment before its stream is over, with a button that stops it.
        let over =
            "[...document.querySelectorAll('button')].every((it) => it.textContent !== 'Stop')";
        browser.wait_page("the answer's end", over, LIMIT).await.unwrap();
        let page = "document.body.innerHTML.replace(/ ProseMirror-focused/g, '')";
        pages.push(browser.eval(&format!("return {page}")).await.unwrap());
        browser.close().await.unwrap();
    }
    assert_eq!(pages[0], pages[2]);
    assert_ne!(pages[0], pages[1]);
}

lab::in_both! {
    a_message_is_written_sent_and_answered_in_every_layout
    a_message_that_fails_shows_the_layouts_own_alert_and_can_be_tried_again
    a_stream_that_breaks_ends_in_an_alert_or_is_resumed
    an_error_in_a_stream_is_final
    a_handed_over_answer_comes_or_recovers
    a_handed_over_answer_that_is_lost_is_given_up
    an_answer_that_stalls_is_neither_an_alert_nor_recovers
    what_fails_before_a_message_is_no_message_and_typing_harms_nothing
    a_message_of_somebody_logged_out_meets_every_failure
    parts_of_the_app_that_do_not_load_are_told_by_the_app
    who_is_signed_out_or_has_no_session_is_told
    an_app_whose_scripts_fail_is_white_and_loads_itself_again_once
    a_chat_is_there_again_after_a_reload_in_every_layout_that_saves
    the_random_layout_is_another_for_each_seed_and_the_same_for_one
}
