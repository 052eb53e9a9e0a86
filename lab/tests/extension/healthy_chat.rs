//! A chat that is well costs nothing: nothing is put into its page, no core begins, and nothing is asked.

use super::{Stage, Taken, in_both, in_both_and_long, is_probe};
use lab::chat::{Chat, Seen};
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options};
use lab::scenario::STATUS_HOST;
use serde_json::Value;

/// Counts in the background whatever a healthy page must not cost.
const COUNTED: &str = "
    const did = { injections: 0, cores: 0, requests: 0 };
    const note = (what) => {
      did[what] += 1;
      void chrome.storage.session.set({ did });
    };
    void chrome.storage.session.set({ did });
    const { scripting } = chrome;
    const inject = scripting.executeScript.bind(scripting);
    scripting.executeScript = (how) => { note('injections'); return inject(how); };
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (...all) => { note('cores'); return instantiate(...all); };
    const { fetch } = globalThis;
    globalThis.fetch = (...all) => { note('requests'); return fetch(...all); };";

async fn did(stage: &Stage) -> Value {
    let script = "return (await chrome.storage.session.get('did')).did";
    stage.told(stage.browser.in_extension(script).await).await
}

async fn chats(kind: Kind, messages: usize) {
    let taken = Taken { script: COUNTED, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "chatgpt", &taken, Options::default()).await;
    let before = did(&stage).await;
    for layout in Layout::ALL {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        for number in 1..=messages {
            // Who is not signed in gets no answer over a socket.
            let over = number % 2 == 0 && layout != Layout::LoggedOut;
            stage.lab.go(if over { "handed-over" } else { "up" }).unwrap();
            stage.told(chat.say(&format!("Message {number}.")).await).await;
            let answered = |seen: &Seen| seen.answers.len() == number && seen.recovering.is_empty();
            stage.told(chat.wait("the answer", answered).await).await;
        }
        assert_eq!(did(&stage).await, before, "{layout}: after {messages} messages");
    }
    let ours = stage.lab.hits(|it| is_probe(it) || it.host == STATUS_HOST);
    assert_eq!(ours, 0, "asked of the site or of its status page");
    println!("{kind}: {messages} messages in each of {} layouts: {before}", Layout::ALL.len());
    stage.end_but(|told| told.contains("Web Socket")).await;
}

async fn a_chat_that_is_well_costs_nothing(kind: Kind) {
    chats(kind, 4).await;
}

async fn fifty_messages_that_are_answered_cost_nothing(kind: Kind) {
    chats(kind, 50).await;
}

in_both! { a_chat_that_is_well_costs_nothing }

in_both_and_long! { fifty_messages_that_are_answered_cost_nothing }
