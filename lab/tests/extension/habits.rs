//! What people chose so that they are hit less: the cache cleaned now and then, the status page at hand.

use super::{CHAT, SOON, Stage, came, in_both};
use lab::Record;
use lab::drive::Kind;
use serde_json::json;

/// Forty days ago, and the alarm rings.
const RING: &str = "
    await chrome.storage.local.set({ cleaned: Date.now() - 40 * 86_400_000 });
    await chrome.alarms.create('clean', { when: Date.now() })";

const CLEAN: &str = "cached_files_are_cleaned_after_so_many_days_while_no_chat_is_open";

fn of_script(record: &Record) -> bool {
    record.host == "chatgpt.com" && record.path.ends_with("shell-4f1c.js")
}

async fn at_the_site(stage: &Stage) {
    stage.browser.goto(CHAT).await.unwrap();
    let ready = "document.documentElement.dataset.labReady";
    stage.told(stage.browser.wait_page("the page", ready, SOON).await).await;
}

async fn cached_files_are_cleaned_after_so_many_days_while_no_chat_is_open(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let present = stage.browser.present_tab().await.unwrap();
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let field = "document.querySelector('[type=checkbox][data-setting=clean_days]')";
    stage.told(stage.browser.wait_page("the choice", field, SOON).await).await;
    if kind == Kind::Firefox {
        let refused = format!(
            "{field}.disabled && document.body.innerText.includes('Not available in this browser')"
        );
        stage.told(stage.browser.wait_page("why not", &refused, SOON).await).await;
        stage.end().await;
        return came(kind, "clean", "not possible here, and the settings say so", CLEAN);
    }
    let alarms = "return (await chrome.alarms.getAll()).map(({ name }) => name)";
    assert_eq!(stage.browser.eval(alarms).await.unwrap(), json!([]), "nobody chose it");
    // The alarm is there once the choice was heard.
    let choose = "
        const heard = chrome.storage.local.onChanged;
        const noted = new Promise((done) => heard.addListener(({ cleaned }) => cleaned && done()));
        await chrome.storage.sync.set({ settings: { clean_days: 30 } });
        await noted";
    stage.browser.eval(choose).await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    at_the_site(&stage).await;
    at_the_site(&stage).await;
    assert_eq!(stage.lab.hits(of_script), 1, "it is cached");
    // With a chat open nothing is cleaned: the alarm has rung and is gone, and the day stands.
    stage.browser.in_extension(RING).await.unwrap();
    let rung = "
        const old = async () => (await chrome.storage.local.get('cleaned')).cleaned;
        const rung = new Promise((done) => chrome.alarms.onAlarm.addListener(({ name }) => done(name)));
        await chrome.alarms.create('clean', { when: Date.now() });
        return [await rung, Date.now() - (await old()) > 39 * 86_400_000]";
    assert_eq!(stage.browser.in_extension(rung).await.unwrap(), json!(["clean", true]));
    at_the_site(&stage).await;
    assert_eq!(stage.lab.hits(of_script), 1, "a chat was open");
    stage.browser.goto("https://other.example/").await.unwrap();
    let clean = format!(
        "const noted = new Promise((done) =>
           chrome.storage.local.onChanged.addListener(({{ cleaned }}) =>
             Date.now() - cleaned?.newValue < 60_000 && done()));
         {RING};
         await noted"
    );
    stage.browser.in_extension(&clean).await.unwrap();
    at_the_site(&stage).await;
    assert_eq!(stage.lab.hits(of_script), 2, "it was cleaned");
    stage.end().await;
    came(kind, "clean", "done", CLEAN);
}

async fn the_status_page_is_opened_with_the_keys_that_bookmark_it(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let button = "[...document.querySelectorAll('footer button')]
        .find((button) => button.textContent.includes('Bookmark'))";
    stage.told(stage.browser.wait_page("the button", button, SOON).await).await;
    stage.told(stage.browser.click(button).await).await;
    let keys = "document.body.innerText.includes('Press Ctrl+D there')";
    stage.told(stage.browser.wait_page("the keys", keys, SOON).await).await;
    // It comes by its own time.
    let opened = "
        for (;;) {
          const [tab] = await chrome.tabs.query({ url: 'https://status.openai.com/*' });
          if (tab) return tab.active;
        }";
    assert_eq!(stage.browser.eval(opened).await.unwrap(), json!(false), "behind the settings");
    stage.end().await;
    came(kind, "bookmark", "done", "the_status_page_is_opened_with_the_keys_that_bookmark_it");
}

in_both! {
    cached_files_are_cleaned_after_so_many_days_while_no_chat_is_open
    the_status_page_is_opened_with_the_keys_that_bookmark_it
}
