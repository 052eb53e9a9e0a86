//! Every way to lose a prompt, in every editor and every layout, with every kind of text: how many were
//! lost, sent twice, changed, or put over newer text.

use anyhow::{Context as _, ensure};
use serde_json::json;
use std::fmt::{self, Write as _};
use std::ops::AddAssign;
use std::path::Path;
use std::time::Duration;

use crate::chat::Chat;
use crate::chatgpt::{Editor, Layout};
use crate::drive::{Browser, Kind, Options, PanelSeen};
use crate::prompts::TEXTS;
use crate::{Lab, Record, Scenario};

/// What must come within moments gets this long on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// What its person has begun when the prompt is offered, and must find as it was.
const NEWER: &str = "Something newer.";

/// Selects what stands in the composer.
const SELECT: &str = "
    lab.focus();
    const box = lab.composer();
    if (box.select) box.select();
    else getSelection().selectAllChildren(box);";

/// <https://www.w3.org/TR/webdriver2/#keyboard-actions>
const BACKSPACE: &str = "\u{e003}";

/// Where messages go in one layout and another.
const MESSAGES: [&str; 2] = ["/backend-api/f/conversation", "/unauth-mweb/conversation/updates"];

/// A way to lose a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The message is refused with a 502.
    Refused,
    /// With a 503.
    Unavailable,
    /// With a 504.
    TimedOut,
    /// The site itself fails with a 500.
    Broken,
    /// It was one message too many: 429, which the app tells itself; kept while it was typed.
    Limited,
    /// The edge wants a check first: 403; kept while it was typed.
    Challenged,
    /// The connection is reset before anything is answered.
    Reset,
    /// Its answer breaks off.
    Cut,
    /// It hangs, and its person reloads; kept while it was typed.
    Hangs,
    /// The site goes down while it is written, and its person reloads.
    Down,
    /// The tab crashes (in Firefox it is closed); kept while it was typed.
    Crash,
    /// The message is refused, and the background dies as soon as it has heard of that.
    Killed,
}

impl Loss {
    /// Every way.
    pub const ALL: [Self; 12] = [
        Self::Refused,
        Self::Unavailable,
        Self::TimedOut,
        Self::Broken,
        Self::Limited,
        Self::Challenged,
        Self::Reset,
        Self::Cut,
        Self::Hangs,
        Self::Down,
        Self::Crash,
        Self::Killed,
    ];

    const fn is_sent(self) -> bool {
        !matches!(self, Self::Down | Self::Crash)
    }

    const fn is_kept_while_typed(self) -> bool {
        matches!(self, Self::Limited | Self::Challenged | Self::Hangs | Self::Crash)
    }

    /// Whether its page goes on, and its bar gives the prompt back.
    const fn stays(self) -> bool {
        matches!(self, Self::Refused | Self::Unavailable | Self::TimedOut | Self::Cut)
    }

    /// What becomes of a message, as a scenario says it.
    const fn reply(self) -> &'static str {
        match self {
            Self::Refused | Self::Down | Self::Crash | Self::Killed => {
                "status = 502\nbody = \"json\""
            }
            Self::Unavailable => "status = 503\nbody = \"json\"",
            Self::TimedOut => "status = 504\nbody = \"json\"",
            Self::Broken => "status = 500\nbody = \"json\"",
            Self::Limited => "status = 429\nbody = \"json\"",
            Self::Challenged => "status = 403\nbody = \"challenge\"",
            Self::Reset => "reset = \"before-headers\"",
            Self::Cut => "cut = \"chunked\"",
            Self::Hangs => "stall = \"before-headers\"",
        }
    }
}

/// The layouts that are known: what a prompt is lost in.
pub const LAYOUTS: [Layout; 3] = [Layout::Turns, Layout::Sections, Layout::LoggedOut];

/// One of the matrix: a way, an editor, a layout.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// How the prompt is lost.
    pub loss: Loss,
    /// What it is written in.
    pub editor: Editor,
    /// Where that stands.
    pub layout: Layout,
}

/// CodeMirror has in the page what is seen of a text, which is more than this many bytes.
const CODEMIRROR_DRAWS: usize = 2_000;

impl Cell {
    /// Whether the page shows the whole text where it is read: in CodeMirror no more than is seen of it, and
    /// somewhat around that. A message that is known to have failed is read from the thread.
    fn is_shown_whole(&self, text: &str) -> bool {
        let is_read_in_editor = self.loss.is_kept_while_typed() || !self.loss.is_sent();
        self.editor != Editor::CodeMirror || !is_read_in_editor || text.len() < CODEMIRROR_DRAWS
    }
}

/// All of the matrix, or those whose name, such as `Hangs Lexical turns-2026-09`, begins with `only`, or
/// with one of its parts between strokes.
pub fn cells(only: &str) -> impl Iterator<Item = Cell> {
    let all = Loss::ALL.into_iter().flat_map(|loss| {
        Editor::ALL
            .into_iter()
            .flat_map(move |editor| LAYOUTS.map(|layout| Cell { loss, editor, layout }))
    });
    all.filter(move |Cell { loss, editor, layout }| {
        let name = format!("{loss:?} {editor} {layout}");
        only.split('|').any(|part| name.starts_with(part))
    })
}

/// Of what is written in an editor, what the test command has time for, of both browsers 204 in all: every
/// way, each in another layout than the last, and of some of them one layout more.
#[must_use]
pub fn sample(editor: Editor) -> Vec<Cell> {
    let first = Editor::ALL.iter().position(|it| *it == editor).unwrap_or_default();
    let cell = |at: usize| {
        let (way, more) = (at % Loss::ALL.len(), at / Loss::ALL.len());
        // The ways that have a second layout are others for each editor.
        let loss = Loss::ALL[(way + more * first * 2) % Loss::ALL.len()];
        let layout = LAYOUTS[(way + first + more * (first * 2 + 1)) % LAYOUTS.len()];
        Cell { loss, editor, layout }
    };
    (0..SAMPLED).map(cell).collect()
}

/// How many of an editor's 36 a sample has.
const SAMPLED: usize = 17;

/// What became of prompts that should be safe: how many were harmed, and in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Harms {
    /// They were not given back by the letter, or nobody saw it through.
    pub lost: usize,
    /// They were put over what was newer.
    pub overwritten: usize,
    /// They were sent, and not by their person.
    pub sent: usize,
}

impl Harms {
    fn all(self) -> usize {
        self.lost + self.overwritten + self.sent
    }

    fn count(&mut self, error: &anyhow::Error) {
        *match error.downcast_ref() {
            Some(Harm::Overwritten) => &mut self.overwritten,
            Some(Harm::Sent) => &mut self.sent,
            None => &mut self.lost,
        } += 1;
    }
}

impl AddAssign for Harms {
    fn add_assign(&mut self, more: Self) {
        self.lost += more.lost;
        self.overwritten += more.overwritten;
        self.sent += more.sent;
    }
}

impl fmt::Display for Harms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lost, overwritten, sent } = self;
        write!(f, "{lost} lost, {overwritten} overwritten, {sent} sent by us")
    }
}

/// What is worse than a prompt that is lost.
#[derive(Debug, Clone, Copy)]
enum Harm {
    Overwritten,
    Sent,
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overwritten => "overwritten",
            Self::Sent => "sent by us",
        })
    }
}

impl std::error::Error for Harm {}

/// The site up and down, and a phase for each way.
fn scenario() -> anyhow::Result<Scenario> {
    let mut text = "about = \"Every way to lose a prompt.\"\nlayout = \"turns-2026-09\"\n\
        [[phase]]\nname = \"up\"\n"
        .to_owned();
    for loss in Loss::ALL {
        // Of an answer that breaks off the site has nothing more, or the app would get it in the end.
        let saved = if loss == Loss::Cut { "chat = { saved = \"nothing\" }\n" } else { "" };
        write!(text, "[[phase]]\nname = \"{loss:?}\"\n{saved}")?;
        for path in MESSAGES {
            let reply = loss.reply();
            write!(text, "[[phase.reply]]\npath = \"{path}\"\nmethods = [\"POST\"]\n{reply}\n")?;
        }
    }
    text.push_str(
        "[[phase]]\nname = \"down\"\n[[phase.reply]]\nmethods = [\"GET\", \"HEAD\"]\n\
         status = 502\nbody = \"openai\"\n",
    );
    Scenario::parse("losses", &text)
}

/// Runs the matrix `rounds` times, and tells each run: all of it, or what of it begins with `only`,
/// such as `Hangs` or `Hangs Textarea`.
///
/// # Errors
/// A prompt was lost, overwritten or sent; each is told before.
pub async fn run(kind: Kind, extension: &Path, rounds: usize, only: &str) -> anyhow::Result<()> {
    let (mut runs, mut harms) = (0, Harms::default());
    for round in 0..rounds {
        for editor in Editor::ALL {
            let of_editor: Vec<Cell> = cells(only).filter(|cell| cell.editor == editor).collect();
            harms += harmed(kind, extension, &of_editor, round).await?;
            runs += of_editor.len();
        }
    }
    println!("{kind}: {runs} runs: {harms}");
    ensure!(harms.all() == 0, "of {runs} prompts {harms}");
    Ok(())
}

/// Runs these, tells each, and counts those whose prompt was harmed. The text is another for each, and
/// for each round.
///
/// # Errors
/// A browser does not start.
pub async fn harmed(
    kind: Kind,
    extension: &Path,
    cells: &[Cell],
    round: usize,
) -> anyhow::Result<Harms> {
    let mut harms = Harms::default();
    let mut open: Option<(Lab, Browser)> = None;
    for (run, cell) in cells.iter().enumerate() {
        // A site that is down again and again is trusted ever later, and a tab that crashed stays one
        // that nobody guards: each such run begins and ends with a browser of its own.
        let is_alone = matches!(cell.loss, Loss::Down | Loss::Crash);
        if is_alone && let Some((_, browser)) = open.take() {
            browser.close().await?;
        }
        let (lab, browser) = match open.take() {
            Some(open) => open,
            None => opened(kind, extension).await?,
        };
        let texts = TEXTS.iter().filter(|(_, text)| cell.is_shown_whole(&text()));
        let texts: Vec<_> = texts.collect();
        let (name, text) = texts[(run + round) % texts.len()];
        let text = format!("{}\n{round}.{run} {:?}", text(), cell.loss);
        let came = once(&lab, &browser, *cell, &text).await;
        if let Err(error) = &came {
            harms.count(error);
        }
        let Cell { loss, editor, layout } = cell;
        let safe = came.is_ok();
        let came = came.map_or_else(|error| format!("{error:#}"), |()| "safe".into());
        println!("{kind} {round} {loss:?} {editor} {layout} {name}: {came}");
        // What one that failed left behind is nothing that the next is about.
        if is_alone || !safe {
            browser.close().await?;
        } else {
            open = Some((lab, browser));
        }
    }
    if let Some((_, browser)) = open {
        browser.close().await?;
    }
    Ok(harms)
}

async fn opened(kind: Kind, extension: &Path) -> anyhow::Result<(Lab, Browser)> {
    let lab = Lab::start(scenario()?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    browser.extension_ready().await?;
    Ok((lab, browser))
}

fn sent(all: &[Record], text: &str) -> usize {
    all.iter().filter(|record| record.prompt().as_deref() == Some(text)).count()
}

/// Writes in the editor's own way, and the last letter by a key.
async fn write(browser: &Browser, chat: &Chat<'_>, text: &str) -> anyhow::Result<()> {
    let last = text.len() - 1;
    browser.eval(&format!("lab.write({}); lab.focus()", json!(text[..last].to_owned()))).await?;
    browser.type_text(&text[last..]).await?;
    chat.wait("what was written", |seen| seen.composer == text).await.map(drop)
}

/// One prompt: lost, given back by the letter, and sent once by its person.
async fn once(lab: &Lab, browser: &Browser, cell: Cell, text: &str) -> anyhow::Result<()> {
    let Cell { loss, editor, layout } = cell;
    lab.go("up")?;
    lab.set_editor(editor);
    lab.set_layout(layout);
    let choose = json!({ "settings": { "keep_while_typing": loss.is_kept_while_typed() } });
    browser.in_extension(&format!("await chrome.storage.sync.set({choose})")).await?;
    let chat = Chat::open(browser, layout).await?;
    if loss.is_kept_while_typed() {
        let guarded = "for (;;) {
            const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
            if (tabs && tabs === guarded) return true;
          }";
        browser.in_extension(guarded).await?;
    }
    write(browser, &chat, text).await?;
    if loss.is_kept_while_typed() {
        kept(browser, text).await?;
    }
    let beside = if loss == Loss::Killed { Some(hears(browser).await?) } else { None };
    if loss.is_sent() {
        lab.go(&format!("{loss:?}"))?;
        chat.send().await?;
        lab.wait_for("the message", |all| sent(all, text) > 0, SOON).await?;
    }
    let offered = |bar: Option<&PanelSeen>| {
        bar.is_some_and(|bar| bar.button("Restore prompt").is_some_and(|button| !button.disabled))
    };
    match loss {
        Loss::Killed => {
            let writing = browser.present_tab().await?;
            browser.switch_to(beside.as_deref().context("nobody hears the failure")?).await?;
            browser
                .wait_page("the failure", "document.documentElement.dataset.heard", SOON)
                .await?;
            browser.kill_background().await?;
            browser.close_tab().await?;
            browser.switch_to(&writing).await?;
        }
        Loss::Down => {
            let writing = browser.present_tab().await?;
            lab.go("down")?;
            browser.new_tab("https://chatgpt.com/c/other").await?;
            browser.wait_panel("the card", |card| card.is_some(), SOON).await?;
            kept(browser, text).await?;
            browser.close_tab().await?;
            browser.switch_to(&writing).await?;
            browser.reload().await?;
            let says = |card: Option<&PanelSeen>| {
                card.is_some_and(|card| card.text.contains("saved on this device"))
            };
            browser.wait_panel("what the card says of it", says, SOON).await?;
        }
        Loss::Crash => {
            // Of a tab that crashed the driver answers nothing more.
            let writing = browser.present_tab().await?;
            let (other, _) = browser.new_tab("about:blank").await?;
            browser.switch_to(&writing).await?;
            browser.crash_tab().await?;
            browser.switch_to(&other).await?;
        }
        Loss::Refused
        | Loss::Unavailable
        | Loss::TimedOut
        | Loss::Broken
        | Loss::Limited
        | Loss::Challenged
        | Loss::Reset
        | Loss::Cut
        | Loss::Hangs => {}
    }
    // Nothing can be asked in a browser whose present tab has crashed; there it is kept already.
    if loss != Loss::Crash {
        kept(browser, text).await?;
    }
    if loss == Loss::Cut {
        chat.wait("the app's own alert", |seen| !seen.alerts.is_empty()).await?;
    }
    // A browser asks again by itself where a connection was reset.
    let before = sent(&lab.records(), text);
    ensure!(loss == Loss::Reset || before == usize::from(loss.is_sent()), Harm::Sent);
    lab.go("up")?;
    if loss.stays() {
        browser.wait_panel("the offer", offered, SOON).await?;
    } else {
        if loss != Loss::Down {
            browser.goto(layout.chat()).await?;
        }
        chat.ready().await?;
        browser.wait_offer("the offer", offered, SOON).await?;
    }
    ensure!(chat.seen().await?.composer.is_empty(), "filled in without a click");
    let press = async |name: &str| match loss.stays() {
        true => browser.press(name).await,
        false => browser.press_offer(name).await,
    };
    write(browser, &chat, NEWER).await?;
    press("Restore prompt").await?;
    let both = |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("newer text"));
    let word = "the word of what is newer";
    match loss.stays() {
        true => browser.wait_panel(word, both, SOON).await?,
        false => browser.wait_offer(word, both, SOON).await?,
    };
    ensure!(chat.seen().await?.composer == NEWER, Harm::Overwritten);
    browser.eval(SELECT).await?;
    browser.key(BACKSPACE).await?;
    chat.wait("an empty box", |seen| seen.composer.is_empty()).await?;
    // The bar of a page that came back offers what is right beside newer text.
    press(if loss.stays() { "Restore prompt" } else { "Add below" }).await?;
    chat.wait("what was lost", |seen| seen.composer == text).await?;
    ensure!(sent(&lab.records(), text) == before, Harm::Sent);
    chat.send().await?;
    lab.wait_for("its sending", |all| sent(all, text) == before + 1, SOON).await?;
    stored(browser, "!all.some(({ text }) => text)").await
}
/// Opens a page of the extension that hears of a failure right after the background does: Firefox tells
/// both in one process, in the order in which they began to listen. An event on its way to a background
/// that is ended by force is told to nobody, so what is ended here has heard of it. Answers which tab
/// it is; the present one stays.
async fn hears(browser: &Browser) -> anyhow::Result<String> {
    let writing = browser.present_tab().await?;
    let (tab, _) = browser.new_tab(&browser.extension_url("manifest.json")?).await?;
    let hears = "chrome.webRequest.onHeadersReceived.addListener(({ statusCode }) => {
          if (statusCode === 502) document.documentElement.dataset.heard = 'yes';
        }, { urls: ['https://chatgpt.com/*'] })";
    browser.eval(hears).await?;
    browser.switch_to(&writing).await?;
    Ok(tab)
}

/// Waits until that text is kept.
async fn kept(browser: &Browser, text: &str) -> anyhow::Result<()> {
    stored(browser, &format!("all.some((kept) => kept.text === {})", json!(text))).await
}

/// Waits until what is stored is so.
async fn stored(browser: &Browser, what: &str) -> anyhow::Result<()> {
    let script = format!(
        "return await new Promise((done) => {{
           const look = async () => {{
             const all = Object.values(await chrome.storage.local.get());
             if ({what}) done(true);
           }};
           chrome.storage.local.onChanged.addListener(look);
           look();
         }})"
    );
    if let Err(error) = browser.in_extension(&script).await {
        let all = browser.in_extension("return await chrome.storage.local.get()").await?;
        return Err(error.context(format!("waited for {what}; there is {all}")));
    }
    Ok(())
}
