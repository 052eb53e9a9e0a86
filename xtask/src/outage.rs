//! One engine in virtual time, before a site that does not come back: tabs that fail, a status page
//! that cannot be reached, and somebody who looks at the first tab. The bench of the engine uses it,
//! too.

use detect::Response;
use engine::{
    Clearing, Command, Deed, Document, Engine, Event, Finding, Outcome, ProbeAnswer, ReturnOutcome,
    Sight, TabId,
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
                Command::Inspect { tab, expectation, .. } => {
                    let address = expectation.address.clone();
                    let document = Document { address, time_origin: 1 };
                    let finding = Finding::Here { document, again: false };
                    self.events.push(Event::Inspected { tab, expectation, finding });
                }
                Command::Do(id, deed) => {
                    if matches!(deed, Deed::Probe { .. }) {
                        probed = Some(self.now);
                    }
                    self.events.push(Event::Done { id, outcome: self.outcome(&deed) });
                }
                Command::Read { .. }
                | Command::SayBack { .. }
                | Command::Notify { .. }
                | Command::ShowAdvice { .. } => {}
            }
        }
        probed
    }

    fn outcome(&self, deed: &Deed) -> Outcome {
        let sight = |tab| Sight {
            tab: TabId(tab),
            address: ADDRESS.to_owned(),
            active: tab == 1,
            loading: false,
            discarded: false,
            jar: 0,
        };
        match deed {
            Deed::Look => {
                Outcome::Looked { sights: (1..=self.tabs).map(sight).collect(), online: true }
            }
            Deed::Probe { .. } => Outcome::Probed(ProbeAnswer::Status {
                code: 502,
                challenge: false,
                not_before: None,
            }),
            Deed::ReadStatus { .. } => Outcome::StatusAnswered(Err(Unreadable::Network)),
            Deed::OpenWaitingPage { .. } => Outcome::Waits(true),
            Deed::Return { .. } => Outcome::Returned(ReturnOutcome::Begun),
            Deed::ClearCache { .. } => Outcome::CacheCleared(Clearing::Cleared, 0),
            Deed::EndClearing => Outcome::ClearingEnded,
            Deed::TakeAway { .. } => Outcome::TakenAway,
            Deed::Record { .. } => Outcome::Recorded,
        }
    }
}
