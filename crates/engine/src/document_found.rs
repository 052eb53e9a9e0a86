//! A document was found in its tab: it failed, it is fine, or it is not ours to mend.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::Finding;
use super::failing_tab::{FailingTab, ReloadRate};
use super::outage::{ClearingState, OutagePhase, TABS_AT_MOST};
use super::pending::{LONGEST_ADDRESS, Pending};
use super::returning::BETWEEN_RETURNS;
use super::types::{Document, Expectation, Surface, TabId};
use detect::{self, Class};
use sites::{Site, has_prompt, without_fragment};
use timestamp::Timestamp;

impl Engine {
    pub(super) fn inspected(
        &mut self,
        now: Timestamp,
        tab: TabId,
        expectation: &Expectation,
        finding: Finding,
    ) {
        if self.refused_page_inspected(now, tab, expectation, &finding) {
            return;
        }
        // An answer to an older inspection says nothing about the newer document.
        if self.pending.get(&tab).is_none_or(|pending| pending.expectation != *expectation) {
            return;
        }
        if expectation.living {
            return self.living_document(now, tab, finding);
        }
        match finding {
            // After a network failure there is no document to draw on: the old one answers until
            // the browser's error page is in. If it still answers after a while, it was never
            // replaced.
            Finding::Here { .. } if expectation.status == 0 => {
                if self.pending.get(&tab).is_some_and(|pending| pending.asked > 0) {
                    self.pending.remove(&tab);
                }
            }
            // It was found before and is still there.
            Finding::Here { .. } if self.pending.get(&tab).is_some_and(|it| it.found) => {}
            // On a reload the old failing document answers too, until the new one is in.
            Finding::Here { document, .. } if self.is_known(tab, &document) => {}
            Finding::Here { document, again } => {
                if let Some(mut pending) = self.pending.remove(&tab) {
                    pending.again = again;
                    self.document_found(now, tab, document, &pending, Surface::Page);
                    // Firefox may still replace the broken document with its own error page.
                    if pending.expectation.broken {
                        pending.look_on(now);
                        self.pending.insert(tab, pending);
                    }
                }
            }
            Finding::NotHere | Finding::Refused { loading: true, .. } => {}
            Finding::Refused { address, can_wait, retries, loading: false } => {
                let fits = address
                    .as_deref()
                    .is_some_and(|address| without_fragment(address) == expectation.address);
                if !fits {
                    // The navigation failed while our waiting page was replacing it, so its
                    // document never existed.
                    let waits = |failing: &mut FailingTab| failing.place == Surface::WaitingPage;
                    if self.pending.get(&tab).is_some_and(|it| it.asked > 0 && it.fails)
                        && self.failing_tab(tab).is_some_and(waits)
                    {
                        self.pending.remove(&tab);
                        return;
                    }
                    // Redirected to a host that we may not read: no longer ours. (A failure keeps
                    // waiting: it may have been redirected from such a host, too.)
                    if address.is_none() && self.pending.get(&tab).is_some_and(|p| !p.fails) {
                        self.pending.remove(&tab);
                        self.drop_tab(now, tab);
                    }
                    return;
                }
                if let (Some(mut pending), Some(address)) = (self.pending.remove(&tab), address) {
                    // Chromium reloads its own error page, so we must not.
                    pending.left_to_browser |= retries && pending.network.is_some();
                    let document = Document { address: address.clone(), time_origin: 0 };
                    if !pending.fails {
                        self.document_found(now, tab, document, &pending, Surface::ErrorPage);
                    } else if can_wait && !pending.post && !pending.left_to_browser {
                        self.open_waiting_page(now, tab, address, &pending, false);
                    } else {
                        self.document_found(now, tab, document, &pending, Surface::ErrorPage);
                    }
                }
            }
            Finding::Gone => {
                self.pending.remove(&tab);
                self.drop_tab(now, tab);
            }
        }
    }

    /// The document of a response is known: it failed, it is fine, or it is not ours to reload.
    fn document_found(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        pending: &Pending,
        place: Surface,
    ) {
        let Some(site) = Site::of(&document.address) else { return };
        if document.address.len() > LONGEST_ADDRESS {
            return;
        }
        // Without a card of ours there is no recovery to announce.
        let had_card = self
            .failing_tab(tab)
            .is_some_and(|failing| failing.place != Surface::Bar && !failing.left_to_browser);
        self.leave_others(now, tab, site);
        if pending.fails {
            self.document_failed(now, site, tab, document, pending, place);
        } else if pending.class == Class::Healthy {
            let page = place == Surface::Page;
            if page && self.empty_page_came_again(now, tab, site, &document, pending.post) {
                return;
            }
            self.prompt_was_sent(&document.address);
            if place == Surface::Page && had_card {
                self.effects.0.push(Effect::SayBack { tab, document });
            }
            self.document_recovered(now, site, tab);
        } else {
            self.document_left_alone(now, site, tab);
        }
    }

    pub(super) fn document_failed(
        &mut self,
        now: Timestamp,
        site: Site,
        tab: TabId,
        document: Document,
        pending: &Pending,
        place: Surface,
    ) {
        self.notices.remove(&tab); // its bar or its card replaces the notice
        let pace = self.pace(now, site);
        let site_state = self.sites.entry(site).or_default();
        let outage = site_state.outage_at(now, &mut self.random);
        outage.returns = self.settings.returns();
        let living = pending.expectation.living;
        let failed = if living { &pending.expectation.address } else { &document.address };
        // While the site fails, another refusal is no news.
        if pending.turned_away.is_none() || !outage.is_asked_about() || outage.tabs.is_empty() {
            outage.verdict = detect::unseen(pending.response.as_ref(), pending.network);
            outage.code = pending.expectation.status;
            outage.network = pending.network;
            outage.address.clone_from(failed);
        }
        // A user who meets the failure again has not given up.
        if outage.phase == OutagePhase::Stopped && !outage.tabs.contains_key(&tab) {
            outage.resume(now);
        }
        // Until now this tab was not shown, so the schedule ran at the hidden rate.
        let idle = outage.is_unseen() || outage.is_left_to_browser();
        let known = outage.tabs.get(&tab);
        let returned = known.is_some_and(|known| known.returning.is_some());
        let came_back_failing = returned || pending.stored;
        let mut failing = FailingTab::new(now, document, place);
        failing.asked_before = pending.again && has_prompt(&failing.document.address);
        if let Some(known) = known {
            failing.again_after(known);
            failing.failed_again = failing.failed_again.saturating_add(pending.stored.into());
            // A user who hid the bar has not seen the card.
            failing.hidden &= living == (known.place == Surface::Bar);
        }
        // A page that only the user can solve is not painted over.
        failing.hidden |= place == Surface::Page && pending.left_to_browser;
        (failing.post, failing.left_to_browser) = (pending.post, pending.left_to_browser);
        failing.turned_away = pending.turned_away;
        failing.reload_rate = pending.reload_rate;
        let readable = place == Surface::Page && !pending.left_to_browser;
        failing.response = pending.response.clone().filter(|_| readable);
        let others = outage.has_untried_in_another_cookie_store(&failing);
        failing.postponed = u8::from(others && came_back_failing);
        if known.is_some() || outage.tabs.len() < TABS_AT_MOST {
            outage.tabs.insert(tab, failing);
        }
        if came_back_failing {
            outage.trials.stored |= pending.stored;
            outage.trials.in_vain |= matches!(outage.clearing, Some(ClearingState::Ended(_)));
            outage.false_ups += u32::from(pending.stored);
        }
        // Some pages load and others fail, so the schedule goes on where it was. A page that fails
        // after the site answered shows the same, whoever loaded it.
        let newer = |(at, _): &(Timestamp, _)| pending.expectation.at >= *at;
        let said_otherwise = match &outage.answered {
            Some(answer) => newer(answer),
            // Refused pages went by the status page alone; the site itself was never probed.
            None => pending.turned_away.is_none(),
        };
        let contradicts = came_back_failing || said_otherwise;
        if came_back_failing && others && outage.phase == OutagePhase::Returning {
            // Its cookies may be the cause: a tab with other cookies will tell whether the site is
            // back.
            outage.next_return = now.after(self.random.jitter(BETWEEN_RETURNS, 33));
        } else if contradicts && outage.phase == OutagePhase::Returning {
            // A trial load that fails is no false recovery.
            let said_up = outage.challenged.is_none();
            outage.false_ups = outage.false_ups.saturating_add(said_up.into());
            site_state.wait(now, &mut self.random, pace, false);
        } else if idle
            && !outage.is_unseen()
            && !outage.is_left_to_browser()
            && outage.phase == OutagePhase::Waiting
        {
            site_state.seen_again(now, &mut self.random, pace);
        }
        if let Some(until) = pending.not_before {
            site_state.floor(now, until);
        }
        if came_back_failing {
            self.clear_unasked(site);
        }
        self.read_document(tab);
    }

    /// Puts our waiting page into the tab; `replaces_load` even over what it is loading.
    pub(super) fn open_waiting_page(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        pending: &Pending,
        replaces_load: bool,
    ) {
        let document = Document { address: address.clone(), time_origin: 0 };
        self.document_found(now, tab, document, pending, Surface::WaitingPage);
        self.outbox.retain(
            |_, task| !matches!(task, Task::OpenWaitingPage { tab: other, .. } if *other == tab),
        );
        self.order(Task::OpenWaitingPage { tab, address, replaces_load });
    }

    pub(super) fn waiting_page_opens(&mut self, now: Timestamp, tab: TabId, opened: bool) {
        if opened {
            return;
        }
        // The waiting page could not be opened, so reload in place when the site answers.
        match self.failing_tab(tab) {
            Some(failing) if failing.place == Surface::WaitingPage => {
                failing.place = Surface::ErrorPage;
            }
            Some(_) => {}
            None => self.drop_tab(now, tab),
        }
    }

    pub(super) fn waiting_page_opened(&mut self, now: Timestamp, tab: TabId, address: String) {
        let Some(site) = Site::of(&address).filter(|_| address.len() <= LONGEST_ADDRESS) else {
            return;
        };
        self.leave_others(now, tab, site);
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        // Its reload has begun: this page is about to go, so it is not a new one.
        if outage.tabs.get(&tab).is_some_and(|known| known.returning.is_some()) {
            return;
        }
        // A waiting page asks what to show at each change, and reports its visibility itself.
        let is_shown = |known: &FailingTab| {
            known.place == Surface::WaitingPage && known.document.address == address
        };
        if let Some(known) = outage.tabs.get_mut(&tab).filter(|known| is_shown(known)) {
            // The waiting page is there: from now on only the user loads the page, so count reloads
            // anew.
            known.reload_rate = ReloadRate::default();
            return;
        }
        if outage.tabs.contains_key(&tab) || outage.tabs.len() < TABS_AT_MOST {
            let document = Document { address, time_origin: 0 };
            let mut failing = FailingTab::new(now, document, Surface::WaitingPage);
            if let Some(known) = outage.tabs.get(&tab) {
                failing.again_after(known);
            }
            failing.active = true;
            outage.tabs.insert(tab, failing);
        }
    }

    /// Whether that very document is known to fail: what is told of it again is no news.
    #[must_use]
    pub fn is_known(&self, tab: TabId, document: &Document) -> bool {
        let known = self.outages().find_map(|outage| outage.tabs.get(&tab));
        known.is_some_and(|known| {
            let same = known.document.time_origin == document.time_origin;
            // A living page may change its address at any time.
            same && (known.place == Surface::Bar || known.document.address == document.address)
        })
    }
}
