//! One engine through one planned outage in virtual time, with one tab; it can be paused anywhere,
//! killed, and lied to by its clock.

use crate::plan::Plan;
use crate::rivals::Request;
use detect::Response;
use engine::{
    Button, Clearing, Document, Effect, Engine, Event, Finding, Outcome, ProbeAnswer,
    ReturnOutcome, TabId, TabState, Task, View,
};
use settings::Settings;
use status::Unreadable;
use std::time::Duration;
use timestamp::Timestamp;

/// The wall clock at the first failing page, in ms since 1970.
const START: i64 = 1_790_000_000_000;

const TAB: TabId = TabId(1);
const ADDRESS: &str = "https://chatgpt.com/c/6812f3c4-1a2b-8003-9d1e-5f60718293a4";

/// So many lines of what happened are kept.
const MOST_LINES: usize = 400;

/// The engine, its tab, and the time.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    plan: Plan,
    engine: Engine,
    /// True time, in ms from the first failing page.
    now: i64,
    /// How far the wall clock is from the truth, in ms.
    lie: i64,
    /// What happened and was not told yet; the last of it first.
    events: Vec<Event>,
    document: Document,
    asked: Vec<Request>,
    back: Option<i64>,
    lines: Vec<(i64, String)>,
}

impl Rehearsal {
    /// The first page fails, and the engine has been told of nothing yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let mut rehearsal = Self {
            engine: Engine::new(plan.seed),
            plan,
            now: 0,
            lie: 0,
            events: Vec::new(),
            document: Document { address: ADDRESS.to_owned(), time_origin: 1 },
            asked: Vec::new(),
            back: None,
            lines: Vec::new(),
        };
        rehearsal.load();
        rehearsal.asked.clear(); // a person's, not ours
        if !rehearsal.plan.looked {
            rehearsal.events.insert(0, Event::VisibilityChanged { tab: TAB, visible: false });
        }
        rehearsal
    }

    /// True time, in ms from the first failing page.
    #[must_use]
    pub const fn now(&self) -> i64 {
        self.now
    }

    /// What the wall clock shows, in ms since 1970.
    #[must_use]
    pub const fn clock(&self) -> i64 {
        START + self.now + self.lie
    }

    /// What the site was asked for.
    #[must_use]
    pub fn asked(&self) -> &[Request] {
        &self.asked
    }

    /// When the page was back, in ms.
    #[must_use]
    pub const fn back(&self) -> Option<i64> {
        self.back
    }

    /// What happened: when, in ms, and what, in the code's own words.
    #[must_use]
    pub fn lines(&self) -> &[(i64, String)] {
        &self.lines
    }

    /// What the background keeps: the whole of the engine.
    #[must_use]
    pub fn kept(&self) -> String {
        self.engine.snapshot().0
    }

    /// What stands on the page.
    #[must_use]
    pub fn view(&self) -> View {
        if self.back.is_some() {
            return self.engine.back_view(sites::Site::ChatGpt);
        }
        let panels = self.engine.panels();
        let shown = panels.into_iter().find_map(|(_, _, _, view)| view);
        shown.unwrap_or_else(|| self.engine.popup_view())
    }

    /// When something happens next, in ms; `None`: nothing ever will by itself.
    #[must_use]
    pub fn next(&self) -> Option<i64> {
        if !self.events.is_empty() {
            return Some(self.now);
        }
        let (due, _) = self.engine.deadline().filter(|_| self.back.is_none())?;
        Some((due.as_millis() - START - self.lie).max(self.now))
    }

    /// Tells the engine the next thing that happens; whether there was any.
    pub fn step(&mut self) -> bool {
        let Some(next) = self.next() else { return false };
        self.now = next;
        let event = self.events.pop().unwrap_or(Event::TimePassed);
        self.tell(event);
        true
    }

    /// Goes on until that time (ms), or until nothing happens any more.
    pub fn advance(&mut self, until: i64) {
        // Without a bound an engine that wants to be called at once would hold the page.
        for _ in 0..10_000 {
            match self.next() {
                Some(next) if next <= until => {
                    self.step();
                }
                Some(_) | None => break,
            }
        }
        if self.back.is_none() {
            self.now = self.now.max(until);
        }
    }

    /// The background dies, and what it was about to hear of its effects with it; another one
    /// takes up what it kept.
    pub fn kill(&mut self) {
        let kept = self.engine.snapshot();
        self.line("killed; restored from what it kept");
        if let Ok(engine) = Engine::restore(&kept) {
            self.engine = engine;
        }
        self.events.retain(|event| !matches!(event, Event::Done { .. }));
        self.events.push(Event::Started(Settings::FIRST));
    }

    /// The wall clock is set by so many ms.
    pub fn set_clock(&mut self, by: i64) {
        self.line(&format!("the clock is set by {} s", by / 1000));
        self.lie = self.lie.saturating_add(by);
        self.tell(Event::TimePassed);
    }

    /// A button of the card is pressed; what has no such name is none.
    pub fn press(&mut self, name: &str) {
        if let Some(button) = Button::named(name) {
            self.tell(Event::Pressed { tab: Some(TAB), button });
        }
    }

    fn tell(&mut self, event: Event) {
        self.line(&format!("◀ {}", word(&format!("{event:?}"))));
        let at = Timestamp::from_millis(self.clock());
        for effect in self.engine.handle(at, event) {
            match effect {
                Effect::Inspect { tab, expectation, .. } => {
                    let finding = Finding::Here { document: self.document.clone(), again: false };
                    self.events.push(Event::Inspected { tab, expectation, finding });
                }
                Effect::Run(id, task) => {
                    self.line(&format!("▶ {}", word(&format!("{task:?}"))));
                    let outcome = self.outcome(&task);
                    // Begun, and then what the load brings: taken from the end.
                    self.events.push(Event::Done { id, outcome });
                }
                Effect::SayBack { .. } => {
                    self.line("▶ SayBack");
                    self.back = Some(self.now);
                }
                Effect::ShowAdvice { .. } => self.line("▶ ShowAdvice"),
                Effect::Read { .. }
                | Effect::InspectChat { .. }
                | Effect::ForgetAnswered { .. }
                | Effect::Notify { .. } => {}
            }
        }
    }

    /// The tab loads its address.
    fn load(&mut self) {
        let well = !self.plan.is_down(self.now);
        self.asked.push(Request { at: self.now, load: true, well });
        let retry = self.plan.retry_after.filter(|_| !well);
        let headers = retry.map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
        let response = Response {
            status: if well { 200 } else { self.plan.code },
            headers: headers.into_iter().collect(),
        };
        self.document.time_origin = self.clock() * 1000 + 1;
        let (address, at) = (ADDRESS.to_owned(), Timestamp::from_millis(self.clock()));
        self.events.push(Event::ResponseArrived { tab: TAB, address, post: false, response, at });
    }

    fn probe(&mut self) -> ProbeAnswer {
        let well = !self.plan.is_down(self.now);
        self.asked.push(Request { at: self.now, load: false, well });
        let told = self.plan.retry_after.filter(|_| !well);
        let now = Timestamp::from_millis(self.clock());
        ProbeAnswer::Status {
            code: if well { 200 } else { self.plan.code },
            challenge: false,
            not_before: told.map(|seconds| now.after(Duration::from_secs(seconds.into()))),
        }
    }

    fn outcome(&mut self, task: &Task) -> Outcome {
        match task {
            Task::ListTabs => {
                let tab_state = TabState {
                    tab: TAB,
                    address: ADDRESS.to_owned(),
                    active: self.plan.looked,
                    loading: false,
                    discarded: false,
                    cookie_store: 0,
                };
                Outcome::TabsListed { tab_states: vec![tab_state], online: true }
            }
            Task::Probe { .. } => Outcome::Probed(self.probe()),
            Task::ReadStatus { .. } => Outcome::StatusAnswered(Err(Unreadable::Network)),
            Task::OpenWaitingPage { .. } => Outcome::Waits(true),
            Task::Return { .. } => {
                self.load();
                Outcome::Returned(ReturnOutcome::Begun)
            }
            Task::ClearCache { .. } => Outcome::CacheCleared(Clearing::Cleared, 0),
            Task::EndClearing => Outcome::ClearingEnded,
            Task::TakeAway { .. } => Outcome::TakenAway,
            Task::Record { .. } => Outcome::Recorded,
        }
    }

    fn line(&mut self, what: &str) {
        if self.lines.len() < MOST_LINES {
            self.lines.push((self.now, what.to_owned()));
        }
    }
}

/// The name that a value's debugging form begins with.
fn word(form: &str) -> &str {
    form.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(plan: &str, mut between: impl FnMut(&mut Rehearsal, usize)) -> Rehearsal {
        let mut rehearsal = Rehearsal::new(Plan::new(7, plan));
        for step in 0..5_000 {
            between(&mut rehearsal, step);
            if !rehearsal.step() {
                break;
            }
        }
        rehearsal
    }

    #[test]
    fn the_page_comes_back_and_little_was_asked() {
        let calm = run("0-600", |_, _| {});
        let back = calm.back().expect("back");
        assert!((600_000..700_000).contains(&back), "{back}");
        assert_eq!(calm.asked().iter().filter(|asked| asked.load).count(), 1);
        assert!(calm.asked().len() < 30, "{}", calm.asked().len());
    }

    #[test]
    fn a_background_that_dies_brings_it_back_all_the_same() {
        let killed = run("0-600", |rehearsal, step| {
            if step % 7 == 3 {
                rehearsal.kill();
            }
        });
        assert!(killed.back().is_some_and(|back| back < 900_000), "{:?}", killed.back());
    }

    #[test]
    fn a_clock_that_lies_delays_nobody_for_long() {
        for by in [-86_400_000, 86_400_000] {
            let lied = run("0-600", |rehearsal, step| {
                if step == 20 {
                    rehearsal.set_clock(by);
                }
            });
            assert!(lied.back().is_some_and(|back| back < 900_000), "{by}: {:?}", lied.back());
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_run() {
        let (one, other) = (run("0-300", |_, _| {}), run("0-300", |_, _| {}));
        assert_eq!((one.asked(), one.back()), (other.asked(), other.back()));
    }
}
