//! What a client does while its page fails: Gatewatch, and what others do.

use detect::Response;
use engine::random::Random;
use engine::{
    Document, Effect, Engine, Event, Expectation, Finding, Outcome, ProbeAnswer, ReturnOutcome,
    TabId, TabState, Task, TaskId,
};
use status::Unreadable;
use std::time::Duration;
use timestamp::Timestamp;

/// What a client does next, at a moment in milliseconds.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// Ask with a probe: one request, which returns nobody.
    Probe(u32),
    /// Load the page: a document, and its assets where the site answers.
    Load(u32),
}

/// When somebody looks at the page.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    /// How long, in ms.
    pub long: u32,
    /// How often, in ms.
    pub every: u32,
    /// From when it is counted, in ms: before that a look finds nothing.
    pub from: u32,
}

/// One client while its page fails. All times are ms of virtual time.
pub trait Client: Send {
    /// Whether its probes get as far as the site: the edge answers those that it challenges.
    const PROBES_REACH_THE_SITE: bool = true;

    /// A client whose page has just failed, while it was looked at; `before` is what it was when its
    /// page last came back.
    fn fails(seed: u64, now: u32, looks: Option<Looks>, before: Option<Self>) -> Self
    where
        Self: Sized;
    /// Its page loaded well.
    fn back(&mut self, _now: u32) {}
    /// For how long of its wait somebody looked at the page, from [`Looks::from`] on, in ms.
    fn sat(&self) -> u32 {
        0
    }
    /// What comes first.
    fn first(&mut self, now: u32) -> Next;
    /// The site did not answer what was asked at `now`.
    fn down(&mut self, now: u32) -> Next;
    /// The probe sent at `now` was answered well.
    fn up(&mut self, now: u32) -> Next;
}

/// The program itself, with one tab and a status page that cannot be reached; `TOLD` who looks, or
/// not; every check of it `CHALLENGED` by the edge, from within its page as well, or none.
pub struct Gatewatch<const TOLD: bool, const CHALLENGED: bool = false> {
    engine: Engine,
    random: Random,
    /// What the engine waits for the end of.
    asked: TaskId,
    loading: bool,
    looks: Option<Looks>,
    looking: bool,
    /// When somebody goes or comes back, and when they last did.
    turns: u32,
    turned: u32,
    sat: u32,
}

const TAB: TabId = TabId(1);
const ADDRESS: &str = "https://chatgpt.com/";

impl<const TOLD: bool, const CHALLENGED: bool> Gatewatch<TOLD, CHALLENGED> {
    /// Whether anybody is looking changes: a look lasts as long as it does, the time between two
    /// looks is random around its mean, so that people who failed together do not look together.
    fn turn(&mut self) -> Option<Event> {
        self.count_looks(self.turns);
        self.looking = !self.looking;
        if let Some(Looks { long, every, .. }) = self.looks {
            let lasts = if self.looking {
                long
            } else {
                self.random.up_to(ms(2 * (every - long))).as_millis() as u32
            };
            self.turns = self.turns.saturating_add(lasts);
        }
        TOLD.then_some(Event::VisibilityChanged { tab: TAB, visible: self.looking })
    }

    fn count_looks(&mut self, now: u32) {
        let from = self.looks.map_or(0, |looks| looks.from).max(self.turned);
        if self.looking {
            self.sat += now.saturating_sub(from);
        }
        self.turned = now;
    }

    /// Goes on from the events until the site is asked for something.
    fn go_on(&mut self, mut now: u32, mut events: Vec<Event>) -> Next {
        // Who was away while the page was well is not looked back at.
        while self.turns <= now {
            events.extend(self.turn());
        }
        loop {
            let event = events.pop().unwrap_or_else(|| {
                let due = self.engine.deadline().map_or(u32::MAX, |(at, _)| at.as_millis() as u32);
                now = now.max(due.min(self.turns));
                if self.turns < due {
                    self.turn().unwrap_or(Event::TimePassed)
                } else {
                    Event::TimePassed
                }
            });
            for effect in self.engine.handle(stamp(now), event) {
                match effect {
                    Effect::Inspect { tab, expectation, .. } => {
                        events.push(here(now, tab, expectation));
                    }
                    Effect::Run(id, Task::Probe { .. }) => {
                        (self.asked, self.loading) = (id, false);
                        return Next::Probe(now);
                    }
                    Effect::Run(id, Task::Return { .. }) => {
                        (self.asked, self.loading) = (id, true);
                        return Next::Load(now);
                    }
                    Effect::Run(id, Task::ListTabs) => {
                        let tab_state = TabState {
                            tab: TAB,
                            address: ADDRESS.to_owned(),
                            active: true,
                            loading: false,
                            discarded: false,
                            cookie_store: 0,
                        };
                        events.push(Event::Done {
                            id,
                            outcome: Outcome::TabsListed {
                                tab_states: vec![tab_state],
                                online: true,
                            },
                        });
                    }
                    Effect::Run(id, Task::ReadStatus { .. }) => {
                        let outcome = Outcome::StatusAnswered(Err(Unreadable::Network));
                        events.push(Event::Done { id, outcome });
                    }
                    Effect::Run(
                        _,
                        Task::OpenWaitingPage { .. }
                        | Task::ClearCache { .. }
                        | Task::EndClearing
                        | Task::TakeAway { .. }
                        | Task::Record { .. },
                    )
                    | Effect::Read { .. }
                    | Effect::InspectChat { .. }
                    | Effect::ForgetAnswered { .. }
                    | Effect::SayBack { .. }
                    | Effect::ShowAdvice { .. }
                    | Effect::Notify { .. } => {}
                }
            }
            if events.is_empty() && self.engine.deadline().is_none() {
                return Next::Probe(u32::MAX);
            }
        }
    }

    fn answered(&self, now: u32, status: u16) -> Vec<Event> {
        let (tab, address, at) = (TAB, ADDRESS.to_owned(), stamp(now));
        let response = Response { status, headers: Vec::new() };
        let arrived = Event::ResponseArrived { tab, address, post: false, response, at };
        let begun = Outcome::Returned(ReturnOutcome::Begun);
        // Taken from the end.
        vec![arrived, Event::Done { id: self.asked, outcome: begun }]
    }

    fn probed(&mut self, now: u32, code: u16) -> Next {
        let answer = match CHALLENGED {
            true => ProbeAnswer::Challenged,
            false => ProbeAnswer::Status { code, challenge: false, not_before: None },
        };
        let outcome = Outcome::Probed(answer);
        self.go_on(now, vec![Event::Done { id: self.asked, outcome }])
    }
}

impl<const TOLD: bool, const CHALLENGED: bool> Client for Gatewatch<TOLD, CHALLENGED> {
    const PROBES_REACH_THE_SITE: bool = !CHALLENGED;

    fn fails(seed: u64, now: u32, looks: Option<Looks>, before: Option<Self>) -> Self {
        let mut random = Random::from_seed(!seed);
        let turns =
            looks.map_or(u32::MAX, |l| now + 1 + random.up_to(ms(l.long)).as_millis() as u32);
        let engine = before.map_or_else(|| Engine::new(seed), |before| before.engine);
        let asked = TaskId(u32::MAX);
        let mut client = Self {
            engine,
            random,
            asked,
            loading: false,
            looks,
            looking: true,
            turns,
            turned: now,
            sat: 0,
        };
        let mut events = client.answered(now, 502);
        // Up to the failing document; what comes first is asked later.
        while let Some(event) = events.pop() {
            for effect in client.engine.handle(stamp(now), event) {
                match effect {
                    Effect::Inspect { tab, expectation, .. } => {
                        events.push(here(now, tab, expectation));
                    }
                    Effect::Run(id, Task::ReadStatus { .. }) => {
                        let outcome = Outcome::StatusAnswered(Err(Unreadable::Network));
                        events.push(Event::Done { id, outcome });
                    }
                    Effect::Run(..)
                    | Effect::Read { .. }
                    | Effect::InspectChat { .. }
                    | Effect::ForgetAnswered { .. }
                    | Effect::SayBack { .. }
                    | Effect::ShowAdvice { .. }
                    | Effect::Notify { .. } => {}
                }
            }
        }
        client
    }

    fn sat(&self) -> u32 {
        self.sat
    }

    fn back(&mut self, now: u32) {
        self.count_looks(now);
        let mut events = self.answered(now, 200);
        while let Some(event) = events.pop() {
            for effect in self.engine.handle(stamp(now), event) {
                if let Effect::Inspect { tab, expectation, .. } = effect {
                    events.push(here(now, tab, expectation));
                }
            }
        }
    }

    fn first(&mut self, now: u32) -> Next {
        self.go_on(now, Vec::new())
    }

    fn down(&mut self, now: u32) -> Next {
        if self.loading {
            let events = self.answered(now, 502);
            self.go_on(now, events)
        } else {
            self.probed(now, 502)
        }
    }

    fn up(&mut self, now: u32) -> Next {
        self.probed(now, 200)
    }
}

/// The document that was looked for stands there.
fn here(now: u32, tab: TabId, expectation: Expectation) -> Event {
    let document = Document { address: ADDRESS.to_owned(), time_origin: i64::from(now) + 1 };
    Event::Inspected { tab, expectation, finding: Finding::Here { document, again: false } }
}

fn stamp(now: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(now))
}

fn ms(ms: u32) -> Duration {
    Duration::from_millis(u64::from(ms))
}

/// Reloads every `S` seconds, as many an add-on does.
pub struct Every<const S: u32>(u32);

impl<const S: u32> Client for Every<S> {
    fn fails(_: u64, now: u32, _: Option<Looks>, _: Option<Self>) -> Self {
        Self(now)
    }
    fn first(&mut self, _: u32) -> Next {
        Next::Load(self.0 + S * 1000)
    }
    fn down(&mut self, now: u32) -> Next {
        Next::Load(now + S * 1000)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}

/// Reloads after 5, 10, 20, 40, 60, 60 … s, give or take a tenth.
pub struct Backoff {
    random: Random,
    began: u32,
    tries: u32,
}

impl Client for Backoff {
    fn fails(seed: u64, now: u32, _: Option<Looks>, _: Option<Self>) -> Self {
        Self { random: Random::from_seed(seed), began: now, tries: 0 }
    }
    fn first(&mut self, _: u32) -> Next {
        self.down(self.began)
    }
    fn down(&mut self, now: u32) -> Next {
        let base = ms((5_000 << self.tries.min(4)).min(60_000));
        self.tries += 1;
        Next::Load(now + self.random.jitter(base, 10).as_millis() as u32)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}

/// Reloads after a uniformly random part of 5, 10, 20, 40, 60, 60 … s.
pub struct FullJitter(Backoff);

impl Client for FullJitter {
    fn fails(seed: u64, now: u32, looks: Option<Looks>, _: Option<Self>) -> Self {
        Self(Backoff::fails(seed, now, looks, None))
    }
    fn first(&mut self, _: u32) -> Next {
        self.down(self.0.began)
    }
    fn down(&mut self, now: u32) -> Next {
        let most = ms((5_000 << self.0.tries.min(4)).min(60_000));
        self.0.tries += 1;
        Next::Load(now + self.0.random.up_to(most).as_millis() as u32)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}
