//! What stands in the store that scripts in pages can write to is checked when it is read: it opens no
//! tab elsewhere, changes nothing of what is read, and breaks nothing that is kept.

use super::restart::restarted_without_its_tabs;
use super::{CHAT, SOON, Stage, in_both};
use lab::drive::{Kind, Options, Scratch};
use lab::prompts::Editor;
use serde_json::{Value, json};

async fn in_extension(stage: &Stage, script: &str) -> Value {
    let came = stage.browser.in_extension(script).await;
    stage.told(came).await
}

/// Waits until nothing is left of the addresses of waiting pages.
const FORGOTTEN: &str = "await new Promise((done) => {
    const look = async () => {
      const all = Object.keys(await chrome.storage.local.get(null));
      if (!all.some((key) => key.startsWith('waits '))) done();
    };
    chrome.storage.local.onChanged.addListener(look);
    look();
  });";

/// Forty of the site, and what no waiting page ever stood for.
async fn addresses_of_the_sites_alone_are_opened_again_and_not_too_many(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let script = "const kept = {};
        for (let at = 0; at < 40; at += 1) kept[`waits ${at}`] = `https://chatgpt.com/c/${at}`;
        const others = ['https://evil.example/', 'http://chatgpt.com/', 'https://chatgpt.com.evil.example/',
          'https://user@chatgpt.com/', 'https://chatgpt.com:8443/', 'javascript:alert(1)', 'no address', '',
          null, 7, {}, ['https://chatgpt.com/x'], 'https://chatgpt.com/' + 'x'.repeat(100_000)];
        others.forEach((other, at) => (kept[`waits 0 ${at}`] = other));
        await chrome.storage.local.set(kept)";
    in_extension(&stage, script).await;
    stage.browser.disable_extension().await.unwrap();
    stage.browser.enable_extension().await.unwrap();
    let opened = format!(
        "{FORGOTTEN}
         return await new Promise((done) => {{
           const look = async () => {{
             const tabs = (await chrome.tabs.query({{}})).map((tab) => tab.pendingUrl || tab.url || '');
             const ours = tabs.filter((url) => url.startsWith('https://chatgpt.com/c/'));
             if (ours.length >= 20) done([ours.length, tabs.filter((url) => /evil|8443|x{{9}}|^http:/.test(url))]);
           }};
           chrome.tabs.onUpdated.addListener(look);
           chrome.tabs.onCreated.addListener(look);
           look();
         }})"
    );
    assert_eq!(in_extension(&stage, &opened).await, json!([20, []]));
    stage.asked_nobody_else(&[]);
    stage.browser.close().await.unwrap();
}

/// As after a crash: the page had no time to forget its address, and nobody asked for those tabs.
async fn addresses_of_the_browsers_last_time_are_forgotten_when_it_starts(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let options = Options { profile: Some(scratch.path().join("profile")), ..Options::default() };
    let stage = Stage::set_with(kind, "healthy", options).await;
    let script = format!("await chrome.storage.local.set({{ 'waits 1': {} }})", json!(CHAT));
    in_extension(&stage, &script).await;
    let stage = restarted_without_its_tabs(stage, kind, &scratch).await;
    let tabs = format!(
        "{FORGOTTEN}
         await chrome.runtime.sendMessage({{ kind: 'countdownEnded' }});
         return (await chrome.tabs.query({{}})).filter((tab) => (tab.pendingUrl || tab.url || '').includes('chatgpt.com')).length"
    );
    assert_eq!(in_extension(&stage, &tabs).await, 0);
    assert_eq!(stage.documents(), 0);
    stage.browser.close().await.unwrap();
}

/// One prompt that is one, and everything else that can stand under such a key.
const BROKEN: &str = "
    const chat = 'https://chatgpt.com/c/abc';
    const day = 86_400_000;
    await chrome.storage.local.set({ prompts: true,
      'prompt 1 box0': { text: 'The real one.', at: Date.now() - 1000, chat, files: [] },
      'prompt 2 box0': { text: 'Of the future.', at: Date.now() + 1000 * day, chat, files: [] },
      'prompt 3 box0': null, 'prompt 4 box0': 7, 'prompt 5 box0': [], 'prompt 6 box0': {},
      'prompt 7 box0': { text: {}, at: 1, chat }, 'prompt 8 box0': { text: 'x', at: 'now', chat },
      'prompt 9 box0': { text: 'x', at: Date.now(), chat: 'https://evil.example/' },
      'prompt 10 box0': { text: 'x', at: Date.now(), chat: null },
      'prompt 11 box0': { text: 'x', at: Date.now(), chat, files: [{}] },
      'prompt 12 box0': { text: 'x'.repeat(300_000), at: Date.now(), chat, files: [] },
      'prompt x': 'y', 'prompt ': null });";

async fn what_is_no_prompt_breaks_none_and_the_future_outranks_none(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    in_extension(&stage, BROKEN).await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let listed = "document.querySelectorAll('aside li').length";
    stage.told(stage.browser.wait_page("the list", listed, SOON).await).await;
    let texts = "return [...document.querySelectorAll('aside li bdi')].map((it) => it.textContent)";
    let texts = stage.browser.eval(texts).await.unwrap();
    // Put right as it is read, it is as young as its reading; the real one is still there.
    let all = texts.as_array().unwrap();
    assert!(all.len() == 2 && all.contains(&json!("The real one.")), "{texts}");
    let left = "const kept = await chrome.storage.local.get(null);
        const keys = Object.keys(kept).filter((key) => key.startsWith('prompt '));
        return [keys.sort(), kept['prompt 2 box0'].at <= Date.now()]";
    assert_eq!(in_extension(&stage, left).await, json!([["prompt 1 box0", "prompt 2 box0"], true]));
    let all = "[...document.querySelectorAll('aside button')].at(-1)";
    stage.browser.click(all).await.unwrap();
    let none = "!document.querySelector('aside li')";
    stage.told(stage.browser.wait_page("an empty list", none, SOON).await).await;
    stage.nothing_kept().await;
    stage.browser.close().await.unwrap();
}

async fn what_is_read_of_a_page_is_nothing_that_a_page_may_say(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(editor.write(&stage.browser, "Nothing but this.").await).await;
    let forged = "const where = { composers: ['body'], turns: ['body'], files: ['*'], most: 1e9, keeps: true, types: true };
        await chrome.storage.local.set({ where })";
    in_extension(&stage, forged).await;
    // A background that begins anew has nothing but the stores.
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("refused").unwrap();
    let before = stage.lab.records().len();
    stage.told(editor.send(&stage.browser).await).await;
    let asked = |all: &[lab::Record]| all.len() > before;
    stage.told(stage.lab.wait_for("the message", asked, SOON).await).await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    let texts = "return Object.entries(await chrome.storage.local.get(null))
        .filter(([key]) => key.startsWith('prompt ')).map(([, prompt]) => prompt.text)";
    let texts = in_extension(&stage, texts).await;
    let all = texts.as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|text| text == "Nothing but this."), "{texts}");
    stage.browser.close().await.unwrap();
}

in_both! {
    addresses_of_the_sites_alone_are_opened_again_and_not_too_many
    what_is_no_prompt_breaks_none_and_the_future_outranks_none
    what_is_read_of_a_page_is_nothing_that_a_page_may_say
}

/// Firefox loads the tests' add-on as a new one at each start.
mod chromium_alone {
    #[tokio::test(flavor = "multi_thread")]
    async fn addresses_of_the_browsers_last_time_are_forgotten_when_it_starts() {
        super::addresses_of_the_browsers_last_time_are_forgotten_when_it_starts(
            lab::drive::Kind::Chrome,
        )
        .await;
    }
}
