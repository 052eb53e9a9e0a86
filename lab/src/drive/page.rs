//! What a person does with a page: goes to it, reads it, clicks and types, waits for it.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Browser, Kind, chrome, driver::Refused, firefox};

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

impl Browser {
    /// Loads an address in the present tab and waits until it is loaded.
    ///
    /// # Errors
    /// The driver failed. The browser's own error page is no error: see [`Landed`].
    pub async fn goto(&self, url: &str) -> anyhow::Result<Landed> {
        let result = self.command("POST", "url", Some(json!({ "url": url }))).await;
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
        let result = self.command("POST", "refresh", None).await;
        self.landed(result).await
    }

    /// One step back in the history.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn back(&self) -> anyhow::Result<Landed> {
        let result = self.command("POST", "back", None).await;
        self.landed(result).await
    }

    /// One step forward in the history.
    ///
    /// # Errors
    /// As [`Browser::goto`].
    pub async fn forward(&self) -> anyhow::Result<Landed> {
        let result = self.command("POST", "forward", None).await;
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
        let png = self.picture().await?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, png).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// What the present tab shows, as a PNG.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        let png = self.command("GET", "screenshot", None).await?;
        Ok(BASE64_STANDARD.decode(png.as_str().context("a picture")?)?)
    }

    /// What the present tab shows, as a PNG that is taken quickly and not packed well. Chromium alone.
    ///
    /// # Errors
    /// The driver failed, or the browser is another.
    pub async fn quick_picture(&self) -> anyhow::Result<Vec<u8>> {
        anyhow::ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        chrome::quick_picture(self).await
    }

    /// Gives the present tab's page a viewport of this size in CSS pixels, each of which is so many
    /// of the screen's. Chromium alone.
    ///
    /// # Errors
    /// The driver failed, or the browser is another.
    pub async fn sharp_viewport(&self, width: u32, height: u32, scale: u32) -> anyhow::Result<()> {
        anyhow::ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        chrome::viewport(self, width, height, scale).await?;
        let fits = format!("innerWidth === {width} && devicePixelRatio === {scale}");
        self.wait_page("the viewport's size", &fits, Duration::from_secs(5)).await
    }

    /// Gives the present tab's page a viewport of this size in CSS pixels, however narrow.
    ///
    /// # Errors
    /// The driver failed, or the page has another size nevertheless.
    pub async fn viewport(&self, width: u32, height: u32) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::viewport(self, width, height, 0).await?,
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

    /// Presses a letter while Control is held: `x` cuts, `v` pastes. Trusted.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn shortcut(&self, letter: &str) -> anyhow::Result<()> {
        const CONTROL: &str = "\u{e009}";
        let key = |kind: &str, value: &str| json!({ "type": kind, "value": value });
        let keys = [
            key("keyDown", CONTROL),
            key("keyDown", letter),
            key("keyUp", letter),
            key("keyUp", CONTROL),
        ];
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys }] });
        self.command("POST", "actions", Some(actions)).await.map(drop)
    }

    /// Types where the caret is, key by key; a new line as Shift and Enter. Trusted.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn type_text(&self, text: &str) -> anyhow::Result<()> {
        // https://www.w3.org/TR/webdriver2/#keyboard-actions
        const SHIFT: &str = "\u{e008}";
        const ENTER: &str = "\u{e007}";
        let key = |kind: &str, value: &str| json!({ "type": kind, "value": value });
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|character| match character {
                '\n' => vec![
                    key("keyDown", SHIFT),
                    key("keyDown", ENTER),
                    key("keyUp", ENTER),
                    key("keyUp", SHIFT),
                ],
                other => {
                    let other = other.to_string();
                    vec![key("keyDown", &other), key("keyUp", &other)]
                }
            })
            .collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys }] });
        self.command("POST", "actions", Some(actions)).await.map(drop)
    }

    /// Writes a line where the caret is as an input method does: composed step by step, and then
    /// committed. Chromium alone.
    ///
    /// # Errors
    /// The driver failed, or the browser is another.
    pub async fn compose(&self, line: &str) -> anyhow::Result<()> {
        anyhow::ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        chrome::compose(self, line).await
    }

    /// Ends the present tab's process without a word, where the driver can (Chromium); else closes
    /// the tab. Another must be switched to.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn crash_tab(&self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::crash_tab(self).await,
            Kind::Firefox => self.close_tab().await,
        }
    }

    /// Clicks the middle of the element that this JavaScript expression names, once it was scrolled
    /// into view and stands still. Trusted.
    ///
    /// # Errors
    /// There is no such element, or the driver failed.
    pub async fn click(&self, element: &str) -> anyhow::Result<()> {
        let script = format!(
            "const it = {element};
             it?.scrollIntoView({{ block: 'center' }});
             const place = () => JSON.stringify(it?.getBoundingClientRect());
             for (let last; last !== place();) {{
               last = place();
               await new Promise((later) => setTimeout(later, 20));
             }}
             return it ?? null"
        );
        let found = self.eval(&script).await?;
        anyhow::ensure!(found.is_object(), "there is no {element}");
        self.click_on(&found).await
    }

    /// Chooses a file in the input that this JavaScript expression names, as its person does in the
    /// browser's own dialog. Trusted.
    ///
    /// # Errors
    /// There is no such input, or the driver failed.
    pub async fn choose_file(&self, input: &str, file: &Path) -> anyhow::Result<()> {
        let found = self.eval(&format!("return {input}")).await?;
        let id = found.as_object().and_then(|it| it.values().next()).and_then(Value::as_str);
        let id = id.with_context(|| format!("there is no {input}"))?;
        let file = json!({ "text": file.display().to_string() });
        self.command("POST", &format!("element/{id}/value"), Some(file)).await.map(drop)
    }

    /// Drops a file onto the element that this JavaScript expression names, as its person does who
    /// draws it there from a folder. Trusted.
    ///
    /// # Errors
    /// There is no such element, or the driver failed.
    pub async fn drop_file(&self, element: &str, file: &Path) -> anyhow::Result<()> {
        let place = format!(
            "const {{ x, y, width, height }} = ({element}).getBoundingClientRect();
             return [x + width / 2, y + height / 2]"
        );
        let place = self.eval(&place).await?;
        let (x, y) = serde_json::from_value(place).with_context(|| format!("no {element}"))?;
        match self.kind {
            Kind::Chrome => chrome::drop_file(self, (x, y), file).await,
            Kind::Firefox => firefox::drop_file(self, (x, y), file).await,
        }
    }

    /// Lets that site's pages copy without a click of a person's. Firefox has a preference for it:
    /// `dom.events.testing.asyncClipboard`.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn allow_copying(&self, origin: &str) -> anyhow::Result<()> {
        match self.kind {
            Kind::Chrome => chrome::allow_copying(self, origin).await,
            Kind::Firefox => Ok(()),
        }
    }

    /// Clicks the middle of an element as the driver names it. The driver looks where it stands
    /// when it clicks: a place that is read first may be another's when the layout changes.
    pub(super) async fn click_on(&self, element: &Value) -> anyhow::Result<()> {
        let to = json!({ "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 });
        self.mouse(vec![
            to,
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ])
        .await
    }

    /// Draws the mouse from one place of the viewport to another with its button held, in CSS
    /// pixels, as who selects text does. Trusted.
    ///
    /// # Errors
    /// A place is out of the viewport, or the driver failed.
    pub async fn drag(&self, from: (f64, f64), to: (f64, f64)) -> anyhow::Result<()> {
        let at = |(x, y): (f64, f64)| {
            json!({ "type": "pointerMove", "duration": 0, "origin": "viewport",
                    "x": x.round(), "y": y.round() })
        };
        self.mouse(vec![
            at(from),
            json!({ "type": "pointerDown", "button": 0 }),
            at(to),
            json!({ "type": "pointerUp", "button": 0 }),
        ])
        .await
    }

    async fn mouse(&self, steps: Vec<Value>) -> anyhow::Result<()> {
        let actions = json!({ "actions": [{ "type": "pointer", "id": "mouse",
            "parameters": { "pointerType": "mouse" }, "actions": steps }] });
        self.command("POST", "actions", Some(actions)).await.map(drop)
    }

    /// The document went away in the middle of a command, or allows no script: WebDriver has no
    /// event for the next one's coming, so a moment is given to it.
    pub(super) async fn between_documents(&self) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    pub(super) async fn landed(&self, result: anyhow::Result<Value>) -> anyhow::Result<Landed> {
        if let Err(error) = result {
            if error.downcast_ref::<Refused>().is_some_and(Refused::is_timeout) {
                return Ok(Landed::Pending);
            }
            let text = error.to_string();
            // Chromium's word, then Firefox's.
            let told = ["net::ERR_", "error page", "insecure certificate"];
            if told.iter().any(|told| text.contains(told)) {
                return Ok(Landed::ErrorPage(text));
            }
            return Err(error);
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
