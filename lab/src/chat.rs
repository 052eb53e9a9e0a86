//! ChatGPT's app in a browser, as its person uses it, in any layout: writing and sending by real
//! input, and reading what stands there.

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

use crate::chatgpt::Layout;
use crate::drive::Browser;

/// How long the app gets for what must come within moments.
const SOON: Duration = Duration::from_secs(30);
/// A longer text is not typed key by key.
const MOST_KEYS: usize = 400;

/// The app in a browser's present tab.
#[derive(Debug, Clone, Copy)]
pub struct Chat<'a> {
    browser: &'a Browser,
    layout: Layout,
}

/// What a person sees in the app, in the order in which it came there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Seen {
    /// Their own messages.
    pub messages: Vec<String>,
    /// Answers, whole or not.
    pub answers: Vec<String>,
    /// The app's own final alerts.
    pub alerts: Vec<String>,
    /// That the app recovers.
    pub recovering: Vec<String>,
    /// Dialogs.
    pub dialogs: Vec<String>,
    /// What stands in the list of chats.
    pub side: String,
    /// What stands in the composer, by the composer's own state.
    pub composer: String,
}

impl<'a> Chat<'a> {
    /// The app in a browser that is there already, or will be.
    #[must_use]
    pub const fn new(browser: &'a Browser, layout: Layout) -> Self {
        Self { browser, layout }
    }

    /// Goes to a chat of the layout, and waits until the app has started.
    ///
    /// # Errors
    /// It does not start.
    pub async fn open(browser: &'a Browser, layout: Layout) -> anyhow::Result<Self> {
        browser.goto(layout.chat()).await?;
        let chat = Self::new(browser, layout);
        chat.ready().await?;
        Ok(chat)
    }

    /// Waits until the app has started, and has loaded what it will load or given up.
    ///
    /// # Errors
    /// It does not start.
    pub async fn ready(&self) -> anyhow::Result<()> {
        let there = "document.documentElement.dataset.labReady === 'yes' && globalThis.lab";
        self.browser.wait_page(&format!("the app in {}", self.layout), there, SOON).await
    }

    /// Writes at the end of the composer: key by key, and what is long as one input of the browser.
    ///
    /// # Errors
    /// There is no composer, or it holds another text after that.
    pub async fn write(&self, text: &str) -> anyhow::Result<()> {
        let before = self.seen().await?.composer;
        self.browser.click("lab.composer()").await?;
        if text.chars().count() <= MOST_KEYS && text.is_ascii() {
            self.browser.type_text(text).await?;
        } else {
            self.insert(text).await?;
        }
        self.wait("the text in the composer", |seen| seen.composer == format!("{before}{text}"))
            .await
            .map(drop)
    }

    async fn insert(&self, text: &str) -> anyhow::Result<()> {
        let script = format!(
            "const plain = lab.composer().localName === 'textarea';
             {}.split('\\n').forEach((line, at) => {{
               if (at) document.execCommand(plain ? 'insertText' : 'insertParagraph', false, '\\n');
               if (line) document.execCommand('insertText', false, line);
             }})",
            json!(text)
        );
        self.browser.eval(&script).await.map(drop)
    }

    /// Clicks the button that sends, and waits until the message stands in the thread and the
    /// composer is empty.
    ///
    /// # Errors
    /// It does not come to that.
    pub async fn send(&self) -> anyhow::Result<()> {
        let before = self.seen().await?.messages.len();
        self.browser.click("lab.sendButton()").await?;
        let sent = |seen: &Seen| seen.messages.len() > before && seen.composer.is_empty();
        self.wait("the message in the thread", sent).await.map(drop)
    }

    /// Writes and sends.
    ///
    /// # Errors
    /// As [`Chat::write`] and [`Chat::send`].
    pub async fn say(&self, text: &str) -> anyhow::Result<()> {
        self.write(text).await?;
        self.send().await
    }

    /// Clicks the button of the app's last alert.
    ///
    /// # Errors
    /// There is none.
    pub async fn retry(&self) -> anyhow::Result<()> {
        self.browser.click("lab.retryButton()").await
    }

    /// What a person sees now.
    ///
    /// # Errors
    /// The app has not started.
    pub async fn seen(&self) -> anyhow::Result<Seen> {
        let seen = self.browser.eval("return lab.seen()").await?;
        serde_json::from_value(seen).context("the app says what stands in it")
    }

    /// Waits until a person sees what is wanted; looked at anew some 20 times a second.
    ///
    /// # Errors
    /// It does not come; the error says what stands there.
    pub async fn wait(&self, what: &str, wanted: impl Fn(&Seen) -> bool) -> anyhow::Result<Seen> {
        let end = tokio::time::Instant::now() + SOON;
        loop {
            let seen = self.seen().await;
            match seen {
                Ok(seen) if wanted(&seen) => return Ok(seen),
                _ if tokio::time::Instant::now() < end => {}
                _ => anyhow::bail!("waited {SOON:?} for {what} in {}: {seen:?}", self.layout),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
