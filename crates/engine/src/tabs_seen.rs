//! What a listing of all tabs says about those that fail, and those that were not reported.

use super::Engine;
use super::event::TabState;
use super::outage::{ARRIVAL_WITHIN, OutagePhase};
use super::pending::Pending;
use super::types::{Expectation, Surface, TabId};
use detect::Response;
use sites::{Site, without_fragment};
use timestamp::Timestamp;

impl Engine {
    /// Drops the tabs that are closed, discarded or elsewhere, and notes which are visible.
    pub(super) fn keep_what_was_seen(
        &mut self,
        now: Timestamp,
        site: Site,
        tab_states: &[TabState],
    ) {
        let pending = &self.pending;
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let seen =
            |id: &TabId| tab_states.iter().find(|state| state.tab == *id && !state.discarded);
        let mut in_the_open: Option<Timestamp> = None;
        for (id, failing) in outage.tabs.iter_mut() {
            if let Some(state) = seen(id) {
                failing.cookie_store = state.cookie_store;
                if state.cookie_store == 0 {
                    let first = in_the_open.map_or(failing.since, |at| at.min(failing.since));
                    in_the_open = Some(first);
                }
                // A card reports its own visibility: an active tab may be under another window, and
                // in a split view two are visible.
                if failing.is_mute() {
                    failing.active = state.active;
                }
            }
        }
        if let Some(since) = in_the_open {
            outage.seen_in_the_open(since);
        }
        outage.tabs.retain(|id, failing| {
            pending.contains_key(id)
                || seen(id).is_some_and(|state| {
                    // A living page may change its address at any time.
                    if failing.place == Surface::Bar {
                        return Site::of(&state.address).is_some();
                    }
                    without_fragment(&state.address) == without_fragment(&failing.document.address)
                })
        });
        self.end_if_empty(now, site);
    }

    /// A tab reloaded long ago with no report since: treat it as failing until an inspection says
    /// otherwise.
    pub(super) fn ask_the_silent(&mut self, now: Timestamp, site: Site) {
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        let mut silent = Vec::new();
        for (tab, failing) in outage.tabs.iter_mut() {
            if let Some(since) = failing.returning.filter(|since| {
                now.since(*since) >= ARRIVAL_WITHIN || *since > now.after(ARRIVAL_WITHIN)
            }) {
                failing.returning = None;
                let address = without_fragment(&failing.document.address).to_owned();
                let at = since.min(now);
                silent.push((
                    *tab,
                    Expectation { address, status: outage.code, at, living: false, broken: false },
                ));
            }
        }
        if !silent.is_empty() && outage.phase == OutagePhase::Returning {
            site_state.wait(now, &mut self.random, pace, false);
        }
        for (tab, expectation) in silent {
            // A load without a report may have come from a cache, and fail as it did.
            let response = Response { status: expectation.status, headers: Vec::new() };
            let pending = Pending::response(now, expectation, response).out_of_store();
            if !self.pending.contains_key(&tab) && pending.fails {
                self.ask(tab, pending);
            }
        }
    }
}
