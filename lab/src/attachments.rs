//! Files that are attached to a message which is lost, and that its person gets back with it.

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::chat::Chat;
use crate::chatgpt::Layout;
use crate::demo::Demo;
use crate::drive::{Browser, Scratch, says};
use crate::{Lab, Record};

/// How long the page gets for what must come within moments.
const SOON: Duration = Duration::from_secs(30);
/// How soon after the site a person must have their chat back.
const BACK_WITHIN: Duration = Duration::from_secs(120);

/// The page's own input.
pub const INPUT: &str = "document.querySelector('input[type=file]')";
/// Where files are dropped.
pub const DROP_ZONE: &str = "lab.composer().closest('form')";

/// A file as the page has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Its type, as the browser tells it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The files of the message that is being written, by the page's own account.
///
/// # Errors
/// The app has not started.
pub async fn attached(browser: &Browser) -> anyhow::Result<Vec<Attached>> {
    let files = browser.eval("return await lab.files()").await?;
    serde_json::from_value(files).context("the app says which files it has")
}

/// Writes a file of so many bytes, of which no two parts are the same.
///
/// # Errors
/// The disk takes no file.
pub fn make_file(folder: &Scratch, name: &str, bytes: u32) -> anyhow::Result<PathBuf> {
    let path = folder.path().join(name);
    // A linear congruential generator's high bits (Numerical Recipes).
    let mut state = bytes;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::fs::write(&path, (0..bytes).map(|_| next()).collect::<Vec<u8>>())?;
    Ok(path)
}

/// In a page of the extension: waits until the store of files holds so many whole ones.
#[must_use]
pub fn holds_files(count: usize) -> String {
    format!(
        "for (;;) {{
           const database = await new Promise((done, fail) => {{
             const request = indexedDB.open('attached files');
             // Not there yet: it is the extension's to make.
             request.onupgradeneeded = () => request.transaction.abort();
             request.onerror = () => done(null);
             request.onsuccess = () => done(request.result);
           }});
           if (database) {{
             const files = await new Promise((done, fail) => {{
               const request = database.transaction('files').objectStore('files').getAll();
               request.onerror = () => fail(request.error);
               request.onsuccess = () => done(request.result);
             }});
             database.close();
             const isWhole = ({{ size, parts, why }}) => !why && parts >= size / 1e6;
             if (files.filter(isWhole).length === {count}) return true;
           }}
         }}"
    )
}

/// In a page of the extension: waits until no file is kept.
pub const HOLDS_NO_FILES: &str = "
    for (;;) {
      const all = await indexedDB.databases();
      if (!all.some(({ name }) => name === 'attached files')) return true;
    }";

/// Files are chosen and dropped, their message fails, and they come back with its text: told with
/// pictures; an error unless each byte is there and nothing is sent.
///
/// # Errors
/// It is not so, or a driver failed.
pub async fn show(demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    let begun = Instant::now();
    let tell = |what: &str| println!("{:8.2} s  {what}", begun.elapsed().as_secs_f64());
    let picture = |what| demo.picture(browser, what);
    let text = "What do these files say?";
    let scratch = Scratch::new()?;
    lab.set_layout(Layout::Turns);
    let chat = Chat::open(browser, Layout::Turns).await?;
    let choose = "await chrome.storage.sync.set({ settings: { keep_while_typing: true } });
        for (;;) {
          const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
          if (tabs && tabs === guarded) return true;
        }";
    browser.in_extension(choose).await?;
    browser.choose_file(INPUT, &make_file(&scratch, "chosen.bin", 1_234_567)?).await?;
    browser.drop_file(DROP_ZONE, &make_file(&scratch, "dropped.bin", 300_001)?).await?;
    browser.choose_file(INPUT, &make_file(&scratch, "large.bin", 21_000_000)?).await?;
    chat.write(text).await?;
    browser.in_extension(&holds_files(2)).await?;
    let before = attached(browser).await?;
    tell("1.2 MB are chosen and 300 kB dropped, and both are saved; 21 MB are too many");
    lab.go("failing")?;
    chat.send().await?;
    let bar = browser.wait_panel("the bar", says("Attachments saved"), SOON).await?;
    println!("{}\n", bar.context("there is a bar")?.text);
    tell("sent, and refused with 502");
    picture("bar").await?;
    lab.go("down")?;
    browser.reload().await?;
    browser.wait_panel("the panel", says("saved on this device"), SOON).await?;
    tell("reloaded by its person: the page is a 502");
    lab.go("back")?;
    tell("-- back --");
    browser.wait_page("the chat", "globalThis.lab", BACK_WITHIN).await?;
    chat.ready().await?;
    browser.wait_offer("the offer", says("Attachments saved"), SOON).await?;
    picture("offer").await?;
    browser.press_offer("Restore prompt").await?;
    let offer = browser.wait_offer("that all is back", says("Attached again"), SOON).await?;
    println!("{}\n", offer.context("there is an offer")?.text);
    let after = attached(browser).await?;
    ensure!(after[..] == before[..2], "{after:?} in place of {before:?}");
    ensure!(chat.seen().await?.composer == text, "its text is back");
    let sent = lab.records().iter().filter_map(Record::prompt).count();
    ensure!(sent == 1, "sent {sent} times");
    tell("text and files are back, byte for byte, by one click; nothing was sent again");
    picture("put-back").await
}
