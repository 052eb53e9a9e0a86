//! What people meet in ChatGPT's app, failure by failure and layout by layout: told for what it is, with
//! the message kept, or not told where the app gets over it.

use super::prompts::keep_while_typing;
use super::{SOON, Stage, in_both, in_both_and_long, is_probe};
use lab::Record;
use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::Kind;

/// The layouts that know of sessions, handed-over answers and lists of chats.
const SIGNED_IN: &[Layout] = &[Layout::Turns, Layout::Sections, Layout::Random];
const SIGNED_OUT: &[Layout] = &[Layout::LoggedOut];

/// A message that is sent in a phase of a scenario, and what its person is told of it.
struct Sent {
    scenario: &'static str,
    phase: &'static str,
    layouts: &'static [Layout],
    /// Words of the bar.
    told: &'static str,
}

/// A chat that is loaded in a phase of a scenario, and what its person is told of it.
struct Loaded {
    scenario: &'static str,
    told: &'static str,
}

const CUT: &str = "answer was cut off";
const NOT_SENT: &str = "Your message wasn’t sent";

const MESSAGES: &[Sent] = &[
    Sent { scenario: "sentinel-fails", phase: "failing", layouts: SIGNED_IN, told: NOT_SENT },
    Sent { scenario: "sentinel-fails", phase: "half", layouts: SIGNED_IN, told: NOT_SENT },
    Sent { scenario: "prepare-fails", phase: "failing", layouts: &Layout::ALL, told: NOT_SENT },
    Sent { scenario: "stream-cut", phase: "failing", layouts: SIGNED_IN, told: "cut off" },
    Sent { scenario: "handoff-lost", phase: "resume-fails", layouts: SIGNED_IN, told: CUT },
    Sent { scenario: "logged-out", phase: "failing", layouts: SIGNED_OUT, told: "error 502" },
    Sent { scenario: "logged-out", phase: "cut", layouts: SIGNED_OUT, told: "cut off" },
    Sent {
        scenario: "logged-out",
        phase: "reset",
        layouts: SIGNED_OUT,
        told: "was cut off before",
    },
    Sent { scenario: "logged-out", phase: "prepare", layouts: SIGNED_OUT, told: NOT_SENT },
];

const LOADS: &[Loaded] = &[
    Loaded { scenario: "chat-does-not-load", told: "This chat couldn’t be loaded" },
    Loaded { scenario: "sidebar-does-not-load", told: "Your list of chats couldn’t be loaded" },
    Loaded { scenario: "session-fails", told: "couldn’t check your sign-in" },
];

impl Stage {
    async fn open_chat(&self, layout: Layout, phase: &str) -> Chat<'_> {
        self.lab.set_layout(layout);
        self.lab.go(phase).unwrap();
        self.told(Chat::open(&self.browser, layout).await).await
    }

    /// Sends a message that fails, and then one that is answered.
    async fn fails_and_is_told(&self, sent: &Sent, layout: Layout) {
        let Sent { scenario, phase, told, .. } = sent;
        let chat = self.open_chat(layout, "back").await;
        self.lab.go(phase).unwrap();
        let text = format!("A message in {layout} while {scenario} is {phase}.");
        self.told(chat.say(&text).await).await;
        let what = format!("{scenario} {phase} {layout}: the bar");
        let bar = self.panel(&what, |bar| bar.text.contains(told)).await;
        assert!(bar.text.contains("saved on this device"), "{what}: {}", bar.text);
        assert_eq!(self.texts_kept().await, [text], "{what}");
        self.lab.go("back").unwrap();
        self.told(chat.say("This one is answered.").await).await;
        self.told(chat.wait("the answer", |seen: &Seen| !seen.answers.is_empty()).await).await;
        self.no_panel().await;
        self.outage_ended().await;
        self.forget_prompts().await;
    }
}

async fn all_messages(kind: Kind, each: impl Fn(&[Layout]) -> Vec<Layout>) {
    for of_one in MESSAGES.chunk_by(|one, next| one.scenario == next.scenario) {
        let stage = Stage::set(kind, of_one[0].scenario).await;
        for sent in of_one {
            for layout in each(sent.layouts) {
                stage.fails_and_is_told(sent, layout).await;
            }
        }
        stage.end_but(is_apps_own).await;
    }
}

/// Firefox tells of a socket that was shut.
fn is_apps_own(told: &str) -> bool {
    told.contains("Web Socket")
}

async fn a_message_that_fails_is_told_for_what_it_is(kind: Kind) {
    // Another layout each day would be chance; the one that nobody knows says most.
    all_messages(kind, |layouts| layouts.last().copied().into_iter().collect()).await;
}

async fn in_every_layout_a_message_that_fails_is_told_for_what_it_is(kind: Kind) {
    all_messages(kind, <[Layout]>::to_vec).await;
}

async fn a_part_of_the_app_that_does_not_load_is_told(kind: Kind) {
    for Loaded { scenario, told } in LOADS {
        let stage = Stage::set(kind, scenario).await;
        for &layout in SIGNED_IN {
            stage.open_chat(layout, "failing").await;
            let what = format!("{scenario} {layout}");
            let bar = stage.panel(&what, |bar| bar.text.contains(told)).await;
            assert_eq!(bar.count, 1, "{what}");
            let documents = stage.documents();
            stage.lab.go("back").unwrap();
            stage.panel("that it is back", |bar| bar.text.contains("is responding again")).await;
            assert_eq!(stage.documents(), documents, "{what}: a living page is loaded on a click");
            stage.told(stage.browser.press("Reload page").await).await;
            stage.no_panel().await;
            stage.outage_ended().await;
        }
        stage.end().await;
    }
}

/// Its request ends well, and so nobody but the page knows.
async fn an_error_inside_an_answer_is_told_where_what_is_typed_is_saved(kind: Kind) {
    let stage = Stage::set(kind, "stream-error").await;
    stage.open_chat(Layout::Turns, "up").await;
    keep_while_typing(&stage).await;
    // In a layout that nobody knows, an answer with its buttons looks the same.
    for layout in [Layout::Turns, Layout::Sections, Layout::LoggedOut] {
        for phase in ["failing", "failing-with-an-object"] {
            let chat = stage.open_chat(layout, phase).await;
            let text = format!("A message of {layout} for {phase}.");
            stage.told(chat.say(&text).await).await;
            let what = format!("{layout} {phase}: the bar");
            stage.panel(&what, |bar| bar.text.contains(CUT)).await;
            assert!(stage.texts_kept().await.contains(&text), "{what}");
            stage.lab.go("back").unwrap();
            stage.told(chat.say("This one is answered.").await).await;
            stage.no_panel().await;
            stage.outage_ended().await;
            stage.forget_prompts().await;
        }
    }
    stage.end().await;
}

async fn who_is_signed_out_in_an_incident_is_told_so(kind: Kind) {
    let stage = Stage::set(kind, "signed-out").await;
    for phase in ["signed-out", "redirected"] {
        stage.lab.go("up").unwrap();
        stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
        let probes = stage.lab.hits(is_probe);
        stage.lab.go(phase).unwrap();
        stage.told(stage.browser.reload().await).await;
        let card = stage.panel(phase, |card| card.text.contains("ChatGPT signed you out")).await;
        assert!(card.text.contains("being signed out may be part of it"), "{}", card.text);
        assert!(card.text.contains("OpenAI is investigating"), "{}", card.text);
        assert_eq!(stage.lab.hits(is_probe), probes, "{phase}: asked of the site");
        stage.lab.go("back").unwrap();
        stage.browser.goto(Layout::Turns.chat()).await.unwrap();
        stage.no_panel().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

/// Where nothing is posted, a sign-in is a sign-in.
async fn a_sign_in_alone_is_nothing_to_be_told_of(kind: Kind) {
    let stage = Stage::set(kind, "signed-out").await;
    stage.lab.go("up").unwrap();
    stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    let signs_in = "location.assign('/auth/login')";
    stage.told(stage.browser.eval(signs_in).await).await;
    let read = |all: &[Record]| all.iter().any(|it| it.host == lab::scenario::STATUS_HOST);
    stage.told(stage.lab.wait_for("a look at the status page", read, SOON).await).await;
    // The popup's answer comes after whatever the reading has led to.
    let popup = stage.browser.extension_url("popup.html").unwrap();
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the status", |panel| panel.text.contains("no open incident")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    assert!(!stage.shows().await);
    stage.end().await;
}

in_both! {
    a_message_that_fails_is_told_for_what_it_is
    a_part_of_the_app_that_does_not_load_is_told
    an_error_inside_an_answer_is_told_where_what_is_typed_is_saved
    who_is_signed_out_in_an_incident_is_told_so
    a_sign_in_alone_is_nothing_to_be_told_of
}

in_both_and_long! { in_every_layout_a_message_that_fails_is_told_for_what_it_is }
