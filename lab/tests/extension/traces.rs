//! What the background recorded of an outage is heard again, and names no chat.

use super::{SOON, Stage, in_both};
use engine::trace::{Entry, entries};
use lab::drive::Kind;

async fn a_copied_trace_is_heard_again_and_names_no_chat(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.probes(2).await;
    stage.panel("two checks", |panel| panel.text.contains("2 checks so far")).await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    // The clipboard of a browser without a window is nobody's, so what is written to it is caught.
    let caught = "const writes = (text) => { window.copied = text; return Promise.resolve(); };
        Object.defineProperty(navigator.clipboard, 'writeText', { value: writes });";
    let button = "[...document.querySelectorAll('.settings button')]
        .find(({ textContent }) => textContent === 'Copy debug log')";
    stage.told(stage.browser.wait_page("the button", button, SOON).await).await;
    stage.told(stage.browser.eval(caught).await).await;
    stage.told(stage.browser.click(button).await).await;
    stage.told(stage.browser.wait_page("the trace", "window.copied", SOON).await).await;
    let trace = stage.told(stage.browser.eval("return window.copied").await).await;
    let trace = trace.as_str().unwrap().to_owned();
    let told = format!("{:?}", entries(&trace).unwrap());
    assert!(told.contains("https://chatgpt.com/"), "{told}");
    for private in ["abc", "model=auto", "latest"] {
        assert!(!told.contains(private), "{private}: {told}");
    }
    let (mut engine, mut asked) = (None, vec![]);
    for entry in entries(&trace).unwrap() {
        match entry {
            Entry::State(state) => engine = Some(*state),
            Entry::Heard(now, event) => {
                let commands = engine.as_mut().unwrap().handle(now, event);
                asked.extend(commands.iter().map(|command| format!("{command:?}")));
            }
        }
    }
    let probes = asked.iter().filter(|command| command.contains("Probe {")).count();
    assert!(probes >= 2, "{asked:#?}");
    stage.browser.close().await.unwrap();
}

in_both! {
    a_copied_trace_is_heard_again_and_names_no_chat
}
