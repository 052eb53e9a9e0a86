//! A failure that began hours ago, as the core would have kept it: nobody waits hours for a demo.
//!
//! The real engine lives through them here, in virtual time, with every probe answered 502 and a
//! green status page; what it leaves is put where the extension's own background would have left it.

use detect::Response;
use engine::{
    Document, Effect, Engine, Event, Finding, Outcome, ProbeAnswer, TabId, TabState, Task,
};
use status::{Reply, Unreadable};
use std::time::Duration;
use timestamp::Timestamp;

/// A status page on which nothing is posted.
const GREEN: &str = r#"{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}"#;

/// The snapshot of an engine that has seen `document` fail in `tab` for so long until `now`.
#[must_use]
pub fn failing_for(long: Duration, now: Timestamp, tab: i32, document: &Document) -> String {
    let mut engine = Engine::new(7);
    let tab = TabId(tab);
    let mut at = now.before(long);
    let arrived = Event::ResponseArrived {
        tab,
        address: document.address.clone(),
        post: false,
        response: Response { status: 502, headers: Vec::new() },
        at,
    };
    live(&mut engine, at, arrived, tab, document);
    while let Some((due, _)) = engine.deadline() {
        at = due.max(at.after(Duration::from_millis(1)));
        if at >= now {
            break;
        }
        live(&mut engine, at, Event::TimePassed, tab, document);
    }
    engine.snapshot().0
}

/// One event and all that follows from it at once.
fn live(engine: &mut Engine, at: Timestamp, event: Event, tab: TabId, document: &Document) {
    let mut ahead = vec![event];
    while let Some(event) = ahead.pop() {
        for command in engine.handle(at, event) {
            match command {
                Effect::Inspect { tab, expectation, .. } => {
                    let finding = Finding::Here { document: document.clone(), again: false };
                    ahead.push(Event::Inspected { tab, expectation, finding });
                }
                Effect::Run(id, task) => {
                    let outcome = done(task, tab, document);
                    ahead.extend(outcome.map(|outcome| Event::Done { id, outcome }));
                }
                Effect::Read { .. }
                | Effect::InspectChat { .. }
                | Effect::ForgetAnswered { .. }
                | Effect::SayBack { .. }
                | Effect::Notify { .. }
                | Effect::ShowAdvice { .. } => {}
            }
        }
    }
}

fn done(task: Task, tab: TabId, document: &Document) -> Option<Outcome> {
    match task {
        Task::ListTabs => {
            let address = document.address.clone();
            let (active, loading, discarded) = (true, false, false);
            let tab_states =
                vec![TabState { tab, address, active, loading, discarded, cookie_store: 0 }];
            Some(Outcome::TabsListed { tab_states, online: true })
        }
        Task::Probe { .. } => Some(Outcome::Probed(ProbeAnswer::Status {
            code: 502,
            challenge: false,
            not_before: None,
        })),
        Task::ReadStatus { address } if address.ends_with(".json") => {
            Some(Outcome::StatusAnswered(Ok(Reply {
                final_url: address.clone(),
                url: address,
                status: 200,
                content_type: "application/json".into(),
                retry_after: None,
                body: GREEN.as_bytes().to_vec(),
            }
            .read())))
        }
        Task::ReadStatus { .. } => Some(Outcome::StatusAnswered(Err(Unreadable::Unrecognised))),
        // None of them is ordered while a site stays down.
        Task::OpenWaitingPage { .. }
        | Task::Return { .. }
        | Task::ClearCache { .. }
        | Task::EndClearing
        | Task::TakeAway { .. }
        | Task::Record { .. } => None,
    }
}
