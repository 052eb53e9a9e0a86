//! A browser, a site and a clock of their own around the real engine; it does what the shell
//! does, may die at any command, and holds the laws against whatever the engine asks for.

use super::reference::Reference;
use super::story::Story;
use gatewatch::detect::{PageFacts, Response, Verdict, judged};
use gatewatch::engine::{
    Button, Clearing, Command, CommandId, Deed, Document, Engine, Event, Expectation, Finding,
    Outcome, Over, Place, ProbeAnswer, ReturnOutcome, Sight, TabId,
};
use gatewatch::past::Past;
use gatewatch::site::{Site, has_prompt, without_fragment};
use gatewatch::status::{Reply as StatusReply, Unreadable};
use gatewatch::time::Timestamp;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub const BASE: i64 = 1_790_000_000_000;
pub const HOME: &str = "https://chatgpt.com/";
pub const OLD: &str = "https://chat.openai.com/";

/// Seconds as the milliseconds that the world counts in.
pub const fn s(seconds: i64) -> i64 {
    seconds * 1000
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Status(u16, Vec<(&'static str, String)>),
    Redirect(&'static str),
    /// Nothing, by the browser's name of the error.
    Fails(&'static str),
    Hangs,
}

pub fn ok() -> Answer {
    Answer::Status(200, vec![])
}

pub const RESET: Answer = Answer::Fails("net::ERR_CONNECTION_RESET");
pub const OFFLINE: Answer = Answer::Fails("NS_ERROR_OFFLINE");
pub const UNTRUSTED: Answer = Answer::Fails("net::ERR_CERT_DATE_INVALID");

/// Where a message goes.
pub const MESSAGES: &str = "https://chatgpt.com/backend-api/f/conversation";

/// A browser that loads its own error page again does so after so many ms (Chromium's
/// `NetErrorAutoReloader`), the last again and again.
const RETRIES: [i64; 7] = [s(1), s(5), s(30), s(60), s(300), s(600), s(1800)];

pub fn bad() -> Answer {
    Answer::Status(502, vec![])
}

/// Who asks and what for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub address: &'a str,
    pub probe: bool,
    /// In ms since the world began.
    pub at: i64,
}

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
    /// Which cookies it has.
    pub jar: u32,
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
    Inspect { tab: TabId, expectation: Expectation },
    Read { tab: TabId, document: Document, response: Response },
    Do { id: CommandId, deed: Deed },
    Answered { host: Site, id: CommandId, answer: ProbeAnswer },
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
    /// Before the command of that number is done.
    Before(usize),
    /// After it was done, before its outcome is told.
    After(usize),
}

pub struct World {
    pub engine: Engine,
    pub tabs: BTreeMap<i32, Tab>,
    pub site: Box<dyn Fn(Asked) -> Answer>,
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
    /// What the pages of a tab show.
    pub facts: BTreeMap<i32, PageFacts>,
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
    pub trace: Vec<(Timestamp, Event, Vec<Command>)>,
    /// What is told of it, where somebody asked for that.
    pub story: Option<Story>,
    pub death: Death,
    pub deaths: usize,
    pub commands: usize,
    pub asleep: bool,
    alarm: Option<i64>,
    queue: BTreeMap<(i64, u64), (u64, Happening)>,
    order: u64,
    life: u64,
    in_flight: BTreeMap<Site, u64>,
    outstanding: BTreeMap<CommandId, Deed>,
    floors: BTreeMap<Site, i64>,
    /// When each site was last asked for its own sake.
    own_probes: BTreeMap<Site, i64>,
    reference: Reference,
}

impl World {
    pub fn new(seed: u64, death: Death, site: impl Fn(Asked) -> Answer + 'static) -> Self {
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
            facts: BTreeMap::new(),
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
            trace: vec![],
            story: None,
            death,
            deaths: 0,
            commands: 0,
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
            jar: u32::from(kind == Kind::Private),
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
        t.sent = t.again && (t.sent || t.is_healthy());
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
        let asked = Asked { address: MESSAGES, probe: false, at: self.now };
        let answer = (self.site)(asked);
        self.send_and_get(tab, answer);
    }

    pub fn send_and_get(&mut self, tab: i32, answer: Answer) {
        let Some(t) = self.tabs.get(&tab).filter(|t| t.is_healthy() && !t.loading) else { return };
        let document = t.document.clone();
        self.later(300, Happening::Sent { tab, document, answer });
    }

    /// The bar that stands on a page that lives, as ids: its title and what can be pressed.
    pub fn bar(&self, tab: i32) -> Option<(&'static str, Vec<&'static str>)> {
        self.engine.panels().into_iter().find_map(|(id, _, place, view)| {
            let view = view.filter(|_| id.0 == tab && place == Place::Bar)?;
            Some((view.title.id, view.buttons.iter().map(|b| b.button).collect()))
        })
    }

    /// The browser gives a tab another number.
    pub fn replace(&mut self, tab: i32, by: i32) {
        let free = !self.tabs.contains_key(&by);
        if let Some(t) = self.tabs.remove(&tab).filter(|t| free && !t.loading) {
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
        self.tell(Event::Pressed { tab: tab.map(TabId), button });
    }

    pub fn see(&mut self, tab: i32, visible: bool) {
        if let Some(t) = self.tabs.get_mut(&tab) {
            t.active = visible;
            if !t.discarded && !t.frozen && t.stands != Stands::ErrorPage {
                self.tell(Event::Seen { tab: TabId(tab), visible });
            }
        }
    }

    // Time.

    pub fn run(&mut self, until: i64) {
        loop {
            let queued = self.queue.keys().next().map(|(at, _)| *at);
            let next = queued.into_iter().chain(self.alarm).min();
            let Some(at) = next.filter(|at| *at <= until) else { break };
            self.now = self.now.max(at);
            if queued == Some(at) {
                let (_, (life, happening)) = self.queue.pop_first().unwrap();
                self.happen(life, happening);
            } else {
                self.alarm = None;
                self.tell(Event::Ticked);
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

    // The shell.

    pub fn tell(&mut self, event: Event) {
        if self.asleep {
            self.asleep = false;
            self.tell_awake(Event::Started(*self.engine.settings()));
        }
        self.tell_awake(event);
    }

    pub fn die(&mut self) {
        if self.asleep {
            return;
        }
        (self.asleep, self.life, self.deaths) = (true, self.life + 1, self.deaths + 1);
        self.engine = Engine::restore(&self.engine.snapshot()).unwrap();
        // A request of a background that died is aborted.
        self.in_flight.clear();
        self.outstanding.clear();
    }

    fn tell_awake(&mut self, event: Event) {
        if self.death == Death::Relay {
            self.engine = Engine::restore(&self.engine.snapshot()).unwrap();
        }
        let wall = self.wall();
        let commands = self.engine.handle(wall, event.clone());
        if let Event::Done { id, .. } = &event {
            self.outstanding.remove(id);
        }
        self.reference.saw(&event, &commands);
        if let Some(story) = &mut self.story {
            story.heard(self.now, &event, &commands, &self.engine);
        }
        self.trace.push((wall, event, commands.clone()));
        let due = self.engine.deadline();
        assert!(due.is_none_or(|(at, _)| at > wall), "due and not done: {due:?} at {wall:?}");
        for command in &commands {
            if let Command::Do(id, deed) = command {
                self.outstanding.insert(*id, deed.clone());
            }
        }
        let rests = ["badge_quiet", "badge_off", "badge_paused", "badge_stopped"];
        if !rests.contains(&self.engine.badge().title) || !self.outstanding.is_empty() {
            assert!(due.is_some(), "nothing is ever due: {:?}", self.engine);
        }
        self.alarm = due.map(|(at, _)| self.now + (at.since(wall).as_millis() as i64).max(1));
        if self.death == Death::AtEvent(self.trace.len()) {
            return self.die();
        }
        for command in commands {
            let number = self.commands;
            self.commands += 1;
            if self.death == Death::Before(number) {
                self.die();
                return;
            }
            let queued = !matches!(
                command,
                Command::SayBack { .. } | Command::Notify { .. } | Command::ShowAdvice { .. }
            );
            match command {
                Command::Inspect { tab, expectation, view } => {
                    self.painted += usize::from(view.is_some());
                    self.later(5, Happening::Inspect { tab, expectation });
                }
                Command::Read { tab, document, response } => {
                    self.later(30, Happening::Read { tab, document, response });
                }
                Command::SayBack { .. } => self.backs += 1,
                Command::Notify { .. } => self.notified += 1,
                Command::ShowAdvice { tab } => self.advised.push(tab),
                Command::Do(id, deed) => self.later(5, Happening::Do { id, deed }),
            }
            if self.death == Death::After(number) {
                // What was begun is done to its end; nobody hears of it.
                let last = queued.then(|| {
                    let key = *self.queue.keys().max_by_key(|(_, order)| *order).unwrap();
                    self.queue.remove(&key).unwrap().1
                });
                self.die();
                if let Some(Happening::Do { id, deed }) = last {
                    let life = std::mem::replace(&mut self.life, u64::MAX);
                    self.do_it(id, deed);
                    self.life = life;
                    self.in_flight.clear();
                }
                return;
            }
        }
    }

    fn outcome(&mut self, ms: i64, id: CommandId, outcome: Outcome) {
        self.later(ms, Happening::Tell { event: Event::Done { id, outcome } });
    }

    fn happen(&mut self, life: u64, happening: Happening) {
        let alive = life == self.life && !self.asleep;
        match happening {
            Happening::Headers { tab, load, address, post } => {
                self.headers(tab, load, address, post);
            }
            Happening::Commit { tab, load, document, post, stands, told } => {
                let Some(t) = self.tabs.get_mut(&tab).filter(|t| t.load == load) else { return };
                (t.document, t.stands, t.loading, t.post) = (document, stands, false, post);
                t.own = self.endless.contains(&tab) && !t.is_healthy();
                t.loading = t.own;
                let cut = self.cuts.take_if(|(of, _)| *of == tab).map(|(_, left)| left);
                t.cut = cut.is_some();
                let comes = matches!(t.stands, Stands::Document { .. }) && !t.is_healthy();
                let left = cut.or(self.breaks.get(&tab).copied().filter(|_| comes));
                t.mute = left == Some(Left::Nothing);
                if let Some(left) = left {
                    let soon = if cut.is_some() { 2 } else { 20 };
                    self.later(soon, Happening::Break { tab, load, left });
                }
                let Some(t) = self.tabs.get_mut(&tab) else { return };
                let address = t.document.address.clone();
                if t.is_healthy() {
                    self.well.insert(without_fragment(&address).to_owned());
                }
                match t.stands {
                    Stands::WaitingPage => {
                        let kept = address.clone();
                        self.tell(Event::WaitingPageOpened { tab: TabId(tab), address: kept });
                        if self.engine.waiting_view(TabId(tab)).is_none() {
                            self.load(tab, &address, false);
                        }
                    }
                    Stands::Document { .. } | Stands::ErrorPage => {
                        if let Some(error) = told {
                            let retried = t.retried;
                            t.retried += 1;
                            if self.retries && !post && !error.contains("CERT") {
                                let wait = RETRIES[retried.min(RETRIES.len() - 1)];
                                self.later(wait, Happening::Retry { tab, load });
                            }
                            let (id, error) = (TabId(tab), error.into());
                            self.tell(Event::NavigationFailed { tab: id, address, post, error });
                        }
                        if self.engine.is_pending() {
                            self.tell(Event::TabUpdated { tab: TabId(tab) });
                        }
                    }
                }
            }
            Happening::Break { tab, load, left } => {
                let stands = |t: &&mut Tab| t.load == load && t.stands != Stands::WaitingPage;
                let Some(t) = self.tabs.get_mut(&tab).filter(stands) else { return };
                let (id, address) = (TabId(tab), t.document.address.clone());
                if left == Left::ErrorPage {
                    self.later(100, Happening::Cover { tab, load });
                }
                let error = "net::ERR_CONNECTION_RESET".into();
                self.tell(Event::NavigationFailed { tab: id, address, post: false, error });
                if self.engine.is_pending() {
                    self.tell(Event::TabUpdated { tab: id });
                }
            }
            Happening::Cover { tab, load } => {
                let Some(t) = self.tabs.get_mut(&tab).filter(|t| t.load == load) else { return };
                t.stands = Stands::ErrorPage;
                t.document.time_origin = 0;
                if self.engine.is_pending() {
                    self.tell(Event::TabUpdated { tab: TabId(tab) });
                }
            }
            Happening::Retry { tab, load } => {
                let stands = |t: &&Tab| t.load == load && t.stands == Stands::ErrorPage;
                if let Some(t) = self.tabs.get(&tab).filter(stands) {
                    let address = t.document.address.clone();
                    self.load(tab, &address, false);
                }
            }
            Happening::Sent { tab, document, answer } => {
                if self.tabs.get(&tab).is_some_and(|t| t.document == document) {
                    self.message_answered(tab, answer);
                }
            }
            Happening::Inspect { tab, expectation } if alive => {
                if let Some(finding) = self.inspect(tab, &expectation) {
                    self.tell(Event::Inspected { tab, expectation, finding });
                }
            }
            Happening::Read { tab, document, response } if alive => {
                let there = |t: &Tab| t.document == document && !t.frozen && !t.discarded;
                if self.tabs.get(&tab.0).is_some_and(there) {
                    let facts = self.facts.get(&tab.0).cloned().unwrap_or_default();
                    let verdict =
                        Verdict::unpack(&judged(Some(facts), &response.packed())).unwrap();
                    let verdict = Box::new(verdict);
                    self.tell(Event::PageRead { tab, document, verdict });
                }
            }
            Happening::Do { id, deed } if alive => self.do_it(id, deed),
            Happening::Answered { host, id, answer } if alive => {
                *self.in_flight.entry(host).or_default() -= 1;
                let wait = match &answer {
                    ProbeAnswer::Status { not_before: Some(at), .. } => {
                        Some(at.since(self.wall()).as_millis() as i64)
                    }
                    ProbeAnswer::Status { code: 429, .. } => Some(s(900)),
                    ProbeAnswer::Status { .. }
                    | ProbeAnswer::Redirect
                    | ProbeAnswer::TimedOut
                    | ProbeAnswer::NetworkError => None,
                };
                if let Some(wait) = wait {
                    self.floors.insert(host, self.now + wait.min(s(3600)));
                }
                self.tell(Event::Done { id, outcome: Outcome::Probed(answer) });
            }
            Happening::Tell { event } if alive => self.tell(event),
            // Its background died: nobody does it, nobody hears of it.
            Happening::Inspect { .. }
            | Happening::Read { .. }
            | Happening::Do { .. }
            | Happening::Answered { .. }
            | Happening::Tell { .. } => {}
        }
    }

    fn headers(&mut self, tab: i32, load: u64, address: String, post: bool) {
        if self.tabs.get(&tab).is_none_or(|t| t.load != load) {
            return;
        }
        let asked = Asked { address: without_fragment(&address), probe: false, at: self.now };
        let answer = (self.site)(asked);
        let mut document = Document { address: address.clone(), time_origin: self.now * 1000 + 1 };
        let kind = self.tabs[&tab].kind;
        self.fails_in_the_open(tab, &answer);
        match answer {
            Answer::Status(status, headers) => {
                let headers: Vec<_> = headers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
                let response = Response { status, headers };
                let challenge = response.is_challenge();
                let at = self.wall();
                let heard = !self.stored.contains(&tab);
                if heard && (status >= 500 || self.engine.is_open()) {
                    let tab = TabId(tab);
                    self.tell(Event::ResponseArrived { tab, address, post, response, at });
                }
                let stands = if status < 500 || kind == Kind::Drawable {
                    Stands::Document { status, challenge, headers_at: at.as_millis() }
                } else {
                    document.time_origin = 0;
                    Stands::ErrorPage
                };
                let told = None;
                self.later(50, Happening::Commit { tab, load, document, post, stands, told });
            }
            Answer::Redirect(to) => {
                if self.engine.is_open() {
                    let response = Response { status: 302, headers: vec![] };
                    let (tab, at) = (TabId(tab), self.wall());
                    self.tell(Event::ResponseArrived { tab, address, post, response, at });
                }
                let address = to.into();
                self.later(50, Happening::Headers { tab, load, address, post: false });
            }
            Answer::Fails(error) => {
                document.time_origin = 0;
                let (stands, told) = (Stands::ErrorPage, Some(error));
                self.later(50, Happening::Commit { tab, load, document, post, stands, told });
            }
            Answer::Hangs => {}
        }
    }

    fn fails_in_the_open(&mut self, tab: i32, answer: &Answer) {
        if self.tabs[&tab].jar == 0 && !matches!(answer, Answer::Status(..400, _)) {
            self.in_the_open = self.in_the_open.min(self.wall());
        }
    }

    fn message_answered(&mut self, tab: i32, answer: Answer) {
        self.fails_in_the_open(tab, &answer);
        let (tab, at, address) = (TabId(tab), self.wall(), MESSAGES.to_owned());
        match answer {
            Answer::Status(status, headers) if status >= 500 || self.engine.is_open() => {
                let headers = headers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
                let response = Response { status, headers };
                self.tell(Event::ConversationAnswered { tab, address, response, at });
            }
            Answer::Fails(error) => {
                let error = error.into();
                self.tell(Event::ConversationFailed { tab, address, error, at });
            }
            Answer::Status(..) | Answer::Redirect(_) | Answer::Hangs => {}
        }
    }

    fn inspect(&self, tab: TabId, expectation: &Expectation) -> Option<Finding> {
        let Some(t) = self.tabs.get(&tab.0) else { return Some(Finding::Gone) };
        if t.frozen || t.discarded {
            return None;
        }
        Some(match t.stands {
            // Nobody is let in, and nobody refused.
            Stands::Document { .. } if t.mute && !expectation.broken => return None,
            Stands::Document { .. } if t.mute => Finding::Refused {
                address: Some(t.document.address.clone()),
                loading: t.loading,
                can_wait: t.kind != Kind::Private,
                retries: self.retries,
            },
            Stands::Document { .. } if expectation.living => {
                let age = self.wall().since(expectation.at).as_millis() as i64;
                let here = self.now - t.document.time_origin / 1000 >= age;
                if here {
                    Finding::Here { document: t.document.clone(), again: t.again }
                } else {
                    Finding::NotHere
                }
            }
            Stands::Document { status, headers_at, .. } => {
                let meant =
                    status == expectation.status && headers_at >= expectation.at.as_millis() - 2500;
                let here = without_fragment(&t.document.address) == expectation.address
                    && (meant || expectation.status == 0);
                let (document, again) = (t.document.clone(), t.again);
                if here { Finding::Here { document, again } } else { Finding::NotHere }
            }
            Stands::ErrorPage | Stands::WaitingPage => Finding::Refused {
                address: (t.stands == Stands::ErrorPage).then(|| t.document.address.clone()),
                loading: t.loading,
                can_wait: t.kind != Kind::Private,
                retries: self.retries,
            },
        })
    }

    fn do_it(&mut self, id: CommandId, deed: Deed) {
        match deed {
            Deed::Look => {
                let sight = |(id, t): (&i32, &Tab)| Sight {
                    tab: TabId(*id),
                    address: t.document.address.clone(),
                    active: t.active,
                    loading: t.loading,
                    discarded: t.discarded,
                    jar: t.jar,
                };
                let sights = self.tabs.iter().map(sight).collect();
                self.outcome(5, id, Outcome::Looked { sights, online: self.online });
            }
            Deed::Probe { site, address } => self.probe(id, site, &address),
            Deed::ReadStatus { address } => {
                self.status_reads += 1;
                let says = self.incident.map_or_else(
                    || r#"{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}"#.to_owned(),
                    |phase| incident(phase, self.wall()),
                );
                let answer = if self.green && address.ends_with(".json") {
                    Ok(StatusReply {
                        final_url: address.clone(),
                        url: address,
                        status: 200,
                        content_type: "application/json".into(),
                        retry_after: None,
                        body: says.into_bytes(),
                    }
                    .read())
                } else {
                    Err(Unreadable::Network)
                };
                self.outcome(80, id, Outcome::StatusAnswered(answer));
            }
            Deed::OpenWaitingPage { tab, address, over } => {
                let stands = |t: &Tab| {
                    (over && t.kind != Kind::Private)
                        || ((t.mute || t.stands == Stands::ErrorPage) && !t.loading)
                };
                let may = !self.no_waiting_pages;
                let opens = may
                    && self.tabs.get(&tab.0).is_some_and(|t| {
                        stands(t)
                            && without_fragment(&t.document.address) == without_fragment(&address)
                    });
                if opens {
                    let t = self.tabs.get_mut(&tab.0).unwrap();
                    assert!(!t.post, "what was sent would be lost");
                    self.order += 1;
                    (t.load, t.loading) = (self.order, true);
                    let (load, tab) = (t.load, tab.0);
                    let document = Document { address, time_origin: 0 };
                    let (post, stands, told) = (false, Stands::WaitingPage, None);
                    self.later(30, Happening::Commit { tab, load, document, post, stands, told });
                }
                self.outcome(10, id, Outcome::Waits(opens));
            }
            Deed::Return { tab, document, place, anyway, over, .. } => {
                let outcome = self.take_back(tab.0, &document, place, anyway, over);
                self.outcome(10, id, Outcome::Returned(outcome));
            }
            Deed::ClearCache { .. } => {
                self.clearings.set(self.clearings.get() + 1);
                self.outcome(10, id, Outcome::CacheCleared(Clearing::Cleared, 0));
            }
            Deed::EndClearing => self.outcome(10, id, Outcome::ClearingEnded),
            Deed::TakeAway { tab, document, .. } => {
                self.taken.push((self.now, tab.0));
                self.taken_away.push(document);
                self.outcome(10, id, Outcome::TakenAway);
            }
            Deed::Record { line } => {
                let past = Past::of(&line).unwrap();
                assert!(!line.contains("https:"), "no address is kept: {line}");
                // A clock that was set back takes the beginning with it.
                let open = past.started >= self.in_the_open || self.wrong != 0;
                assert!(open && self.in_the_open < Timestamp::MAX, "a private window's: {line}");
                // The store keeps the same line once.
                self.records += 1;
                self.past.insert(line, past);
                self.outcome(10, id, Outcome::Recorded);
            }
        }
    }

    /// Laws: one in flight, sixty an hour, never before the site allows it, never like a drum.
    fn probe(&mut self, id: CommandId, site: Site, address: &str) {
        assert!(!address.contains(['?', '#']), "{address}");
        let host = Site::of(address).unwrap();
        let flying = self.in_flight.entry(host).or_default();
        *flying += 1;
        assert_eq!(*flying, 1, "a second probe of {host:?} is in flight");
        let floor = self.floors.get(&host).copied().unwrap_or(0);
        assert!(self.now >= floor, "asked {} ms before it may be", floor - self.now);
        if host == site {
            // The least interval, by a fifth less.
            let before = self.own_probes.insert(site, self.now);
            let gap = before.map_or(i64::MAX, |before| self.now - before);
            assert!(gap >= 3_600, "two probes within {gap} ms");
        }
        self.probes.push((self.now, host));
        let recent = self.probes.iter().rev().take_while(|(at, _)| *at > self.now - s(3600));
        let count = recent.filter(|(_, to)| *to == host).count();
        assert!(count <= 60, "{count} probes of {host:?} within an hour");
        let (ms, answer) = match (self.site)(Asked { address, probe: true, at: self.now }) {
            Answer::Status(code, headers) => {
                let header = |name| headers.iter().find(|(k, _)| *k == name).map(|(_, v)| v);
                let wait = header("retry-after")
                    .and_then(|v| gatewatch::retry_after::retry_after(v, self.wall()));
                let not_before = wait.map(|wait| self.wall().after(wait));
                let challenge = header("cf-mitigated").is_some();
                (100, ProbeAnswer::Status { code, challenge, not_before })
            }
            Answer::Redirect(_) => (100, ProbeAnswer::Redirect),
            Answer::Fails(_) => (100, ProbeAnswer::NetworkError),
            Answer::Hangs => (10_000, ProbeAnswer::TimedOut),
        };
        self.later(ms, Happening::Answered { host, id, answer });
    }

    /// Law: only a document that failed, not while it loads, never what was sent; one that lives
    /// on a click alone.
    fn take_back(
        &mut self,
        tab: i32,
        document: &Document,
        place: Place,
        anyway: bool,
        over: Over,
    ) -> ReturnOutcome {
        let Some(t) = self.tabs.get(&tab).filter(|t| !t.discarded) else {
            return ReturnOutcome::Gone;
        };
        let asked = self.asked.contains(&tab);
        assert!(over != Over::Anything || asked, "tab {tab} is overtaken, and nobody asked");
        let own = t.own && place == Place::Page && over == Over::ItsOwn;
        if t.loading && over != Over::Anything && !own || t.frozen {
            return ReturnOutcome::Pending;
        }
        if t.loading && t.ours.is_some_and(|since| self.now - since < s(30)) {
            return ReturnOutcome::Begun; // told again, after a death
        }
        let same = without_fragment(&t.document.address) == without_fragment(&document.address);
        let stands = match place {
            Place::Page | Place::Bar => t.document == *document,
            Place::WaitingPage => t.stands == Stands::WaitingPage,
            Place::ErrorPage => same,
        };
        if !stands {
            return ReturnOutcome::Elsewhere;
        }
        let asked = place == Place::Bar && self.clicked.remove(&tab);
        assert!(asked || !t.is_healthy(), "tab {tab} lives and would be loaded again: {t:?}");
        assert!(!t.post, "tab {tab} would send its message again");
        if t.at_work && !anyway {
            return ReturnOutcome::AtWork;
        }
        let prompt = place == Place::Page && has_prompt(&document.address);
        assert!(!prompt || !t.sent || anyway, "tab {tab} would send its prompt again");
        self.returns.push((self.now, tab));
        let address = document.address.clone();
        self.load(tab, &address, false);
        self.tabs.get_mut(&tab).unwrap().ours = Some(self.now);
        ReturnOutcome::Begun
    }

    /// Whether its person alone may load it again, as far as anybody can know.
    pub fn is_by_hand(&self, tab: &Tab) -> bool {
        let address = without_fragment(&tab.document.address);
        tab.post || has_prompt(address) && (tab.again || self.well.contains(address))
    }

    // What came of it.

    pub fn is_quiet(&self) -> bool {
        ["badge_quiet", "badge_off"].contains(&self.engine.badge().title)
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

    /// The same events in another engine give the same commands, deaths or not.
    pub fn replays(&self, seed: u64) {
        let mut engine = Engine::new(seed);
        for (wall, event, commands) in &self.trace {
            assert_eq!(engine.handle(*wall, event.clone()), *commands, "{event:?}");
        }
        assert_eq!(engine, self.engine);
    }
}

/// A document of the status page with one incident, which began half an hour ago.
fn incident(phase: &str, now: Timestamp) -> String {
    let at = |ago: i64| {
        let minutes = (now.as_millis() / 60_000 - ago).rem_euclid(24 * 60);
        format!("2026-09-21T{:02}:{:02}:00Z", minutes / 60, minutes % 60)
    };
    let (began, updated) = (at(30), at(0));
    format!(
        r#"{{"page":{{"name":"OpenAI"}},"status":{{"indicator":"minor"}},"incidents":[{{"id":"1",
        "name":"Elevated errors on ChatGPT","status":"{phase}","impact":"minor","created_at":"{began}",
        "updated_at":"{updated}","incident_updates":[{{"id":"2","status":"{phase}","body":"ChatGPT",
        "created_at":"{updated}"}}]}}]}}"#
    )
}

/// Runs a scenario undisturbed, then with a death after each event, and at each command, before
/// it is done and after.
pub fn everywhere(scenario: impl Fn(&mut World), site: impl Fn(Asked) -> Answer + Clone + 'static) {
    let run = |death| {
        println!("{death:?}");
        let mut world = World::new(7, death, site.clone());
        scenario(&mut world);
        world.replays(7);
        world
    };
    let (events, commands) = {
        let world = run(Death::Never);
        (world.trace.len(), world.commands)
    };
    run(Death::Relay);
    (1..=events).for_each(|number| drop(run(Death::AtEvent(number))));
    for number in 0..commands {
        run(Death::Before(number));
        run(Death::After(number));
    }
}

/// Fails from `from` to `until` (ms), for every address.
pub fn down(from: i64, until: i64) -> impl Fn(Asked) -> Answer + Clone + 'static {
    move |asked| if (from..until).contains(&asked.at) { bad() } else { ok() }
}

pub const fn hours(n: i64) -> i64 {
    s(3600 * n)
}
