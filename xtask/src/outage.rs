//! One engine in virtual time, before a site that does not come back: tabs that fail, a status page
//! that cannot be reached, and somebody who looks at the first tab. The bench of the engine uses it,
//! too.

use detect::Response;
use engine::{
    Clearing, Document, Effect, Engine, Event, Finding, Outcome, ProbeAnswer, ReturnOutcome, TabId,
    TabState, Task,
};
use status::Unreadable;
use timestamp::Timestamp;

const ADDRESS: &str = "https://chatgpt.com/c/6812f3c4-1a2b-8003-9d1e-5f60718293a4";

/// The engine, what it has not been told yet, and the clock.
pub struct Outage {
    /// The engine.
    pub engine: Engine,
    /// What happened already; the last of it first.
    pub events: Vec<Event>,
    /// When the first response failed.
    pub first: Timestamp,
    now: Timestamp,
    tabs: i32,
}

impl Outage {
    /// The first response of each tab has come.
    pub fn begin(seed: u64, tabs: i32) -> Self {
        let first = Timestamp::from_millis(1_790_000_000_000);
        let arrived = |tab| Event::ResponseArrived {
            tab: TabId(tab),
            address: ADDRESS.to_owned(),
            post: false,
            response: Response { status: 502, headers: Vec::new() },
            at: first,
        };
        let events = (1..=tabs).map(arrived).collect();
        Self { engine: Engine::new(seed), events, first, now: first, tabs }
    }

    /// Nothing happens until then.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
    }

    /// Tells the engine, and does what it asks for; when it asked the site, if it did.
    pub fn tell(&mut self, event: Event) -> Option<Timestamp> {
        let mut probed = None;
        for command in self.engine.handle(self.now, event) {
            match command {
                Effect::Inspect { tab, expectation, .. } => {
                    let address = expectation.address.clone();
                    let document = Document { address, time_origin: 1 };
                    let finding = Finding::Here { document, again: false };
                    self.events.push(Event::Inspected { tab, expectation, finding });
                }
                Effect::Run(id, task) => {
                    if matches!(task, Task::Probe { .. }) {
                        probed = Some(self.now);
                    }
                    self.events.push(Event::Done { id, outcome: self.outcome(&task) });
                }
                Effect::Read { .. }
                | Effect::InspectChat { .. }
                | Effect::ForgetAnswered { .. }
                | Effect::SayBack { .. }
                | Effect::Notify { .. }
                | Effect::ShowAdvice { .. } => {}
            }
        }
        probed
    }

    fn outcome(&self, task: &Task) -> Outcome {
        let tab_state = |tab| TabState {
            tab: TabId(tab),
            address: ADDRESS.to_owned(),
            active: tab == 1,
            loading: false,
            discarded: false,
            cookie_store: 0,
        };
        match task {
            Task::ListTabs => Outcome::TabsListed {
                tab_states: (1..=self.tabs).map(tab_state).collect(),
                online: true,
            },
            Task::Probe { .. } => Outcome::Probed(ProbeAnswer::Status {
                code: 502,
                challenge: false,
                not_before: None,
            }),
            Task::ReadStatus { .. } => Outcome::StatusAnswered(Err(Unreadable::Network)),
            Task::OpenWaitingPage { .. } => Outcome::Waits(true),
            Task::Return { .. } => Outcome::Returned(ReturnOutcome::Begun),
            Task::ClearCache { .. } => Outcome::CacheCleared(Clearing::Cleared, 0),
            Task::EndClearing => Outcome::ClearingEnded,
            Task::TakeAway { .. } => Outcome::TakenAway,
            Task::Record { .. } => Outcome::Recorded,
        }
    }
}
