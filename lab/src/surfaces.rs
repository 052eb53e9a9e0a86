//! Everything that people see of Gatewatch, brought onto the screen one after the other: for
//! pictures, and for tests that look at all of it. Eleven pictures of eight surfaces: the card; the bar,
//! with a failed message and with an offer; the popup, quiet, with a failure, and as the waiting page of
//! a tab; settings, history, saved prompts, check and welcome.

use anyhow::Result;
use detect::Class;
use history::{Past, Posted};
use serde_json::json;
use sites::Site;
use status::Said;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use timestamp::Timestamp;

use crate::Lab;
use crate::drive::{Browser, PanelSeen};
use crate::prompts::Editor;

/// How long a surface gets until it stands.
const SOON: Duration = Duration::from_secs(60);

/// The chat that fails.
const CHAT: &str = "https://chatgpt.com/c/abc?model=auto#latest";

/// What was written and not answered.
const PROMPT: &str = "Why is the sky blue? Explain it so that a child of seven understands it.";

/// A page of ours that shows something.
const FILLED: &str = "document.querySelector('main')?.children.length";

/// One of them. Each needs the scenario `surfaces`, by hand, and is brought in the order of
/// [`Surface::ALL`], which leaves what the next one needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The toolbar's popup while nothing fails.
    Quiet,
    /// The slim bar on a page that lives.
    Bar,
    /// The bar that offers a kept prompt.
    Offer,
    /// The card on the failing page.
    Panel,
    /// The toolbar's popup, with the failing page's card.
    Popup,
    /// The page of settings.
    Settings,
    /// The page of history, with some of it.
    History,
    /// The page of saved prompts, with the one that the bar told of.
    Saved,
    /// The page that checks an installation, with what it found.
    Check,
    /// The first-run page, with its made-up failure.
    Welcome,
    /// The page that stands in for one that nobody may draw on.
    Waiting,
}

impl Surface {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Quiet,
        Self::Bar,
        Self::Offer,
        Self::Panel,
        Self::Popup,
        Self::Settings,
        Self::History,
        Self::Saved,
        Self::Check,
        Self::Welcome,
        Self::Waiting,
    ];

    /// What its pictures are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Bar => "bar",
            Self::Offer => "offer",
            Self::Panel => "panel",
            Self::Popup => "popup",
            Self::Settings => "settings",
            Self::History => "history",
            Self::Saved => "saved",
            Self::Check => "check",
            Self::Welcome => "welcome",
            Self::Waiting => "waiting",
        }
    }

    /// The element whose closed root it is, where it stands on somebody else's page.
    #[must_use]
    pub const fn host(self) -> Option<&'static str> {
        match self {
            Self::Bar | Self::Panel => Some("gatewatch-panel"),
            Self::Offer => Some("gatewatch-prompt"),
            Self::Quiet
            | Self::Popup
            | Self::Settings
            | Self::History
            | Self::Saved
            | Self::Check
            | Self::Welcome
            | Self::Waiting => None,
        }
    }

    /// The extension's own page that it is.
    #[must_use]
    pub const fn page(self) -> Option<&'static str> {
        match self {
            Self::Quiet | Self::Popup => Some("popup.html"),
            Self::Settings => Some("settings.html"),
            Self::History => Some("history.html"),
            Self::Saved => Some("saved.html"),
            Self::Check => Some("check.html"),
            Self::Welcome => Some("welcome.html"),
            Self::Bar | Self::Offer | Self::Panel | Self::Waiting => None,
        }
    }

    /// Brings it onto the screen, in the present tab.
    ///
    /// # Errors
    /// It does not come.
    pub async fn bring(self, lab: &Lab, browser: &Browser) -> Result<()> {
        let editor = Editor::ProseMirror;
        let says = |word: &'static str| {
            move |panel: Option<&PanelSeen>| panel.is_some_and(|panel| panel.text.contains(word))
        };
        match self {
            Self::Bar => {
                // In English, whatever the last one was left in.
                browser.in_extension("await chrome.storage.sync.remove('settings')").await?;
                editor.open(browser).await?;
                lab.go("message")?;
                editor.write(browser, PROMPT).await?;
                editor.send(browser).await?;
                browser.wait_panel("the bar", says("saved on this device"), SOON).await?;
            }
            Self::Offer => {
                browser.reload().await?;
                editor.ready(browser).await?;
            }
            Self::Panel => {
                lab.go("page")?;
                browser.goto(CHAT).await?;
                // In whatever language the last one was left: these are OpenAI's own words.
                let incident = says("Elevated error rates");
                browser.wait_panel("the card", incident, SOON).await?;
            }
            Self::History => {
                let keep = format!(
                    "await chrome.storage.local.set({{ 'past 2026-01': {} }})",
                    json!(pasts(40))
                );
                browser.in_extension(&keep).await?;
                browser.new_tab(&browser.extension_url("history.html")?).await?;
                browser
                    .wait_page("the history", "document.querySelector('tbody tr')", SOON)
                    .await?;
            }
            Self::Saved => {
                browser.new_tab(&browser.extension_url("saved.html")?).await?;
                let listed = "document.querySelector('.saved li')";
                browser.wait_page("what is saved", listed, SOON).await?;
            }
            Self::Check => {
                browser.new_tab(&browser.extension_url("check.html")?).await?;
                let run = "document.querySelector('.buttons button')";
                browser.wait_page("the page", run, SOON).await?;
                browser.click(run).await?;
                let found = "document.querySelector('.log li')";
                browser.wait_page("what it found", found, SOON).await?;
            }
            Self::Welcome => {
                browser.new_tab(&browser.extension_url("welcome.html")?).await?;
                let there = "document.querySelector('.try button')";
                browser.wait_page("the page", there, SOON).await?;
                browser.click(there).await?;
                browser.wait_panel("its card", |card| card.is_some(), SOON).await?;
            }
            Self::Quiet | Self::Popup | Self::Settings => {
                browser.new_tab(&browser.extension_url(self.page().unwrap_or_default())?).await?;
                browser.wait_page("the page", FILLED, SOON).await?;
            }
            Self::Waiting => {
                lab.go("empty")?;
                browser.new_tab("https://chatgpt.com/c/def").await?;
                let waits = "location.pathname === '/waiting.html'";
                browser.wait_page("the waiting page", waits, SOON).await?;
            }
        }
        Ok(())
    }

    /// Has everything said in a language, by its code, and waits until this says it. An offer says
    /// it when its page is loaded again.
    ///
    /// # Errors
    /// It does not.
    pub async fn speak(self, browser: &Browser, code: &str) -> Result<()> {
        let before = if self == Self::Bar { browser.panel().await? } else { None };
        let choose = format!(
            "await chrome.storage.sync.set({{ settings: {{ language: {} }} }})",
            json!(code)
        );
        browser.in_extension(&choose).await?;
        let said = |panel: Option<&PanelSeen>| {
            panel.is_some_and(|panel| panel.language == code && !panel.text.is_empty())
        };
        match self {
            Self::Bar => {
                // Its region is filled a moment after the rest, or it would not be read out.
                let anew = |panel: Option<&PanelSeen>| {
                    said(panel)
                        && before.as_ref().is_none_or(|before| {
                            before.language == code
                                || panel.is_some_and(|panel| panel.live != before.live)
                        })
                };
                browser.wait_panel(code, anew, SOON).await?;
            }
            Self::Panel => {
                browser.wait_panel(code, said, SOON).await?;
            }
            Self::Offer => {
                browser.reload().await?;
                Editor::ProseMirror.ready(browser).await?;
                let whole = |offer: Option<&PanelSeen>| {
                    said(offer) && offer.is_some_and(|offer| !offer.live.is_empty())
                };
                browser.wait_offer(code, whole, SOON).await?;
            }
            Self::Quiet
            | Self::Popup
            | Self::Settings
            | Self::History
            | Self::Saved
            | Self::Check
            | Self::Welcome
            | Self::Waiting => {
                let mut whole = FILLED;
                // A popup closes while people are elsewhere, and saved prompts speak as they were opened:
                // both are opened anew. What stands below a popup's card comes a moment later.
                if matches!(self, Self::Quiet | Self::Popup | Self::Saved) {
                    browser.reload().await?;
                }
                if self == Self::Popup {
                    whole = "document.querySelector('details.advice summary')";
                } else if self == Self::Saved {
                    whole = "document.querySelector('.saved li')";
                } else if self == Self::Quiet {
                    whole = "document.querySelector('footer label')";
                }
                let said = format!("{whole} && document.documentElement.lang === {}", json!(code));
                browser.wait_page(code, &said, SOON).await?;
            }
        }
        Ok(())
    }
}

/// So many lines of a history that ends now, the newest last: an outage every 17 hours.
#[must_use]
pub fn pasts(count: i64) -> Vec<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis() as i64);
    let past = |back: i64| {
        let minutes = [4, 12, 95, 31, 2, 260, 7][(back % 7) as usize];
        let started = now - back * 17 * 3_600_000 - minutes * 60_000;
        let at = Timestamp::from_millis;
        let posted = minutes > 30;
        let code = [502, 504, 502, 520, 503, 502, 500][(back % 7) as usize];
        let class = if code == 500 { Class::ServerError } else { Class::Gateway(code) };
        Past {
            started: at(started),
            ended: at(started + minutes * 60_000),
            site: Site::ChatGpt,
            back: back % 5 != 4,
            class,
            code,
            network: None,
            fault: None,
            family: None,
            stored: false,
            false_ups: 0,
            probes: (minutes / 2 + 2) as u32,
            said: Some(if posted { Said::Incident } else { Said::NoIncident }),
            incident: posted.then(|| Posted {
                id: started.to_string(),
                title: "Elevated error rates across ChatGPT".to_owned(),
                started: Some(at(started + 9 * 60_000)),
                ended: Some(at(started + (minutes + 25) * 60_000)),
            }),
        }
        .line()
    };
    (1..=count).rev().map(past).collect()
}
