//! What people wait for: the end of a limit, and an answer that stands still.

use anyhow::ensure;
use std::time::{Duration, Instant};

use crate::chat::Chat;
use crate::chatgpt::Layout;
use crate::demo::Demo;
use crate::drive::{Browser, says};
use crate::{Lab, Record};

/// How long the page gets for what must come within moments.
const SOON: Duration = Duration::from_secs(30);
/// How long the limit of the scenario lasts, and a little more.
const LIMIT_ENDS_WITHIN: Duration = Duration::from_secs(90);
/// An answer is looked at after a minute, and after another one.
const STALL_IS_TOLD_WITHIN: Duration = Duration::from_secs(180);

struct Scene<'a> {
    demo: &'a Demo<'a>,
    lab: &'a Lab,
    browser: &'a Browser,
    begun: Instant,
}

impl<'a> Scene<'a> {
    async fn set(demo: &'a Demo<'a>, lab: &'a Lab, browser: &'a Browser) -> anyhow::Result<Self> {
        lab.set_layout(Layout::Turns);
        Chat::open(browser, Layout::Turns).await?;
        Ok(Self { demo, lab, browser, begun: Instant::now() })
    }

    fn chat(&self) -> Chat<'a> {
        Chat::new(self.browser, Layout::Turns)
    }

    fn tell(&self, what: &str) {
        println!("{:8.2} s  {what}", self.begun.elapsed().as_secs_f64());
    }

    /// What the bar says once it says these words.
    async fn bar(&self, words: &str, limit: Duration) -> anyhow::Result<String> {
        let bar = self.browser.wait_panel(words, says(words), limit).await?;
        let text = bar.map(|bar| bar.text).unwrap_or_default();
        self.tell("the bar:");
        println!("{text}\n");
        Ok(text)
    }

    async fn picture(&self, what: &str) -> anyhow::Result<()> {
        self.demo.picture(self.browser, what).await
    }

    async fn answered_again(&self) -> anyhow::Result<()> {
        self.chat().say("And again, please.").await?;
        self.browser.wait_panel("no bar", |bar| bar.is_none(), SOON).await?;
        self.tell("the next message is taken, and the bar is gone");
        self.picture("recovered").await
    }

    fn nothing_was_asked(&self) -> anyhow::Result<()> {
        let probes = self.lab.hits(|it| it.method == "HEAD");
        let documents = self.lab.hits(Record::is_main_document);
        ensure!((probes, documents) == (0, 1), "{probes} probes, {documents} documents");
        self.tell("nothing was asked of the site meanwhile, and nothing loaded");
        Ok(())
    }
}

/// A message is refused until a moment that the site names: the bar counts down to it.
///
/// # Errors
/// It does not, or a driver failed.
pub async fn show_limit(demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    let scene = Scene::set(demo, lab, browser).await?;
    lab.go("limited")?;
    scene.chat().say("One question too many.").await?;
    let bar = scene.bar("Ends in", SOON).await?;
    ensure!(bar.contains("Notify me"), "a notification is offered: {bar}");
    scene.picture("bar").await?;
    scene.bar("limit should be over", LIMIT_ENDS_WITHIN).await?;
    scene.picture("over").await?;
    scene.nothing_was_asked()?;
    lab.go("back")?;
    scene.answered_again().await
}

/// An answer stops in its middle and does not end: told after a minute without a word.
///
/// # Errors
/// It is not, or a driver failed.
pub async fn show_stalled(demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    let scene = Scene::set(demo, lab, browser).await?;
    lab.go("stalling")?;
    scene.chat().say("Why is the sky blue?").await?;
    scene.chat().wait("a part of the answer", |seen| !seen.answers.is_empty()).await?;
    scene.tell("a part of the answer came, and then no more");
    let bar = scene.bar("investigating", STALL_IS_TOLD_WITHIN).await?;
    ensure!(bar.contains("hasn’t written anything"), "what stands still is said: {bar}");
    scene.picture("bar").await?;
    scene.nothing_was_asked()?;
    browser.press("Keep waiting").await?;
    browser.wait_panel("no bar", |bar| bar.is_none(), SOON).await?;
    scene.tell("its person waits on, and stops it in the end");
    scene.chat().stop().await?;
    lab.go("back")?;
    scene.answered_again().await
}
