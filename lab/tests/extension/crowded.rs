//! Pages that make up prompts, and windows that are not to see each other's: a page crowds out its own
//! alone, and an ordinary draft is offered in no private window.

use super::prompts::{keep_while_typing, stored};
use super::{SOON, Stage, in_both};
use lab::drive::{Kind, Options, PanelSeen};
use lab::prompts::Editor;
use serde_json::json;

/// A prompt that was kept an hour ago, on another page.
const REAL: &str = "await chrome.storage.local.set({ prompts: true, 'prompt 1 box0':
    { text: 'The real one.', at: Date.now() - 3600000, chat: 'https://chatgpt.com/c/another' } })";

/// Fifteen messages that nobody wrote, each as long as one may be, and each refused.
const TURNS: &str = "
    for (let n = 0; n < 15; n += 1) {
      const turn = document.createElement('div');
      turn.dataset.messageAuthorRole = 'user';
      turn.textContent = `${n} ` + 'x'.repeat(190000);
      document.querySelector('#thread').replaceChildren(turn);
      await fetch('/backend-api/f/conversation', { method: 'POST', body: '{}' });
    }";

/// That this page's last message is kept, and no more of it than may be.
const HELD: &str = "(() => {
      const made = all.map(({ text }) => text).filter((text) => text?.includes('xxx'));
      return made.some((text) => text.startsWith('14 '))
        && made.length <= 20 && made.join('').length <= 1000000;
    })()";

/// Waits until that is so; whether the other page's prompt is still there.
async fn holds_the_real_one(stage: &Stage) -> bool {
    stage.told(stage.browser.in_extension(&stored(HELD)).await).await;
    let real = "return Object.values(await chrome.storage.local.get())
        .some(({ text }) => text === 'The real one.')";
    stage.told(stage.browser.in_extension(real).await).await == true
}

async fn a_page_that_makes_up_messages_crowds_out_its_own_alone(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    stage.browser.in_extension(REAL).await.unwrap();
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.browser.eval(TURNS).await.unwrap();
    assert!(holds_the_real_one(&stage).await, "the other page's prompt stays");
    // On the next document of that tab it begins where it was.
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    stage.browser.eval(TURNS).await.unwrap();
    assert!(holds_the_real_one(&stage).await, "the other page's prompt stays");
    stage.end().await;
}

/// Fifty boxes whose input a page only says, and fifty that it fills as the browser does for it.
async fn what_a_page_types_by_itself_is_bounded(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    stage.told(Editor::Textarea.open(&stage.browser).await).await;
    keep_while_typing(&stage).await;
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
    let last = stored("all.some(({ text }) => text === 'typed 49')");
    stage.told(stage.browser.in_extension(&last).await).await;
    let kept = "
        const texts = Object.values(await chrome.storage.local.get()).map(({ text }) => text).filter(Boolean);
        return [texts.filter((text) => text.startsWith('typed')).length <= 20, texts.some((text) => text.startsWith('said'))]";
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
    // Firefox names a tab's container, whatever the permissions; Chromium has none.
    let names = kind == Kind::Firefox;
    assert_eq!(stage.browser.in_extension(&keep).await.unwrap(), names);
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

/// Firefox's containers: what is written in one is kept with its name, and offered there alone.
async fn a_draft_of_a_container_is_offered_there_alone() {
    let stage = Stage::set(Kind::Firefox, "prompts").await;
    let editor = Editor::Textarea;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.write(&stage.browser, "The ordinary one.").await).await;
    stage.told(editor.send(&stage.browser).await).await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    let cookie_stores = "return Object.values(await chrome.storage.local.get()).filter(({ text }) => text).map(({ cookieStore }) => cookieStore)";
    let cookie_stores = stage.browser.in_extension(cookie_stores).await.unwrap();
    assert_eq!(cookie_stores, json!(["firefox-default"]));
    stage.lab.go("up").unwrap();
    let ordinary = stage.browser.present_tab().await.unwrap();
    let before = stage.browser.tabs().await.unwrap();
    let open = format!(
        "const {{ gBrowser }} = BrowserWindowTracker.getTopWindow();
         gBrowser.selectedTab = gBrowser.addTrustedTab({}, {{ userContextId: 1 }});
         return true",
        json!(editor.address())
    );
    stage.browser.in_firefox(&open).await.unwrap();
    let contained = stage.browser.switch_to_new(&before).await.unwrap();
    stage.told(editor.ready(&stage.browser).await).await;
    stage.browser.switch_to(&ordinary).await.unwrap();
    stage.told(editor.open(&stage.browser).await).await;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("The ordinary one."));
    stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
    stage.browser.switch_to(&contained).await.unwrap();
    assert_eq!(stage.browser.offer().await.unwrap(), None, "the container is asked first");
    stage.end().await;
}

mod containers {
    #[tokio::test(flavor = "multi_thread")]
    async fn a_draft_of_a_container_is_offered_there_alone() {
        super::a_draft_of_a_container_is_offered_there_alone().await;
    }
}

in_both! {
    a_page_that_makes_up_messages_crowds_out_its_own_alone
    what_a_page_types_by_itself_is_bounded
    an_ordinary_draft_is_offered_in_no_private_window
}
