//! Files that were attached to a message are kept with it and put back with it, or it is said why not.

use super::prompts::{keep_while_typing, stored};
use super::{SOON, Stage, in_both};
use lab::Record;
use lab::attachments::{DROP_ZONE, HOLDS_NO_FILES, INPUT, attached, holds_files, make_file};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use serde_json::json;

const TEXT: &str = "What do these files say?";

impl Stage {
    async fn holds_no_files(&self) {
        self.told(self.browser.in_extension(HOLDS_NO_FILES).await).await;
    }
}

async fn files_come_back_byte_for_byte_with_their_prompt(kind: Kind) {
    let stage = Stage::set(kind, "lost-files").await;
    let scratch = Scratch::new().unwrap();
    let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    keep_while_typing(&stage).await;
    let chosen = make_file(&scratch, "chosen.bin", 1_000_001).unwrap();
    let dropped = make_file(&scratch, "dropped.txt", 300_000).unwrap();
    let large = make_file(&scratch, "large.bin", 21_000_000).unwrap();
    stage.told(chat.write(TEXT).await).await;
    stage.told(stage.browser.choose_file(INPUT, &chosen).await).await;
    stage.told(stage.browser.drop_file(DROP_ZONE, &dropped).await).await;
    stage.told(stage.browser.choose_file(INPUT, &large).await).await;
    let before = stage.told(attached(&stage.browser).await).await;
    assert_eq!(before.len(), 3, "{before:?}");
    stage.told(stage.browser.in_extension(&holds_files(2)).await).await;
    // What was typed has them, before anything fails.
    let named = "all.some(({ attached = [] }) => attached.length === 3 &&
        attached.filter(({ id, why }) => id && !why).length === 2 && attached[2].why === 'too_large')";
    stage.told(stage.browser.in_extension(&stored(named)).await).await;
    stage.lab.go("failing").unwrap();
    stage.told(chat.send().await).await;
    let bar = stage.panel("the bar", |bar| bar.text.contains("Attachments saved")).await;
    for said in [
        "Attachments saved: chosen.bin (1 MB), dropped.txt (300 kB)",
        "Attachments not saved: large.bin (21 MB; over 20 MB)",
    ] {
        assert!(bar.text.contains(said), "{said}: {}", bar.text);
    }
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("saved on this device")).await;
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("back").unwrap();
    stage.told(chat.ready().await).await;
    let offered = |bar: Option<&PanelSeen>| {
        bar.is_some_and(|bar| bar.text.contains("Attachments saved: chosen.bin"))
    };
    stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
    assert_eq!(stage.told(attached(&stage.browser).await).await, [], "not but on a click");
    stage.browser.press_offer("Restore prompt").await.unwrap();
    let put = |bar: Option<&PanelSeen>| {
        bar.is_some_and(|bar| {
            bar.text.contains("Attached again: chosen.bin, dropped.txt")
                && bar.text.contains("Attachments not saved: large.bin (21 MB; over 20 MB)")
        })
    };
    stage.told(stage.browser.wait_offer("that they are back", put, SOON).await).await;
    let after = stage.told(attached(&stage.browser).await).await;
    assert_eq!(after, before[..2], "by name, size, type and hash");
    assert_eq!(stage.told(chat.seen().await).await.composer, TEXT);
    assert_eq!(stage.messages(), [TEXT], "nothing is sent by us");
    // Its person sends it, and once it is answered nothing is kept of it.
    stage.told(chat.send().await).await;
    let twice = |all: &[Record]| all.iter().filter_map(Record::prompt).count() == 2;
    stage.told(stage.lab.wait_for("the message", twice, SOON).await).await;
    stage.nothing_kept().await;
    stage.holds_no_files().await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn files_are_put_back_from_the_bar_of_the_page_itself(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    let scratch = Scratch::new().unwrap();
    for layout in [Layout::Sections, Layout::LoggedOut] {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        keep_while_typing(&stage).await;
        let file = make_file(&scratch, "notes.txt", 2_500).unwrap();
        stage.told(stage.browser.choose_file(INPUT, &file).await).await;
        stage.told(chat.write(TEXT).await).await;
        stage.told(stage.browser.in_extension(&holds_files(1)).await).await;
        let before = stage.told(attached(&stage.browser).await).await;
        stage.lab.go("failing").unwrap();
        stage.told(chat.send().await).await;
        let said = "Attachments saved: notes.txt (2.5 kB)";
        stage.panel("the bar", |bar| bar.text.contains(said)).await;
        stage.lab.go("back").unwrap();
        stage.panel("the offer", |bar| bar.button("Restore prompt").is_some()).await;
        stage.browser.press("Restore prompt").await.unwrap();
        stage.panel("its file", |bar| bar.text.contains("Attached again: notes.txt")).await;
        assert_eq!(stage.told(attached(&stage.browser).await).await, before, "{layout}");
        // Of a message that fails again they are given back again.
        if layout == Layout::Sections {
            stage.lab.go("failing").unwrap();
            stage.told(chat.send().await).await;
            stage.panel("the bar again", |bar| bar.text.contains(said)).await;
            stage.lab.go("back").unwrap();
            stage.panel("the offer again", |bar| bar.button("Restore prompt").is_some()).await;
            stage.browser.press("Restore prompt").await.unwrap();
            stage.panel("its file", |bar| bar.text.contains("Attached again: notes.txt")).await;
            assert_eq!(stage.told(attached(&stage.browser).await).await, before, "{layout}");
        }
        stage.told(chat.send().await).await;
        stage.nothing_kept().await;
        stage.holds_no_files().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

async fn of_a_private_window_or_a_temporary_chat_no_file_is_kept(kind: Kind) {
    let options = Options { private: true, ..Options::default() };
    let stage = Stage::set_with(kind, "post-fails", options).await;
    let scratch = Scratch::new().unwrap();
    let file = make_file(&scratch, "secret.txt", 2_500).unwrap();
    let temporary = "https://chatgpt.com/?temporary-chat=true";
    let chat = Chat::new(&stage.browser, Layout::Turns);
    let ordinary = stage.browser.present_tab().await.unwrap();
    for is_private in [false, true] {
        stage.lab.go("up").unwrap();
        if is_private {
            stage.told(stage.browser.open_private(Layout::Turns.chat()).await).await;
        } else {
            stage.told(stage.browser.goto(temporary).await).await;
        }
        stage.told(chat.ready().await).await;
        keep_while_typing(&stage).await;
        stage.told(stage.browser.choose_file(INPUT, &file).await).await;
        stage.told(chat.write(TEXT).await).await;
        stage.lab.go("failing").unwrap();
        stage.told(chat.send().await).await;
        let said = "Attachments not saved: secret.txt (2.5 kB; private window or temporary chat)";
        let bar = stage.panel("the bar", |bar| bar.text.contains("secret.txt")).await;
        assert!(bar.text.contains(said), "{}", bar.text);
        // Firefox opens no database in a private window, ours neither.
        stage.browser.switch_to(&ordinary).await.unwrap();
        let databases = "return await indexedDB.databases()";
        let databases = stage.told(stage.browser.in_extension(databases).await).await;
        assert_eq!(databases, json!([]), "in memory alone");
    }
    stage.end().await;
}

async fn a_disk_that_is_full_is_told(kind: Kind) {
    let pref = |name: &str, value: serde_json::Value| (name.to_owned(), value);
    let options = Options {
        // In KB.
        firefox_prefs: vec![pref("dom.quotaManager.temporaryStorage.fixedLimit", json!(8_000))],
        ..Options::default()
    };
    let stage = Stage::set_with(kind, "post-fails", options).await;
    let scratch = Scratch::new().unwrap();
    let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    keep_while_typing(&stage).await;
    stage.told(stage.browser.bound_store(8_000_000).await).await;
    let file = make_file(&scratch, "big.bin", 19_000_000).unwrap();
    stage.told(chat.write(TEXT).await).await;
    stage.told(stage.browser.choose_file(INPUT, &file).await).await;
    let named = "all.some(({ attached = [] }) => attached[0]?.why === 'no_room')";
    stage.told(stage.browser.in_extension(&stored(named)).await).await;
    stage.lab.go("failing").unwrap();
    stage.told(chat.send().await).await;
    let said = "Attachments not saved: big.bin (19 MB; no space on this device)";
    stage.panel("the bar", |bar| bar.text.contains(said)).await;
    stage.forget_prompts().await;
    stage.end().await;
}

/// Each chat gets its own file back, and what is answered in one takes nothing from the other.
async fn the_same_words_of_two_chats_have_each_their_own_file(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    let scratch = Scratch::new().unwrap();
    let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    let mut written = Vec::new();
    for (name, bytes, count) in [("one.txt", 2_500, 1), ("two.txt", 5_000, 2)] {
        if count == 2 {
            stage.browser.new_tab("https://chatgpt.com/c/lab-other").await.unwrap();
            stage.told(chat.ready().await).await;
        }
        keep_while_typing(&stage).await;
        let file = make_file(&scratch, name, bytes).unwrap();
        stage.told(stage.browser.choose_file(INPUT, &file).await).await;
        stage.told(chat.write(TEXT).await).await;
        stage.told(stage.browser.in_extension(&holds_files(count)).await).await;
        let files = stage.told(attached(&stage.browser).await).await;
        written.push((stage.browser.present_tab().await.unwrap(), name, files));
    }
    stage.lab.go("failing").unwrap();
    for (tab, name, _) in &written {
        stage.browser.switch_to(tab).await.unwrap();
        stage.told(chat.send().await).await;
        let said = format!("Attachments saved: {name}");
        stage.panel("the bar", |bar| bar.text.contains(&said)).await;
    }
    stage.lab.go("back").unwrap();
    for (tab, name, files) in &written {
        stage.browser.switch_to(tab).await.unwrap();
        stage.browser.reload().await.unwrap();
        stage.told(chat.ready().await).await;
        let says = |words: String| {
            move |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains(&words))
        };
        let offered = says(format!("Attachments saved: {name}"));
        stage.told(stage.browser.wait_offer("its own offer", offered, SOON).await).await;
        stage.browser.press_offer("Restore prompt").await.unwrap();
        let put = says(format!("Attached again: {name}"));
        stage.told(stage.browser.wait_offer("its file", put, SOON).await).await;
        assert_eq!(&stage.told(attached(&stage.browser).await).await, files, "{name}");
        stage.told(chat.send().await).await;
        if *name == "one.txt" {
            stage.told(stage.browser.in_extension(&holds_files(1)).await).await;
        }
    }
    stage.nothing_kept().await;
    stage.holds_no_files().await;
    stage.outage_ended().await;
    stage.end().await;
}

/// In the page: copies a picture, as its person does who then pastes it.
const COPY_PICTURE: &str = "
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d').fillRect(8, 8, 40, 20);
    const picture = await new Promise((done) => canvas.toBlob(done));
    await navigator.clipboard.write([new ClipboardItem({ [picture.type]: picture })]);
    return true";

async fn what_is_pasted_comes_back_and_what_was_taken_off_does_not(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    if kind == Kind::Chrome {
        // Else nobody but a person's own click may copy.
        stage.told(stage.browser.allow_copying("https://chatgpt.com").await).await;
    }
    let scratch = Scratch::new().unwrap();
    let [picture, first, second] = ["picture.png", "kept.txt", "taken-off.txt"]
        .map(|name| make_file(&scratch, name, 2_500).unwrap());
    let layouts =
        [(Layout::Turns, "failing"), (Layout::LoggedOut, "failing"), (Layout::Sections, "limited")];
    for (number, (layout, failing)) in layouts.into_iter().enumerate() {
        stage.lab.set_layout(layout);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        keep_while_typing(&stage).await;
        stage.told(chat.write(TEXT).await).await;
        // The clipboard of a Firefox without a window holds text alone: there it is chosen.
        if kind == Kind::Firefox {
            stage.told(stage.browser.choose_file(INPUT, &picture).await).await;
        } else {
            stage.told(stage.browser.eval(COPY_PICTURE).await).await;
            stage.told(stage.browser.click("lab.composer()").await).await;
            stage.told(stage.browser.shortcut("v").await).await;
        }
        stage.told(stage.browser.wait_page("the picture", IS_ATTACHED, SOON).await).await;
        stage.told(stage.browser.choose_file(INPUT, &first).await).await;
        stage.told(stage.browser.choose_file(INPUT, &second).await).await;
        stage.told(stage.browser.in_extension(&holds_files(number + 3)).await).await;
        stage.told(stage.browser.click(REMOVE_LAST).await).await;
        let before = stage.told(attached(&stage.browser).await).await;
        assert_eq!(before.len(), 2, "{before:?}");
        assert!(before[0].kind == "image/png" && before[1].name == "kept.txt", "{before:?}");
        let named = "all.some(({ attached = [] }) => attached.length === 2)";
        stage.told(stage.browser.in_extension(&stored(named)).await).await;
        stage.lab.go(failing).unwrap();
        stage.told(chat.send().await).await;
        stage.is_kept(TEXT).await;
        stage.lab.go("back").unwrap();
        stage.browser.reload().await.unwrap();
        stage.told(chat.ready().await).await;
        let offered = |bar: Option<&PanelSeen>| {
            bar.is_some_and(|bar| bar.text.contains("kept.txt") && !bar.text.contains("off.txt"))
        };
        stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
        // A person who sends as soon as there is a text: it has its files by then.
        stage.told(stage.browser.eval(SEND_AT_ONCE).await).await;
        stage.browser.press_offer("Restore prompt").await.unwrap();
        let sent = "document.documentElement.dataset.sent";
        stage.told(stage.browser.wait_page("the sending", sent, SOON).await).await;
        let sent = stage.browser.eval(&format!("return {sent}")).await.unwrap();
        assert_eq!(sent, json!(format!("{},kept.txt", before[0].name)), "{layout}");
        stage.nothing_kept().await;
        // What was taken off is no prompt's: it goes after a day.
        stage.told(stage.browser.in_extension(&holds_files(number + 1)).await).await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

const IS_ATTACHED: &str = "document.querySelector('form').textContent.includes('.png')";

/// What takes the file off again that was chosen last.
const REMOVE_LAST: &str = "[...document.querySelectorAll('form [aria-label=Remove]')].at(-1)";

/// Sends once the composer has a text, and notes which files went with it.
const SEND_AT_ONCE: &str = "
    new MutationObserver((_all, observer) => {
      if (!lab.text().trim()) return;
      observer.disconnect();
      lab.sendButton().click();
      document.documentElement.dataset.sent = lab.sent.join();
    }).observe(lab.composer(), { childList: true, subtree: true, characterData: true, attributes: true });
    if (lab.composer().localName === 'textarea') lab.composer().addEventListener('input', () => {
      if (!lab.text().trim() || document.documentElement.dataset.sent) return;
      lab.sendButton().click();
      document.documentElement.dataset.sent = lab.sent.join();
    });
    return true";

/// A file of an earlier document goes for a new one; another was named before its bytes came, and they
/// never did.
async fn what_was_removed_to_make_room_is_told_from_what_never_came(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    let scratch = Scratch::new().unwrap();
    let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    keep_while_typing(&stage).await;
    let file = make_file(&scratch, "small.txt", 2_500).unwrap();
    stage.told(chat.write("Its file goes.").await).await;
    stage.told(stage.browser.choose_file(INPUT, &file).await).await;
    stage.told(stage.browser.in_extension(&holds_files(1)).await).await;
    stage.told(stage.browser.in_extension(GROWN).await).await;
    stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    let large = make_file(&scratch, "large.bin", 9_000_000).unwrap();
    stage.told(stage.browser.choose_file(INPUT, &large).await).await;
    stage.told(stage.browser.in_extension(&holds_files(1)).await).await;
    let listed = "
        const { prompts } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
        return prompts.map(({ text, attached = [] }) => [text, attached[0]?.why]).sort()";
    let listed = stage.told(stage.browser.in_extension(listed).await).await;
    assert_eq!(
        listed,
        json!([["Its file goes.", "crowded"], ["Its file never came.", "unreadable"]])
    );
    stage.end().await;
}

/// In a page of the extension: the file that is kept says that it has 45 MB, and a prompt names one that is
/// not there.
const GROWN: &str = "
    const database = await new Promise((done) => {
      const request = indexedDB.open('attached files');
      request.onsuccess = () => done(request.result);
    });
    const files = database.transaction('files', 'readwrite').objectStore('files');
    const [file] = await new Promise((done) => {
      const request = files.getAll();
      request.onsuccess = () => done(request.result);
    });
    await new Promise((done) => {
      files.put({ ...file, size: 45000000, parts: 45 }).onsuccess = done;
    });
    database.close();
    const attached = [{ name: 'b.txt', size: 5, id: crypto.randomUUID() }];
    await chrome.storage.local.set({ 'prompt 7 turn7':
      { text: 'Its file never came.', at: Date.now(), chat: 'https://chatgpt.com/c/7', attached } });
    return true";

in_both! {
    the_same_words_of_two_chats_have_each_their_own_file
    files_come_back_byte_for_byte_with_their_prompt
    files_are_put_back_from_the_bar_of_the_page_itself
    of_a_private_window_or_a_temporary_chat_no_file_is_kept
    a_disk_that_is_full_is_told
    what_is_pasted_comes_back_and_what_was_taken_off_does_not
    what_was_removed_to_make_room_is_told_from_what_never_came
}
