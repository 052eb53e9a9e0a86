//! Decides: an Event in, Commands out; no browser, no clock, no randomness of its own.
//!
//! The one loop of the program: the shell hands in what happened and when
//! ([`Engine::handle`]), saves [`Engine::snapshot`], does the commands, and hands in what came
//! of them. Whatever dies in between is asked for again after [`Engine::restore`].

pub mod budget;
mod chosen;
mod command;
mod event;
mod explain;
mod failing;
mod found;
mod living;
mod news;
mod outage;
mod pending;
mod present;
mod pressed;
pub mod prompts;
pub mod random;
mod record;
mod responses;
mod returns;
pub mod schedule;
mod sentences;
mod snapshot;
mod timer;
pub mod trace;
mod trials;
mod tried;
mod types;
mod view;
mod witness;

pub use command::{Command, Deed};
pub use event::{Button, Clearing, Event, Finding, Outcome, ProbeAnswer, ReturnOutcome, Sight};
pub use explain::Situation;
pub use outage::{Phase, Refusal};
pub use returns::LONGER;
pub use snapshot::Snapshot;
pub use timer::Timer;
pub use types::{CommandId, Document, Expectation, Over, Place, TabId};
pub use view::{Badge, ButtonView, Note, StatusView, Tone, View};

use budget::RETRY_AFTER_429;
use kept::Map;
use settings::Settings;
use sites::{Site, without_query};
use status::Reading;
use status::fetching::{Fetching, Wish};
use std::time::Duration;
use timestamp::Timestamp;

use outage::{ClearingState, LOOK_AGAIN, Outage, Watch};
use pending::Pending;
use random::Random;
use schedule::Circumstances;

/// Called so much later than was due, the machine slept: an alarm is late by seconds.
const SLEPT: Duration = Duration::from_secs(120);

/// A background that died over its commands is woken after so long to do them again: the
/// soonest that a packed extension's alarm may be.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The mind of the program. Made anew or restored; dies at any moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Engine {
    random: Random,
    next_command: u32,
    settings: Settings,
    outbox: Map<CommandId, Deed>,
    pending: Map<TabId, Pending>,
    sites: Map<Site, Watch>,
    /// The status page: what it said, and when it may be asked.
    desk: Fetching,
    /// When the last event came.
    last: Timestamp,
    commands: Asked,
}

/// What the event at hand has asked for so far: drained at once, so never kept.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked(Vec<Command>);

impl Engine {
    /// A mind that knows nothing yet. The same seed and events give the same commands.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            random: Random::from_seed(seed),
            next_command: 0,
            settings: Settings::FIRST,
            outbox: Map::new(),
            pending: Map::new(),
            sites: Map::new(),
            desk: Fetching::new(),
            last: Timestamp::from_millis(0),
            commands: Asked(Vec::new()),
        }
    }

    /// Takes in what happened at `now` and says what is to be done. Cannot fail.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Command> {
        self.mind_the_clock(now);
        match event {
            Event::Chosen(settings) => self.chosen(now, settings),
            Event::Done { id, outcome } => self.done(now, id, outcome),
            Event::Started(settings) => {
                self.chosen(now, settings);
                // Whatever that orders is outstanding, as all that is asked for again.
                self.commands.0.clear();
                self.redo(now);
            }
            // Off is off: what was put up is taken away, and that is all.
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
            Event::TextKept { tab, saved } => self.text_kept(tab, saved),
            Event::PromptGiven { tab, given } => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.given = Some(given);
                }
            }
            Event::BarMissed { tab, document } => self.bar_missed(now, tab, &document),
            Event::TabUpdated { tab } => self.inspect_pending(now, tab),
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
            Event::Told { tab, question, yes } => self.told(tab, question, yes),
            Event::Seen { tab, visible } => self.seen(now, tab, visible),
            Event::TabReplaced { tab, by } => self.tab_replaced(tab, by),
            Event::NetworkReturned => {
                for (_, watch) in self.sites.iter_mut() {
                    watch.network_returned(now, &mut self.random);
                }
            }
            Event::PopupOpened => {
                self.ask_for_news(now, Wish::PopupOpened);
                // Who looks is not to see an outage that nobody waits for any more.
                let at_rest = |outage: &Outage| {
                    matches!(outage.phase, Phase::Paused | Phase::Stopped) || outage.is_left()
                };
                if self.outages().any(at_rest) {
                    self.look();
                }
            }
            Event::Ticked => {}
        }
        self.run_due(now);
        std::mem::take(&mut self.commands.0)
    }

    /// When to be called again, and why; `None` while nothing fails and nothing is outstanding.
    #[must_use]
    pub fn deadline(&self) -> Option<(Timestamp, Timer)> {
        let mut next = self.pending.values().map(|p| (p.due(), Timer::Pending)).min();
        for outage in self.outages() {
            next = timer::earlier(next, self.outage_deadline(outage));
        }
        if !self.outbox.is_empty() {
            next = timer::earlier(next, Some((self.last.after(ANSWER_WITHIN), Timer::Answer)));
        }
        timer::earlier(next, self.news_due().map(|at| (at, Timer::Status)))
    }

    /// Whether anything is under way, so that healthy responses matter too.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.pending.is_empty() || !self.outbox.is_empty() || self.outages().next().is_some()
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

    /// The last good reading of the status page.
    #[must_use]
    pub const fn reading(&self) -> Option<&Reading> {
        self.desk.reading()
    }

    fn outages(&self) -> impl Iterator<Item = &Outage> {
        self.sites.values().filter_map(|watch| watch.outage.as_ref())
    }

    fn outage_deadline(&self, outage: &Outage) -> Option<(Timestamp, Timer)> {
        let arrival = outage
            .tabs
            .values()
            .filter_map(|tab| tab.returning)
            .map(|since| (since.after(outage::ARRIVAL_WITHIN), Timer::Arrival))
            .min();
        let phase = match outage.phase {
            Phase::Waiting => {
                let give_up_at = outage.waits_from.after(self.settings.give_up_after());
                Some((outage.next_probe, Timer::Probe).min((give_up_at, Timer::GiveUp)))
            }
            Phase::Returning if !outage.is_returning_one() && !self.is_taking_back() => {
                Some((outage.next_return, Timer::Return))
            }
            Phase::Paused | Phase::Stopped => Some((outage.next_return, Timer::Look)),
            Phase::Returning | Phase::Looking | Phase::Probing => None,
        };
        timer::earlier(arrival, phase)
    }

    /// Puts a deed into the outbox and asks for it.
    fn order(&mut self, deed: Deed) {
        let id = CommandId(self.next_command);
        self.next_command = self.next_command.wrapping_add(1);
        self.outbox.insert(id, deed.clone());
        self.commands.0.push(Command::Do(id, deed));
    }

    /// Sees to a clock that was set back and to a machine that slept.
    fn mind_the_clock(&mut self, now: Timestamp) {
        let back = self.last.since(now);
        // The deadline is looked up where it can matter alone: most events follow each other.
        let due = (now.since(self.last) >= SLEPT).then(|| self.deadline()).flatten();
        let slept = due.map(|(due, _)| now.since(due.max(self.last)));
        self.last = now;
        for (_, watch) in self.sites.iter_mut() {
            if !back.is_zero() {
                watch.set_back(back);
            }
            watch.mend_clock(now);
            if let Some(slept) = slept.filter(|slept| *slept >= SLEPT) {
                watch.woke(now, slept, &mut self.random);
            }
        }
        for (_, pending) in self.pending.iter_mut() {
            pending.set_back(back);
        }
    }

    /// After a death: everything that was not acknowledged is asked for again, if it still
    /// serves somebody.
    fn redo(&mut self, now: Timestamp) {
        self.forget_what_was_asked();
        for (_, watch) in self.sites.iter_mut() {
            watch.lost(now);
        }
        self.keep_what_serves(now);
        let outstanding = self.outbox.iter().map(|(id, deed)| Command::Do(*id, deed.clone()));
        self.commands.0.extend(outstanding);
        let tabs: Vec<TabId> = self.pending.keys().copied().collect();
        for tab in tabs {
            self.push_inspection(tab);
        }
        self.read_on();
    }

    fn done(&mut self, now: Timestamp, id: CommandId, outcome: Outcome) {
        // What is not outstanding was done already: a second report changes nothing.
        let Some(deed) = self.outbox.remove(&id) else { return };
        match (deed, outcome) {
            (Deed::Look, Outcome::Looked { sights, online }) => self.looked(now, &sights, online),
            (Deed::Probe { site, address }, Outcome::Probed(answer)) => {
                self.probed(now, site, &address, answer);
            }
            (Deed::ReadStatus { address }, Outcome::StatusAnswered(answer)) => {
                self.news(now, &address, answer);
            }
            (Deed::OpenWaitingPage { tab, .. }, Outcome::Waits(opened)) => {
                self.waits(now, tab, opened);
            }
            (Deed::Return { tab, document, .. }, Outcome::Returned(outcome)) => {
                self.returned(now, tab, &document, outcome);
            }
            (Deed::ClearCache { site }, Outcome::CacheCleared(clearing, counted)) => {
                match self.sites.get_mut(&site).and_then(|watch| watch.outage.as_mut()) {
                    Some(outage) => {
                        outage.clearing = Some(ClearingState::Ended(clearing));
                        outage.trials.counted = counted;
                    }
                    None => self.order(Deed::EndClearing),
                }
            }
            (Deed::EndClearing, Outcome::ClearingEnded)
            | (Deed::TakeAway { .. }, Outcome::TakenAway)
            | (Deed::Record { .. }, Outcome::Recorded) => {}
            // A report of the wrong kind is a fault of the shell: as if it never came.
            (deed, _) => {
                self.outbox.insert(id, deed);
            }
        }
    }

    /// Everything whose time has come.
    fn run_due(&mut self, now: Timestamp) {
        self.run_pending(now);
        for site in Site::ALL {
            self.run_site(now, site);
        }
        if self.news_due().is_some_and(|at| at <= now) {
            self.ask_for_news(now, Wish::FailureShows);
        }
    }

    fn run_site(&mut self, now: Timestamp, site: Site) {
        let taking_back = self.is_taking_back();
        let patience = self.settings.give_up_after();
        let Some(watch) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut watch.outage else { return };
        match outage.phase {
            Phase::Waiting if outage.waits_from.after(patience) <= now => {
                outage.rest(now, Phase::Stopped)
            }
            // Nothing else would find out that the last tab was closed.
            Phase::Paused | Phase::Stopped if outage.next_return <= now => {
                outage.rest(now, outage.phase);
                self.look();
            }
            Phase::Waiting if outage.next_probe <= now => {
                let (allowed, _) = watch.allowed(now);
                if let Some(outage) = &mut watch.outage {
                    if allowed > now {
                        outage.next_probe = allowed;
                    } else {
                        outage.phase = Phase::Looking;
                        self.look();
                    }
                }
            }
            Phase::Returning
                if outage.next_return <= now && !taking_back && !outage.is_returning_one() =>
            {
                self.return_next(now, site);
            }
            Phase::Waiting
            | Phase::Returning
            | Phase::Looking
            | Phase::Probing
            | Phase::Paused
            | Phase::Stopped => {}
        }
        self.ask_the_silent(now, site);
    }

    fn looked(&mut self, now: Timestamp, sights: &[Sight], online: bool) {
        let pace = self.pace(now);
        for site in Site::ALL {
            self.keep_what_was_seen(now, site, sights);
            let Some(watch) = self.sites.get_mut(&site) else { continue };
            let Some(outage) = &mut watch.outage else { continue };
            if outage.phase != Phase::Looking {
                continue;
            }
            if outage.is_left() {
                outage.phase = Phase::Waiting;
                outage.next_probe = now.after(LOOK_AGAIN);
            } else if !online && outage.lost_network() {
                // Nothing is asked of a network that is gone: the next look may find it.
                watch.wait(now, &mut self.random, pace, false);
            } else {
                let address = without_query(outage.probe_address()).to_owned();
                self.probe(now, site, address);
            }
        }
    }

    fn probe(&mut self, now: Timestamp, site: Site, address: String) {
        let host = Site::of(&address).unwrap_or(site);
        let (allowed, _) = self.sites.or_default(host).allowed(now);
        let asking = self.outbox.values().find_map(|deed| match deed {
            Deed::Probe { site, address } if Site::of(address) == Some(host) => Some(*site),
            Deed::Probe { .. }
            | Deed::Look
            | Deed::ReadStatus { .. }
            | Deed::OpenWaitingPage { .. }
            | Deed::Return { .. }
            | Deed::ClearCache { .. }
            | Deed::EndClearing
            | Deed::TakeAway { .. }
            | Deed::Record { .. } => None,
        });
        // One in flight is enough for a host: its answer counts, if it is for us.
        let ask = asking.is_none() && allowed <= now;
        let pace = self.pace(now);
        let Some(watch) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut watch.outage else { return };
        if asking == Some(site) {
            outage.phase = Phase::Probing;
        } else if ask {
            outage.phase = Phase::Probing;
            outage.probes = outage.probes.saturating_add(1);
            self.sites.or_default(host).count_probe(now);
            self.order(Deed::Probe { site, address });
        } else {
            watch.wait(now, &mut self.random, pace, false);
        }
    }

    fn probed(&mut self, now: Timestamp, site: Site, address: &str, answer: ProbeAnswer) {
        let pace = self.pace(now);
        let floor = match answer {
            ProbeAnswer::Status { code: 429, not_before, .. } => {
                Some(not_before.unwrap_or(now.after(RETRY_AFTER_429)))
            }
            ProbeAnswer::Status { code: 500.., not_before, challenge: false } => not_before,
            ProbeAnswer::Status { .. }
            | ProbeAnswer::Redirect
            | ProbeAnswer::TimedOut
            | ProbeAnswer::NetworkError => None,
        };
        if let (Some(until), Some(host)) = (floor, Site::of(address)) {
            self.sites.or_default(host).floor(now, until);
        }
        let Some(watch) = self.sites.get_mut(&site) else { return };
        if let Some(until) = floor {
            watch.floor(now, until);
        }
        let Some(outage) = &mut watch.outage else { return };
        outage.hears(now, answer.clone());
        outage.refused = None;
        if outage.phase != Phase::Probing {
            return;
        }
        match answer {
            ProbeAnswer::Status { code: 429, .. }
            | ProbeAnswer::Status { code: 500.., challenge: false, .. } => {
                watch.wait(now, &mut self.random, pace, false);
            }
            // Whatever else it says, it answers: the page then speaks for itself. A redirect
            // of chat.openai.com proves only itself.
            ProbeAnswer::Redirect if Site::of(address) == Some(Site::ChatOpenAi) => {
                self.probe(now, site, ["https://", Site::ChatGpt.host(), "/"].concat());
            }
            ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => {
                outage.phase = Phase::Returning;
                let settles = schedule::settle(outage.false_ups, self.random.draw());
                let (attention, lasted) = (outage.attention(now), outage.lasted(now));
                let circumstances = Circumstances { pace, attention, network_error: false };
                let since = outage.since_came_back(now);
                let part = schedule::part(lasted, circumstances, since, self.random.draw());
                outage.next_return = now.after(settles.max(part));
                self.say_it_answers(site);
            }
            ProbeAnswer::TimedOut => watch.wait(now, &mut self.random, pace, false),
            ProbeAnswer::NetworkError => watch.wait(now, &mut self.random, pace, true),
        }
    }

    /// Looks at the tabs, unless somebody is looking already.
    fn look(&mut self) {
        if !self.outbox.values().any(|deed| matches!(deed, Deed::Look)) {
            self.order(Deed::Look);
        }
    }

    fn is_taking_back(&self) -> bool {
        self.outbox.values().any(|deed| matches!(deed, Deed::Return { .. }))
    }
}

#[cfg(test)]
mod tests;
