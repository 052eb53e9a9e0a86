//! A life: the browser, its tabs, what is switched on, and what each action does to them.

use super::action::{Action, Kit, Length};
use super::laws::Notes;
use super::person::HEALTHY;
use super::site::{Documents, SITES, Says, Site, phase, scenario};
use crate::machine::{sets_the_clock, with_a_clock};
use crate::restart::with_its_tabs;
use crate::surfaces::access;
use crate::{SOON, Stage, extension, is_probe};
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use lab::{Record, assistants};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long is waited at most for what may not come at all.
const PATIENCE: Duration = Duration::from_secs(12);

/// A tab of the site.
#[derive(Debug)]
pub(super) struct Tab {
    pub handle: String,
    pub address: String,
    pub is_private: bool,
    /// What its document was given when it was seen well: one that is gone without its person means
    /// that the page was loaded by itself.
    pub mark: Option<u64>,
}

impl Tab {
    /// Whether it is written in: a chat of ChatGPT's.
    pub(super) fn is_written_in(&self) -> bool {
        self.address.starts_with(CHATGPT)
    }
}

const CHATGPT: &str = "https://chatgpt.com/";

/// What was done, told where the life ends badly.
pub(super) struct Journal {
    kind: Kind,
    seed: u64,
    length: Length,
    pub lines: Vec<String>,
}

impl Drop for Journal {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = if self.length == Length::Long { "lives::long" } else { "lives" };
            let browser = if self.kind == Kind::Chrome { "chromium" } else { "firefox" };
            println!(
                "GATEWATCH_LIFE={} cargo test --package lab --test extension {test}::{browser}\n{}",
                self.seed,
                self.lines.join("\n")
            );
        }
    }
}

/// All that is known of it.
pub(super) struct Life {
    // Dropped first, and told before the browser is gone.
    pub journal: Journal,
    /// Missing while the browser starts again.
    pub stage: Option<Stage>,
    pub profile: Scratch,
    /// Where the extension stands, with a clock that can be set or as it was built.
    pub folder: PathBuf,
    pub kit: Kit,
    pub kind: Kind,
    pub tabs: Vec<Tab>,
    /// Which of them is looked at.
    pub present: usize,
    opened: u64,
    pub marks: u64,
    pub site: &'static Site,
    says: Says,
    pub settings: Value,
    pub on: bool,
    pub access: bool,
    pub offline: Option<String>,
    /// Whether its person hid a card since the last page that was well.
    pub hides: bool,
    /// Since when the extension is off, or without access.
    since: (Option<SystemTime>, Option<SystemTime>),
    pub notes: Notes,
    /// What was sent and lost, and must be kept until it is sent again or discarded.
    pub lost: Vec<String>,
    /// What was written in private windows.
    pub private: Vec<String>,
    pub written: u64,
    /// What access taken away leaves in consoles is the browser's.
    pub lost_access: bool,
    pub restarts: bool,
}

pub(super) fn options(kind: Kind, kit: Kit, profile: &Scratch, folder: &Path) -> Options {
    let mut options = with_its_tabs(kind, profile);
    options.private = kit.is_private;
    options.extension = Some(folder.to_owned());
    // The lab is this computer, which an offline Firefox reaches all the same.
    options.firefox_prefs.push(("network.disable-localhost-when-offline".into(), true.into()));
    options
}

impl Life {
    pub(super) async fn begin(kind: Kind, seed: u64, length: Length, kit: Kit) -> Self {
        let profile = Scratch::new().unwrap();
        let mut folder = if kit.has_clock { with_a_clock(kind, &profile) } else { extension(kind) };
        if kit.has_claude {
            let with_access = profile.path().join("with-claude");
            assistants::with_access(&folder, &with_access, &[sites::Site::Claude]).unwrap();
            folder = with_access;
        }
        let options = options(kind, kit, &profile, &folder);
        let stage = Stage::opened(kind, scenario(), folder.clone(), options).await;
        stage.browser.extension_ready().await.unwrap();
        let mut life = Self {
            journal: Journal { kind, seed, length, lines: Vec::new() },
            stage: Some(stage),
            profile,
            folder,
            kit,
            kind,
            tabs: Vec::new(),
            present: 0,
            opened: 0,
            marks: 0,
            site: &SITES[0],
            says: Says::Green,
            settings: json!({}),
            on: true,
            access: true,
            offline: None,
            hides: false,
            since: (None, None),
            notes: Notes::default(),
            lost: Vec::new(),
            private: Vec::new(),
            written: 0,
            lost_access: false,
            restarts: false,
        };
        life.note(format!("{kit:?}"));
        if kit.has_claude {
            life.set("on_claude", true).await;
        }
        // The driver's own first tab is the first chat's.
        let handle = life.stage().browser.present_tab().await.unwrap();
        let address = life.address();
        life.stage().browser.goto(&address).await.unwrap();
        life.tabs.push(Tab { handle, address, is_private: false, mark: None });
        life.arrived().await;
        life
    }

    pub(super) fn stage(&self) -> &Stage {
        self.stage.as_ref().expect("a browser")
    }

    pub(super) fn into_stage(self) -> Stage {
        let mut this = self;
        this.stage.take().expect("a browser")
    }

    pub(super) fn tab(&mut self) -> &mut Tab {
        &mut self.tabs[self.present]
    }

    /// Another chat's, which no tab has had yet.
    pub(super) fn address(&mut self) -> String {
        self.opened += 1;
        format!("{CHATGPT}c/life-{}?model=auto#latest", self.opened)
    }

    pub(super) fn note(&mut self, what: String) {
        let at = self.stage.as_ref().and_then(|stage| stage.lab.records().last().map(|it| it.at));
        let at = at.unwrap_or_default().as_secs_f64();
        self.journal.lines.push(format!("{at:8.2} s  {what}"));
    }

    /// Whether the extension sees what the site does.
    pub(super) fn watches(&self) -> bool {
        self.on && self.access
    }

    fn stir(&mut self) {
        self.notes.stirred.push(SystemTime::now());
    }

    pub(super) async fn in_extension(&self, script: &str) -> Value {
        let came = self.stage().browser.in_extension(script).await;
        self.stage().told(came).await
    }

    pub(super) async fn play(&mut self, action: Action) {
        self.note(format!("{action:?}, at {} of {} tabs", self.present + 1, self.tabs.len()));
        match action {
            Action::Open => {
                let address = self.address();
                self.open(address).await;
            }
            Action::OpenPrivate => self.open_private().await,
            Action::OpenElsewhere => self.open_elsewhere().await,
            Action::Look(which) => self.look(which % self.tabs.len()).await,
            Action::Close => self.close().await,
            Action::Reload => self.reload().await,
            Action::AwayAndBack => self.away_and_back().await,
            Action::Write => self.write().await,
            Action::Attach(bytes) => self.attach(bytes).await,
            Action::Send => self.send().await,
            Action::Press(which) => self.press(which).await,
            Action::PressOffer(which) => self.press_offer(which).await,
            Action::PressInPopup(which) => self.press_in_popup(which).await,
            Action::KeepWhileTyping(keeps) => self.set("keep_while_typing", keeps).await,
            Action::SwitchOff => self.switch_off().await,
            Action::SwitchOn => self.switch_on().await,
            Action::Site(site) => {
                self.site = site;
                self.go();
            }
            Action::Says(says) => {
                self.says = says;
                self.go();
            }
            Action::Offline => self.go_offline().await,
            Action::Online => self.go_online().await,
            Action::TakeAccess => self.take_access().await,
            Action::GiveAccess => self.give_access().await,
            Action::KillBackground => {
                // It may be dead already.
                let _ = self.stage().browser.kill_background().await;
                self.stir();
                if self.kit.has_clock {
                    // Its clock is right again.
                    self.notes.jumped.push(SystemTime::now());
                }
            }
            Action::Discard(which) => self.discard(which).await,
            Action::Restart => self.restart().await,
            Action::Clock(hours) => {
                if self.kit.has_clock {
                    self.in_extension(&sets_the_clock(hours * 3_600_000)).await;
                    self.stir();
                    self.notes.jumped.push(SystemTime::now());
                }
            }
            Action::AwaitProbe => self.await_probe().await,
            Action::AwaitReturn => {
                if self.site.documents == Documents::Load {
                    let _ = self.stage().browser.wait_page("it", HEALTHY, PATIENCE).await;
                }
            }
        }
        self.look_closely().await;
    }

    fn go(&self) {
        self.stage().lab.go(&phase(self.site, self.says)).unwrap();
    }

    pub(super) async fn all_is_well(&mut self) {
        self.go_online().await;
        (self.site, self.says) = (&SITES[0], Says::Green);
        self.go();
        self.give_access().await;
        self.switch_on().await;
    }

    async fn open(&mut self, address: String) {
        if self.tabs.len() > 3 {
            return;
        }
        self.leave_private_window().await;
        let landed = self.stage().browser.new_tab(&address).await;
        let (handle, _) = self.stage().told(landed).await;
        self.tabs.push(Tab { handle, address, is_private: false, mark: None });
        self.present = self.tabs.len() - 1;
        self.arrived().await;
    }

    async fn open_elsewhere(&mut self) {
        if self.kit.has_claude {
            self.opened += 1;
            let claude = sites::Site::Claude.host();
            self.open(format!("https://{claude}/chat/life-{}?model=auto#latest", self.opened))
                .await;
        }
    }

    pub(super) async fn look(&mut self, which: usize) {
        self.present = which;
        let handle = self.tabs[which].handle.clone();
        let switched = self.stage().browser.show_tab(&handle).await;
        self.stage().told(switched).await;
    }

    async fn close(&mut self) {
        let ordinary = self.tabs.iter().filter(|tab| !tab.is_private).count();
        if ordinary < 2 && !self.tab().is_private {
            return;
        }
        self.stage().browser.close_tab().await.unwrap();
        let gone = self.tabs.remove(self.present);
        if self.offline.as_ref() == Some(&gone.handle) {
            self.offline = None;
        }
        self.look(0).await;
    }

    pub(super) async fn reload(&mut self) {
        self.tab().mark = None;
        let address = self.tab().address.clone();
        // A waiting page that is loaded again stands there again, also over a pause.
        let is_waiting =
            self.stage().browser.url().await.is_ok_and(|url| url.contains("waiting.html"));
        let card = self.stage().browser.panel().await.ok().flatten();
        let is_paused = is_waiting && card.is_some_and(|card| card.button("Resume").is_some());
        // Where nothing has ever come, a driver loads the empty page again.
        if self.stage().browser.url().await.is_ok_and(|url| url == "about:blank") {
            self.load(&address).await;
        } else {
            let reloaded = self.stage().browser.reload().await;
            self.stage().told(reloaded).await;
        }
        if !is_paused {
            self.arrived().await;
        }
    }

    async fn away_and_back(&mut self) {
        // A load that breaks or hangs is one that browsers go on with whatever their person does.
        if matches!(self.site.documents, Documents::Break | Documents::Hang) {
            return;
        }
        self.tab().mark = None;
        self.opened += 1;
        let opened = self.opened;
        let (site, _) = self.tab().address.rsplit_once("life-").expect("a chat of this life");
        let away = format!("{site}life-{}?model=auto#latest", opened);
        self.load(&away).await;
        let back = self.stage().browser.back().await;
        self.stage().told(back).await;
        // Where nothing was loaded that could be left, there is no way back.
        let address = self.tab().address.clone();
        let there = format!("location.href === '{address}'");
        if self.stage().browser.wait_page("the way back", &there, PATIENCE / 6).await.is_err() {
            self.note(format!("stays at {:?}", self.stage().browser.url().await));
            self.load(&address).await;
        }
    }

    async fn load(&self, address: &str) {
        let landed = self.stage().browser.goto(address).await;
        self.stage().told(landed).await;
    }

    /// Waits for what a person sees of a document that was just asked for: by a card where it failed.
    pub(super) async fn arrived(&mut self) {
        let online = self.offline.is_none();
        match self.site.documents {
            Documents::Load if online => {
                let came = self.stage().browser.wait_page("the chat", HEALTHY, SOON).await;
                self.stage().told(came).await;
            }
            Documents::Fail if online && self.watches() && !self.hides => {
                let card = self.stage().browser.wait_panel("the card", |it| it.is_some(), SOON);
                let card = card.await;
                self.stage().told(card).await;
            }
            Documents::Load
            | Documents::Fail
            | Documents::Refused
            | Documents::Break
            | Documents::Hang
            | Documents::Blank => {}
        }
    }

    async fn set(&mut self, name: &str, value: bool) {
        self.settings[name] = value.into();
        let set = format!("await chrome.storage.sync.set({{ settings: {} }})", self.settings);
        self.in_extension(&set).await;
    }

    async fn switch_off(&mut self) {
        if !self.on {
            return;
        }
        self.set("on", false).await;
        self.on = false;
        self.no_alarm_is_left().await;
        self.nothing_of_it_is_shown().await;
        self.since.0 = Some(SystemTime::now());
    }

    /// Waits for it, on a page of the site: a waiting page stays, and says that it is off.
    async fn nothing_of_it_is_shown(&self) {
        let none = |it: Option<&PanelSeen>| it.is_none_or(|panel| panel.text.is_empty());
        if self.stage().browser.url().await.is_ok_and(|url| url.starts_with("https:")) {
            let gone = self.stage().browser.wait_panel("no card", none, SOON).await;
            self.stage().told(gone).await;
            let gone = self.stage().browser.wait_offer("no offer", none, SOON).await;
            self.stage().told(gone).await;
        }
    }

    async fn no_alarm_is_left(&self) {
        let left = "for (;;) {
            const left = await chrome.alarms.getAll();
            if (!left.length) return true;
            await new Promise((look) => setTimeout(look, 100));
          }";
        self.in_extension(left).await;
    }

    async fn switch_on(&mut self) {
        if self.on {
            return;
        }
        let alarms = "return (await chrome.alarms.getAll()).map(({ name }) => name)";
        let alarms = self.in_extension(alarms).await;
        assert_eq!(alarms, json!([]), "alarms of who is switched off");
        self.nothing_of_it_is_shown().await;
        if let Some(since) = self.since.0.take() {
            self.notes.off.push((since, SystemTime::now()));
        }
        self.stir();
        self.set("on", true).await;
        self.on = true;
    }

    async fn take_access(&mut self) {
        // The other assistant's would be left, or taken, by the browser's leave.
        if !self.access || self.kit.has_claude {
            return;
        }
        access(self.stage(), false).await;
        (self.access, self.lost_access) = (false, true);
        self.stage().outage_ended().await;
        // A probe that is on its way arrives.
        self.since.1 = Some(SystemTime::now() + Duration::from_secs(1));
    }

    async fn give_access(&mut self) {
        if self.access {
            return;
        }
        if let Some(since) = self.since.1.take() {
            self.notes.without_access.push((since, SystemTime::now()));
        }
        self.stir();
        access(self.stage(), true).await;
        self.access = true;
    }

    /// Chromium's driver takes the network from one page alone.
    async fn go_offline(&mut self) {
        if self.offline.is_none() {
            let taken = self.stage().browser.offline(true).await;
            self.stage().told(taken).await;
            self.offline = Some(self.tab().handle.clone());
        }
    }

    pub(super) async fn go_online(&mut self) {
        let Some(handle) = self.offline.take() else { return };
        let present = self.present;
        if let Some(which) = self.tabs.iter().position(|tab| tab.handle == handle) {
            self.look(which).await;
        }
        let given = self.stage().browser.offline(false).await;
        self.stage().told(given).await;
        self.look(present).await;
        self.stir();
    }

    async fn await_probe(&self) {
        if self.site.documents == Documents::Fail && self.watches() {
            let before = self.stage().lab.hits(is_probe);
            let next = |all: &[Record]| all.iter().filter(|it| is_probe(it)).count() > before;
            let _ = self.stage().lab.wait_for("a probe", next, PATIENCE).await;
        }
    }
}
