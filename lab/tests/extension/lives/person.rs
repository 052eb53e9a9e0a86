//! What a person does in a tab of the site: reading, writing, sending, pressing.

use super::life::Life;
use super::site::Messages;
use crate::SOON;
use crate::prompts::stored;
use lab::Record;
use lab::attachments::{INPUT, make_file};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::PanelSeen;
use serde_json::json;
use std::time::{Duration, SystemTime};

/// That the chat stands there, and has loaded what it will load.
pub(super) const HEALTHY: &str =
    "globalThis.lab && document.documentElement.dataset.labReady === 'yes'";

/// The key, which goes to the end of all that stands there: <https://www.w3.org/TR/webdriver2/#keyboard-actions>
const END: &str = "\u{e010}";

/// What no driver answers: the browser's own questions. And what leads away from the life.
const NOT_PRESSED: [&str; 4] = ["Notify me", "Allow access", "Put the others to sleep", "Settings"];

/// What loads no page that lives.
const LOADS_NOTHING: [&str; 14] = [
    "Check now",
    "Pause",
    "Resume",
    "More help",
    "Hide",
    "Copy prompt",
    "Copy",
    "Close",
    "Discard",
    "Restore prompt",
    "Add below",
    "Wait 20 more seconds",
    "Details",
    "OpenAI status",
];

impl Life {
    pub(super) fn chat(&self) -> Chat<'_> {
        Chat::new(&self.stage().browser, Layout::Turns)
    }

    pub(super) async fn is_healthy(&self) -> bool {
        let there = format!("return !!({HEALTHY})");
        self.stage().browser.eval(&there).await.is_ok_and(|there| there == true)
    }

    /// A page that was seen well is the one that was seen; one that is well now is known from then on.
    pub(super) async fn look_closely(&mut self) {
        if let Some(mark) = self.tab().mark {
            let found = self
                .stage()
                .browser
                .eval("return Number(document.documentElement.dataset.lifeMark) || null")
                .await;
            // A page that is being loaded by its person answers nothing.
            if let Ok(found) = found {
                let address = self.tab().address.clone();
                let same = found == json!(mark);
                if !same {
                    let url = self.stage().browser.url().await;
                    let why =
                        anyhow::anyhow!("{address} was well, and was loaded by itself: {url:?}");
                    self.stage().told::<()>(Err(why)).await;
                }
            }
        } else if self.is_healthy().await {
            self.marks += 1;
            let mark = self.marks;
            let given = format!("document.documentElement.dataset.lifeMark = {mark}");
            if self.stage().browser.eval(&given).await.is_ok() {
                self.tab().mark = Some(mark);
                self.hides = false;
            }
        }
    }

    pub(super) async fn write(&mut self) {
        if !self.tab().is_written_in() || !self.is_healthy().await {
            return;
        }
        self.written += 1;
        let text = format!("Sentence {} of this life. ", self.written);
        // Not by a click: two of them soon after each other would select a word.
        let browser = &self.stage().browser;
        self.stage().told(browser.eval("lab.focus()").await).await;
        self.stage().told(browser.shortcut(END).await).await;
        self.stage().told(browser.type_text(&text).await).await;
        let chat = self.chat();
        let written = chat.wait("the sentence", |seen| seen.composer.contains(text.trim())).await;
        self.stage().told(written).await;
        if self.tab().is_private {
            self.private.push(text.trim().to_owned());
        }
    }

    pub(super) async fn attach(&mut self, bytes: u32) {
        if !self.tab().is_written_in() || !self.is_healthy().await {
            return;
        }
        let file = make_file(&self.profile, "attached.bin", bytes).unwrap();
        let chosen = self.stage().browser.choose_file(INPUT, &file).await;
        self.stage().told(chosen).await;
    }

    pub(super) async fn send(&mut self) {
        if !self.tab().is_written_in() || !self.is_healthy().await {
            return;
        }
        let before = self.chat().seen().await;
        let before = self.stage().told(before).await;
        let text = before.composer.trim().to_owned();
        if text.is_empty() {
            return;
        }
        *self.notes.sent.entry(text.clone()).or_default() += 1;
        self.note(format!("sends {text:?}"));
        let pressed = self.stage().browser.click("lab.sendButton()").await;
        self.stage().told(pressed).await;
        let has_it = |all: &[Record]| {
            all.iter().filter(|it| it.prompt().is_some_and(|sent| sent.trim() == text)).count() > 0
        };
        match self.site.messages {
            Messages::Hang => {
                let asked = self.stage().lab.wait_for("the message", has_it, SOON).await;
                self.stage().told(asked).await;
            }
            Messages::Answered | Messages::Lost | Messages::Troubled => {
                let chat = self.chat();
                let told = chat.wait("what comes of the message", |seen| {
                    seen.alerts.len() > before.alerts.len()
                        || seen.answers.len() > before.answers.len()
                });
                let told = told.await;
                self.stage().told(told).await;
            }
        }
        let is_seen = self.watches() && self.offline.is_none() && !self.tab().is_private;
        if self.site.messages == Messages::Lost && is_seen {
            // Nobody loads a page again in the tenth of a second that a dead background takes to wake.
            let kept = format!("all.some((kept) => kept.text?.includes({}))", json!(text));
            self.in_extension(&stored(&kept)).await;
            self.lost.push(text);
        }
    }

    fn pressed(&mut self, name: &str, everywhere: bool) {
        self.note(format!("presses {name:?}"));
        self.notes.stirred.push(SystemTime::now());
        self.hides |= name == "Hide";
        if name == "Discard" {
            self.lost.clear();
        }
        if !LOADS_NOTHING.contains(&name) {
            let present = self.present;
            for (at, tab) in self.tabs.iter_mut().enumerate() {
                if everywhere || at == present {
                    tab.mark = None;
                }
            }
        }
    }

    /// A button that can be pressed, by a number.
    fn choice(panel: Option<&PanelSeen>, which: usize) -> Option<String> {
        let can = |name: &str| !name.is_empty() && !NOT_PRESSED.contains(&name);
        let buttons = panel?.buttons.iter().filter(|it| !it.disabled && can(&it.name));
        let buttons: Vec<&str> = buttons.map(|it| it.name.as_str()).collect();
        let some = buttons.get(which.checked_rem(buttons.len())?)?;
        Some((*some).to_owned())
    }

    pub(super) async fn press(&mut self, which: usize) {
        let panel = self.stage().browser.panel().await.ok().flatten();
        let Some(name) = Self::choice(panel.as_ref(), which) else { return };
        self.pressed(&name, false);
        // It may be over in the middle of this.
        let _ = self.stage().browser.press(&name).await;
        self.notes.stirred.push(SystemTime::now());
        self.find_tabs().await;
    }

    pub(super) async fn press_offer(&mut self, which: usize) {
        let offer = self.stage().browser.offer().await.ok().flatten();
        let Some(name) = Self::choice(offer.as_ref(), which) else { return };
        self.pressed(&name, false);
        let _ = self.stage().browser.press_offer(&name).await;
    }

    pub(super) async fn press_in_popup(&mut self, which: usize) {
        self.leave_private_window().await;
        let popup = self.stage().browser.extension_url("popup.html").unwrap();
        let opened = self.stage().browser.new_tab(&popup).await;
        self.stage().told(opened).await;
        let card = self.stage().browser.wait_panel("the popup's card", |it| it.is_some(), SOON);
        let card = card.await;
        let card = self.stage().told(card).await;
        if let Some(name) = Self::choice(card.as_ref(), which) {
            self.pressed(&name, true);
            let _ = self.stage().browser.press(&name).await;
            self.notes.stirred.push(SystemTime::now());
        }
        // Closes it, and whatever it opened.
        self.find_tabs().await;
    }

    /// Whether a text stands in a box, in a store, or in what is offered.
    pub(super) async fn is_kept(&mut self, text: &str) -> bool {
        let stores = "return JSON.stringify([await chrome.storage.local.get(null),
            await chrome.storage.session.get(null)])";
        let stored = self.in_extension(stores).await;
        if stored.as_str().is_some_and(|stored| stored.contains(text)) {
            return true;
        }
        for which in 0..self.tabs.len() {
            self.look(which).await;
            let seen = self.chat().seen().await;
            if seen.is_ok_and(|seen| seen.composer.contains(text)) {
                return true;
            }
        }
        false
    }

    pub(super) async fn healthy_within(&self, limit: Duration) -> bool {
        self.stage().browser.wait_page("the chat", HEALTHY, limit).await.is_ok()
    }
}
