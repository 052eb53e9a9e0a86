//! The page with a real composer, as a person uses it: writing, sending, asking what stands there.

use anyhow::{Context as _, ensure};
use serde_json::json;
use std::time::{Duration, Instant};

use crate::demo::Demo;
use crate::drive::{Browser, Kind, PanelSeen, says};
use crate::{Lab, Record};

/// How long the page gets for what must come within moments.
const SOON: Duration = Duration::from_secs(30);

/// Which composer the page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editor {
    /// ChatGPT's own.
    ProseMirror,
    /// A plain text field.
    Textarea,
    /// An editor of no known kind.
    Unknown,
}

/// A name, and the text that it makes.
pub type Named = (&'static str, fn() -> String);

/// What people write.
pub const TEXTS: [Named; 4] =
    [("short", short), ("20 KB", long), ("code and emoji", code), ("Japanese", japanese)];

fn short() -> String {
    "Why is the sky blue?".to_owned()
}

fn long() -> String {
    let line = |n: usize| match n % 9 {
        4 => String::new(),
        7 => format!("  {n}: two  spaces, \"quotes\" & <tags>"),
        _ => format!("Line {n} of a long prompt, which somebody wrote for an hour or so."),
    };
    (0..360).map(line).collect::<Vec<_>>().join("\n")
}

fn code() -> String {
    "Explain this:\n\n```rust\nfn main() {\n    println!(\"👩‍👩‍👧 {}\", 1 << 3);\n}\n```\n\n- one\n- two 🙂\n1. <b>three</b>"
        .to_owned()
}

fn japanese() -> String {
    "空はなぜ青いのですか。短く教えてください。".to_owned()
}

impl Editor {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::ProseMirror, Self::Textarea, Self::Unknown];

    /// Where the page stands that has it.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::ProseMirror => "https://chatgpt.com/c/prosemirror",
            Self::Textarea => "https://chatgpt.com/c/textarea",
            Self::Unknown => "https://chatgpt.com/c/unknown",
        }
    }

    /// Goes there, and waits for the composer.
    ///
    /// # Errors
    /// It does not come.
    pub async fn open(self, browser: &Browser) -> anyhow::Result<()> {
        browser.goto(self.address()).await?;
        self.ready(browser).await
    }

    /// Waits for the composer.
    ///
    /// # Errors
    /// It does not come.
    pub async fn ready(self, browser: &Browser) -> anyhow::Result<()> {
        let there = "document.documentElement.dataset.labReady === 'yes' && globalThis.lab";
        browser.wait_page("the composer", there, SOON).await
    }

    /// Writes into the composer as the browser's own input does, at its end. Japanese by the
    /// events of an input method where the browser's driver can make them.
    ///
    /// # Errors
    /// The page did not take it.
    pub async fn write(self, browser: &Browser, text: &str) -> anyhow::Result<()> {
        let composes = text.chars().any(|c| ('\u{3040}'..'\u{30ff}').contains(&c));
        if composes && browser.kind() == Kind::Chrome {
            browser.eval("lab.focus()").await?;
            browser.compose(text).await?;
            return self.holds(browser, text).await;
        }
        let script = format!(
            "lab.focus();
             const lines = {}.split('\\n');
             lines.forEach((line, at) => {{
               if (at) document.execCommand(
                 document.activeElement.localName === 'textarea' ? 'insertText' : 'insertParagraph',
                 false, '\\n');
               if (line) document.execCommand('insertText', false, line);
             }})",
            json!(text)
        );
        browser.eval(&script).await?;
        self.holds(browser, text).await
    }

    /// Waits until the composer's own state is this text.
    ///
    /// # Errors
    /// It has another; the error says which.
    pub async fn holds(self, browser: &Browser, text: &str) -> anyhow::Result<()> {
        let same = format!("lab.text() === {}", json!(text));
        let held = browser.wait_page("the text in the composer", &same, SOON).await;
        if held.is_err() {
            let has = browser.eval("return lab.text()").await?;
            return held.context(format!("the composer has {has}"));
        }
        Ok(())
    }

    /// Presses the button that sends.
    ///
    /// # Errors
    /// There is none.
    pub async fn send(self, browser: &Browser) -> anyhow::Result<()> {
        browser.eval("document.querySelector('[data-testid=send-button]').click()").await?;
        Ok(())
    }
}

/// How soon after the site a person must have their prompt back.
const BACK_WITHIN: Duration = Duration::from_secs(120);

/// A long prompt goes into a failing gateway, its person reloads into a 502, and gets it back: told
/// with pictures; an error unless it was kept, given back by the letter, and sent by its person alone.
///
/// # Errors
/// It was not, or a driver failed.
pub async fn show(demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    let (editor, text) = (Editor::ProseMirror, long());
    let begun = Instant::now();
    let tell = |what: &str| println!("{:8.2} s  {what}", begun.elapsed().as_secs_f64());
    let picture = |what| demo.picture(browser, what);
    editor.open(browser).await?;
    editor.write(browser, &text).await?;
    tell(&format!("{} bytes are written", text.len()));
    lab.go("refused")?;
    editor.send(browser).await?;
    browser.wait_panel("the bar", says("saved on this device"), SOON).await?;
    tell("sent, refused with 502, and saved on this device");
    picture("rescued").await?;
    lab.go("down")?;
    browser.reload().await?;
    browser.wait_panel("the panel", says("saved on this device"), SOON).await?;
    tell("reloaded by its person: the page is a 502, which says that it is saved");
    picture("panel").await?;
    lab.go("back")?;
    tell("-- back --");
    browser.wait_page("ChatGPT", "globalThis.lab", BACK_WITHIN).await?;
    editor.ready(browser).await?;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());
    browser.wait_offer("the offer", offered, SOON).await?;
    tell("the page is back and offers the prompt");
    picture("offer").await?;
    browser.press_offer("Restore prompt").await?;
    editor.holds(browser, &text).await?;
    tell("put back by the letter");
    picture("put-back").await?;
    let sent = |all: &[Record]| all.iter().filter_map(Record::prompt).collect::<Vec<_>>();
    ensure!(sent(&lab.records()).len() == 1, "nothing is sent but by its person");
    editor.send(browser).await?;
    lab.wait_for("the message", |all| sent(all).len() == 2, SOON).await?;
    ensure!(sent(&lab.records()) == [text.clone(), text], "what arrived is another text");
    browser.wait_offer("the offer's end", |bar| bar.is_none(), SOON).await?;
    tell("sent by its person, and answered");
    Ok(())
}
