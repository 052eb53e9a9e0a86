//! Taking tabs back once the site answers: one by one, the visible one first.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::{Clearing, ReturnOutcome};
use super::failing_tab::FailingTab;
use super::outage::{ClearingState, LOOK_AGAIN, Outage, OutagePhase};
use super::pending::Pending;
use super::types::{Document, Expectation, Interrupts, News, Surface, TabId};
use crate::prompts::Saved;
use detect::Response;
use settings::Field;
use sites::{Site, has_prompt, without_fragment};
use std::time::Duration;
use timestamp::Timestamp;

/// The time between two tabs that are taken back, varied by up to a third: a site that has just
/// come back does not get thirty loads at once.
pub(super) const BETWEEN_RETURNS: Duration = Duration::from_secs(3);

/// A tab that was already loading is tried again after this long.
const PENDING_LOAD: Duration = Duration::from_secs(10);

/// After this many tabs that could not be reloaded, the site is probed again first.
const PUT_OFF_AT_MOST: u8 = 4;

/// A tab that was found loading this often, 10 s apart, is reloaded over the rest of its own
/// failing document. Such a page is a few KB, which even a slow line brings in seconds: what has
/// not come 30 s after the site answers again will not come, and a browser waits for minutes or for
/// ever.
const STALLED: u8 = 3;

/// A user who is busy in a card keeps the page for this long, and for as long again with each key
/// they press.
pub const LONGER: Duration = Duration::from_secs(20);

impl Outage {
    /// Waits for the site again after a pause or a stop, with a fresh time limit.
    pub(super) fn resume(&mut self, now: Timestamp) {
        self.waits_from = now;
        self.phase = OutagePhase::Waiting;
    }

    /// Whether a tab with other cookies than `failing` is still to be taken back, or loaded well
    /// when it was: cookies can make a page fail in one store alone.
    pub(super) fn has_untried_in_another_cookie_store(&self, failing: &FailingTab) -> bool {
        self.tabs.values().any(|tab| {
            tab.cookie_store != failing.cookie_store
                && tab.failed_again == 0
                && !tab.is_by_hand()
                && tab.left_to_person_until.is_none()
        })
    }

    /// When the tab that is next will be reloaded, if that is far enough ahead for a countdown: the
    /// user may go at once.
    pub(super) fn return_due(&self, failing: &FailingTab, now: Timestamp) -> Option<Timestamp> {
        let next = self.next_to_return(now).and_then(|tab| self.tabs.get(&tab));
        let waits = self.phase == OutagePhase::Returning
            && !self.is_returning_one()
            && self.next_return > now.after(BETWEEN_RETURNS)
            && next.is_some_and(|next| std::ptr::eq(next, failing));
        waits.then_some(self.next_return)
    }

    /// When the first tab whose user was busy may be reloaded. Tabs reloaded only on a click do not
    /// count.
    pub(super) fn left_to_person_until(&self, now: Timestamp) -> Option<Timestamp> {
        let waited_for =
            |tab: &&FailingTab| tab.returning.is_none() && tab.may_return(self.returns);
        let tabs = self.tabs.values().filter(waited_for);
        tabs.filter_map(|tab| tab.left_to_person_until).filter(|until| *until > now).min()
    }

    /// Stops probing, because the user paused or after a very long time.
    pub(super) fn stop_probing(&mut self, now: Timestamp, phase: OutagePhase) {
        self.phase = phase;
        self.next_return = now.after(LOOK_AGAIN);
    }
}

impl Engine {
    pub(super) fn return_next(&mut self, now: Timestamp, site: Site) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        match outage.next_to_return(now) {
            Some(tab) => self.return_tab(now, site, tab, false),
            None => {
                let again = now.after(LOOK_AGAIN);
                outage.next_return =
                    outage.left_to_person_until(now).map_or(again, |until| until.min(again));
                self.retire_bars(now, site);
                self.list_tabs();
            }
        }
    }

    /// Reloads a tab; `wanted` if its user asked for it.
    pub(super) fn return_tab(&mut self, now: Timestamp, site: Site, tab: TabId, wanted: bool) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        // Reloading the result of a POST would send the message again, whoever asks.
        if failing.returning.is_some() || failing.post || failing.left_to_browser {
            return;
        }
        // A user who was busy has had the time that they were promised.
        let even_if_busy = wanted || failing.left_to_person_until.is_some();
        if outage.clearing == Some(ClearingState::UnderWay) && !even_if_busy {
            self.leave_to_person(now, tab);
            return self.return_next(now, site);
        }
        let outstanding = |task: &Task| matches!(task, Task::Return { tab: t, .. } if *t == tab);
        // Not when a response has just arrived: the page there may be fine.
        if self.pending.contains_key(&tab) && !wanted || self.outbox.values().any(outstanding) {
            failing.postponed = failing.postponed.saturating_add(1);
            outage.next_return = now.after(PENDING_LOAD);
            return;
        }
        let interrupts = match failing.postponed {
            _ if wanted => Interrupts::AnyLoad,
            STALLED.. => Interrupts::OwnLoad,
            _ => Interrupts::Nothing,
        };
        failing.returning = Some(now);
        let (document, place) = (failing.document.clone(), failing.place);
        let only_if_empty = failing.asset.is_some();
        let bypass_cache = outage.clearing == Some(ClearingState::Ended(Clearing::Cleared));
        self.order(Task::Return {
            tab,
            document,
            place,
            bypass_cache,
            even_if_busy,
            only_if_empty,
            interrupts,
        });
    }

    /// Leaves a tab alone while its user is busy in the card, and goes on with the others.
    fn leave_to_person(&mut self, now: Timestamp, tab: TabId) {
        let Some(outage) = self.outage_of(tab) else { return };
        if let Some(failing) = outage.tabs.get_mut(&tab) {
            failing.returning = None;
            failing.left_to_person_until = Some(now.after(LONGER));
        }
        outage.next_return = now;
    }

    /// The user is busy in the card of a page that was about to be reloaded.
    fn at_work(&mut self, now: Timestamp, tab: TabId) {
        let Some(site) = Site::ALL.into_iter().find(|site| self.is_in(tab, *site)) else { return };
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        // We do not know that the site is back, so there is nothing to tell the user.
        if let Some(challenged) = &mut outage.challenged {
            challenged.wait_for_person(now);
            if let Some(failing) = outage.tabs.get_mut(&tab) {
                failing.returning = None;
            }
            site_state.wait(now, &mut self.random, pace, false);
        } else {
            self.leave_to_person(now, tab);
        }
    }

    /// A key or *Stay* was pressed in a card whose page is about to be reloaded.
    pub(super) fn stay(&mut self, now: Timestamp, tab: Option<TabId>) {
        if let Some(tab) = tab
            && self.failing_tab(tab).is_some_and(|failing| failing.left_to_person_until.is_some())
        {
            self.leave_to_person(now, tab);
        }
    }

    /// The browser gave a tab another number: all that was meant for it moves along.
    pub(super) fn tab_replaced(&mut self, tab: TabId, by: TabId) {
        for (_, site_state) in self.sites.iter_mut() {
            if let Some(outage) = &mut site_state.outage
                && let Some(mut failing) = outage.tabs.remove(&tab)
            {
                failing.returning = None;
                outage.tabs.insert(by, failing);
            }
        }
        if let Some(chat) = self.chats.remove(&tab) {
            self.chats.insert(by, chat);
        }
        if let Some(page) = self.refused.remove(&tab) {
            self.refused.insert(by, page);
        }
        if let Some(notice) = self.notices.remove(&tab) {
            self.notices.insert(by, notice);
        }
        if let Some(pending) = self.pending.remove(&tab) {
            self.pending.insert(by, pending);
        }
        // Drop tasks for a tab number that no longer exists.
        let mut opening = None;
        self.outbox.retain(|_, task| match task {
            Task::Return { tab: t, .. } => *t != tab,
            Task::OpenWaitingPage { tab: t, address, replaces_load } if *t == tab => {
                opening = Some((address.clone(), *replaces_load));
                false
            }
            Task::OpenWaitingPage { .. }
            | Task::ListTabs
            | Task::Probe { .. }
            | Task::ReadStatus { .. }
            | Task::ClearCache { .. }
            | Task::EndClearing
            | Task::TakeAway { .. }
            | Task::Record { .. } => true,
        });
        if let Some((address, replaces_load)) = opening {
            self.order(Task::OpenWaitingPage { tab: by, address, replaces_load });
        }
    }

    pub(super) fn returned(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: &Document,
        outcome: ReturnOutcome,
    ) {
        // Another document has failed there since: the older one's outcome says nothing about it.
        let newer = self.failing_tab(tab).is_some_and(|failing| failing.document != *document);
        if newer && outcome != ReturnOutcome::Gone {
            return;
        }
        match outcome {
            // The result will be the document itself, when it comes.
            ReturnOutcome::Begun => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.returning = failing.returning.map(|_| now);
                }
                let site = Site::ALL.into_iter().find(|site| self.is_in(tab, *site));
                if let Some(site_state) = site.and_then(|site| self.sites.get_mut(&site)) {
                    site_state.last_load = Some(now);
                    let outage = site_state.outage.as_mut();
                    if let Some(challenged) = outage.and_then(|outage| outage.challenged.as_mut()) {
                        challenged.begins(now);
                    }
                }
            }
            // Another document is there: if it failed too, its own response said so.
            ReturnOutcome::Elsewhere | ReturnOutcome::Gone => {
                if !self.pending.contains_key(&tab) {
                    let newer = (outcome == ReturnOutcome::Elsewhere)
                        .then(|| self.newer_document(now, tab, document))
                        .flatten();
                    self.drop_tab(now, tab);
                    if let Some(pending) = newer {
                        self.ask(tab, pending);
                    }
                }
            }
            ReturnOutcome::AtWork => self.at_work(now, tab),
            ReturnOutcome::Started => self.empty_page_started(now, tab, document.clone()),
            // For the user to decide, like the result of a POST: a click tries again.
            ReturnOutcome::Unsaved => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.returning = None;
                    failing.saved = Saved::Unsaved;
                    failing.asked_before = true;
                }
            }
            ReturnOutcome::Pending => {
                let Some(site) = Site::ALL.into_iter().find(|site| self.is_in(tab, *site)) else {
                    return;
                };
                let pace = self.pace(now, site);
                let Some(site_state) = self.sites.get_mut(&site) else { return };
                let Some(outage) = &mut site_state.outage else { return };
                let Some(failing) = outage.tabs.get_mut(&tab) else { return };
                failing.returning = None;
                failing.postponed = failing.postponed.saturating_add(1);
                let often = failing.postponed >= PUT_OFF_AT_MOST;
                if often {
                    failing.postponed = 0;
                }
                outage.next_return = now.after(PENDING_LOAD);
                // If it is unknown whether the site is back, no other tab is tried.
                let unknown = outage.challenged.is_some();
                if (often || unknown) && outage.phase == OutagePhase::Returning {
                    site_state.wait(now, &mut self.random, pace, false);
                }
            }
        }
    }

    /// What to look for if a failing document was replaced without a report, for instance because
    /// the clock was set between its headers and its beginning: the same failure, younger.
    fn newer_document(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: &Document,
    ) -> Option<Pending> {
        let code = self.outage_of(tab)?.code;
        if code < 500 || document.time_origin == 0 {
            return None;
        }
        let address = without_fragment(&document.address).to_owned();
        let at = Timestamp::from_millis(document.time_origin / 1000).min(now);
        let expectation = Expectation { address, status: code, at, living: false, broken: false };
        let response = Response { status: code, headers: Vec::new() };
        Some(Pending::response(now, expectation, response))
    }

    /// A tab loaded well: it leaves the outage, and the others follow or are probed for soon.
    pub(super) fn document_recovered(&mut self, now: Timestamp, site: Site, tab: TabId) {
        let pause = self.random.jitter(BETWEEN_RETURNS, 33);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        // If probes cannot tell, a page that loads well says that the site is back.
        if outage.challenged.take().is_some() && outage.phase == OutagePhase::Waiting {
            outage.phase = OutagePhase::Returning;
        }
        if let Some(failing) = outage.tabs.remove(&tab) {
            outage.trials.loaded_well(failing.cookie_store);
            // The first tab of an outage to load well, and it is not visible.
            let told = std::mem::replace(&mut outage.trials.announced, true);
            if !told && !failing.active && self.settings.has(Field::Notify) {
                self.effects.0.push(Effect::Notify { site, tab, news: News::Back });
            }
        }
        outage.next_return = now.after(pause);
        site_state.hasten(now, &mut self.random);
        self.end_if_empty(now, site);
    }

    /// The site answers, and no page of it will be reloaded without a click or a look, so that is
    /// announced now.
    pub(super) fn say_it_answers(&mut self, site: Site) {
        let notifies = self.settings.has(Field::Notify);
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let tab = outage.tabs.iter().find(|(_, tab)| !tab.left_to_browser).map(|(id, _)| *id);
        let alone =
            outage.is_unseen() && !outage.tabs.values().any(|tab| tab.may_return(outage.returns));
        if let Some(tab) = tab
            && notifies
            && alone
            && !std::mem::replace(&mut outage.trials.announced, true)
        {
            self.effects.0.push(Effect::Notify { site, tab, news: News::Back });
        }
    }

    /// A document of that address loaded well: if it holds a prompt, the prompt was sent, so no
    /// other tab with it is reloaded by itself.
    pub(super) fn prompt_was_sent(&mut self, address: &str) {
        if !has_prompt(address) {
            return;
        }
        for (_, site_state) in self.sites.iter_mut() {
            let tabs = site_state.outage.iter_mut().flat_map(|outage| outage.tabs.iter_mut());
            for (_, tab) in tabs {
                tab.asked_before |=
                    without_fragment(&tab.document.address) == without_fragment(address);
            }
        }
    }

    /// A tab got a block, a check or a limit: that is for the user.
    pub(super) fn document_left_alone(&mut self, now: Timestamp, site: Site, tab: TabId) {
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        outage.tabs.remove(&tab);
        if outage.phase == OutagePhase::Returning {
            site_state.wait(now, &mut self.random, pace, false);
        }
        self.end_if_empty(now, site);
    }

    pub(super) fn drop_tab(&mut self, now: Timestamp, tab: TabId) {
        for site in Site::ALL {
            if let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) {
                outage.tabs.remove(&tab);
            }
            self.end_if_empty(now, site);
        }
    }

    /// A tab became visible or hidden.
    pub(super) fn visibility_changed(&mut self, now: Timestamp, tab: TabId, visible: bool) {
        let Some(site) = Site::ALL.into_iter().find(|site| self.is_in(tab, *site)) else { return };
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        let before = std::mem::replace(&mut failing.active, visible);
        match outage.phase {
            OutagePhase::Waiting if visible && !before => site_state.somebody_looks(now),
            // No tab is visible any more, so there is no hurry.
            OutagePhase::Waiting if !visible && outage.tabs.values().all(|tab| !tab.active) => {
                site_state.wait(now, &mut self.random, pace, false);
            }
            // A tab that becomes visible while others are taken back need not wait for its turn.
            OutagePhase::Returning if visible && !outage.is_returning_one() => {
                outage.next_return = now
            }
            OutagePhase::Waiting
            | OutagePhase::ListingTabs
            | OutagePhase::Probing
            | OutagePhase::Returning
            | OutagePhase::Paused
            | OutagePhase::Stopped => {}
        }
    }

    /// A tab belongs to one outage only: it may have been redirected from one host to another.
    pub(super) fn leave_others(&mut self, now: Timestamp, tab: TabId, site: Site) {
        if Site::ALL.into_iter().any(|other| other != site && self.is_in(tab, other)) {
            self.drop_tab(now, tab);
        }
    }

    /// After a death: drops the tasks of tabs that have moved on since. Those that are repeated
    /// begin now.
    pub(super) fn keep_what_serves(&mut self, now: Timestamp) {
        let mut tasks = std::mem::take(&mut self.outbox);
        tasks.retain(|_, task| match task {
            Task::Return { tab, document, .. } => self.failing_tab(*tab).is_some_and(|failing| {
                let serves = failing.document == *document && failing.returning.is_some();
                failing.returning = failing.returning.filter(|_| !serves).or(serves.then_some(now));
                serves
            }),
            Task::OpenWaitingPage { tab, address, .. } => {
                self.failing_tab(*tab).is_some_and(|failing| {
                    failing.place == Surface::WaitingPage && failing.document.address == *address
                })
            }
            // It has failed again since, so its card or bar stays.
            Task::TakeAway { tab, document, .. } => {
                let told = self.notices.get(tab).is_some_and(|it| it.document == *document);
                let failing = self.failing_tab(*tab);
                !told && failing.is_none_or(|failing| failing.document != *document)
            }
            Task::ListTabs
            | Task::Probe { .. }
            | Task::ReadStatus { .. }
            | Task::ClearCache { .. }
            | Task::EndClearing
            | Task::Record { .. } => true,
        });
        self.outbox = tasks;
    }

    pub(super) fn end_if_empty(&mut self, now: Timestamp, site: Site) {
        let outage = self.sites.get(&site).and_then(|site_state| site_state.outage.as_ref());
        let Some(outage) = outage.filter(|outage| outage.tabs.is_empty()) else { return };
        let clearing = outage.clearing;
        let past = self.past(now, site);
        self.sites.entry(site).or_default().end(now);
        if let Some(line) = past {
            self.order(Task::Record { line });
        }
        if clearing.is_some() {
            self.order(Task::EndClearing);
        }
    }

    fn outage_of(&mut self, tab: TabId) -> Option<&mut Outage> {
        self.sites
            .iter_mut()
            .filter_map(|(_, site_state)| site_state.outage.as_mut())
            .find(|outage| outage.tabs.contains_key(&tab))
    }

    pub(super) fn failing_tab(&mut self, tab: TabId) -> Option<&mut FailingTab> {
        self.outage_of(tab).and_then(|outage| outage.tabs.get_mut(&tab))
    }
}
