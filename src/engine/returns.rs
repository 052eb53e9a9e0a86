//! Taking tabs back once the site answers: one by one, the one that is looked at first.

use super::Engine;
use super::command::{Deed, Place};
use super::event::{Document, ReturnOutcome, Sight, TabId};
use super::outage::{ARRIVAL_WITHIN, FailingTab, Outage, Phase, TABS_AT_MOST};
use crate::prelude::*;
use crate::site::{Site, without_fragment};
use crate::time::Timestamp;
use core::time::Duration;

/// Between two tabs that are taken back, moved by up to a third either way: a site that has
/// just come back is not met by thirty loads at once.
const BETWEEN_RETURNS: Duration = Duration::from_secs(3);

/// A tab that was loading already is looked at again after so long.
const PENDING_LOAD: Duration = Duration::from_secs(10);

impl Outage {
    /// Waits for the site again after a pause or a stop, with a new time until it gives up.
    pub(super) fn go_on(&mut self, now: Timestamp) {
        if self.phase == Phase::Stopped {
            self.started = now;
        }
        self.phase = Phase::Waiting;
    }
}

impl Engine {
    pub(super) fn return_next(&mut self, now: Timestamp, site: Site) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        // One that is under way speaks first: if it fails again, nobody else is sent.
        if outage.is_returning_one() {
            return;
        }
        if let Some(tab) = outage.next_to_return() {
            self.return_tab(now, site, tab);
        }
    }

    pub(super) fn return_tab(&mut self, now: Timestamp, site: Site, tab: TabId) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        if failing.returning.is_some() {
            return;
        }
        failing.returning = Some(now);
        let (document, place) = (failing.document.clone(), failing.place);
        self.order(Deed::Return { tab, document, place });
    }

    pub(super) fn returned(&mut self, now: Timestamp, tab: TabId, outcome: ReturnOutcome) {
        match outcome {
            // The answer is the document itself, when it comes.
            ReturnOutcome::Begun => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.returning = failing.returning.map(|_| now);
                }
            }
            // Another document stands there: if it failed too, its own response said so.
            ReturnOutcome::Elsewhere | ReturnOutcome::Gone => {
                if !self.pending.contains_key(&tab) {
                    self.drop_tab(now, tab);
                }
            }
            ReturnOutcome::Pending => {
                if let Some(failing) = self.failing_tab(tab) {
                    failing.returning = None;
                }
                if let Some(outage) = self.outage_of(tab) {
                    outage.next_return = now.after(PENDING_LOAD);
                }
            }
        }
    }

    /// A tab loaded well: it leaves the outage, and the others follow or ask soon.
    pub(super) fn document_recovered(&mut self, now: Timestamp, site: Site, tab: TabId) {
        let pause = self.random.jitter(BETWEEN_RETURNS, 33);
        let Some(watch) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut watch.outage else { return };
        outage.tabs.remove(&tab);
        outage.next_return = now.after(pause);
        watch.hasten(now, &mut self.random);
        self.end_if_empty(now, site);
    }

    /// A tab got a block, a check or a limit: that is for its person.
    pub(super) fn document_left_alone(&mut self, now: Timestamp, site: Site, tab: TabId) {
        let pace = self.pace(now);
        let Some(watch) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut watch.outage else { return };
        outage.tabs.remove(&tab);
        if outage.phase == Phase::Returning {
            watch.wait(now, &mut self.random, pace, false);
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

    pub(super) fn waits(&mut self, now: Timestamp, tab: TabId, opened: bool) {
        if opened {
            return;
        }
        // No page of ours there after all: it is reloaded in place when the site answers.
        match self.failing_tab(tab) {
            Some(failing) => failing.place = Place::ErrorPage,
            None => self.drop_tab(now, tab),
        }
    }

    pub(super) fn waiting_page_opened(&mut self, now: Timestamp, tab: TabId, address: String) {
        let Some(site) = Site::of(&address) else { return };
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        // Its load began: the page is about to go, and must not be taken for a new one.
        if outage.tabs.get(&tab).is_some_and(|known| known.returning.is_some()) {
            return;
        }
        if outage.tabs.contains_key(&tab) || outage.tabs.len() < TABS_AT_MOST {
            let document = Document { address, time_origin: 0 };
            let hidden = outage.tabs.get(&tab).is_some_and(|known| known.hidden);
            outage.tabs.insert(
                tab,
                FailingTab {
                    document,
                    place: Place::WaitingPage,
                    returning: None,
                    hidden,
                    post: false,
                    active: true,
                },
            );
        }
        let _ = now;
    }

    /// A tab is seen by its person, or no more.
    pub(super) fn seen(&mut self, now: Timestamp, tab: TabId, visible: bool) {
        let pace = self.pace(now);
        let site = Site::ALL.into_iter().find(|site| self.is_in(tab, *site));
        let Some(watch) = site.and_then(|site| self.sites.get_mut(&site)) else { return };
        let Some(outage) = &mut watch.outage else { return };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        let before = core::mem::replace(&mut failing.active, visible);
        match outage.phase {
            Phase::Waiting if visible && !before => watch.look_up(now),
            // Nobody looks any more: there is no hurry.
            Phase::Waiting if !visible && outage.tabs.values().all(|tab| !tab.active) => {
                watch.wait(now, &mut self.random, pace, false);
            }
            // Who looks at a tab while others are taken back need not wait for their turn.
            Phase::Returning if visible && !outage.is_returning_one() => outage.next_return = now,
            Phase::Waiting
            | Phase::Looking
            | Phase::Probing
            | Phase::Returning
            | Phase::Paused
            | Phase::Stopped => {}
        }
    }

    /// Drops the tabs that are gone, sleep or moved on, and notes which are looked at.
    pub(super) fn keep_what_was_seen(&mut self, now: Timestamp, site: Site, sights: &[Sight]) {
        let pending = &self.pending;
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let seen = |id: &TabId| sights.iter().find(|sight| sight.tab == *id && !sight.discarded);
        for (id, failing) in outage.tabs.iter_mut() {
            if let Some(sight) = seen(id) {
                failing.active = sight.active;
            }
        }
        outage.tabs.retain(|id, failing| {
            pending.contains_key(id)
                || seen(id).is_some_and(|sight| {
                    without_fragment(&sight.address) == without_fragment(&failing.document.address)
                })
        });
        self.end_if_empty(now, site);
    }

    /// A tab whose load began long ago and that nobody heard of: it fails on, as far as is
    /// known, unless a look shows that it is gone.
    pub(super) fn ask_the_silent(&mut self, now: Timestamp, site: Site) {
        let pace = self.pace(now);
        let Some(watch) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut watch.outage else { return };
        let mut silent = false;
        for (_, failing) in outage.tabs.iter_mut() {
            if failing.returning.is_some_and(|since| {
                now.since(since) >= ARRIVAL_WITHIN || since > now.after(ARRIVAL_WITHIN)
            }) {
                failing.returning = None;
                silent = true;
            }
        }
        if silent && outage.phase == Phase::Returning {
            watch.wait(now, &mut self.random, pace, false);
        }
    }

    fn end_if_empty(&mut self, now: Timestamp, site: Site) {
        if let Some(watch) = self.sites.get_mut(&site)
            && watch.outage.as_ref().is_some_and(|outage| outage.tabs.is_empty())
        {
            watch.end(now);
        }
    }

    fn outage_of(&mut self, tab: TabId) -> Option<&mut Outage> {
        self.sites
            .iter_mut()
            .filter_map(|(_, watch)| watch.outage.as_mut())
            .find(|outage| outage.tabs.contains_key(&tab))
    }

    fn failing_tab(&mut self, tab: TabId) -> Option<&mut FailingTab> {
        self.outage_of(tab).and_then(|outage| outage.tabs.get_mut(&tab))
    }
}
