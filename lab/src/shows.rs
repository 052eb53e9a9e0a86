//! What the demo shows where waiting is not all: stale data, no network, a block, hours of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use engine::Document;
use serde_json::json;
use timestamp::Timestamp;

use crate::chat::Chat;
use crate::chatgpt::Layout;
use crate::demo::{ADDRESS, Demo};
use crate::drive::{Browser, Kind, PanelSeen, says};
use crate::scenario::STATUS_HOST;
use crate::{Lab, Record, hours};

/// How soon anything must be on the screen.
const SOON: Duration = Duration::from_secs(30);
/// How long a page that is kept in a store may take to come back.
const STALE_WITHIN: Duration = Duration::from_secs(180);
/// What a person needs who has it at the site.
const HEALTHY: &str = "document.querySelector('#prompt-textarea')";
/// How soon the tab is back after a site that its page can ask.
const BACK_WITHIN: Duration = Duration::from_secs(30);
/// The status page is asked again after a minute, and up to a quarter more.
const NEXT_READING: Duration = Duration::from_secs(110);
/// So long somebody waits before they press again.
const PRESSED_AGAIN: Duration = Duration::from_secs(7);
/// So long the failure of `long-outage` has lasted.
const HOURS: Duration = Duration::from_secs(3 * 3600);

/// What there is to show.
#[derive(Debug, Clone, Copy)]
pub enum Show {
    /// A failure that the site's own worker keeps.
    StaleCache,
    /// Nothing gets through.
    NetworkDown,
    /// A refusal, left alone.
    Blocked,
    /// Hours under a green status page.
    LongOutage,
    /// A prompt that would have been lost.
    LostPrompt,
    /// An answer that broke off in its middle.
    LostAnswer,
    /// Files that were attached to a message that failed.
    LostFiles,
    /// An answer that the app cannot get after all.
    HandOffLost,
    /// An edge that challenges every check.
    Challenged,
    /// An app whose scripts do not load.
    BlankApp,
    /// Refusals while OpenAI reports trouble.
    RefusingOutage,
    /// A message of who is not signed in, which no server takes.
    LoggedOut,
    /// An error inside an answer's stream, which ends well.
    StreamError,
    /// A limit that names its end.
    Limit,
    /// An answer that stands still.
    Stalled,
}

/// The show of that scenario, where it has one of its own.
pub fn named(scenario: &str) -> Option<Show> {
    match scenario {
        "stale-cache" => Some(Show::StaleCache),
        "network-down" => Some(Show::NetworkDown),
        "blocked" => Some(Show::Blocked),
        "long-outage" => Some(Show::LongOutage),
        "lost-prompt" => Some(Show::LostPrompt),
        "lost-answer" => Some(Show::LostAnswer),
        "lost-files" => Some(Show::LostFiles),
        "handoff-lost" => Some(Show::HandOffLost),
        "challenged" => Some(Show::Challenged),
        "blank-app" => Some(Show::BlankApp),
        "refusing-outage" => Some(Show::RefusingOutage),
        "logged-out" => Some(Show::LoggedOut),
        "stream-error" => Some(Show::StreamError),
        "limit" => Some(Show::Limit),
        "stalled" => Some(Show::Stalled),
        _ => None,
    }
}

/// Shows it; an error unless what should happen happened.
///
/// # Errors
/// It did not, or a driver failed.
pub async fn run(show: Show, demo: &Demo<'_>, lab: &Lab, browser: &Browser) -> anyhow::Result<()> {
    browser.extension_ready().await?;
    let stage = Stage { demo, lab, browser };
    match show {
        Show::StaleCache => stage.stale_cache().await,
        Show::NetworkDown => stage.network_down().await,
        Show::Blocked => stage.blocked().await,
        Show::LongOutage => stage.long_outage().await,
        Show::LostPrompt => crate::prompts::show(demo, lab, browser).await,
        Show::LostAnswer => crate::answers::show(demo, lab, browser).await,
        Show::LostFiles => crate::attachments::show(demo, lab, browser).await,
        Show::HandOffLost => stage.hand_off_lost().await,
        Show::Challenged => stage.challenged().await,
        Show::BlankApp => stage.blank_app().await,
        Show::RefusingOutage => stage.refusing_outage().await,
        Show::LoggedOut => stage.logged_out().await,
        Show::StreamError => stage.stream_error().await,
        Show::Limit => crate::waiting::show_limit(demo, lab, browser).await,
        Show::Stalled => crate::waiting::show_stalled(demo, lab, browser).await,
    }
}

struct Stage<'a> {
    demo: &'a Demo<'a>,
    lab: &'a Lab,
    browser: &'a Browser,
}

impl Stage<'_> {
    async fn stale_cache(&self) -> anyhow::Result<()> {
        self.browser.goto(ADDRESS).await?;
        self.healthy().await?;
        let register = "
            localStorage.setItem('mine', 'kept');
            const claimed =
              new Promise((done) => (navigator.serviceWorker.oncontrollerchange = done));
            await navigator.serviceWorker.register('/worker.js');
            if (!navigator.serviceWorker.controller) await claimed;
            // A worker that is still being activated lets a navigation pass, in Firefox.
            const worker = navigator.serviceWorker.controller;
            if (worker.state !== 'activated')
              await new Promise((done) => (worker.onstatechange = done))";
        self.browser.eval(register).await?;
        println!("well, with a worker of the site's own that keeps what it should not");
        self.lab.go("down")?;
        self.browser.goto("https://other.example/").await?;
        self.browser.goto(ADDRESS).await?;
        self.panel("the failure", "502").await?;
        self.lab.wait_phase("up", SOON).await?;
        let up = SystemTime::now();
        println!("the site is back; its worker goes on showing the 502 that it keeps");
        // Cleared and loaded well within moments: the note may be gone before anybody looks.
        let end = self.browser.wait_page("ChatGPT", HEALTHY, STALE_WITHIN);
        end.await?;
        println!("healthy {:.1} s after the site", up.elapsed()?.as_secs_f64());
        let left = "return [(await navigator.serviceWorker.getRegistrations()).length,
            (await caches.keys()).length, localStorage.getItem('mine'),
            document.cookie.includes('=')]";
        let left = self.browser.eval(left).await?;
        ensure!(left == json!([0, 0, "kept", true]), "workers, stores, data, cookies: {left}");
        println!("its worker and its store are gone; saved data and cookies are kept");
        self.picture("recovered").await?;
        self.at_its_address().await
    }

    async fn hand_off_lost(&self) -> anyhow::Result<()> {
        self.lab.set_layout(Layout::Turns);
        let chat = Chat::open(self.browser, Layout::Turns).await?;
        self.lab.go("failing")?;
        chat.say("Why is the sky blue?").await?;
        chat.wait("that it recovers", |seen| !seen.recovering.is_empty()).await?;
        println!("the live answer broke, and the app tries to get it: nothing is shown");
        ensure!(self.browser.panel().await?.is_none(), "shown while the app recovers");
        chat.wait("the app's own alert", |seen| !seen.alerts.is_empty()).await?;
        println!("the app gave up");
        let bar = self.panel("the bar", "answer was cut off").await?;
        ensure!(bar.contains("saved on this device"), "the message is saved: {}", bar);
        println!("{}\n", bar);
        self.picture("bar").await?;
        self.lab.go("back")?;
        self.answered_again(&chat).await
    }

    /// The next message is answered, which ends what the bar said.
    async fn answered_again(&self, chat: &Chat<'_>) -> anyhow::Result<()> {
        chat.say("And again, please.").await?;
        chat.wait("the answer", |seen| !seen.answers.is_empty()).await?;
        self.browser.wait_panel("no bar", |panel| panel.is_none(), SOON).await?;
        println!("the next message is answered, and the bar is gone");
        self.picture("recovered").await
    }

    async fn logged_out(&self) -> anyhow::Result<()> {
        self.lab.set_layout(Layout::LoggedOut);
        let chat = Chat::open(self.browser, Layout::LoggedOut).await?;
        self.lab.go("failing")?;
        chat.say("A question without an account").await?;
        let bar = self.panel("the bar", "saved on this device").await?;
        println!("{bar}\n");
        self.picture("bar").await?;
        self.lab.go("up")?;
        self.answered_again(&chat).await
    }

    async fn stream_error(&self) -> anyhow::Result<()> {
        self.lab.set_layout(Layout::Turns);
        let chat = Chat::open(self.browser, Layout::Turns).await?;
        self.lab.go("failing")?;
        chat.say("Does anybody hear of an error inside a stream?").await?;
        chat.wait("the app's own alert", |seen| !seen.alerts.is_empty()).await?;
        println!(
            "the stream ends well with an error inside: no request failed, and nothing is said"
        );
        ensure!(self.browser.panel().await?.is_none(), "nobody looks into a page that is well");
        let choose = "await chrome.storage.sync.set({ settings: { keep_while_typing: true } });
            for (;;) {
              const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
              if (tabs && tabs === guarded) return true;
            }";
        self.browser.in_extension(choose).await?;
        println!("with what is typed being saved, the page is looked into after each message");
        chat.say("And now?").await?;
        let bar = self.panel("the bar", "answer was cut off").await?;
        ensure!(bar.contains("saved on this device"), "the message is saved: {bar}");
        println!("{bar}\n");
        self.picture("bar").await?;
        self.lab.go("back")?;
        self.answered_again(&chat).await
    }

    async fn challenged(&self) -> anyhow::Result<()> {
        self.lab.set_layout(Layout::Turns);
        Chat::open(self.browser, Layout::Turns).await?;
        self.lab.go("down")?;
        self.browser.reload().await?;
        self.panel("the failure", "502").await?;
        let loads = self.lab.hits(Record::is_main_document);
        let asked = |all: &[Record]| all.iter().filter(|it| it.method == "HEAD").count() >= 4;
        self.lab.wait_for("two checks, each asked twice", asked, SOON).await?;
        println!(
            "the edge challenges each check; asked from within the failing page the site says 502"
        );
        self.panel("what the page heard", "Still down").await?;
        self.picture("panel").await?;
        self.lab.go("back")?;
        let since = SystemTime::now();
        let chat = "document.querySelector('[contenteditable=true]')";
        self.browser.wait_page("the chat", chat, BACK_WITHIN).await?;
        println!("back {:.1} s after the site, by one load", since.elapsed()?.as_secs_f64());
        ensure!(self.lab.hits(Record::is_main_document) == loads + 1, "one load, once it was back");
        self.picture("recovered").await
    }

    async fn blank_app(&self) -> anyhow::Result<()> {
        self.lab.set_layout(Layout::Turns);
        self.lab.go("failing")?;
        self.browser.goto(Layout::Turns.chat()).await?;
        let own = |all: &[Record]| all.iter().filter(|it| it.is_main_document()).count() == 2;
        self.lab.wait_for("the page's own reload", own, SOON).await?;
        println!("the document came with 200, its script did not; the app loads it again itself");
        let card = self.panel("the card", "the app didn’t start").await?;
        println!("{card}\n");
        self.picture("panel").await?;
        let checked = |all: &[Record]| all.iter().any(|it| it.method == "HEAD");
        self.lab.wait_for("a check", checked, SOON).await?;
        self.lab.go("back")?;
        let since = SystemTime::now();
        Chat::new(self.browser, Layout::Turns).ready().await?;
        println!("back {:.1} s after the site", since.elapsed()?.as_secs_f64());
        let checks = self.lab.records().into_iter().filter(|it| it.method == "HEAD");
        let checks: Vec<String> = checks.map(|it| it.path).collect();
        ensure!(checks.iter().all(|path| path.contains("/assets/")), "asked for: {checks:?}");
        println!("asked for {} times: the very file that had failed", checks.len());
        let documents = self.lab.hits(Record::is_main_document);
        ensure!(documents == 3, "{documents} documents, and one load was Gatewatch's");
        self.picture("recovered").await
    }

    async fn refusing_outage(&self) -> anyhow::Result<()> {
        self.lab.go("refusing")?;
        self.browser.goto(ADDRESS).await?;
        let read = |all: &[Record]| all.iter().any(|it| it.host == STATUS_HOST && it.is_fetch());
        self.lab.wait_for("a look at the status page", read, SOON).await?;
        ensure!(self.browser.panel().await?.is_none(), "nothing is posted");
        println!("refused, and OpenAI has posted nothing: left alone, as any refusal is");
        self.lab.go("posted")?;
        let card = self.panel_within("the card", "turned this page away", NEXT_READING).await?;
        println!("OpenAI has posted an incident\n{card}\n");
        self.picture("panel").await?;
        self.lab.go("back")?;
        let over = "OpenAI says the trouble is over";
        let card = self.panel_within("the end", over, NEXT_READING).await?;
        println!("the incident is closed\n{card}\n");
        self.picture("over").await?;
        let probes = self.lab.hits(|record| record.method == "HEAD");
        let documents = self.lab.hits(Record::is_main_document);
        ensure!((probes, documents) == (0, 1), "{probes} probes, {documents} documents");
        println!("nothing was asked of the site, and nothing loaded: that is for a click");
        self.browser.press("Go now").await?;
        let chat = "document.querySelector('[contenteditable=true]')";
        self.browser.wait_page("the chat", chat, SOON).await?;
        self.picture("recovered").await?;
        self.at_its_address().await
    }

    async fn network_down(&self) -> anyhow::Result<()> {
        self.browser.goto(ADDRESS).await?;
        let waits = self.demo.kind == Kind::Firefox;
        let tab = self.browser.present_tab().await?;
        if waits {
            self.panel("the waiting page", "Can’t connect").await?;
        } else {
            // Nothing may be drawn on Chromium's own error page: the popup says it.
            let popup = self.browser.extension_url("popup.html")?;
            self.badge("!").await?;
            self.browser.new_tab(&popup).await?;
            self.panel("the popup", "Can’t connect").await?;
        }
        let said = self.unfolded(&["Restart your router", "your network"]).await?;
        println!("{said}\n");
        self.picture("remedies").await?;
        ensure!(!said.contains("Clear ChatGPT"), "no cache has to do with it");
        self.lab.go("up")?;
        if waits {
            self.healthy().await?;
        } else {
            self.browser.close_tab().await?;
            self.browser.switch_to(&tab).await?;
            println!("Chromium loads such a page again by itself; its driver switches that off");
            self.browser.reload().await?;
            self.healthy().await?;
        }
        self.badge("").await?;
        self.picture("recovered").await?;
        self.at_its_address().await
    }

    async fn blocked(&self) -> anyhow::Result<()> {
        self.browser.goto(ADDRESS).await?;
        let tab = self.browser.present_tab().await?;
        self.picture("page").await?;
        ensure!(self.browser.panel().await?.is_none(), "a refusal is not painted over");
        let popup = self.browser.extension_url("popup.html")?;
        self.browser.new_tab(&popup).await?;
        let said = self.panel("the popup", "").await?;
        for never in ["VPN", "router", "private", "Clear"] {
            ensure!(!said.contains(never), "{never} is no way round a block: {said}");
        }
        self.picture("popup").await?;
        self.browser.close_tab().await?;
        self.browser.switch_to(&tab).await?;
        self.lab.wait_phase("up", SOON).await?;
        let probes = self.lab.hits(|record| record.method == "HEAD");
        let documents = self.lab.hits(Record::is_main_document);
        ensure!((probes, documents) == (0, 1), "{probes} probes, {documents} documents");
        println!("a refusal is left alone: nothing painted, asked, loaded or offered");
        Ok(())
    }

    async fn long_outage(&self) -> anyhow::Result<()> {
        self.browser.goto(ADDRESS).await?;
        self.panel("the failure", "502").await?;
        let origin = "return Math.round(performance.timeOrigin * 1000)";
        let origin = self.browser.eval(origin).await?.as_i64().context("no time of origin")?;
        let tab = "return (await chrome.tabs.query({ url: 'https://chatgpt.com/*' }))[0].id";
        let tab = self.browser.in_extension(tab).await?.as_i64().context("no tab")?;
        let document = Document { address: ADDRESS.to_owned(), time_origin: origin };
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let now = Timestamp::from_millis(i64::try_from(now)?);
        let snapshot = hours::failing_for(HOURS, now, i32::try_from(tab)?, &document);
        self.browser.kill_background().await?;
        let keep = format!(
            "await chrome.storage.session.set({{ snapshot: {}, open: true }})",
            json!(snapshot)
        );
        self.browser.in_extension(&keep).await?;
        println!("as it would be after three hours of this, with nothing posted");
        let present = self.browser.present_tab().await?;
        let popup = self.browser.extension_url("popup.html")?;
        self.browser.new_tab(&popup).await?;
        self.panel("the popup", "checks").await?;
        let said = self.unfolded(&["Contact OpenAI", "Try another device"]).await?;
        println!("{said}\n");
        self.picture("remedies").await?;
        self.browser.close_tab().await?;
        self.browser.switch_to(&present).await?;
        self.panel("the panel", "checks").await?;
        self.picture("panel").await?;
        self.lab.go("up")?;
        // A check that was made a moment ago is not made again at once, and says so.
        for _ in 0..5 {
            self.browser.press("Check now").await?;
            let answers =
                |panel: Option<&PanelSeen>| panel.is_some_and(|it| it.text.contains("Go now"));
            if self.browser.wait_panel("its answer", answers, PRESSED_AGAIN).await.is_ok() {
                break;
            }
        }
        // After hours the returns of many people are spread: who is there need not wait.
        for _ in 0..5 {
            println!("{}\n", self.panel("the card", "").await?);
            self.browser.press("Go now").await?;
            if self.browser.wait_page("ChatGPT", HEALTHY, PRESSED_AGAIN).await.is_ok() {
                break;
            }
        }
        self.healthy().await?;
        self.picture("recovered").await?;
        self.at_its_address().await
    }

    /// What the card says once it says `words`.
    async fn panel(&self, what: &str, words: &str) -> anyhow::Result<String> {
        self.panel_within(what, words, SOON).await
    }

    async fn panel_within(
        &self,
        what: &str,
        words: &str,
        limit: Duration,
    ) -> anyhow::Result<String> {
        let seen = self.browser.wait_panel(what, says(words), limit).await?;
        Ok(seen.context("there is a card")?.text)
    }

    /// What unfolds below the card: it must say all of these.
    async fn unfolded(&self, words: &[&str]) -> anyhow::Result<String> {
        let script = format!(
            "(document.querySelector('.advice').open = true,
              {}.every((words) => document.querySelector('.advice').innerText.includes(words)))",
            json!(words)
        );
        self.browser.wait_page("the remedies", &script, SOON).await?;
        let text = "return document.querySelector('.advice').innerText";
        Ok(self.browser.eval(text).await?.as_str().unwrap_or_default().to_owned())
    }

    async fn badge(&self, text: &str) -> anyhow::Result<()> {
        let script = format!(
            "return await new Promise((done) => {{
               const look = async () =>
                 (await chrome.action.getBadgeText({{}})) === {} && done(true);
               chrome.storage.session.onChanged.addListener(() => setTimeout(look, 50));
               look() }})",
            json!(text)
        );
        self.browser.in_extension(&script).await.map(drop)
    }

    async fn healthy(&self) -> anyhow::Result<()> {
        self.browser.wait_page("ChatGPT", HEALTHY, 4 * SOON).await
    }

    async fn at_its_address(&self) -> anyhow::Result<()> {
        let url = self.browser.url().await?;
        ensure!(url == ADDRESS, "the tab came back to {url} and not to {ADDRESS}");
        println!("the tab is at its address again");
        Ok(())
    }

    async fn picture(&self, what: &str) -> anyhow::Result<()> {
        self.demo.picture(self.browser, what).await
    }
}
