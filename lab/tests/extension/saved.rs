//! The page that lists what is saved: searched, deleted, saved as a file; and whose a prompt is.

use super::{SOON, Stage, in_both};
use lab::drive::Kind;
use lab::prompts::Editor;
use serde_json::json;

/// A chat that was not begun: everybody's address.
const NEW_CHAT: &str = "https://chatgpt.com/";

/// Puts prompts where a page of the site would have.
fn keep(prompts: &serde_json::Value) -> String {
    format!("await chrome.storage.local.set({{ ...{prompts}, prompts: true }}); return true")
}

async fn all_that_is_saved_is_searched_saved_as_a_file_and_deleted(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    stage.browser.goto(Editor::ProseMirror.address()).await.unwrap();
    let now = stage.browser.eval("return Date.now()").await.unwrap().as_f64().unwrap();
    let chat = "https://chatgpt.com/c/1";
    let kept = json!({
        "prompt 1 turn1": { "text": "Why is the sky blue?\nIn two lines.", "at": now - 1000.0,
            "chat": chat, "answer": "## Because\n\n- air scatters", "files": ["sky.png"] },
        "prompt 1 turn2": { "text": "What is a tulip?", "at": now - 2000.0, "chat": chat },
    });
    stage.told(stage.browser.in_extension(&keep(&kept)).await).await;
    let page = stage.browser.extension_url("saved.html").unwrap();
    stage.told(stage.browser.new_tab(&page).await).await;
    let wait = async |what: &str, script: &str| {
        stage.told(stage.browser.wait_page(what, script, SOON).await).await;
    };
    wait("both", "document.querySelectorAll('li').length === 2").await;
    let said = "return document.body.innerText";
    let text = stage.browser.eval(said).await.unwrap();
    let text = text.as_str().unwrap();
    for part in ["Saved prompts", "chatgpt.com", "sky.png", "7 days", "temporary chats", "In two"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("scatters"), "an answer is shown on a click: {text}");
    let press = |name: &str| {
        format!(
            "[...document.querySelectorAll('button')].find((it) => it.textContent === '{name}').click()"
        )
    };
    stage.browser.eval(&press("Show answer")).await.unwrap();
    wait("the answer", "document.querySelector('pre').innerText.includes('- air scatters')").await;
    let picture = format!("{}/saved-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    let search = |words: &str| {
        format!(
            "const field = document.querySelector('[type=search]');
             field.value = '{words}';
             field.dispatchEvent(new Event('input'))"
        )
    };
    // What is saved as a file is what is found.
    let caught = "URL.createObjectURL = (blob) => {
        blob.text().then((text) => (document.body.dataset.file = text));
        return 'data:,'
      };
      HTMLAnchorElement.prototype.click = () => {}";
    stage.browser.eval(caught).await.unwrap();
    stage.browser.eval(&search("SCATTERS sky")).await.unwrap();
    wait("the one with that answer", "document.querySelectorAll('li').length === 1").await;
    stage.browser.eval(&press("Save as Markdown")).await.unwrap();
    wait("the file", "document.body.dataset.file").await;
    let file = stage.browser.eval("return document.body.dataset.file").await.unwrap();
    let file = file.as_str().unwrap();
    assert!(file.contains("```text\nWhy is the sky blue?\nIn two lines.\n```"), "{file}");
    assert!(file.contains("## Because\n\n- air scatters"), "{file}");
    assert!(!file.contains("tulip"), "{file}");
    stage.browser.eval(&search("nowhere")).await.unwrap();
    wait("that there is none", "document.body.innerText.includes('Nothing found.')").await;
    stage.browser.eval(&search("")).await.unwrap();
    stage.browser.eval(&press("Delete all")).await.unwrap();
    wait("the question", "document.body.innerText.includes('Delete everything?')").await;
    assert_eq!(stage.texts_kept().await.len(), 2, "not before it is said once more");
    stage.browser.eval(&press("Delete everything?")).await.unwrap();
    wait("none", "!document.querySelector('li')").await;
    stage.nothing_kept().await;
    stage.end().await;
}

/// Somebody else may be signed in, in another tab.
async fn what_was_written_where_no_chat_was_begun_is_its_own_tabs(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = Editor::ProseMirror;
    let first = stage.browser.present_tab().await.unwrap();
    stage.browser.goto(NEW_CHAT).await.unwrap();
    stage.told(editor.ready(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.send_text(editor, "Nobody else's prompt.").await;
    stage.is_kept("Nobody else's prompt.").await;
    stage.lab.go("up").unwrap();
    stage.told(stage.browser.new_tab(NEW_CHAT).await).await;
    stage.told(editor.ready(&stage.browser).await).await;
    // What is offered later is this tab's own.
    let mine = "
        const [tab] = await chrome.tabs.query({ active: true, url: 'https://chatgpt.com/*' });
        const { run } = await chrome.storage.session.get('run');
        const prompt = { text: 'Of the second tab.', at: Date.now(), chat: 'https://chatgpt.com/',
          from: `${run} ${tab.id}` };
        await chrome.storage.local.set({ 'prompt 2 turn1': prompt });
        return true";
    let second = stage.browser.present_tab().await.unwrap();
    stage.told(stage.browser.in_extension(mine).await).await;
    stage.told(stage.browser.switch_to(&second).await).await;
    let offers = async |text: &str| {
        stage.browser.reload().await.unwrap();
        let wanted = |bar: Option<&lab::drive::PanelSeen>| {
            bar.is_some_and(|bar| bar.button("Restore prompt").is_some())
        };
        let seen = stage.browser.wait_offer("the offer", wanted, SOON).await;
        let bar = stage.told(seen).await.unwrap();
        assert!(bar.text.contains(text), "{bar:?}");
    };
    offers("Of the second tab.").await;
    stage.browser.press_offer("Discard").await.unwrap();
    let gone = stage.browser.wait_offer("no other", |bar| bar.is_none(), SOON).await;
    stage.told(gone).await;
    stage.browser.switch_to(&first).await.unwrap();
    offers("Nobody else's prompt.").await;
    stage.end().await;
}

in_both! {
    all_that_is_saved_is_searched_saved_as_a_file_and_deleted
    what_was_written_where_no_chat_was_begun_is_its_own_tabs
}
