//! What people chose so that they are hit less: the cache cleaned now and then, the status page at hand.

use super::{CHAT, SOON, Stage, came, extension, in_both};
use lab::drive::{Kind, Options, Scratch};
use lab::{Record, Scenario};
use serde_json::{Value, json};
use std::path::PathBuf;

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

/// The extension with the permission for bookmarks given: no driver accepts Chromium's own prompt.
/// Firefox has a pref that gives leave without asking.
fn with_bookmarks(kind: Kind, scratch: &Scratch) -> PathBuf {
    if kind == Kind::Firefox {
        return extension(kind);
    }
    let folder = scratch.path().join("extension");
    super::needed::copy(&extension(kind), &folder);
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["optional_permissions"].as_array_mut().unwrap().retain(|name| name != "bookmarks");
    manifest["permissions"].as_array_mut().unwrap().push("bookmarks".into());
    std::fs::write(&path, manifest.to_string()).unwrap();
    folder
}

async fn the_status_page_is_bookmarked_once_on_a_click(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let folder = with_bookmarks(kind, &scratch);
    let scenario = Scenario::named("healthy").unwrap();
    let gives_leave = ("extensions.webextOptionalPermissionPrompts".to_owned(), json!(false));
    let options = Options { firefox_prefs: vec![gives_leave], ..Options::default() };
    let stage = Stage::opened(kind, scenario, folder, options).await;
    stage.browser.extension_ready().await.unwrap();
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    for _ in 0..2 {
        stage.browser.reload().await.unwrap();
        let button = "[...document.querySelectorAll('footer button')]
            .find((button) => button.textContent.includes('Bookmark'))";
        stage.told(stage.browser.wait_page("the button", button, SOON).await).await;
        stage.told(stage.browser.click(button).await).await;
        let there = "document.body.innerText.includes('It’s in your bookmarks')";
        stage.told(stage.browser.wait_page("the bookmark", there, SOON).await).await;
    }
    let known = "return (await chrome.bookmarks.search({ url: 'https://status.openai.com/' }))
        .map(({ title }) => title)";
    assert_eq!(stage.browser.eval(known).await.unwrap(), json!(["OpenAI status"]));
    stage.end().await;
    came(kind, "bookmark", "done", "the_status_page_is_bookmarked_once_on_a_click");
}

in_both! {
    cached_files_are_cleaned_after_so_many_days_while_no_chat_is_open
    the_status_page_is_bookmarked_once_on_a_click
}
