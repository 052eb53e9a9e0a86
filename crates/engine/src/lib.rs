//! Decides: an Event in, Effects out; no browser, no clock, no randomness of its own.
//!
//! The one loop of the program: the shell hands in what happened and when
//! ([`Engine::handle`]), saves [`Engine::snapshot`], does the effects, and hands in their outcomes.
//! Whatever a death interrupts is asked for again after [`Engine::restore`].

mod blank_app;
pub mod budget;
mod buttons;
mod challenged;
mod challenged_probes;
mod chat_trouble;
mod deadline;
mod document_found;
mod effect;
mod elsewhere;
mod entries;
mod event;
mod evidence;
mod failing_tab;
mod history_record;
mod living_page;
mod network;
mod notice;
mod notices;
mod outage;
mod page_witness;
mod pending;
mod probing;
pub mod prompts;
pub mod random;
mod refusals;
mod refused_page;
mod remedy_results;
mod remedy_trials;
mod responses;
mod returning;
pub mod schedule;
mod sentences;
mod settings_changed;
mod snapshot;
mod status_news;
mod tabs_seen;
pub mod trace;
mod troubled_chat;
mod types;
mod view;
mod view_of_notice;
mod view_of_outage;

pub use deadline::Timer;
pub use effect::{Effect, Task};
pub use event::{Button, Clearing, Event, Finding, Outcome, ProbeAnswer, ReturnOutcome, TabState};
pub use evidence::Situation;
pub use outage::{OutagePhase, Refusal};
pub use returning::LONGER;
pub use snapshot::{RestoreError, Snapshot};
pub use types::{
    ChatState, Document, Expectation, Interrupts, News, Surface, TabId, TaskId, Trouble, TurnedAway,
};
pub use view::{Badge, ButtonView, Note, Rank, StatusView, Tone, View};

use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use settings::{GIVE_UP_AFTER, Settings};
use sites::Site;
use status::Reading;
use status::fetching::{Fetching, Wish};
use std::time::Duration;
use timestamp::Timestamp;

use notice::Notice;
use outage::{ClearingState, Outage, SiteState};
use pending::Pending;
use random::Random;
use refused_page::RefusedPage;
use troubled_chat::{TroubledChat, asset_fails};

/// If an event comes this much later than its deadline, the machine slept: an alarm is only late by
/// seconds.
const SLEPT: Duration = Duration::from_secs(120);

/// If the background dies over its effects, it is woken this much later to repeat them: the soonest
/// that a packed extension's alarm can ring.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The engine. New or restored; it may die at any moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Engine {
    /// When the last event came: first, so that [`Engine::state`] can leave it out.
    last: Timestamp,
    random: Random,
    next_task: u32,
    settings: Settings,
    #[serde(with = "crate::entries")]
    outbox: LiteMap<TaskId, Task>,
    #[serde(with = "crate::entries")]
    pending: LiteMap<TabId, Pending>,
    /// Living tabs whose chat is in trouble.
    #[serde(with = "crate::entries")]
    chats: LiteMap<TabId, TroubledChat>,
    /// Tabs whose page was refused, while it is not known whether that is part of an outage.
    #[serde(with = "crate::entries")]
    refused: LiteMap<TabId, RefusedPage>,
    /// Living pages that have not failed, and the notice on each.
    #[serde(with = "crate::entries")]
    notices: LiteMap<TabId, Notice>,
    #[serde(with = "crate::entries")]
    sites: LiteMap<Site, SiteState>,
    /// The status pages, each by its assistant: what it said, and when it may be asked.
    #[serde(with = "crate::entries")]
    status_pages: LiteMap<Site, Fetching>,
    #[serde(skip)]
    effects: Effects,
}

/// What the event at hand has asked for so far: drained at once, so never kept.
#[derive(Clone, Debug, Default, PartialEq)]
struct Effects(Vec<Effect>);

impl Engine {
    /// An engine that knows nothing yet. The same seed and events give the same effects.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            last: Timestamp::from_millis(0),
            random: Random::from_seed(seed),
            next_task: 0,
            settings: Settings::FIRST,
            outbox: LiteMap::new_vec(),
            pending: LiteMap::new_vec(),
            chats: LiteMap::new_vec(),
            refused: LiteMap::new_vec(),
            notices: LiteMap::new_vec(),
            sites: LiteMap::new_vec(),
            status_pages: LiteMap::new_vec(),
            effects: Effects(Vec::new()),
        }
    }

    /// Handles what happened at `now` and returns the effects. Cannot fail.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        sites::own::choose(self.settings.own());
        self.adjust_to_clock(now);
        match event {
            Event::SettingsChanged(settings) => self.settings_changed(now, settings),
            Event::Done { id, outcome } => self.done(now, id, outcome),
            Event::Started(settings) => {
                self.settings_changed(now, settings);
                // What that ordered is in the outbox, and is repeated with the rest.
                self.effects.0.clear();
                self.repeat_outstanding(now);
            }
            // While Gatewatch is off only this cleanup runs.
            _ if !self.concerns(&event) => {}
            Event::ResponseArrived { tab, address, post, response, at } => {
                self.response_arrived(now, tab, address, post, response, at);
            }
            Event::NavigationFailed { tab, address, post, error } => {
                self.navigation_failed(now, tab, &address, post, &error);
            }
            Event::ConversationAnswered { tab, address, response, at } => {
                self.conversation_answered(now, tab, address, response, at);
            }
            Event::ConversationFailed { tab, address, error, at } => {
                self.conversation_failed(now, tab, address, &error, at);
            }
            Event::ChatRequested { tab, address, status, at } => {
                self.chat_requested(now, tab, &address, status, at);
            }
            Event::AlertShown { tab, address, at } => self.alert_shown(now, tab, &address, at),
            Event::AnswerStalled { tab, document } => self.answer_stalled(now, tab, document),
            Event::AnswerMoved { tab } => self.answer_moved(tab),
            Event::AnswerEnded { tab, address, broke } => self.answer_ended(tab, &address, broke),
            Event::AssetFailed { tab, address, post, status, error, at } => {
                let fails = asset_fails(status, &error);
                self.asset_failed(now, tab, address, post, fails, at);
            }
            Event::ChatInspected { tab, document, state } => {
                self.chat_inspected(now, tab, document, state);
            }
            Event::TextKept { tab, saved } => self.text_kept(tab, saved),
            Event::PromptGiven { tab, given } => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.given = Some(given);
                } else if let Some(notice) = self.notices.get_mut(&tab) {
                    notice.given = Some(given);
                }
            }
            Event::BarMissed { tab, document } => self.bar_missed(now, tab, &document),
            Event::TabUpdated { tab } => self.push_inspection(tab),
            Event::Inspected { tab, expectation, finding } => {
                self.inspected(now, tab, &expectation, finding);
            }
            Event::PageRead { tab, document, verdict } => {
                self.page_read(now, tab, &document, *verdict);
            }
            Event::WaitingPageOpened { tab, address } => {
                self.waiting_page_opened(now, tab, address);
            }
            Event::Pressed { tab, button } => self.pressed(now, tab, button),
            Event::QuestionAnswered { tab, question, yes } => {
                self.question_answered(tab, question, yes)
            }
            Event::VisibilityChanged { tab, visible } => self.visibility_changed(now, tab, visible),
            Event::TabReplaced { tab, by } => self.tab_replaced(tab, by),
            Event::NetworkReturned => {
                for (_, site_state) in self.sites.iter_mut() {
                    site_state.network_returned(now, &mut self.random);
                }
            }
            Event::PopupOpened => {
                for site in Site::homes() {
                    if site.is_installed() || self.settings.watches(site) {
                        self.read_status(now, site, Wish::PopupOpened);
                    }
                }
                // The popup must not show an outage whose tabs are all closed.
                let at_rest = |outage: &Outage| {
                    matches!(outage.phase, OutagePhase::Paused | OutagePhase::Stopped)
                        || outage.is_left_to_browser()
                };
                if self.outages().any(at_rest) {
                    self.list_tabs();
                }
            }
            Event::TimePassed => {}
        }
        self.run_due(now);
        std::mem::take(&mut self.effects.0)
    }

    /// When to be called again, and why; `None` if nothing fails and nothing is outstanding.
    #[must_use]
    pub fn deadline(&self) -> Option<(Timestamp, Timer)> {
        let mut next = self.pending.values().map(|p| (p.due(), Timer::Pending)).min();
        let chat = self.chats.values().map(TroubledChat::due).min();
        next = deadline::earlier(next, chat.map(|at| (at, Timer::Chat)));
        next = deadline::earlier(next, self.refusal_due().map(|at| (at, Timer::Refusal)));
        next = deadline::earlier(next, self.notice_due().map(|at| (at, Timer::Notice)));
        for outage in self.outages() {
            next = deadline::earlier(next, self.outage_deadline(outage));
        }
        if !self.outbox.is_empty() {
            next = deadline::earlier(next, Some((self.last.after(ANSWER_WITHIN), Timer::Answer)));
        }
        let status = Site::homes().filter_map(|site| self.status_due(site)).min();
        deadline::earlier(next, status.map(|at| (at, Timer::Status)))
    }

    /// Whether anything is under way, so that healthy responses matter, too.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.pending.is_empty()
            || !self.chats.is_empty()
            || !self.refused.is_empty()
            || !self.notices.is_empty()
            || !self.outbox.is_empty()
            || self.outages().next().is_some()
    }

    /// Whether a response waits for its document, so that changes of tabs matter.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether a site is down, as far as its documents say.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.outages().next().is_some()
    }

    /// Whether a site has failed since the browser started, or since what was known of it was lost.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        !self.sites.is_empty()
    }

    /// The last good reading of the status page of a site's assistant.
    #[must_use]
    pub fn reading(&self, site: Site) -> Option<&Reading> {
        self.status_page(site).and_then(Fetching::reading)
    }

    fn outages(&self) -> impl Iterator<Item = &Outage> {
        self.sites.values().filter_map(|site_state| site_state.outage.as_ref())
    }

    fn outage_deadline(&self, outage: &Outage) -> Option<(Timestamp, Timer)> {
        let arrival = outage
            .tabs
            .values()
            .filter_map(|tab| tab.returning)
            .map(|since| (since.after(outage::ARRIVAL_WITHIN), Timer::Arrival))
            .min();
        let phase = match outage.phase {
            OutagePhase::Waiting => {
                let give_up_at = outage.waits_from.after(GIVE_UP_AFTER);
                let next = (outage.next_probe, Timer::Probe).min((give_up_at, Timer::GiveUp));
                let floor = outage.site().and_then(|site| self.sites.get(&site)?.not_before);
                let load = outage.next_real_load(floor).filter(|_| !self.is_taking_back());
                deadline::earlier(Some(next), load.map(|at| (at, Timer::Return)))
            }
            OutagePhase::Returning if !outage.is_returning_one() && !self.is_taking_back() => {
                Some((outage.next_return, Timer::Return))
            }
            OutagePhase::Paused | OutagePhase::Stopped => Some((outage.next_return, Timer::Look)),
            OutagePhase::Returning | OutagePhase::ListingTabs | OutagePhase::Probing => None,
        };
        deadline::earlier(arrival, phase)
    }

    /// Puts a task into the outbox and asks for it.
    fn order(&mut self, task: Task) {
        let id = TaskId(self.next_task);
        self.next_task = self.next_task.wrapping_add(1);
        self.outbox.insert(id, task.clone());
        self.effects.0.push(Effect::Run(id, task));
    }

    /// Sees to a clock that was set back and to a machine that slept.
    fn adjust_to_clock(&mut self, now: Timestamp) {
        let back = self.last.since(now);
        // The deadline is looked up only if time has passed: most events come close together.
        let due = (now.since(self.last) >= SLEPT).then(|| self.deadline()).flatten();
        let slept = due.map(|(due, _)| now.since(due.max(self.last)));
        self.last = now;
        for (_, site_state) in self.sites.iter_mut() {
            if !back.is_zero() {
                site_state.set_back(back);
            }
            site_state.bound_by_clock(now);
            if let Some(slept) = slept.filter(|slept| *slept >= SLEPT) {
                site_state.machine_woke(now, slept, &mut self.random);
            }
        }
        for (_, pending) in self.pending.iter_mut() {
            pending.set_back(back);
        }
        self.chats.iter_mut().for_each(|(_, chat)| chat.set_back(back));
        self.refused.iter_mut().for_each(|(_, page)| page.set_back(back));
        self.notices.iter_mut().for_each(|(_, notice)| notice.set_back(back));
    }

    /// After a death: repeats every task that was not acknowledged, if it is still of use.
    fn repeat_outstanding(&mut self, now: Timestamp) {
        self.forget_questions();
        for (_, site_state) in self.sites.iter_mut() {
            site_state.background_died(now);
        }
        self.keep_what_serves(now);
        let outstanding = self.outbox.iter().map(|(id, task)| Effect::Run(*id, task.clone()));
        self.effects.0.extend(outstanding);
        let tabs: Vec<TabId> = self.pending.keys().copied().collect();
        for tab in tabs {
            self.push_inspection(tab);
        }
        self.read_unread_documents();
        self.look_into_again(now);
        self.look_at_refused_again(now);
    }

    fn done(&mut self, now: Timestamp, id: TaskId, outcome: Outcome) {
        // A task that is not outstanding was done already: a second report changes nothing.
        let Some(task) = self.outbox.remove(&id) else { return };
        match (task, outcome) {
            (Task::ListTabs, Outcome::TabsListed { tab_states, online }) => {
                self.tabs_listed(now, &tab_states, online)
            }
            (Task::Probe { site, address, .. }, Outcome::Probed(answer)) => {
                self.probed(now, site, &address, answer.of_the_site());
            }
            (Task::ReadStatus { address }, Outcome::StatusAnswered(answer)) => {
                self.status_answered(now, &address, answer);
            }
            (Task::OpenWaitingPage { tab, .. }, Outcome::Waits(opened)) => {
                self.waiting_page_opens(now, tab, opened);
            }
            (Task::Return { tab, document, .. }, Outcome::Returned(outcome)) => {
                self.returned(now, tab, &document, outcome);
            }
            (Task::ClearCache { site }, Outcome::CacheCleared(clearing, counted)) => {
                match self.sites.get_mut(&site).and_then(|site_state| site_state.outage.as_mut()) {
                    Some(outage) => {
                        outage.clearing = Some(ClearingState::Ended(clearing));
                        outage.trials.counted = counted;
                    }
                    None => self.order(Task::EndClearing),
                }
            }
            (Task::EndClearing, Outcome::ClearingEnded)
            | (Task::TakeAway { .. }, Outcome::TakenAway)
            | (Task::Record { .. }, Outcome::Recorded) => {}
            // A report of the wrong kind is a fault of the shell: ignore it.
            (task, _) => {
                self.outbox.insert(id, task);
            }
        }
    }

    /// Does everything that is due.
    fn run_due(&mut self, now: Timestamp) {
        self.run_pending(now);
        self.run_chats(now);
        self.run_refusals(now);
        self.run_notices(now);
        for site in Site::ALL {
            self.run_site(now, site);
        }
        for site in Site::homes() {
            if self.status_due(site).is_some_and(|at| at <= now) {
                self.read_status(now, site, Wish::FailureShows);
            }
        }
    }

    fn run_site(&mut self, now: Timestamp, site: Site) {
        let taking_back = self.is_taking_back();
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        match outage.phase {
            OutagePhase::Waiting if outage.waits_from.after(GIVE_UP_AFTER) <= now => {
                outage.stop_probing(now, OutagePhase::Stopped)
            }
            OutagePhase::Waiting
                if !taking_back
                    && outage.next_real_load(site_state.not_before).is_some_and(|at| at <= now) =>
            {
                self.load_for_real(now, site, None);
            }
            // Otherwise we would not notice that the last tab was closed.
            OutagePhase::Paused | OutagePhase::Stopped if outage.next_return <= now => {
                outage.stop_probing(now, outage.phase);
                self.list_tabs();
            }
            OutagePhase::Waiting if outage.next_probe <= now => {
                let (allowed, _) = site_state.allowed(now);
                if let Some(outage) = &mut site_state.outage {
                    if allowed > now {
                        outage.next_probe = allowed;
                    } else {
                        outage.phase = OutagePhase::ListingTabs;
                        self.list_tabs();
                    }
                }
            }
            OutagePhase::Returning
                if outage.next_return <= now && !taking_back && !outage.is_returning_one() =>
            {
                // The trial load did not succeed: wait again.
                if outage.challenged.is_some_and(|it| it.begun) {
                    site_state.wait(now, &mut self.random, pace, false);
                } else {
                    self.return_next(now, site);
                }
            }
            OutagePhase::Waiting
            | OutagePhase::Returning
            | OutagePhase::ListingTabs
            | OutagePhase::Probing
            | OutagePhase::Paused
            | OutagePhase::Stopped => {}
        }
        self.ask_the_silent(now, site);
    }

    /// Lists the tabs, unless that is under way.
    fn list_tabs(&mut self) {
        if !self.outbox.values().any(|task| matches!(task, Task::ListTabs)) {
            self.order(Task::ListTabs);
        }
    }

    fn is_taking_back(&self) -> bool {
        self.outbox.values().any(|task| matches!(task, Task::Return { .. }))
    }
}

#[cfg(test)]
mod tests;
