//! A browser, a site and a clock of their own around the real engine; it does what the shell
//! does, may die at any effect, and holds the laws against whatever the engine asks for.

use super::reference::Reference;
use super::story::Story;
use ::sites::{Site, has_prompt, without_fragment};
use detect::{Evidence, PageFacts, Response, classify};
use engine::{
    Button, ChatState, Clearing, Document, Effect, Engine, Event, Expectation, Finding, Interrupts,
    Outcome, ProbeAnswer, ReturnOutcome, Surface, TabId, TabState, Task, TaskId, Trouble,
};
use history::Past;
use status::{Reply as StatusReply, Unreadable};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use timestamp::Timestamp;

mod browser;
mod deaths;
mod shell;
mod sites;

pub use deaths::everywhere;
pub use sites::*;

pub const BASE: i64 = 1_790_000_000_000;
pub const HOME: &str = "https://chatgpt.com/";
pub const OLD: &str = "https://chat.openai.com/";

/// Seconds as the milliseconds that the world counts in.
pub const fn s(seconds: i64) -> i64 {
    seconds * 1000
}

/// A browser that loads its own error page again does so after so many ms (Chromium's
/// `NetErrorAutoReloader`), the last again and again.
const RETRIES: [i64; 7] = [s(1), s(5), s(30), s(60), s(300), s(600), s(1800)];

/// So many events no run has, by far.
const MOST: usize = 100_000;

/// What the browser allows on the tab's failing pages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Drawable,
    Undrawable,
    Private,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Stands {
    Document { status: u16, challenge: bool, headers_at: i64 },
    ErrorPage,
    WaitingPage,
}

#[derive(Clone, Debug)]
pub struct Tab {
    pub kind: Kind,
    pub document: Document,
    pub post: bool,
    pub stands: Stands,
    pub loading: bool,
    /// What loads is the rest of the document that stands there.
    own: bool,
    /// When we last began its load.
    ours: Option<i64>,
    pub active: bool,
    pub discarded: bool,
    pub frozen: bool,
    /// Nobody gets into its document.
    pub mute: bool,
    /// Its document promised well and broke off.
    pub cut: bool,
    /// Its person is at work in the card.
    pub at_work: bool,
    /// What its app shows of a chat in trouble.
    pub chat: ChatState,
    /// Its app did not start: nothing stands in it.
    pub empty: bool,
    /// How often it was looked into for that.
    pub looks: usize,
    /// Which cookies it has.
    pub cookie_store: u32,
    pub loads: Vec<i64>,
    /// How often its browser has loaded its own error page again.
    retried: usize,
    load: u64,
    /// The last load was of the address that stood there.
    pub again: bool,
    /// And that one, or one before it, was well.
    sent: bool,
}

impl Tab {
    pub fn is_healthy(&self) -> bool {
        !self.cut && matches!(self.stands, Stands::Document { status: ..500, .. })
    }
}

/// What is left of a document whose connection broke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Left {
    /// As much as came.
    Part,
    /// A document that nobody gets into: not a tag of it came.
    Nothing,
    /// The browser's own error page, which comes in a moment.
    ErrorPage,
}

enum Happening {
    Break { tab: i32, load: u64, left: Left },
    Cover { tab: i32, load: u64 },
    Headers { tab: i32, load: u64, address: String, post: bool },
    Commit { tab: i32, load: u64, document: Document, post: bool, stands: Stands, told: Told },
    Retry { tab: i32, load: u64 },
    Sent { tab: i32, document: Document, answer: Answer },
    Asset { tab: i32, document: Document, fails: bool },
    Inspect { tab: TabId, expectation: Expectation },
    Read { tab: TabId, document: Document, response: Response },
    InspectChat { tab: TabId, trouble: Trouble, since: Timestamp },
    Do { id: TaskId, task: Task },
    Answered { host: Site, id: TaskId, answer: ProbeAnswer },
    Tell { event: Event },
}

/// The browser's name of the error that led to an error page, where no headers did.
type Told = Option<&'static str>;

/// Where the background dies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Death {
    Never,
    /// Between every two events another engine goes on from the snapshot.
    Relay,
    /// After the event of that number, with all that it asked for and all that is in flight.
    AtEvent(usize),
    /// Before the effect of that number is done.
    Before(usize),
    /// After it was done, before its outcome is told.
    After(usize),
}

pub struct World {
    pub engine: Engine,
    pub tabs: BTreeMap<i32, Tab>,
    pub site: Box<dyn Fn(Request) -> Answer>,
    pub green: bool,
    /// Whether this computer has a network.
    pub online: bool,
    /// The browser tries again by itself what failed in the network.
    pub retries: bool,
    /// Pages that live and whose person asked for them to be loaded again.
    pub clicked: BTreeSet<i32>,
    /// Tabs whose person ever asked for that.
    asked: BTreeSet<i32>,
    /// Bars that were taken away.
    pub taken: Vec<(i64, i32)>,
    /// What the status page's incident about ChatGPT says, while it says anything.
    pub incident: Option<&'static str>,
    /// Addresses that loaded well.
    pub well: BTreeSet<String>,
    /// Milliseconds since the world began.
    pub now: i64,
    /// What the wall clock is wrong by.
    pub wrong: i64,
    pub probes: Vec<(i64, Site)>,
    pub returns: Vec<(i64, i32)>,
    pub backs: usize,
    /// The tabs whose answered messages were forgotten, each time.
    pub forgotten: Vec<TabId>,
    /// What the pages of a tab show.
    pub facts: BTreeMap<i32, PageFacts>,
    /// Until when the app's script fails for every page.
    pub asset_fails_until: i64,
    /// The panels that were taken away from documents that did not fail.
    pub taken_away: Vec<Document>,
    /// How often a person who asked for it was told that the site is back.
    pub notified: usize,
    /// The tabs whose person was shown what else may help.
    pub advised: Vec<TabId>,
    /// How many cards were painted with an inspection, before anything else.
    pub painted: usize,
    /// Tabs whose loads nobody hears of: the site's own worker answers out of its store.
    pub stored: BTreeSet<i32>,
    /// Tabs whose failing documents never end.
    pub endless: BTreeSet<i32>,
    /// Tabs whose failing documents break off, and what the browser then shows.
    pub breaks: BTreeMap<i32, Left>,
    /// No page of ours opens, whatever the tab seems to allow.
    pub no_waiting_pages: bool,
    /// The tab whose next document breaks off whatever it promised, and what is left of it.
    pub cuts: Option<(i32, Left)>,
    /// How often the cache was cleared: the site may know.
    pub clearings: Rc<Cell<u32>>,
    pub status_reads: usize,
    /// The outages that were kept, and how often one was.
    pub past: BTreeMap<String, Past>,
    pub records: usize,
    /// When an ordinary window's tab failed first.
    pub in_the_open: Timestamp,
    /// What kind of window each number was ever given to: no browser gives one twice.
    kinds: BTreeMap<i32, Kind>,
    pub trace: Vec<(Timestamp, Event, Vec<Effect>)>,
    /// What is told of it, where somebody asked for that.
    pub story: Option<Story>,
    pub death: Death,
    pub deaths: usize,
    pub effects: usize,
    pub asleep: bool,
    alarm: Option<i64>,
    queue: BTreeMap<(i64, u64), (u64, Happening)>,
    order: u64,
    life: u64,
    in_flight: BTreeMap<Site, u64>,
    outstanding: BTreeMap<TaskId, Task>,
    floors: BTreeMap<Site, i64>,
    /// When each site was last asked for its own sake.
    own_probes: BTreeMap<Site, i64>,
    reference: Reference,
}

impl World {
    pub fn new(seed: u64, death: Death, site: impl Fn(Request) -> Answer + 'static) -> Self {
        Self {
            engine: Engine::new(seed),
            tabs: BTreeMap::new(),
            site: Box::new(site),
            green: false,
            online: true,
            retries: false,
            clicked: BTreeSet::new(),
            asked: BTreeSet::new(),
            taken: vec![],
            incident: None,
            well: BTreeSet::new(),
            now: 0,
            wrong: 0,
            probes: vec![],
            returns: vec![],
            backs: 0,
            forgotten: Vec::new(),
            facts: BTreeMap::new(),
            asset_fails_until: 0,
            taken_away: vec![],
            notified: 0,
            advised: Vec::new(),
            painted: 0,
            stored: BTreeSet::new(),
            endless: BTreeSet::new(),
            breaks: BTreeMap::new(),
            cuts: None,
            no_waiting_pages: false,
            clearings: Rc::default(),
            status_reads: 0,
            past: BTreeMap::new(),
            records: 0,
            in_the_open: Timestamp::MAX,
            kinds: BTreeMap::new(),
            trace: vec![],
            story: None,
            death,
            deaths: 0,
            effects: 0,
            asleep: false,
            alarm: None,
            queue: BTreeMap::new(),
            order: 0,
            life: 0,
            in_flight: BTreeMap::new(),
            outstanding: BTreeMap::new(),
            floors: BTreeMap::new(),
            own_probes: BTreeMap::new(),
            reference: Reference::default(),
        }
    }

    pub fn wall(&self) -> Timestamp {
        Timestamp::from_millis(BASE + self.now + self.wrong)
    }

    // What people do.

    pub fn open(&mut self, tab: i32, address: &str) {
        self.open_as(tab, address, Kind::Drawable);
    }

    pub fn open_as(&mut self, tab: i32, address: &str, kind: Kind) {
        let kind = *self.kinds.entry(tab).or_insert(kind);
        let document = Document { address: "about:blank".into(), time_origin: 0 };
        let stands = Stands::Document { status: 200, challenge: false, headers_at: 0 };
        let tab_ = Tab {
            kind,
            document,
            post: false,
            stands,
            loading: false,
            own: false,
            ours: None,
            active: true,
            discarded: false,
            frozen: false,
            mute: false,
            cut: false,
            at_work: false,
            chat: ChatState::Fine,
            empty: false,
            looks: 0,
            cookie_store: u32::from(kind == Kind::Private),
            loads: vec![],
            retried: 0,
            load: 0,
            again: false,
            sent: false,
        };
        self.tabs.insert(tab, tab_);
        self.load(tab, address, false);
    }

    pub fn load(&mut self, tab: i32, address: &str, post: bool) {
        let now = self.now;
        let Some(t) = self.tabs.get_mut(&tab) else { return };
        self.order += 1;
        t.again = without_fragment(&t.document.address) == without_fragment(address);
        // A refusal is no app that could have sent it.
        let came_well =
            t.is_healthy() && !matches!(t.stands, Stands::Document { status: 400.., .. });
        t.sent = t.again && (t.sent || came_well);
        (t.loading, t.load, t.discarded, t.frozen) = (true, self.order, false, false);
        (t.at_work, t.own, t.ours, t.mute, t.cut) = (false, false, None, false, false);
        t.loads.push(now);
        let load = t.load;
        self.later(200, Happening::Headers { tab, load, address: address.into(), post });
    }

    pub fn reload(&mut self, tab: i32) {
        if let Some(t) = self.tabs.get(&tab) {
            let (address, post) = (t.document.address.clone(), t.post);
            self.load(tab, &address, post);
        }
    }

    pub fn close(&mut self, tab: i32) {
        self.tabs.remove(&tab);
    }

    /// Writes a message on the page that stands there.
    pub fn send(&mut self, tab: i32) {
        let asked = Request { address: MESSAGES, probe: false, with_cookies: true, at: self.now };
        let answer = (self.site)(asked);
        self.send_and_get(tab, answer);
    }

    /// The app asks for an answer whose stream broke, or for a chat.
    pub fn chat_requests(&mut self, tab: i32, address: &str, status: u16) {
        let (tab, address, at) = (TabId(tab), address.to_owned(), self.wall());
        self.tell(Event::ChatRequested { tab, address, status, at });
    }

    pub fn send_and_get(&mut self, tab: i32, answer: Answer) {
        let Some(t) = self.tabs.get(&tab).filter(|t| t.is_healthy() && !t.loading) else { return };
        let document = t.document.clone();
        self.later(300, Happening::Sent { tab, document, answer });
    }

    /// The bar that stands on a page that lives, as ids: its title and what can be pressed.
    pub fn bar(&self, tab: i32) -> Option<(&'static str, Vec<&'static str>)> {
        self.engine.panels().into_iter().find_map(|(id, _, place, view)| {
            let view = view.filter(|_| id.0 == tab && place == Surface::Bar)?;
            Some((view.title.id, view.buttons.iter().map(|b| b.button).collect()))
        })
    }

    /// The browser gives a tab another number.
    pub fn replace(&mut self, tab: i32, by: i32) {
        let free = !self.kinds.contains_key(&by);
        if let Some(t) = self.tabs.remove(&tab).filter(|t| free && !t.loading) {
            self.kinds.insert(by, t.kind);
            self.tabs.insert(by, t);
            if self.asked.contains(&tab) {
                self.asked.insert(by);
            }
            if self.engine.is_open() {
                self.tell(Event::TabReplaced { tab: TabId(tab), by: TabId(by) });
            }
        }
    }

    pub fn press(&mut self, tab: Option<i32>, button: Button) {
        if let (Some(tab), Button::GoNow) = (tab, button) {
            self.clicked.insert(tab);
            self.asked.insert(tab);
        }
        // Where no check tells anything, it loads the page.
        if button == Button::CheckNow {
            let shown = self.engine.panels().into_iter().map(|(id, ..)| id.0);
            let all: Vec<i32> = shown.chain(self.tabs.keys().copied()).collect();
            self.asked.extend(all.into_iter().filter(|id| tab.is_none_or(|tab| tab == *id)));
        }
        self.tell(Event::Pressed { tab: tab.map(TabId), button });
    }

    pub fn see(&mut self, tab: i32, visible: bool) {
        if let Some(t) = self.tabs.get_mut(&tab) {
            t.active = visible;
            if !t.discarded && !t.frozen && t.stands != Stands::ErrorPage {
                self.tell(Event::VisibilityChanged { tab: TabId(tab), visible });
            }
        }
    }

    // Time.

    pub fn run(&mut self, until: i64) {
        loop {
            // What goes on without an end would take all memory before anybody saw it.
            assert!(self.trace.len() < MOST, "no end after {MOST} events");
            let queued = self.queue.keys().next().map(|(at, _)| *at);
            let next = queued.into_iter().chain(self.alarm).min();
            let Some(at) = next.filter(|at| *at <= until) else { break };
            self.now = self.now.max(at);
            if queued == Some(at) {
                let (_, (life, happening)) = self.queue.pop_first().unwrap();
                self.happen(life, happening);
            } else {
                self.alarm = None;
                self.tell(Event::TimePassed);
            }
        }
        self.now = self.now.max(until);
    }

    pub fn pass(&mut self, ms: i64) {
        self.run(self.now + ms);
    }

    fn later(&mut self, ms: i64, happening: Happening) {
        self.order += 1;
        self.queue.insert((self.now + ms, self.order), (self.life, happening));
    }

    /// Whether its person alone may load it again, as far as anybody can know.
    pub fn is_by_hand(&self, tab: &Tab) -> bool {
        let address = without_fragment(&tab.document.address);
        tab.post || has_prompt(address) && (tab.again || tab.empty || self.well.contains(address))
    }

    // What came of it.

    pub fn is_quiet(&self) -> bool {
        ["panel_label", "off_title"].contains(&self.engine.badge().title)
    }

    pub fn loads(&self, tab: i32) -> usize {
        self.tabs[&tab].loads.len()
    }

    pub fn is_healthy(&self, tab: i32) -> bool {
        self.tabs[&tab].is_healthy()
    }

    /// Whether nothing disturbed the run, so that its figures can be held to the millisecond.
    pub fn is_undisturbed(&self) -> bool {
        self.death == Death::Never
    }

    /// The same events in another engine give the same effects, deaths or not.
    pub fn replays(&self, seed: u64) {
        let mut engine = Engine::new(seed);
        for (wall, event, effects) in &self.trace {
            assert_eq!(engine.handle(*wall, event.clone()), *effects, "{event:?}");
        }
        assert_eq!(engine, self.engine);
    }
}

pub const fn hours(n: i64) -> i64 {
    s(3600 * n)
}
