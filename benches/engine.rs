//! What one engine costs: time for an event, and memory, over outages of two hours in virtual time.
#![allow(missing_docs, unsafe_code)]

use gatewatch::detect::Response;
use gatewatch::engine::{
    Command, Deed, Document, Engine, Event, Finding, Outcome, ProbeAnswer, ReturnOutcome, Sight,
    TabId,
};
use gatewatch::status::Unreadable;
use gatewatch::time::Timestamp;
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

struct Counting;
static NOW: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is the system allocator's, with a counter beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        NOW.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The outage, and how many of it are measured.
const LASTS: Duration = Duration::from_secs(2 * 3600);
const RUNS: u64 = 300;

/// What the budget of one engine is: microseconds an event, bytes of state.
const BUDGET: (f64, usize) = (2.0, 2048);

fn main() {
    println!(
        "tabs    events    median µs an event    p95    bytes at the end (engine + heap)   kept as"
    );
    for tabs in [1, 3, 30] {
        let (mut times, mut events, mut most, mut kept) = (Vec::new(), 0, 0, 0);
        for seed in 0..RUNS {
            let before = NOW.load(Ordering::Relaxed);
            let start = Instant::now();
            let (engine, count) = outage(seed, tabs);
            let took = start.elapsed();
            most = most.max(NOW.load(Ordering::Relaxed) - before + size_of::<Engine>());
            kept = kept.max(engine.snapshot().0.len());
            times.push(took.as_secs_f64() * 1e6 / f64::from(count));
            events += count;
            drop(black_box(engine));
        }
        times.sort_by(f64::total_cmp);
        let at = |part: usize| times[times.len() * part / 100];
        println!("{tabs:>4} {events:>9} {:>21.2} {:>6.2} {most:>35} {kept:>9}", at(50), at(95));
        if tabs == 1 && (at(50) > BUDGET.0 || most > BUDGET.1) {
            println!("over: {BUDGET:?}");
        }
    }
}

/// The engine after an outage that still lasts, and how many events it was told. The making of
/// events is part of the time.
fn outage(seed: u64, tabs: i32) -> (Engine, u32) {
    const ADDRESS: &str = "https://chatgpt.com/c/6812f3c4-1a2b-8003-9d1e-5f60718293a4";
    let mut engine = Engine::new(seed);
    let first = Timestamp::from_millis(1_790_000_000_000);
    let mut now = first;
    let mut events: Vec<Event> = (1..=tabs)
        .map(|tab| Event::ResponseArrived {
            tab: TabId(tab),
            address: ADDRESS.to_owned(),
            post: false,
            response: Response { status: 502, headers: Vec::new() },
            at: first,
        })
        .collect();
    let mut count = 0;
    loop {
        let event = match (events.pop(), engine.deadline()) {
            (Some(event), _) => event,
            (None, Some((at, _))) if at.since(first) < LASTS => {
                now = now.max(at);
                Event::Ticked
            }
            (None, _) => return (engine, count),
        };
        count += 1;
        for command in engine.handle(now, event) {
            match command {
                Command::Inspect { tab, expectation, .. } => {
                    let address = expectation.address.clone();
                    let document = Document { address, time_origin: 1 };
                    let finding = Finding::Here { document, again: false };
                    events.push(Event::Inspected { tab, expectation, finding });
                }
                Command::Do(id, deed) => {
                    let outcome = outcome(&deed, tabs, ADDRESS);
                    events.push(Event::Done { id, outcome });
                }
                Command::Read { .. } | Command::SayBack { .. } | Command::Notify { .. } => {}
            }
        }
    }
}

fn outcome(deed: &Deed, tabs: i32, address: &str) -> Outcome {
    let sight = |tab| Sight {
        tab: TabId(tab),
        address: address.to_owned(),
        active: tab == 1,
        loading: false,
        discarded: false,
        jar: 0,
    };
    match deed {
        Deed::Look => Outcome::Looked { sights: (1..=tabs).map(sight).collect(), online: true },
        Deed::Probe { .. } => {
            Outcome::Probed(ProbeAnswer::Status { code: 502, challenge: false, not_before: None })
        }
        Deed::ReadStatus { .. } => Outcome::StatusAnswered(Err(Unreadable::Network)),
        Deed::OpenWaitingPage { .. } => Outcome::Waits(true),
        Deed::Return { .. } => Outcome::Returned(ReturnOutcome::Begun),
        Deed::ClearCache { .. } | Deed::EndClearing => Outcome::ClearingEnded,
        Deed::TakeAway { .. } => Outcome::TakenAway,
    }
}
