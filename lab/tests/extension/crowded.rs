//! Pages that make up prompts, and windows that are not to see each other's: a page crowds out its own
//! alone, and an ordinary draft is offered in no private window.

use super::{SOON, Stage, in_both};
use lab::drive::{Kind, Options, PanelSeen};
use lab::prompts::Editor;
use serde_json::json;

/// A prompt that was kept an hour ago, on another page.
const REAL: &str = "await chrome.storage.local.set({ prompts: true, 'prompt 1 box0':
    { text: 'The real one.', at: Date.now() - 3600000, chat: 'https://chatgpt.com/c/another' } })";

/// Forty messages that nobody wrote, each as long as one may be, and each refused.
const TURNS: &str = "
    for (let n = 0; n < 40; n += 1) {
      const turn = document.createElement('div');
      turn.dataset.messageAuthorRole = 'user';
      turn.textContent = `${n} ` + 'x'.repeat(190000);
      document.querySelector('#thread').replaceChildren(turn);
      await fetch('/backend-api/f/conversation', { method: 'POST', body: '{}' });
    }";

/// What is kept of the others', and how much of this page's, once all that was asked for is done.
const HELD: &str = "
    for (;;) {
      const all = Object.entries(await chrome.storage.local.get())
        .filter(([key]) => key.startsWith('prompt '));
      const real = all.some(([, { text }]) => text === 'The real one.');
      const made = all.filter(([, { text }]) => text.includes('xxx'));
      const bytes = made.reduce((sum, [, { text }]) => sum + text.length, 0);
      const last = made.some(([, { text }]) => text.startsWith('39 '));
      if (last && made.length <= 20 && bytes <= 1000000) return real;
      await new Promise((later) => setTimeout(later, 100));
    }";

async fn a_page_that_makes_up_messages_crowds_out_its_own_alone(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    stage.browser.in_extension(REAL).await.unwrap();
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.browser.eval(TURNS).await.unwrap();
    let real = stage.browser.in_extension(HELD).await;
    assert_eq!(stage.told(real).await, true, "the other page's prompt stays");
    // On the next document of that tab it begins where it was.
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    stage.browser.eval(TURNS).await.unwrap();
    let real = stage.browser.in_extension(HELD).await;
    assert_eq!(stage.told(real).await, true, "the other page's prompt stays");
    stage.end().await;
}

/// Fifty boxes whose input a page only says, and fifty that it fills as the browser does for it.
async fn what_a_page_types_by_itself_is_bounded(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    let on = "await chrome.storage.sync.set({ settings: { keep_while_typing: true } });
        for (;;) {
          const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'prompts' });
          if (tabs && tabs === guarded) return true;
        }";
    stage.told(stage.browser.in_extension(on).await).await;
    let types = |does: &str, text: &str| {
        format!(
            "for (let n = 0; n < 50; n += 1) {{
               const box = document.createElement('textarea');
               document.body.append(box);
               box.focus();
               {does}
             }}"
        )
        .replace("TEXT", &format!("{text} ${{n}}"))
    };
    let said = types(
        "box.value = `TEXT`;
         for (const kind of ['beforeinput', 'input', 'compositionend', 'keyup'])
           box.dispatchEvent(new InputEvent(kind, { bubbles: true, composed: true, inputType: 'insertText' }));",
        "said",
    );
    stage.browser.eval(&said).await.unwrap();
    stage
        .browser
        .eval(&types("document.execCommand('insertText', false, `TEXT`);", "typed"))
        .await
        .unwrap();
    let kept = "for (;;) {
        const texts = Object.values(await chrome.storage.local.get()).map(({ text }) => text).filter(Boolean);
        if (!texts.includes('typed 49')) continue;
        return [texts.filter((text) => text.startsWith('typed')).length <= 20, texts.some((text) => text.startsWith('said'))];
      }";
    let kept = stage.browser.in_extension(kept).await;
    assert_eq!(stage.told(kept).await, json!([true, false]));
    stage.end().await;
}

async fn an_ordinary_draft_is_offered_in_no_private_window(kind: Kind) {
    let options = Options { private: true, ..Options::default() };
    let stage = Stage::set_with(kind, "prompts", options).await;
    let editor = Editor::Textarea;
    let keep = format!(
        "await chrome.storage.local.set({{ prompts: true, 'prompt 1 box0':
           {{ text: 'The ordinary one.', at: Date.now(), chat: {} }} }});
         return (await chrome.tabs.query({{}})).some((tab) => 'cookieStoreId' in tab)",
        json!(editor.address())
    );
    // Without the permission `cookies` no browser names a tab's container.
    assert_eq!(stage.browser.in_extension(&keep).await.unwrap(), false);
    let first = stage.browser.present_tab().await.unwrap();
    stage.told(stage.browser.open_private(editor.address()).await).await;
    let private = stage.browser.present_tab().await.unwrap();
    stage.told(editor.ready(&stage.browser).await).await;
    stage.browser.switch_to(&first).await.unwrap();
    stage.told(editor.open(&stage.browser).await).await;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("The ordinary one."));
    stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
    stage.browser.switch_to(&private).await.unwrap();
    assert_eq!(stage.browser.offer().await.unwrap(), None, "the private window is asked first");
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&first).await.unwrap();
    stage.end().await;
}

in_both! {
    a_page_that_makes_up_messages_crowds_out_its_own_alone
    what_a_page_types_by_itself_is_bounded
    an_ordinary_draft_is_offered_in_no_private_window
}
