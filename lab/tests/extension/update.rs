//! A new version comes: it waits for the end of an outage and for prompts that are in memory alone, and
//! for neither longer than an hour.

use super::{CHAT, Stage, Taken, in_both};
use lab::drive::{Kind, Options};
use serde_json::{Value, json};

/// The store offers a new version when a page says so, a new version is noted in place of being loaded,
/// and the clock goes on as a page says.
const STORE: &str = "
    const listeners = {};
    for (const [name, event] of [['update', chrome.runtime.onUpdateAvailable], ['alarm', chrome.alarms.onAlarm]]) {
      const real = event.addListener.bind(event);
      event.addListener = (listener) => real(listeners[name] = listener);
    }
    chrome.runtime.reload = () => chrome.storage.session.set({ reloaded: true });
    const now = Date.now.bind(Date);
    let ahead = 0;
    Date.now = () => now() + ahead;
    chrome.runtime.onMessage.addListener((message) => {
      if (message.kind === 'an update comes') listeners.update({ version: '9.9' });
      if (message.kind === 'time goes on') {
        ahead += message.by;
        listeners.alarm({ name: 'update' });
      }
    });";

const PROMPT: &str = "
    const [tab] = await chrome.tabs.query({});
    await chrome.storage.session.set({ private: true, 'prompt 1 box0':
      { text: 'In memory alone.', at: Date.now(), chat: 'https://chatgpt.com/c/abc', files: [], tab: tab.id } });";

const RELOADED: &str = "return await new Promise((done) => {
    const look = async () => (await chrome.storage.session.get('reloaded')).reloaded && done(true);
    chrome.storage.session.onChanged.addListener(look);
    look();
  })";

/// Sends it, and says whether the new version was loaded once that was thought over.
async fn tell(stage: &Stage, message: Value) -> Value {
    let script = format!(
        "await chrome.runtime.sendMessage({message}).catch(() => null);
         const thought = async () => {{
           for (let times = 0; times < 20; times += 1) await chrome.storage.session.get(null);
           return (await chrome.storage.session.get('reloaded')).reloaded ?? false;
         }};
         return await thought()"
    );
    in_extension(stage, &script).await
}

async fn in_extension(stage: &Stage, script: &str) -> Value {
    let came = stage.browser.in_extension(script).await;
    stage.told(came).await
}

async fn stage(kind: Kind) -> Stage {
    let taken = Taken { script: STORE, from_background: true, from_pages: &[] };
    Stage::without(kind, "blip", &taken, Options::default()).await
}

async fn it_waits_for_prompts_in_memory_until_they_are_given_up(kind: Kind) {
    let stage = stage(kind).await;
    in_extension(&stage, PROMPT).await;
    assert_eq!(tell(&stage, json!({ "kind": "an update comes" })).await, false);
    let alarm = "const { scheduledTime } = await chrome.alarms.get('update');
        return scheduledTime - Date.now() <= 3_600_000 && scheduledTime > Date.now()";
    assert_eq!(in_extension(&stage, alarm).await, true);
    in_extension(&stage, "await chrome.storage.session.remove('prompt 1 box0')").await;
    assert_eq!(in_extension(&stage, RELOADED).await, true);
    stage.browser.close().await.unwrap();
}

async fn it_waits_for_nothing_longer_than_an_hour(kind: Kind) {
    let stage = stage(kind).await;
    in_extension(&stage, PROMPT).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    assert_eq!(tell(&stage, json!({ "kind": "an update comes" })).await, false);
    let on = |by: u32| json!({ "kind": "time goes on", "by": by });
    assert_eq!(tell(&stage, on(59 * 60_000)).await, false);
    tell(&stage, on(2 * 60_000)).await;
    assert_eq!(in_extension(&stage, RELOADED).await, true);
    stage.browser.close().await.unwrap();
}

async fn with_nothing_to_lose_it_comes_at_once(kind: Kind) {
    let stage = stage(kind).await;
    tell(&stage, json!({ "kind": "an update comes" })).await;
    assert_eq!(in_extension(&stage, RELOADED).await, true);
    stage.browser.close().await.unwrap();
}

in_both! {
    it_waits_for_prompts_in_memory_until_they_are_given_up
    it_waits_for_nothing_longer_than_an_hour
    with_nothing_to_lose_it_comes_at_once
}
