//! What the extension asks of the browser is never answered, is answered late, or fails: a failing
//! page has its card all the same, and a message that failed its bar.

use super::{CHAT, SOON, Stage, Taken, in_both};
use lab::drive::{Kind, Options, PanelSeen};
use lab::prompts::Editor;
use std::time::Duration;

/// When a card must be there on a busy machine, from the first byte of the document: without a time
/// limit it is never.
const IN_TIME: Duration = Duration::from_secs(10);

/// The background finds its stores as `answers` makes each of these functions.
fn stores(areas: &[&str], answers: &str) -> String {
    areas
        .iter()
        .map(|area| {
            format!(
                "if (chrome.storage.{area}) {{
                   const real = chrome.storage.{area}.get.bind(chrome.storage.{area});
                   chrome.storage.{area}.get = {answers};
                 }}\n"
            )
        })
        .collect()
}

const ALL: [&str; 4] = ["managed", "sync", "local", "session"];
const NEVER: &str = "() => new Promise(() => {})";
const LATE: &str = "async (keys) => {
    await new Promise((done) => setTimeout(done, 3000));
    return real(keys);
  }";
const FAILS: &str = "() => Promise.reject(new Error('the store is broken'))";
const THROWS: &str = "() => { throw new Error('no such store') }";

fn is_card(panel: Option<&PanelSeen>) -> bool {
    panel.is_some_and(|panel| panel.text.contains("502") && panel.text.contains("Next check"))
}

/// A document's 502 has its card and is brought back; a message's 502 has its bar, and its text is
/// kept.
async fn people_are_helped_all_the_same(kind: Kind, script: &str) {
    let taken = Taken { script, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "prompts", &taken, Options::default()).await;
    stage.lab.go("down").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    let card = stage.browser.wait_panel("the card", is_card, SOON).await;
    stage.told(card).await;
    let painted = Duration::from_secs_f64(stage.browser.panel_painted().await.unwrap() / 1000.0);
    assert!(painted < IN_TIME, "{painted:?}");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.send_text(editor, "What was to be said.").await;
    let sent = std::time::Instant::now();
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    assert!(sent.elapsed() < IN_TIME, "{:?}", sent.elapsed());
    stage.browser.close().await.unwrap();
}

async fn the_store_of_administrators_never_answers(kind: Kind) {
    people_are_helped_all_the_same(kind, &stores(&["managed"], NEVER)).await;
}

async fn no_store_ever_answers(kind: Kind) {
    people_are_helped_all_the_same(kind, &stores(&ALL, NEVER)).await;
}

async fn every_store_answers_late(kind: Kind) {
    people_are_helped_all_the_same(kind, &stores(&ALL, LATE)).await;
}

async fn every_store_fails(kind: Kind) {
    people_are_helped_all_the_same(kind, &stores(&ALL, FAILS)).await;
}

async fn every_store_throws_and_none_takes_anything_in(kind: Kind) {
    let sets = ["sync", "local", "session"]
        .map(|area| format!("chrome.storage.{area}.set = () => new Promise(() => {{}});\n"));
    people_are_helped_all_the_same(kind, &[stores(&ALL, THROWS), sets.concat()].concat()).await;
}

async fn lists_of_scripts_permissions_and_alarms_are_never_given_and_those_of_tabs_late(
    kind: Kind,
) {
    let script = "
        const never = () => new Promise(() => {});
        const tabs = chrome.tabs.query.bind(chrome.tabs);
        const asked = new Set();
        chrome.tabs.query = (how) => {
          const form = JSON.stringify(how);
          return asked.has(form) ? tabs(how) : (asked.add(form), never());
        };
        chrome.permissions.contains = never;
        chrome.alarms.get = chrome.alarms.getAll = chrome.alarms.clear = never;
        chrome.scripting.getRegisteredContentScripts = never;
        chrome.scripting.registerContentScripts = chrome.scripting.unregisterContentScripts = never;";
    people_are_helped_all_the_same(kind, script).await;
}

/// The first time that anything is put into a page, nobody hears of it again.
async fn what_is_put_into_pages_does_not_answer_once(kind: Kind) {
    let script = "
        const real = chrome.scripting.executeScript.bind(chrome.scripting);
        let asked = false;
        chrome.scripting.executeScript = (...how) => {
          if (asked) return real(...how);
          asked = true;
          return new Promise(() => {});
        };";
    people_are_helped_all_the_same(kind, script).await;
}

/// The wasm's file, once in each way.
async fn the_wasm_does_not_come_at_first(kind: Kind) {
    let script = "
        const real = fetch;
        const ways = [() => new Promise(() => {}), () => Promise.reject(new TypeError('no file'))];
        globalThis.fetch = (address, how) => {
          const way = `${address.url ?? address}`.endsWith('.wasm') && ways.pop();
          return way ? way() : real(address, how);
        };";
    people_are_helped_all_the_same(kind, script).await;
}

/// What an administrator chose holds as soon as it comes, is known to the next background, which
/// never hears of it, and to the browser's next start.
async fn a_policy_that_comes_late_holds_from_then_on(kind: Kind) {
    let once = "async () => {
        if ((await chrome.storage.session.get('told')).told) return new Promise(() => {});
        await new Promise((done) => setTimeout(done, 4000));
        await chrome.storage.session.set({ told: true });
        return { by_itself: false };
      }";
    let script = stores(&["managed"], once);
    let taken = Taken { script: &script, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "blip", &taken, Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.panel("the policy", |panel| panel.text.contains("as you chose")).await;
    stage.browser.kill_background().await.unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the policy", |panel| panel.text.contains("as you chose")).await;
    stage.browser.close().await.unwrap();
}

/// A background is asked whether an outage is open just before one begins, and hears the answer after.
async fn what_was_true_when_it_was_asked_does_not_undo_what_came_since(kind: Kind) {
    let script = "
        const real = chrome.storage.session.get.bind(chrome.storage.session);
        chrome.storage.session.get = async (keys) => {
          const kept = await real(keys);
          if (keys !== 'open' || kept.open) return kept;
          // Not before the core has nothing more to say: it says at each event whether one is open.
          await new Promise((done) => chrome.runtime.onMessage.addListener(({ kind }) => {
            if (kind === 'the answer comes soon') setTimeout(done, 3000);
          }));
          setTimeout(() => fetch('https://chatgpt.com/answered'));
          return kept;
        };";
    let taken = Taken { script, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "blip", &taken, Options::default()).await;
    // Begun anew, it has heard nothing of its core yet.
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("up").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.button("Resume").is_some()).await;
    let comes = "await chrome.runtime.sendMessage({ kind: 'the answer comes soon' })";
    stage.told(stage.browser.in_extension(comes).await).await;
    let answered = |all: &[lab::Record]| all.iter().any(|it| it.path_only() == "/answered");
    stage.told(stage.lab.wait_for("the answer", answered, SOON).await).await;
    stage.lab.go("up").unwrap();
    // Paused, it asks nothing: that all is well it must hear.
    stage.browser.reload().await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.browser.close().await.unwrap();
}

in_both! {
    what_was_true_when_it_was_asked_does_not_undo_what_came_since
    the_store_of_administrators_never_answers
    no_store_ever_answers
    every_store_answers_late
    every_store_fails
    every_store_throws_and_none_takes_anything_in
    lists_of_scripts_permissions_and_alarms_are_never_given_and_those_of_tabs_late
    what_is_put_into_pages_does_not_answer_once
    the_wasm_does_not_come_at_first
    a_policy_that_comes_late_holds_from_then_on
}
