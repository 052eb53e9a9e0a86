//! Everything that people see of Gatewatch, brought onto the screen one after the other: for
//! pictures, and for tests that look at all of it.

use anyhow::Result;
use serde_json::json;
use std::time::Duration;

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
    /// The page that stands in for one that nobody may draw on.
    Waiting,
}

impl Surface {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Bar, Self::Offer, Self::Panel, Self::Popup, Self::Settings, Self::Waiting];

    /// What its pictures are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Offer => "offer",
            Self::Panel => "panel",
            Self::Popup => "popup",
            Self::Settings => "settings",
            Self::Waiting => "waiting",
        }
    }

    /// The element whose closed root it is, where it stands on somebody else's page.
    #[must_use]
    pub const fn host(self) -> Option<&'static str> {
        match self {
            Self::Bar | Self::Panel => Some("gatewatch-panel"),
            Self::Offer => Some("gatewatch-prompt"),
            Self::Popup | Self::Settings | Self::Waiting => None,
        }
    }

    /// The extension's own page that it is.
    #[must_use]
    pub const fn page(self) -> Option<&'static str> {
        match self {
            Self::Popup => Some("popup.html"),
            Self::Settings => Some("settings.html"),
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
                // The first of all: English.
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
            Self::Popup | Self::Settings => {
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
        let choose = format!(
            "await chrome.storage.sync.set({{ settings: {{ language: {} }} }})",
            json!(code)
        );
        browser.in_extension(&choose).await?;
        let said = |panel: Option<&PanelSeen>| {
            panel.is_some_and(|panel| panel.language == code && !panel.text.is_empty())
        };
        match self {
            Self::Bar | Self::Panel => {
                browser.wait_panel(code, said, SOON).await?;
            }
            Self::Offer => {
                browser.reload().await?;
                Editor::ProseMirror.ready(browser).await?;
                browser.wait_offer(code, said, SOON).await?;
            }
            Self::Popup | Self::Settings | Self::Waiting => {
                if self == Self::Popup {
                    // It closes while people are elsewhere, and is opened anew.
                    browser.reload().await?;
                }
                let said = format!("{FILLED} && document.documentElement.lang === {}", json!(code));
                browser.wait_page(code, &said, SOON).await?;
            }
        }
        Ok(())
    }
}
