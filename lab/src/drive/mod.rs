//! Real browsers, driven by WebDriver against a lab: nothing they ask for leaves loopback.
//!
//! | room | what it does |
//! |---|---|
//! | `access` | who is shut out: axe-core, the accessibility tree, what was said aloud |
//! | `driver` | finds the programs, starts chromedriver and geckodriver, speaks to them |
//! | `chrome`, `firefox` | what differs: capabilities, consoles, the background's death |
//! | `page` | going to a page, clicking, typing, waiting for it |
//! | `panel` | what people see of the panel, and waiting for it |
//! | `memory` | what Chromium's background holds, looked at from outside |
//! | `looks` | light, dark, and forced colours |
//! | `layout` | how the card is laid out, and what is wrong with that |
//! | `tabs` | tabs, windows, the extension's own pages |

mod access;
mod chrome;
mod driver;
mod firefox;
mod layout;
mod looks;
mod memory;
mod page;
mod panel;
mod tabs;

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

pub(crate) use self::chrome::letters;
pub use self::{
    access::AccessibleNode,
    driver::{Scratch, find_program},
    looks::Look,
    memory::{Memory, Watcher},
    page::Landed,
    panel::{Button, Outside, PanelSeen, PanelTimes, says},
    tabs::{Badge, Tab},
};
use crate::Lab;

/// The extension's id in Firefox, as its manifest says it.
pub const FIREFOX_ID: &str = "gatewatch@gatewatch.example";
/// The host of the extension's pages in Firefox, fixed by a pref so that tests can open them.
pub const FIREFOX_UUID: &str = "6a7e0a7c-6a7e-4a7c-8a7e-6a7ea7c40001";
/// The page that the extension shows at its installation.
const WELCOME: &str = "welcome.html";
/// How long that page is waited for.
const FIRST_RUN_WITHIN: Duration = Duration::from_secs(20);
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
    /// The id of an extension that a policy installs, in place of a folder's.
    pub by_policy: Option<String>,
    /// The lab's companion, which [`Browser::panel_times`] needs. Default: yes.
    pub companion: bool,
    /// Folders of other extensions that are loaded beside it, absolute. Default: none.
    pub neighbours: Vec<PathBuf>,
    /// The extension may run in private windows. Default: no.
    pub private: bool,
    /// The lab's certificate is believed. Default: yes.
    pub trusts_lab: bool,
    /// A profile's folder, kept; `None`: a new one, removed with the browser.
    pub profile: Option<PathBuf>,
    /// The window's size in CSS pixels. Default: 1280 × 900.
    pub size: (u32, u32),
    /// Pages see a dark system. Default: no, a light one.
    pub dark: bool,
    /// The browser's language, such as `de`; `None`: its own.
    pub language: Option<String>,
    /// What Firefox opens by itself when it starts; `None`: an empty page. (Chromium's driver opens
    /// a page of its own.)
    pub start: Option<String>,
    /// Chromium loads its own error pages again by itself, as it does for people and not under a
    /// driver. Default: no.
    pub own_retries: bool,
    /// The page that the extension shows at its installation stays. Default: it is closed, as
    /// soon as it is there, and the page before is the present one again.
    pub first_run: bool,
    /// The home folder that Firefox finds its person's own files in; `None`: that of the program.
    pub home: Option<PathBuf>,
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
            by_policy: None,
            companion: true,
            neighbours: Vec::new(),
            private: false,
            trusts_lab: true,
            profile: None,
            size: (1280, 900),
            dark: false,
            language: None,
            start: None,
            own_retries: false,
            first_run: false,
            home: None,
            chrome_args: Vec::new(),
            firefox_prefs: Vec::new(),
        }
    }
}

/// A browser with the extension, all of whose requests go to one lab.
///
/// Ends when dropped; [`Browser::close`] does it without blocking the runtime.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    /// Before `process`: its end asks the driver to end the browser.
    session: Option<driver::Session>,
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
        // What opens by itself at an installation, in a profile that had none.
        let used = |profile: &PathBuf| profile.read_dir().is_ok_and(|mut it| it.next().is_some());
        let welcomes = |folder: &PathBuf| folder.join(WELCOME).is_file();
        // Firefox's driver allows private windows by installing twice, and the second is an update
        // that closes the page.
        let twice = options.private && kind == Kind::Firefox;
        let welcomed = !twice
            && options.extension.as_ref().is_some_and(welcomes)
            && !options.profile.as_ref().is_some_and(used);
        let browser = opening.await.with_context(|| format!("{kind} cannot be opened"))?;
        let limits = json!({ "implicit": 0, "pageLoad": LOAD_LIMIT.as_millis() as u64,
            "script": COMMAND_LIMIT.as_millis() as u64 });
        browser.command("POST", "timeouts", Some(limits)).await?;
        if welcomed {
            browser.first_run(options.first_run).await?;
        }
        if options.private && kind == Kind::Chrome {
            chrome::allow_private(&browser).await?;
        }
        Ok(browser)
    }

    /// Waits until the first-run page is there, and closes it where it is not to stay.
    async fn first_run(&self, stays: bool) -> anyhow::Result<()> {
        let opened = async {
            match self.kind {
                Kind::Chrome => chrome::first_run(self, stays).await,
                Kind::Firefox => firefox::first_run(self, stays).await,
            }
        };
        opened.await.context("the first-run page does not come")
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
    /// about to do is lost. It has ended when this returns; an event wakes it again, and one
    /// that waited for it at its end does so at once.
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

    /// How much the present page has worked so far; `None` where the browser does not tell.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn work(&self) -> anyhow::Result<Option<crate::bench::Work>> {
        match self.kind {
            Kind::Chrome => Ok(crate::bench::Work::of(&chrome::metrics(self).await?)),
            Kind::Firefox => Ok(None),
        }
    }

    /// Runs the body of an async function with Firefox's own rights: its modules, its windows.
    ///
    /// # Errors
    /// The script threw, or the browser is another.
    pub async fn in_firefox(&self, body: &str) -> anyhow::Result<Value> {
        anyhow::ensure!(self.kind == Kind::Firefox, "this is {}", self.kind);
        firefox::in_browser(self, body).await
    }

    /// Takes the network from the present page (in Firefox: from the browser), or gives it back.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn offline(&self, offline: bool) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::offline(self, offline).await,
            Kind::Firefox => {
                let script = format!("Services.io.offline = {offline}; return true");
                self.in_firefox(&script).await.map(drop)
            }
        }
    }

    /// Bounds what the extension may store in its databases, in bytes, where the browser can be told while
    /// it runs (in Firefox a pref says it from the start: `firefox_prefs`).
    ///
    /// # Errors
    /// The driver failed, or there is no extension.
    pub async fn bound_store(&self, bytes: u64) -> anyhow::Result<()> {
        let origin = self.extension_url("")?;
        match self.kind {
            Kind::Chrome => chrome::quota(self, &origin, bytes).await,
            Kind::Firefox => Ok(()),
        }
    }

    /// Switches the extension off, as its switch on the browser's page of extensions does.
    ///
    /// # Errors
    /// The browser refused.
    pub async fn disable_extension(&self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::disable(self).await,
            Kind::Firefox => firefox::disable(self).await,
        }
    }

    /// Switches it on again, as the same switch does: nothing tells it so.
    ///
    /// # Errors
    /// The browser refused.
    pub async fn enable_extension(&self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::enable(self).await,
            Kind::Firefox => firefox::enable(self).await,
        }
    }

    /// Allows the extension's hosts, or takes the access away, as its page in Chromium's settings
    /// does. Chromium alone.
    ///
    /// # Errors
    /// The browser refused, or is another.
    pub async fn hosts_allowed(&self, allowed: bool) -> anyhow::Result<()> {
        anyhow::ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        chrome::hosts_allowed(self, allowed).await
    }

    /// Brings it back as an installation or an update does: with the event that tells of it.
    ///
    /// # Errors
    /// The browser refused.
    pub async fn install_again(&self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::install_again(self).await,
            Kind::Firefox => firefox::install_again(self).await,
        }
    }

    /// What driver and browser wrote, line by line; for the report of a failure.
    #[must_use]
    pub fn driver_log(&self) -> Vec<String> {
        self.process.lines()
    }

    fn session(&self) -> anyhow::Result<&driver::Session> {
        self.session.as_ref().context("the browser was closed")
    }

    /// A WebDriver command as it stands: method, path below the session, body.
    async fn command(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        self.session()?.command(method, path, body).await
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
}
