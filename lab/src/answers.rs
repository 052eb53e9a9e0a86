//! An answer that breaks off in its middle, and what its person gets back of it.

use anyhow::{Context as _, ensure};
use std::time::{Duration, Instant};

use crate::chat::{Chat, Seen};
use crate::chatgpt::Layout;
use crate::demo::Demo;
use crate::drive::{Browser, PanelSeen, says};
use crate::{Lab, Record};

/// How long the page gets for what must come within moments.
const SOON: Duration = Duration::from_secs(30);
/// How soon after the site a person must have their chat back.
const BACK_WITHIN: Duration = Duration::from_secs(120);

/// What asks the lab for an answer with all that Markdown has.
pub const QUESTION: &str = "Why is the sky blue? In a few words, in Markdown, please.";

/// Its beginning, of which as much as this stands on the page when it is cut in its middle.
pub const HALF: &[&str] = &[
    "## What the sky is made of",
    "Sunlight is **white**, and air *scatters* its blue part by `1/λ⁴`; see [Rayleigh](https://example.org/rayleigh).",
    "1. Blue light has short waves:",
    "   - 450 nm for blue",
    "```python",
    "    return (700 / nanometres) ** 4",
    "| colour | wave | scattered |",
    "| --- | --- | --- |",
    "| blue | 450 nm | 5.8 |",
];

/// Whether a text has each of those lines as it was written.
///
/// # Errors
/// One is missing: the error says which.
pub fn has_half(text: &str) -> anyhow::Result<()> {
    for line in HALF {
        ensure!(text.lines().any(|it| it == *line), "{line:?} is not in\n{text}");
    }
    Ok(())
}

/// The stream of an answer breaks; what there was of it is shown on the bar, and once more after a 502
/// and its end, beside the prompt: told with pictures.
///
/// # Errors
/// It is not, or a driver failed.
pub async fn show(demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    let begun = Instant::now();
    let tell = |what: &str| println!("{:8.2} s  {what}", begun.elapsed().as_secs_f64());
    let picture = |what| demo.picture(browser, what);
    lab.set_layout(Layout::Turns);
    let chat = Chat::open(browser, Layout::Turns).await?;
    lab.go("failing")?;
    chat.say(QUESTION).await?;
    chat.wait("the app's own alert", |seen: &Seen| !seen.alerts.is_empty()).await?;
    tell("the answer broke off, and the app gave up");
    browser.wait_panel("the bar", says("answer so far is saved"), SOON).await?;
    tell("the bar: the prompt is saved, and the answer so far");
    picture("bar").await?;
    browser.press("Show answer").await?;
    let bar = browser.wait_panel("the answer", says("What the sky is made of"), SOON).await?;
    has_half(&bar.context("there is a bar")?.text)?;
    picture("shown").await?;
    browser.press("Copy answer").await?;
    browser.wait_panel("that it is copied", says("Copied."), SOON).await?;
    tell("shown, and copied as Markdown");
    lab.go("down")?;
    browser.reload().await?;
    browser.wait_panel("the panel", says("saved on this device"), SOON).await?;
    tell("reloaded by its person: the page is a 502");
    picture("panel").await?;
    lab.go("back")?;
    tell("-- back --");
    browser.wait_page("the chat", "globalThis.lab", BACK_WITHIN).await?;
    let known =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("hasn’t answered it"));
    browser.wait_offer("whether it was sent", known, SOON).await?;
    tell("the chat is back: it has the message, and no answer");
    picture("offer").await?;
    browser.press_offer("Show answer").await?;
    let shown = |bar: Option<&PanelSeen>| bar.is_some_and(|bar| has_half(&bar.text).is_ok());
    browser.wait_offer("what there was of it", shown, SOON).await?;
    picture("offer-shown").await?;
    let sent = |all: &[Record]| all.iter().filter_map(Record::prompt).count();
    ensure!(sent(&lab.records()) == 1, "nothing is sent but by its person");
    tell("what there was of the answer is below the prompt");
    Ok(())
}
