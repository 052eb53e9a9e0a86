//! Every way to lose a prompt, in every editor, with every kind of text: how many were lost, sent twice,
//! changed, or put over newer text.

use anyhow::{Context as _, ensure};
use serde_json::json;
use std::path::Path;
use std::time::Duration;

use crate::drive::{Browser, Kind, Options, PanelSeen};
use crate::prompts::{Editor, TEXTS};
use crate::{Lab, Record, Scenario};

/// What must come within moments gets this long on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// What its person has begun when the prompt is offered, and must find as it was.
const NEWER: &str = "Something newer.";

/// Takes what is in the composer away again, as its person would.
const ERASE: &str = "
    lab.focus();
    if (document.activeElement.select) document.activeElement.select();
    else document.execCommand('selectAll');
    document.execCommand('delete')";

/// A way to lose a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The message is refused with a 502.
    Refused,
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
    pub const ALL: [Self; 6] =
        [Self::Refused, Self::Cut, Self::Hangs, Self::Down, Self::Crash, Self::Killed];

    const fn is_sent(self) -> bool {
        !matches!(self, Self::Down | Self::Crash)
    }
}

/// Runs the matrix `rounds` times, and tells each run: all of it, or what of it begins with `only`,
/// such as `Hangs` or `Hangs Textarea`.
///
/// # Errors
/// A prompt was lost, sent twice or changed; each is told before.
pub async fn run(kind: Kind, extension: &Path, rounds: usize, only: &str) -> anyhow::Result<()> {
    let (mut runs, mut bad) = (0, 0);
    for round in 0..rounds {
        let ways = Loss::ALL.into_iter().flat_map(|loss| Editor::ALL.map(|editor| (loss, editor)));
        // A site that is down again and again is trusted ever later, and a tab that crashed stays one that
        // nobody guards: each such run begins anew.
        let runs_of = |(loss, editor)| {
            TEXTS
                .chunks(if matches!(loss, Loss::Down | Loss::Crash) { 1 } else { TEXTS.len() })
                .map(move |texts| (loss, editor, texts))
        };
        let is_asked =
            |(loss, editor): &(Loss, Editor)| format!("{loss:?} {editor:?}").starts_with(only);
        for (loss, editor, texts) in ways.filter(is_asked).flat_map(runs_of) {
            let lab = Lab::start(Scenario::named("prompts")?.by_hand()).await?;
            let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
            let browser = Browser::open(kind, &lab, options).await?;
            browser.extension_ready().await?;
            let types = matches!(loss, Loss::Hangs | Loss::Crash);
            let choose = json!({ "settings": { "keep_while_typing": types } });
            browser.in_extension(&format!("await chrome.storage.sync.set({choose})")).await?;
            for (name, text) in texts {
                runs += 1;
                let text = format!("{} {runs}", text());
                let came = once(&lab, &browser, loss, editor, &text).await;
                bad += usize::from(came.is_err());
                let came = came.map_or_else(|error| format!("{error:#}"), |()| "safe".into());
                println!("{kind} {round} {loss:?} {editor:?} {name}: {came}");
            }
            browser.close().await?;
        }
    }
    println!("{kind}: {runs} runs, {} safe", runs - bad);
    ensure!(bad == 0, "{bad} of {runs} prompts were lost, sent twice or changed");
    Ok(())
}

fn sent(all: &[Record], text: &str) -> usize {
    all.iter().filter(|record| record.prompt().as_deref() == Some(text)).count()
}

/// One prompt: lost, given back by the letter, and sent once by its person.
async fn once(
    lab: &Lab,
    browser: &Browser,
    loss: Loss,
    editor: Editor,
    text: &str,
) -> anyhow::Result<()> {
    lab.go("up")?;
    editor.open(browser).await?;
    if matches!(loss, Loss::Hangs | Loss::Crash) {
        let guarded = "for (;;) {
            const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
            if (tabs && tabs === guarded) return true;
          }";
        browser.in_extension(guarded).await?;
    }
    editor.write(browser, text).await?;
    let beside = if loss == Loss::Killed { Some(hears(browser).await?) } else { None };
    if loss.is_sent() {
        lab.go(match loss {
            Loss::Cut => "cut",
            Loss::Hangs => "hangs",
            Loss::Refused | Loss::Down | Loss::Crash | Loss::Killed => "refused",
        })?;
        editor.send(browser).await?;
        lab.wait_for("the message", |all| sent(all, text) == 1, SOON).await?;
    }
    let offered = |bar: Option<&PanelSeen>| {
        bar.is_some_and(|bar| bar.button("Restore prompt").is_some_and(|button| !button.disabled))
    };
    match loss {
        Loss::Refused | Loss::Cut => {
            let saved = |bar: Option<&PanelSeen>| {
                bar.is_some_and(|bar| bar.button("Copy prompt").is_some())
            };
            browser.wait_panel("the bar", saved, SOON).await?;
        }
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
            browser.wait_panel("the panel", |panel| panel.is_some(), SOON).await?;
            kept(browser, text).await?;
            browser.close_tab().await?;
            browser.switch_to(&writing).await?;
            browser.reload().await?;
        }
        Loss::Crash => {
            kept(browser, text).await?;
            let writing = browser.present_tab().await?;
            let (spare, _) = browser.new_tab("https://other.example/").await?;
            browser.switch_to(&writing).await?;
            browser.crash_tab().await?;
            browser.switch_to(&spare).await?;
        }
        Loss::Hangs => kept(browser, text).await?,
    }
    if matches!(loss, Loss::Killed) {
        kept(browser, text).await?;
    }
    lab.go("up")?;
    let stays = matches!(loss, Loss::Refused | Loss::Cut);
    if stays {
        browser.wait_panel("the offer", offered, SOON).await?;
    } else {
        if loss == Loss::Down {
            browser.wait_page("the page", "globalThis.lab", SOON).await?;
            editor.ready(browser).await?;
        } else {
            editor.open(browser).await?;
        }
        browser.wait_offer("the offer", offered, SOON).await?;
    }
    let press = async |name: &str| match stays {
        true => browser.press(name).await,
        false => browser.press_offer(name).await,
    };
    editor.write(browser, NEWER).await?;
    press("Restore prompt").await?;
    let both = |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("newer text"));
    let word = "the word of what is newer";
    match stays {
        true => browser.wait_panel(word, both, SOON).await?,
        false => browser.wait_offer(word, both, SOON).await?,
    };
    editor.holds(browser, NEWER).await.context("overwritten")?;
    browser.eval(ERASE).await?;
    // The bar of a page that came back offers what is right beside newer text.
    press(if stays { "Restore prompt" } else { "Add below" }).await?;
    editor.holds(browser, text).await.context("changed")?;
    let before = usize::from(loss.is_sent());
    ensure!(lab.hits(|record| record.prompt().as_deref() == Some(text)) == before, "sent by us");
    editor.send(browser).await?;
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
        }, { urls: ['https://chatgpt.com/backend-api/*'] })";
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
