//! Real browsers, driven by WebDriver against a lab: nothing they ask for leaves loopback.
//!
//! | room | what it does |
//! |---|---|
//! | `driver` | finds the programs, starts chromedriver and geckodriver, speaks to them |
//! | `chrome`, `firefox` | what differs: capabilities, consoles, the background's death |
//! | `panel` | what people see of the panel, and waiting for it |
//! | `tabs` | tabs, windows, the extension's own pages |

mod chrome;
mod driver;
mod firefox;
mod panel;
mod tabs;

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use thirtyfour::{
    WebDriver,
    error::{WebDriverErrorInner, WebDriverResult},
};

pub use self::{
    driver::{Scratch, find_program},
    panel::{Button, PanelSeen, PanelTimes},
    tabs::{Badge, Tab},
};
use crate::Lab;

/// The extension's id in Firefox, as its manifest says it.
pub const FIREFOX_ID: &str = "gatewatch@gatewatch.example";
/// The host of the extension's pages in Firefox, fixed by a pref so that tests can open them.
pub const FIREFOX_UUID: &str = "6a7e0a7c-6a7e-4a7c-8a7e-6a7ea7c40001";
/// How long a navigation is waited for.
const LOAD_LIMIT: Duration = Duration::from_secs(10);
/// How long a command to a driver, a page load or a script may take at most.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Chromium.
    Chrome,
    /// Firefox.
    Firefox,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chrome => "chrome",
            Self::Firefox => "firefox",
        })
    }
}

impl FromStr for Kind {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match text {
            "chrome" | "chromium" => Ok(Self::Chrome),
            "firefox" => Ok(Self::Firefox),
            _ => bail!("a browser is \"chrome\" or \"firefox\", not {text:?}"),
        }
    }
}

/// How a browser is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Without a window. Default: yes.
    pub headless: bool,
    /// The built extension's folder, absolute; `None`: a browser without it.
    pub extension: Option<PathBuf>,
    /// The lab's companion, which [`Browser::panel_times`] needs. Default: yes.
    pub companion: bool,
    /// The extension may run in private windows. Default: no.
    pub private: bool,
    /// A profile's folder, kept; `None`: a new one, removed with the browser.
    pub profile: Option<PathBuf>,
    /// The window's size in CSS pixels. Default: 1280 × 900.
    pub size: (u32, u32),
    /// Pages see a dark system. Default: no, a light one.
    pub dark: bool,
    /// The browser's language, such as `de`; `None`: its own.
    pub language: Option<String>,
    /// More arguments for Chromium.
    pub chrome_args: Vec<String>,
    /// More prefs for Firefox.
    pub firefox_prefs: Vec<(String, Value)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            headless: true,
            extension: None,
            companion: true,
            private: false,
            profile: None,
            size: (1280, 900),
            dark: false,
            language: None,
            chrome_args: Vec::new(),
            firefox_prefs: Vec::new(),
        }
    }
}

/// Where a navigation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landed {
    /// At a document, of whatever status.
    Document,
    /// At the browser's own error page; the driver's word for it.
    ErrorPage(String),
    /// Nowhere within 10 s: the answer does not come, or it was saved as a file.
    Pending,
}

/// A browser with the extension, all of whose requests go to one lab.
///
/// Ends when dropped; [`Browser::close`] does it without blocking the runtime.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    /// Before `process`: its end asks the driver to end the browser.
    session: Option<WebDriver>,
    process: driver::Process,
    scratch: Scratch,
    /// The base of the extension's pages: `chrome-extension://…/`.
    extension_base: Option<String>,
}

impl Browser {
    /// Opens a browser and its driver, with the extension loaded.
    ///
    /// # Errors
    /// A program is missing (one line says what to install), or does not start.
    pub async fn open(kind: Kind, lab: &Lab, options: Options) -> anyhow::Result<Self> {
        if let Some(extension) = &options.extension {
            let manifest = extension.join("manifest.json");
            anyhow::ensure!(
                manifest.is_file(),
                "no extension: {} is not there",
                manifest.display()
            );
        }
        let opening = async {
            match kind {
                Kind::Chrome => chrome::open(lab, &options).await,
                Kind::Firefox => firefox::open(lab, &options).await,
            }
        };
        let browser = opening.await.with_context(|| format!("{kind} cannot be opened"))?;
        let limits = json!({ "implicit": 0, "pageLoad": LOAD_LIMIT.as_millis() as u64,
            "script": COMMAND_LIMIT.as_millis() as u64 });
        browser.command("POST", "timeouts", Some(limits)).await?;
        Ok(browser)
    }

    /// Which browser this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Ends the browser and its driver.
    ///
    /// # Errors
    /// The driver could not end the browser.
    pub async fn close(mut self) -> anyhow::Result<()> {
        if let Some(session) = self.session.take() {
            session.quit().await?;
        }
        self.process.end().await;
        Ok(())
    }

    /// Loads an address in the present tab and waits until it is loaded.
    ///
    /// # Errors
    /// The driver failed. The browser's own error page is no error: see [`Landed`].
    pub async fn goto(&self, url: &str) -> anyhow::Result<Landed> {
        let result = self.session()?.goto(url).await;
        self.landed(result).await
    }

    /// Begins to load an address as a link would, and waits for nothing.
    ///
    /// # Errors
    /// The driver failed, or the present page allows no script.
    pub async fn leave_for(&self, url: &str) -> anyhow::Result<()> {
        let script = "const to = arguments[0]; setTimeout(() => location.assign(to))";
        self.script("execute/sync", script, vec![json!(url)]).await.map(drop)
    }

    /// Reloads the present tab and waits until it is loaded.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn reload(&self) -> anyhow::Result<Landed> {
        let result = self.session()?.refresh().await;
        self.landed(result).await
    }

    /// One step back in the history.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn back(&self) -> anyhow::Result<Landed> {
        let result = self.session()?.back().await;
        self.landed(result).await
    }

    /// One step forward in the history.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn forward(&self) -> anyhow::Result<Landed> {
        let result = self.session()?.forward().await;
        self.landed(result).await
    }

    /// The present tab's address.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn url(&self) -> anyhow::Result<String> {
        let value = self.command("GET", "url", None).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of an async function in the present page: `return await …` gives a value.
    ///
    /// # Errors
    /// The script threw, or its document went away.
    pub async fn eval(&self, body: &str) -> anyhow::Result<Value> {
        let script = format!("return (async () => {{ {body} }})()");
        self.script("execute/sync", &script, Vec::new()).await
    }

    /// Saves what the present tab shows as a PNG; missing folders are made.
    ///
    /// # Errors
    /// The driver failed, or the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> anyhow::Result<()> {
        let png = self.session()?.screenshot_as_png().await?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, png).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Gives the present tab's page a viewport of this size in CSS pixels, however narrow.
    ///
    /// # Errors
    /// The driver failed, or the page has another size nevertheless.
    pub async fn viewport(&self, width: u32, height: u32) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::viewport(self, width, height).await?,
            Kind::Firefox => firefox::viewport(self, width, height).await?,
        }
        let fits = format!("innerWidth === {width} && innerHeight === {height}");
        self.wait_page("the viewport's size", &fits, Duration::from_secs(5)).await
    }

    /// Waits until a JavaScript expression is true in the present tab, from page to page; looked
    /// at anew after each change of the document and 10 times a second.
    ///
    /// # Errors
    /// `limit` passed first; the error says where the tab stood.
    pub async fn wait_page(
        &self,
        what: &str,
        expression: &str,
        limit: Duration,
    ) -> anyhow::Result<()> {
        let end = tokio::time::Instant::now() + limit;
        let script = format!(
            "let [left, done] = arguments; const test = () => {{ try {{ return !!({expression}) }}
               catch {{ return false }} }};
             const end = (told) => {{ observer.disconnect(); clearInterval(timer); done(told) }};
             const look = () => {{ if (test()) end(true); else if (--left < 0) end(false) }};
             const observer = new MutationObserver(() => {{ if (test()) end(true) }});
             const timer = setInterval(look, 100);
             observer.observe(document, {{ childList: true, subtree: true, attributes: true }});
             look()"
        );
        loop {
            // In slices: a script of a page that was put aside by the browser never answers.
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            let looks = u64::try_from(left.as_millis() / 100).unwrap_or(0).min(20);
            let told = self.script("execute/async", &script, vec![json!(looks)]).await;
            if told.as_ref().is_ok_and(|told| *told == true) {
                return Ok(());
            }
            if tokio::time::Instant::now() >= end {
                bail!("waited {limit:?} for {what}; the tab is at {}", self.url().await?);
            }
            if told.is_err() {
                self.between_documents().await;
            }
        }
    }

    /// Presses a key as a person does: `Tab`, `Enter`, `Escape`, a letter. Trusted.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn key(&self, key: &str) -> anyhow::Result<()> {
        // The keys' code points: https://www.w3.org/TR/webdriver2/#keyboard-actions
        let value = match key {
            "Tab" => "\u{e004}",
            "Enter" => "\u{e007}",
            "Escape" => "\u{e00c}",
            "Space" => " ",
            other => other,
        };
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": [
            { "type": "keyDown", "value": value }, { "type": "keyUp", "value": value },
        ] }] });
        self.command("POST", "actions", Some(actions)).await.map(drop)
    }

    /// Clicks at a place of the viewport, in CSS pixels. Trusted.
    ///
    /// # Errors
    /// The place is out of the viewport, or the driver failed.
    pub async fn click_at(&self, x: f64, y: f64) -> anyhow::Result<()> {
        let actions = json!({ "actions": [{ "type": "pointer", "id": "mouse",
            "parameters": { "pointerType": "mouse" }, "actions": [
            { "type": "pointerMove", "duration": 0, "origin": "viewport",
              "x": x.round(), "y": y.round() },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
        ] }] });
        self.command("POST", "actions", Some(actions)).await.map(drop)
    }

    /// What consoles hold that should not be there: exceptions and messages of the extension in
    /// all of its contexts, exceptions and policy violations of pages. The lab's own failing
    /// replies are left out.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn console_problems(&self) -> anyhow::Result<Vec<String>> {
        match self.kind {
            Kind::Chrome => chrome::console_problems(self),
            Kind::Firefox => firefox::console_problems(self).await,
        }
    }

    /// What the browser itself finds wrong with the extension as it was loaded.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn extension_warnings(&self) -> anyhow::Result<Vec<String>> {
        match self.kind {
            Kind::Chrome => chrome::extension_warnings(self).await,
            Kind::Firefox => firefox::extension_warnings(self).await,
        }
    }

    /// Ends the extension's background as the browser does when it wants memory: whatever it was
    /// about to do is lost. An event wakes it again.
    ///
    /// # Errors
    /// It was not alive, or does not end.
    pub async fn kill_background(&self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::kill_background(self).await,
            Kind::Firefox => firefox::kill_background(self).await,
        }
    }

    /// Does the extension's background run?
    ///
    /// # Errors
    /// The driver failed.
    pub async fn background_alive(&self) -> anyhow::Result<bool> {
        match self.kind {
            Kind::Chrome => Ok(chrome::background(self).await?.is_some()),
            Kind::Firefox => firefox::background_alive(self).await,
        }
    }

    /// What driver and browser wrote, line by line; for the report of a failure.
    #[must_use]
    pub fn driver_log(&self) -> Vec<String> {
        self.process.lines()
    }

    /// The document went away in the middle of a command, or allows no script: WebDriver has no
    /// event for the next one's coming, so a moment is given to it.
    async fn between_documents(&self) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    fn session(&self) -> anyhow::Result<&WebDriver> {
        self.session.as_ref().context("the browser was closed")
    }

    /// A WebDriver command as it stands: method, path below the session, body.
    async fn command(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let raw = driver::Raw { method: method.parse()?, path: path.to_owned(), body };
        Ok(self.session()?.cmd(raw).await?.value_json()?)
    }

    async fn script(
        &self,
        endpoint: &str,
        script: &str,
        args: Vec<Value>,
    ) -> anyhow::Result<Value> {
        let body = json!({ "script": script, "args": args });
        self.command("POST", endpoint, Some(body)).await
    }

    async fn landed(&self, result: WebDriverResult<()>) -> anyhow::Result<Landed> {
        if let Err(error) = result {
            if let WebDriverErrorInner::WebDriverTimeout(_) | WebDriverErrorInner::Timeout(_) =
                &*error
            {
                return Ok(Landed::Pending);
            }
            let text = error.to_string();
            // Chromium's word, then Firefox's.
            if text.contains("net::ERR_") || text.contains("error page") {
                return Ok(Landed::ErrorPage(text));
            }
            return Err(error.into());
        }
        // Chromium tells of no error when there was a status; and a page may be gone already.
        let script = "return document.documentURI";
        let uri = self.script("execute/sync", script, Vec::new()).await.unwrap_or_default();
        let uri = uri.as_str().unwrap_or_default();
        let own = ["chrome-error:", "about:neterror", "about:certerror", "about:httpserror"];
        if own.iter().any(|own| uri.starts_with(own)) {
            return Ok(Landed::ErrorPage(uri.to_owned()));
        }
        Ok(Landed::Document)
    }
}
