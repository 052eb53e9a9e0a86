//! Tabs and windows, private ones too, and the extension's own pages.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Browser, Kind, LOAD_LIMIT, Landed, chrome, firefox};

/// A tab of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// The driver's name for it.
    pub handle: String,
    /// Its address.
    pub url: String,
}

/// The toolbar button as one tab has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Badge {
    /// The badge's text; empty: none.
    pub text: String,
    /// What a screen reader and a hovering pointer get.
    pub title: String,
}

impl Browser {
    /// All tabs of all windows, with their addresses; the present one stays the present one.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn tabs(&self) -> anyhow::Result<Vec<Tab>> {
        let present = self.present_tab().await?;
        let mut tabs = Vec::new();
        for handle in self.handles().await? {
            self.switch_to(&handle).await?;
            tabs.push(Tab { url: self.url().await?, handle });
        }
        self.switch_to(&present).await?;
        Ok(tabs)
    }

    /// The driver's name for the present tab.
    ///
    /// # Errors
    /// The driver failed, or the tab was closed.
    pub async fn present_tab(&self) -> anyhow::Result<String> {
        let value = self.command("GET", "window", None).await?;
        Ok(value.as_str().context("no handle")?.to_owned())
    }

    /// Opens a tab, makes it the present one, and loads an address in it.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn new_tab(&self, url: &str) -> anyhow::Result<(String, Landed)> {
        self.new_one("tab", url).await
    }

    /// Makes a tab the present one.
    ///
    /// # Errors
    /// There is no such tab.
    pub async fn switch_to(&self, handle: &str) -> anyhow::Result<()> {
        let body = json!({ "handle": handle });
        self.command("POST", "window", Some(body)).await.map(drop)
    }

    /// Makes a tab the present one, and the one that its window shows: in Chromium the first alone does
    /// not do that.
    ///
    /// # Errors
    /// There is no such tab.
    pub async fn show_tab(&self, handle: &str) -> anyhow::Result<()> {
        self.switch_to(handle).await?;
        if self.kind == Kind::Chrome {
            chrome::cdp(self, "Page.bringToFront", json!({})).await?;
        }
        Ok(())
    }

    /// Closes the present tab; another must be switched to.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn close_tab(&self) -> anyhow::Result<()> {
        self.command("DELETE", "window", None).await.map(drop)
    }

    /// Opens a private window at an address and makes its tab the present one. The extension is
    /// in it where [`super::Options::private`] was said.
    ///
    /// # Errors
    /// No window came.
    pub async fn open_private(&self, url: &str) -> anyhow::Result<(String, Landed)> {
        let before = self.handles().await?;
        // The window is opened at the address: its own first page would load after a later one.
        let url = json!(url);
        match self.kind {
            Kind::Chrome => {
                let script =
                    format!("await chrome.windows.create({{ incognito: true, url: {url} }})");
                self.in_extension(&script).await?;
            }
            Kind::Firefox => {
                let script = format!(
                    "const args = Cc['@mozilla.org/supports-string;1']
                       .createInstance(Ci.nsISupportsString);
                     args.data = {url};
                     const made = BrowserWindowTracker.openWindow({{ private: true, args }});
                     await made.delayedStartupPromise; return true"
                );
                firefox::in_browser(self, &script).await?;
            }
        }
        let handle = self.new_handle(&before).await?;
        self.switch_to(&handle).await?;
        // Chromium's own error page has an address of its own.
        let there = format!(
            "(location.href === {url} || location.protocol === 'chrome-error:')
             && document.readyState === 'complete'"
        );
        self.wait_page("the private window's page", &there, LOAD_LIMIT).await?;
        let landed = self.landed(Ok(Value::Null)).await?;
        Ok((handle, landed))
    }

    /// The address of one of the extension's pages, such as `popup.html`.
    ///
    /// # Errors
    /// No extension is loaded.
    pub fn extension_url(&self, page: &str) -> anyhow::Result<String> {
        let base = self.extension_base.as_deref().context("no extension is loaded")?;
        Ok(format!("{base}{page}"))
    }

    /// Runs the body of an async function with the extension's own rights: in a window of its own
    /// at its manifest's address, closed afterwards. The tab that a person looks at stays the
    /// active one of its window.
    ///
    /// # Errors
    /// The script threw.
    pub async fn in_extension(&self, body: &str) -> anyhow::Result<Value> {
        self.in_new_window(&self.extension_url("manifest.json")?, body).await
    }

    /// The toolbar button's badge and title for the first tab whose address begins so.
    ///
    /// # Errors
    /// There is no such tab that the extension may see.
    pub async fn badge(&self, url_start: &str) -> anyhow::Result<Badge> {
        let script = format!(
            "const start = {};
             const tab = (await chrome.tabs.query({{}})).find((tab) => tab.url?.startsWith(start));
             if (!tab) throw new Error(`no tab is at ${{start}}`);
             const of = {{ tabId: tab.id }};
             return {{ text: await chrome.action.getBadgeText(of),
                      title: await chrome.action.getTitle(of) }}",
            json!(url_start)
        );
        Ok(serde_json::from_value(self.in_extension(&script).await?)?)
    }

    /// The address of the extension's popup once it is open, as the toolbar shows it.
    ///
    /// # Errors
    /// None opens in time.
    pub async fn wait_popup(&self, limit: Duration) -> anyhow::Result<String> {
        let page = self.extension_url("popup.html")?;
        let until = tokio::time::Instant::now() + limit;
        loop {
            let open = match self.kind {
                Kind::Chrome => chrome::addresses(self).await?,
                Kind::Firefox => firefox::popups(self).await?,
            };
            if let Some(popup) = open.into_iter().find(|address| address.starts_with(&page)) {
                return Ok(popup);
            }
            ensure!(tokio::time::Instant::now() < until, "waited {limit:?} for the popup");
            self.between_documents().await; // no event tells of it
        }
    }

    /// Makes the tab that has come since `before` the present one.
    ///
    /// # Errors
    /// None came.
    pub async fn switch_to_new(&self, before: &[Tab]) -> anyhow::Result<String> {
        let before: Vec<String> = before.iter().map(|tab| tab.handle.clone()).collect();
        let handle = self.new_handle(&before).await?;
        self.switch_to(&handle).await?;
        Ok(handle)
    }

    /// Waits until the extension's background hears: a browser that was just started loads pages
    /// before it has loaded its extensions.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn extension_ready(&self) -> anyhow::Result<()> {
        let ask = "await chrome.runtime.sendMessage({ kind: 'countdownEnded' }); return true";
        self.in_extension(ask).await.map(drop)
    }

    /// Runs the body of an async function at an address, in a window of its own, closed
    /// afterwards.
    ///
    /// # Errors
    /// The script threw.
    pub async fn in_new_window(&self, url: &str, body: &str) -> anyhow::Result<Value> {
        let present = self.present_tab().await?;
        self.new_one("window", url).await?;
        let result = self.eval(body).await;
        self.close_tab().await?;
        self.switch_to(&present).await?;
        result
    }

    /// The same at the extension's own address, and then something else before the window is closed.
    ///
    /// # Errors
    /// The script threw, or what was to follow failed.
    pub async fn in_extension_then<T>(
        &self,
        body: &str,
        then: impl AsyncFnOnce(Value) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let present = self.present_tab().await?;
        self.new_one("window", &self.extension_url("manifest.json")?).await?;
        let result = match self.eval(body).await {
            Ok(value) => then(value).await,
            Err(error) => Err(error),
        };
        self.close_tab().await?;
        self.switch_to(&present).await?;
        result
    }

    async fn new_one(&self, what: &str, url: &str) -> anyhow::Result<(String, Landed)> {
        let made = self.command("POST", "window/new", Some(json!({ "type": what }))).await?;
        let handle = made["handle"].as_str().context("no handle")?.to_owned();
        self.switch_to(&handle).await?;
        Ok((handle, self.goto(url).await?))
    }

    /// The tab that was not there before. The driver hears of a window some time after it stands,
    /// and tells nobody: so it is asked again, for 5 s at most.
    async fn new_handle(&self, before: &[String]) -> anyhow::Result<String> {
        for _ in 0..100 {
            let now = self.handles().await?;
            if let Some(handle) = now.into_iter().find(|handle| !before.contains(handle)) {
                return Ok(handle);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("no window came")
    }

    async fn handles(&self) -> anyhow::Result<Vec<String>> {
        let value = self.command("GET", "window/handles", None).await?;
        Ok(serde_json::from_value(value)?)
    }
}
