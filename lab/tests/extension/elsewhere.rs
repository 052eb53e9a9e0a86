//! While one assistant is down, the others that somebody chose: offered where nothing is known to fail of
//! them, opened on a click with the saved prompt on the clipboard, and never sent anything.

use super::assistants::chosen;
use super::remedies::{click, popup, said, unfolded};
use super::{SOON, Stage, came, in_both};
use lab::assistants::{IS_THERE, chat, choosing};
use lab::drive::Kind;
use lab::prompts::Editor;
use serde_json::json;
use sites::Site;

/// ChatGPT alone fails, in documents and messages; or every assistant does. No status page says a word of it.
const ONE_DOWN: &str = r#"
about = "One assistant is down, or all are."
[[phase]]
name = "up"
[[phase.reply]]
host = "chatgpt.com"
documents_only = true
body = "editor"
[[phase]]
name = "one"
[[phase.reply]]
host = "chatgpt.com"
documents_only = true
status = 502
body = "cloudflare"
[[phase.reply]]
host = "chatgpt.com"
methods = ["POST", "HEAD"]
status = 502
body = "json"
[[phase]]
name = "all"
[[phase.reply]]
documents_only = true
status = 502
body = "cloudflare"
[[phase.reply]]
methods = ["POST", "HEAD"]
status = 502
body = "json"
"#;

const OPEN: &str = "Open Claude";
const REMEDY: &str = "Go on with another assistant";

/// What else helps, unfolded in a popup of its own, of which the card says that something fails.
async fn more_help(stage: &Stage) {
    popup(stage).await;
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    unfolded(stage).await;
}

/// Whether the present page says so.
async fn says(stage: &Stage, words: &str) -> bool {
    let script = format!("return document.body.textContent.includes({})", json!(words));
    stage.told(stage.browser.eval(&script).await).await == json!(true)
}

async fn another_assistant_is_opened_with_the_saved_prompt_copied_and_nothing_sent(kind: Kind) {
    let stage = chosen(kind, ONE_DOWN, &[Site::Claude], &[Site::Claude]).await;
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("one").unwrap();
    let text = "Why is the sky blue?\nIn two lines.";
    stage.told(editor.write(&stage.browser, text).await).await;
    stage.told(editor.send(&stage.browser).await).await;
    stage.panel("the bar", |bar| bar.text.contains("Next check")).await;
    stage.is_kept(text).await;
    stage.browser.press("Check now").await.unwrap();
    stage.probes(1).await;
    more_help(&stage).await;
    // With a check, and with what the status page says, the remedies are put together anew: no click is
    // to meet a button that just goes.
    let is_settled = |text: &str| text.contains("Still down") && text.contains("hasn’t posted");
    stage.panel("a check", |panel| is_settled(&panel.text)).await;
    said(&stage, REMEDY).await;
    said(&stage, "Your saved prompt is copied").await;
    let of_claude = || stage.lab.hits(|it| it.host == "claude.ai");
    assert_eq!(of_claude(), 0, "nobody was asked whether it answers");
    // It is opened only once the browser's own clipboard took the prompt.
    let help = stage.browser.present_tab().await.unwrap();
    let before = stage.browser.tabs().await.unwrap();
    click(&stage, OPEN).await;
    stage.told(stage.browser.switch_to_new(&before).await).await;
    stage.told(stage.browser.wait_page("Claude itself", IS_THERE, SOON).await).await;
    assert_eq!(stage.browser.url().await.unwrap(), "https://claude.ai/");
    stage.told(editor.ready(&stage.browser).await).await;
    stage.told(editor.holds(&stage.browser, "").await).await;
    // The clipboard of a browser without a window is nobody's, so what is written to it is caught.
    let caught = "const writes = (text) => { window.copied = text; return Promise.resolve(); };
        Object.defineProperty(navigator.clipboard, 'writeText', { value: writes });";
    stage.browser.switch_to(&help).await.unwrap();
    stage.told(stage.browser.eval(caught).await).await;
    click(&stage, OPEN).await;
    stage.told(stage.browser.wait_page("the prompt", "window.copied", SOON).await).await;
    assert_eq!(stage.browser.eval("return window.copied").await.unwrap(), json!(text));
    let sent = stage.lab.hits(|it| it.host == "claude.ai" && it.method == "POST");
    assert_eq!(sent, 0, "nothing is sent but by its person");
    stage.is_kept(text).await;
    stage.lab.go("up").unwrap();
    stage.end_but(|told| told.contains("502")).await;
    let test = "another_assistant_is_opened_with_the_saved_prompt_copied_and_nothing_sent";
    came(kind, "go-elsewhere", "done: opened, the saved prompt is copied", test);
}

async fn an_assistant_that_fails_too_is_not_offered_until_it_is_back(kind: Kind) {
    let stage = chosen(kind, ONE_DOWN, &[Site::Claude], &[Site::Claude]).await;
    stage.lab.go("all").unwrap();
    stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
    stage.panel("ChatGPT’s card", |panel| panel.text.contains("Next check")).await;
    let (claude, _) = stage.browser.new_tab(&chat(Site::Claude)).await.unwrap();
    stage.panel("Claude’s card", |panel| panel.text.contains("Next check")).await;
    more_help(&stage).await;
    let help = stage.browser.present_tab().await.unwrap();
    assert!(!says(&stage, REMEDY).await && !says(&stage, OPEN).await, "both are down");
    stage.lab.go("one").unwrap();
    stage.browser.switch_to(&claude).await.unwrap();
    stage.browser.reload().await.unwrap();
    stage.told(stage.browser.wait_page("Claude itself", IS_THERE, SOON).await).await;
    stage.browser.switch_to(&help).await.unwrap();
    said(&stage, OPEN).await;
    stage.lab.go("up").unwrap();
    stage.end_but(|told| told.contains("502")).await;
}

async fn nothing_is_offered_where_nobody_chose_another_or_let_it_in(kind: Kind) {
    for (given, on) in [(&[Site::Claude][..], &[][..]), (&[], &[Site::Claude])] {
        let stage = chosen(kind, ONE_DOWN, given, on).await;
        stage.lab.go("one").unwrap();
        stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
        stage.panel("the card", |panel| panel.text.contains("Next check")).await;
        more_help(&stage).await;
        assert!(!says(&stage, REMEDY).await && !says(&stage, "Claude").await, "{on:?}");
        if on.is_empty() {
            // Chosen while it stands there, it is offered at once.
            let choose = choosing(&[Site::Claude]);
            stage.told(stage.browser.in_extension(&choose).await).await;
            said(&stage, OPEN).await;
            assert!(!says(&stage, "Your saved prompt is copied").await, "none is saved");
        }
        stage.browser.close().await.unwrap();
    }
}

in_both! {
    an_assistant_that_fails_too_is_not_offered_until_it_is_back
    another_assistant_is_opened_with_the_saved_prompt_copied_and_nothing_sent
    nothing_is_offered_where_nobody_chose_another_or_let_it_in
}
