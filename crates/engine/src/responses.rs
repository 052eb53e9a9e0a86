//! From a response to a failure: nothing counts until the document itself confirms it.

use super::Engine;
use super::budget::RETRY_AFTER_429;
use super::effect::{Effect, Task};
use super::event::Clearing;
use super::failing_tab::ReloadRate;
use super::outage::{ClearingState, OutagePhase};
use super::pending::{ASK_AGAIN, LONGEST_ADDRESS, Pending, QUESTIONS};
use super::types::{Expectation, Surface, TabId};
use detect::{self, Class, NetworkError, Response};
use sites::{Site, without_fragment};
use timestamp::Timestamp;

/// At most this many responses are kept while their documents are looked for.
const PENDING_AT_MOST: usize = 100;

impl Engine {
    pub(super) fn response_arrived(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        post: bool,
        response: Response,
        at: Timestamp,
    ) {
        let Some(site) = Site::of(&address).filter(|_| address.len() <= LONGEST_ADDRESS) else {
            return;
        };
        self.answer_came(site);
        self.notice_left(tab);
        let expectation = Expectation {
            address: without_fragment(&address).to_owned(),
            status: response.status,
            // If the clock was set in between, every document would seem too old.
            at: at.min(now),
            living: false,
            broken: false,
        };
        if self.refusal_arrived(now, tab, &expectation, &response, post) {
            return;
        }
        let mut pending = Pending { post, ..Pending::response(now, expectation, response) };
        if !pending.fails && !self.is_failing(tab) {
            // A success also drops what was pending, or it would be painted with old headers.
            self.pending.remove(&tab);
            return self.answered_elsewhere(now, site, pending.expectation.status);
        }
        if pending.class == Class::RateLimited {
            let until = pending.not_before.unwrap_or(now.after(RETRY_AFTER_429));
            self.sites.entry(site).or_default().floor(now, until);
        }
        pending.reload_rate = self.reload_rate(now, tab, &pending.expectation.address);
        if pending.reload_rate.is_excessive() && pending.fails && !post && !pending.left_to_browser
        {
            self.pending.remove(&tab);
            return self.open_waiting_page(now, tab, address, &pending, true);
        }
        self.ask(tab, pending);
    }

    /// Another tab got an answer: a hint that the site may be back. A redirect is none, since the
    /// edge gives it without the site.
    pub(super) fn answered_elsewhere(&mut self, now: Timestamp, site: Site, status: u16) {
        self.look_for_noticed();
        if let (200..300, Some(site_state)) = (status, self.sites.get_mut(&site)) {
            site_state.hasten(now, &mut self.random);
        }
    }

    /// How often a document of that address was loaded in that tab lately, this one included. Our
    /// own reloads do not count.
    fn reload_rate(&mut self, now: Timestamp, tab: TabId, address: &str) -> ReloadRate {
        let pending = self.pending.get(&tab).filter(|p| p.expectation.address == address);
        let pending = pending.map(|pending| pending.reload_rate);
        let failing = self.failing_tab(tab).filter(|failing| {
            failing.returning.is_none() && without_fragment(&failing.document.address) == address
        });
        pending.or(failing.map(|failing| failing.reload_rate)).unwrap_or_default().again(now)
    }

    /// Looks for the document of a response.
    pub(super) fn ask(&mut self, tab: TabId, pending: Pending) {
        if self.pending.len() < PENDING_AT_MOST || self.pending.contains_key(&tab) {
            self.pending.insert(tab, pending);
            self.push_inspection(tab);
        }
    }

    pub(super) fn navigation_failed(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        post: bool,
        error: &str,
    ) {
        // The user stopped it or went elsewhere: the failing document may still be there.
        let error = NetworkError::named(error);
        let aborted = error == NetworkError::Aborted;
        let address = without_fragment(address);
        if Site::of(address).is_none() || address.len() > LONGEST_ADDRESS {
            return;
        }
        let mut promised = false;
        if let Some(pending) = self.pending.get_mut(&tab).filter(|p| !p.expectation.living) {
            // Good headers without a body that follows mean nothing.
            let trusted = error != NetworkError::Certificate;
            let same = pending.fails && pending.post == post && trusted;
            let here = pending.expectation.address == address;
            if aborted || same || !here {
                // Either part of the failed document is there, or nothing.
                pending.expectation.broken |= here && same && !aborted;
                return self.push_inspection(tab);
            }
            promised = !pending.fails;
            self.pending.remove(&tab);
        }
        self.load_broke(now, tab, address, post, aborted, promised);
        // Counts as a failure if the browser's own error page is at that address.
        if error.is_failure() {
            let address = address.to_owned();
            let expectation =
                Expectation { address, status: 0, at: now, living: false, broken: false };
            self.ask(tab, Pending { post, ..Pending::broken(now, expectation, error) });
        }
    }

    /// A load in a failing tab was broken off, whoever began it. `promised`: it had other headers
    /// than the document that failed.
    fn load_broke(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        post: bool,
        aborted: bool,
        promised: bool,
    ) {
        let Some(site) = Site::of(address) else { return };
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        let returned = failing.returning.take().is_some();
        // The browser's error page replaced the card's page, or part of a new one arrived. With no
        // new headers it may be that same page's body that broke off, so ask the page.
        let here = without_fragment(&failing.document.address) == address;
        let other = promised || failing.place != Surface::Page;
        if !aborted && (returned || here && other) && failing.place != Surface::Bar {
            failing.place = Surface::ErrorPage;
            failing.document.time_origin = 0;
            failing.post = post;
        }
        if returned && outage.phase == OutagePhase::Returning {
            site_state.wait(now, &mut self.random, pace, true);
        }
    }

    /// Asks the tab for the document of its pending response, where there is one.
    pub(super) fn push_inspection(&mut self, tab: TabId) {
        let Some(pending) = self.pending.get(&tab) else { return };
        let expectation = pending.expectation.clone();
        // Nothing is painted before we know where: a living page gets a bar.
        let known = self.sites.values().filter_map(|site_state| site_state.outage.as_ref());
        // A user who hid the card does not get it back by reloading.
        let hid = known.filter_map(|outage| outage.tabs.get(&tab)).any(|tab| tab.hidden);
        let is_shown = hid || pending.found || pending.left_to_browser || expectation.living;
        let paints = pending.fails && expectation.status > 0 && !is_shown;
        let view = paints.then(|| Box::new(self.first_view(tab, &expectation, pending.class)));
        self.effects.0.push(Effect::Inspect { tab, expectation, view });
    }

    /// Inspects again where no change of the tab has led to an answer, and gives up in the end.
    pub(super) fn run_pending(&mut self, now: Timestamp) {
        let due: Vec<TabId> = self
            .pending
            .iter_mut()
            .filter(|(_, pending)| pending.next <= now)
            .map(|(tab, pending)| {
                pending.asked += 1;
                pending.next = now.after(ASK_AGAIN * 2_u32.saturating_pow(pending.asked.min(8)));
                *tab
            })
            .collect();
        for tab in due {
            if self.pending.get(&tab).is_some_and(|pending| pending.asked > QUESTIONS) {
                let well = self.pending.remove(&tab).is_some_and(|pending| !pending.fails);
                // The browser's error page cannot tell the documents apart, so a living one may be
                // there.
                if well && self.failing_tab(tab).is_some_and(|failing| failing.is_mute()) {
                    self.drop_tab(now, tab);
                }
            } else {
                self.push_inspection(tab);
            }
        }
    }

    /// A document's response came: it has cleared whatever was to be cleared with it.
    fn answer_came(&mut self, site: Site) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        if outage.clearing == Some(ClearingState::Ended(Clearing::WithNextAnswer)) {
            outage.clearing = Some(ClearingState::Ended(Clearing::Cleared));
            self.order(Task::EndClearing);
        }
    }

    fn is_failing(&self, tab: TabId) -> bool {
        Site::ALL.into_iter().any(|site| self.is_in(tab, site))
    }

    pub(super) fn is_in(&self, tab: TabId, site: Site) -> bool {
        let outage = self.sites.get(&site).and_then(|site_state| site_state.outage.as_ref());
        outage.is_some_and(|outage| outage.tabs.contains_key(&tab))
    }
}
