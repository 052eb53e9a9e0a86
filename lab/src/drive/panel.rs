//! What people see of the panel: its words, its buttons, and when it was painted.
//!
//! The panel lives in a closed shadow root; WebDriver's own command for a shadow root sees into it
//! in both browsers, on pages of the extension too.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Browser;

/// The panel as it stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PanelSeen {
    /// How many there are in the document: 1 where all is well.
    pub count: usize,
    /// All visible text, lines as they are laid out.
    pub text: String,
    /// Buttons and links, in the document's order: the visible ones, and those that unfold.
    pub buttons: Vec<Button>,
    /// What the live regions say to a screen reader.
    pub live: String,
    /// The name of what has the focus in it.
    pub focused: Option<String>,
    /// Its place in the viewport: left, top, width, height in CSS pixels.
    pub place: (f64, f64, f64, f64),
    /// The painted background is dark.
    pub dark: bool,
    /// Its writing direction: `ltr` or `rtl`.
    pub direction: String,
    /// Its language, as said by the nearest `lang`.
    pub language: String,
    /// What it marks as not its own words (`bdi`).
    pub outside: Vec<Outside>,
    /// How many elements it has that load or run something: images, frames, scripts.
    pub active: usize,
}

impl PanelSeen {
    /// A button or link by its name: a visible one, or one that unfolds.
    #[must_use]
    pub fn button(&self, name: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.name == name)
    }
}

/// Whether there is a panel, and these words stand in it.
pub fn says(words: &str) -> impl Fn(Option<&PanelSeen>) -> bool {
    move |panel| panel.is_some_and(|panel| panel.text.contains(words))
}

/// Words from outside, as the panel shows them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Outside {
    /// The text, its isolates included.
    pub text: String,
    /// The language that it is marked with.
    pub language: String,
    /// `unicode-bidi` as it is computed.
    pub isolation: String,
}

/// A button or a link of the panel.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Button {
    /// Its accessible name: `aria-label`, else its text.
    pub name: String,
    /// It cannot be pressed.
    pub disabled: bool,
    /// It is in sight only once what holds it is unfolded.
    pub folded: bool,
    /// Its middle in the viewport, in CSS pixels; nowhere in particular while it is folded.
    pub x: f64,
    /// The same, from the top.
    pub y: f64,
}

/// When the panel came into the present document, in ms since the document's first byte.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct PanelTimes {
    /// Its node was inserted.
    pub inserted_ms: Option<f64>,
    /// It was painted; `None` in a tab that is not shown.
    pub painted_ms: Option<f64>,
    /// It was taken away.
    pub gone_ms: Option<f64>,
    /// The first byte's time on the wall clock, ms since 1970.
    pub committed_wall_ms: f64,
    /// The document's status.
    pub status: u16,
}

/// The card, and the bar on a page that lives.
const PANEL: &str = "gatewatch-panel";
/// The bar that offers a kept prompt.
const OFFER: &str = "gatewatch-prompt";

/// A function of the root that describes the panel.
const DESCRIBE: &str = r"
const shown = (element) => element.checkVisibility({ visibilityProperty: true });
const name = (element) =>
  (element.getAttribute('aria-label') ?? element.innerText ?? '').replace(/\s+/g, ' ').trim();
// What unfolds the element, where nothing else hides it.
const foldOf = (element) => {
  const folded = element.closest('[hidden]');
  const fold = folded?.id && element.getRootNode().querySelector(`[aria-controls=${folded.id}]`);
  return fold && shown(fold) && !element.hidden ? fold : null;
};
const off = (element) => element.disabled === true || element.ariaDisabled === 'true';
const buttons = (root) =>
  [...root.querySelectorAll('button, a[href], summary, [role=button]')]
    .filter((element) => shown(element) || foldOf(element));
const describe = (root) => {
  const boxes = [...root.children].filter((element) => element.localName !== 'style');
  const all = (selector) => [...root.querySelectorAll(selector)];
  const box = boxes[0]?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 };
  const painted = boxes.map((e) => getComputedStyle(e).backgroundColor)
    .map((colour) => colour.match(/[\d.]+/g)?.map(Number))
    .find((parts) => parts && (parts.length < 4 || parts[3] > 0));
  // What sets a text apart in its direction is no letter of it.
  const written = boxes.filter(shown).map((element) => element.innerText).join('\n');
  return {
    count: document.querySelectorAll('gatewatch-panel').length,
    text: written.replace(/[\u2068\u2069]/g, '').trim(),
    buttons: buttons(root).map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { name: name(element), disabled: off(element), folded: !shown(element), x: x + width / 2, y: y + height / 2 };
    }),
    live: all('[aria-live], [role=status], [role=alert], output')
      .map((element) => element.textContent.trim()).filter(Boolean).join('\n'),
    focused: root.activeElement ? name(root.activeElement) : null,
    place: [box.x, box.y, box.width, box.height],
    dark: painted ? painted[0] + painted[1] + painted[2] < 384 : false,
    direction: boxes[0] ? getComputedStyle(boxes[0]).direction : 'ltr',
    language: boxes[0]?.closest('[lang]')?.lang ?? root.host.closest('[lang]')?.lang ?? '',
    outside: all('bdi').filter(shown).map((element) => ({
      text: element.textContent,
      language: element.lang,
      isolation: getComputedStyle(element).unicodeBidi,
    })),
    active: all('img, iframe, script, object, embed, b').length,
  };
};
";

/// The button with a name that can be pressed, or the one that unfolds it, once it has stood in its place for as long as the
/// extension wants to have been looked at before it takes a click for one; else the names that there are.
/// Arguments: the root, the name.
const BUTTON: &str = r"
const [root, wanted, done] = arguments;
const named = () => buttons(root).find((button) => name(button) === wanted && !off(button));
const find = () => { const button = named(); return button && (foldOf(button) ?? button); };
const place = (button) => JSON.stringify(button?.getBoundingClientRect());
// A person scrolls to a button of which an edge alone is seen.
find()?.scrollIntoView({ block: 'nearest' });
let [since, there] = [performance.now(), place(find())];
const look = () => {
  const button = find();
  if (!button) return done(
    buttons(root).map((button) => name(button) + (off(button) ? ' (disabled)' : '')).join(', '));
  if (place(button) !== there) [since, there] = [performance.now(), place(button)];
  if (performance.now() - since > 800) return done([button, button !== named()]);
  setTimeout(look, 20);
};
look();
";

/// Waits for the first change after what was seen: the panel's, or the document's where none is.
/// Arguments: the root or null, what was seen as JSON or null, how long to wait in ms.
const CHANGE: &str = r"
const [root, seen, limit, done] = arguments;
const now = () => root && root.host.isConnected ? JSON.stringify(describe(root)) : null;
const differs = () => root ? now() !== seen : !!document.querySelector('gatewatch-panel');
const finish = () => { observer.disconnect(); clearTimeout(timer); done(true); };
const observer = new MutationObserver(() => { if (differs()) finish(); });
const timer = setTimeout(finish, limit);
observer.observe(document, { childList: true, subtree: true });
if (root) observer.observe(root,
  { childList: true, subtree: true, attributes: true, characterData: true });
if (differs()) finish();
";

impl Browser {
    /// The panel of the present page; `None`: there is none.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn panel(&self) -> anyhow::Result<Option<PanelSeen>> {
        // Three commands make one look: a panel that is just being put in or taken away can fall
        // between them, and then the next look sees how it is.
        for _ in 0..2 {
            if let Ok(looked) = self.look().await {
                return Ok(looked.map(|(_, seen)| seen.panel).transpose()?);
            }
        }
        Ok(self.look().await?.map(|(_, seen)| seen.panel).transpose()?)
    }

    /// Waits until the panel is as `wanted` says; woken by changes of the panel and the page, and
    /// by the page's going away. Follows the tab from page to page.
    ///
    /// # Errors
    /// `limit` passed first; the error says what stood there last.
    pub async fn wait_panel(
        &self,
        what: &str,
        wanted: impl Fn(Option<&PanelSeen>) -> bool,
        limit: Duration,
    ) -> anyhow::Result<Option<PanelSeen>> {
        let end = tokio::time::Instant::now() + limit;
        let mut last = None;
        loop {
            // Between two documents the driver has nothing to look at: that is no error.
            let looked = self.look().await;
            let mut seen = None;
            if let Ok(looked) = looked {
                if let Some((root, found)) = looked {
                    last = Some(found.panel?);
                    seen = Some((root, found.raw));
                } else {
                    last = None;
                }
                if wanted(last.as_ref()) {
                    return Ok(last);
                }
            }
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                let url = self.url().await.unwrap_or_default();
                bail!("waited {limit:?} for {what}; at {url} there was {last:#?}");
            }
            self.change(seen, left).await;
        }
    }

    /// Presses a button of the panel by its name, with a trusted click.
    ///
    /// # Errors
    /// There is no such button, it is disabled, or it is covered or out of the viewport.
    pub async fn press(&self, name: &str) -> anyhow::Result<()> {
        self.press_in(PANEL, name).await
    }

    /// The bar that offers a kept prompt, as [`Browser::panel`] tells of the panel.
    ///
    /// # Errors
    /// The driver failed.
    pub async fn offer(&self) -> anyhow::Result<Option<PanelSeen>> {
        let looked = self.look_at(OFFER).await?;
        Ok(looked.map(|(_, seen)| seen.panel).transpose()?)
    }

    /// Waits until the bar that offers a prompt is as `wanted` says; `None`: there is none.
    ///
    /// # Errors
    /// `limit` passed first; the error says what stood there last.
    pub async fn wait_offer(
        &self,
        what: &str,
        wanted: impl Fn(Option<&PanelSeen>) -> bool,
        limit: Duration,
    ) -> anyhow::Result<Option<PanelSeen>> {
        let end = tokio::time::Instant::now() + limit;
        loop {
            // Between two documents, and while the bar is put in, there is nothing to look at.
            let seen = self.offer().await;
            if let Ok(seen) = &seen
                && wanted(seen.as_ref())
            {
                return Ok(seen.clone());
            }
            if tokio::time::Instant::now() >= end {
                bail!("waited {limit:?} for {what}; there was {seen:#?}");
            }
            self.between_documents().await;
        }
    }

    /// Presses a button of the bar that offers a prompt, with a trusted click.
    ///
    /// # Errors
    /// There is no such button.
    pub async fn press_offer(&self, name: &str) -> anyhow::Result<()> {
        self.press_in(OFFER, name).await
    }

    async fn press_in(&self, host: &str, name: &str) -> anyhow::Result<()> {
        let root = self.root_of(host).await?.with_context(|| format!("there is no {host}"))?;
        let script = format!("{DESCRIBE} {BUTTON}");
        let arguments = vec![root, json!(name)];
        // A person unfolds what holds it first.
        loop {
            let found = self.script("execute/async", &script, arguments.clone()).await?;
            let (element, is_fold) = match found.as_array().map(Vec::as_slice) {
                Some([element, Value::Bool(is_fold)]) => (element, *is_fold),
                _ => bail!("no button that can be pressed is called {name:?}: {found}"),
            };
            self.click_on(element).await?;
            if !is_fold {
                return Ok(());
            }
        }
    }

    /// When the panel came into the present document. Needs the companion.
    ///
    /// # Errors
    /// The companion does not run on this page.
    pub async fn panel_times(&self) -> anyhow::Result<PanelTimes> {
        let script = "document.dispatchEvent(new CustomEvent('gatewatch-lab-ask'));
            const root = document.documentElement, answer = root.dataset.gatewatchLab;
            delete root.dataset.gatewatchLab;
            return answer ?? null";
        let answer = self.script("execute/sync", script, Vec::new()).await?;
        let text = answer.as_str().context("the companion does not run on this page")?;
        Ok(serde_json::from_str(text)?)
    }

    /// When the panel that stands in the present document was painted, in ms since the document's
    /// first byte; waits for the frame that holds it. Needs the companion.
    ///
    /// # Errors
    /// The companion does not run on this page, or the tab is not shown.
    pub async fn panel_painted(&self) -> anyhow::Result<f64> {
        // The companion's own note comes behind the frame after the one that is waited for here.
        let frame = "await new Promise((shown) =>
              requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(shown))))";
        self.eval(frame).await?;
        self.panel_times().await?.painted_ms.context("the panel was not painted")
    }

    /// The panel's closed root, as the driver names it.
    pub(super) async fn panel_root(&self) -> anyhow::Result<Value> {
        self.root().await?.context("there is no panel")
    }

    async fn root(&self) -> anyhow::Result<Option<Value>> {
        self.root_of(PANEL).await
    }

    pub(super) async fn root_of(&self, name: &str) -> anyhow::Result<Option<Value>> {
        let query = json!({ "using": "css selector", "value": name });
        let found = self.command("POST", "elements", Some(query)).await?;
        let Some(host) = found.get(0).and_then(Value::as_object) else { return Ok(None) };
        let id = host.values().next().and_then(Value::as_str).context("no element's id")?;
        self.command("GET", &format!("element/{id}/shadow"), None).await.map(Some)
    }

    /// The root as the driver names it, and what stands in it.
    async fn look(&self) -> anyhow::Result<Option<(Value, Seen)>> {
        self.look_at(PANEL).await
    }

    async fn look_at(&self, name: &str) -> anyhow::Result<Option<(Value, Seen)>> {
        let Some(root) = self.root_of(name).await? else { return Ok(None) };
        let script = format!("{DESCRIBE} return JSON.stringify(describe(arguments[0]))");
        let described = self.script("execute/sync", &script, vec![root.clone()]).await?;
        let raw = described.as_str().context("no description")?.to_owned();
        Ok(Some((root, Seen { panel: serde_json::from_str(&raw), raw })))
    }

    async fn change(&self, seen: Option<(Value, String)>, left: Duration) {
        let (root, raw) = seen.map_or((Value::Null, Value::Null), |(root, raw)| (root, json!(raw)));
        // In slices: a script of a page that was put into the back-forward cache never answers.
        let slice = left.min(Duration::from_secs(2));
        let limit = u64::try_from(slice.as_millis()).unwrap_or(0);
        let script = format!("{DESCRIBE} {CHANGE}");
        let args = vec![root, raw, json!(limit)];
        if self.script("execute/async", &script, args).await.is_err() {
            self.between_documents().await;
        }
    }
}

/// A description, read and as it came.
struct Seen {
    panel: Result<PanelSeen, serde_json::Error>,
    raw: String,
}
