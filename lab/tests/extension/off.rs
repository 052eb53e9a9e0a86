//! Switched off, for everything or for one site, nothing runs in a page, nothing is put into one, and
//! no alarm is left: whatever was kept before, and whatever stood there.

use super::prompts::OFFERED;
use super::{CHAT, SOON, Stage, Taken, in_both};
use lab::drive::{Kind, Options};
use lab::prompts::Editor;
use serde_json::{Value, json};

/// Counts what is put into pages, each time that anything is.
const COUNTED: &str = "
    const real = chrome.scripting.executeScript.bind(chrome.scripting);
    let injected = 0;
    chrome.scripting.executeScript = (how) => {
      injected += 1;
      chrome.storage.session.set({ injected });
      return real(how);
    };";

/// A prompt of the chat, of a moment ago.
fn keeps() -> String {
    format!(
        "const prompt = {{ text: 'Kept before.', at: Date.now() - 1000, files: [],
           chat: {} }};
         await chrome.storage.local.set({{ 'prompt 1 box0': prompt, prompts: true }})",
        json!(CHAT.split(['?', '#']).next())
    )
}

async fn in_extension(stage: &Stage, script: &str) -> Value {
    let came = stage.browser.in_extension(script).await;
    stage.told(came).await
}

/// How often anything was put into a page, once the background has answered.
async fn injected(stage: &Stage) -> Value {
    let script = "await chrome.runtime.sendMessage({ kind: 'countdownEnded' });
        await chrome.storage.local.get(null);
        await chrome.runtime.sendMessage({ kind: 'listPrompts' });
        return (await chrome.storage.session.get('injected')).injected ?? 0";
    in_extension(stage, script).await
}

async fn nothing_is_left_of_it(kind: Kind, choice: Value, alarms: Value) {
    let taken = Taken { script: COUNTED, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "prompts", &taken, Options::default()).await;
    in_extension(&stage, &keeps()).await;
    stage.browser.goto(CHAT).await.unwrap();
    let offer = stage.browser.wait_offer("the offer", OFFERED, SOON).await;
    stage.told(offer).await;
    let switch = format!("await chrome.storage.sync.set({{ settings: {choice} }})");
    in_extension(&stage, &switch).await;
    let gone = stage.browser.wait_offer("its end", |offer| offer.is_none(), SOON).await;
    stage.told(gone).await;
    let left = "return await new Promise((done) => {
        const look = async () => {
          const left = (await chrome.alarms.getAll()).map(({ name }) => name);
          if (JSON.stringify(left) === JSON.stringify(WANTED)) done(left);
        };
        chrome.storage.onChanged.addListener(look);
        look();
      })";
    in_extension(&stage, &left.replace("WANTED", &alarms.to_string())).await;
    let before = injected(&stage).await;
    assert_ne!(before, 0, "the way of counting");
    // A page that is loaded, a message that is answered, a page that comes out of the browser's store.
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    stage.send_text(editor, "Kept before.").await;
    stage.browser.goto("https://chatgpt.com/c/other").await.unwrap();
    stage.browser.back().await.unwrap();
    stage.healthy().await;
    assert_eq!(injected(&stage).await, before, "nothing was put into any page");
    assert_eq!(stage.browser.offer().await.unwrap(), None);
    in_extension(&stage, &left.replace("WANTED", &alarms.to_string())).await;
    let kept = "return !!(await chrome.storage.local.get('prompt 1 box0'))['prompt 1 box0']";
    assert_eq!(in_extension(&stage, kept).await, true, "what was kept is its person's");
    stage.browser.close().await.unwrap();
}

async fn all_of_it_is_switched_off(kind: Kind) {
    nothing_is_left_of_it(kind, json!({ "on": false }), json!([])).await;
}

async fn one_site_is_switched_off(kind: Kind) {
    nothing_is_left_of_it(kind, json!({ "on_chatgpt": false }), json!(["worn"])).await;
}

in_both! {
    all_of_it_is_switched_off
    one_site_is_switched_off
}
