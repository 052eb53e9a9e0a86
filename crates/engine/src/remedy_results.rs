//! What follows from what was tried: how it goes elsewhere, and clearing unasked.

use super::event::{Clearing, ProbeAnswer};
use super::outage::Outage;
use super::remedy_trials::ClearingState;
use super::types::TabId;
use super::{Engine, Task};
use evidence::{Question, Trial};
use sites::Site;
use status::Said;

impl Outage {
    /// Whether the site answers well to whoever asks without cookies, while its page fails load
    /// after load.
    pub(super) fn answers_others(&self) -> bool {
        let good = matches!(
            self.answered,
            Some((_, ProbeAnswer::Redirect | ProbeAnswer::Status { code: ..400, .. }))
        );
        let again = self.tabs.values().any(|tab| tab.failed_again >= 2);
        good && (again || self.trials.stored)
    }

    /// Whether an app does not start, load after load, though the site answers for the file that failed:
    /// well, or that there is none of that name any more.
    pub(super) fn has_stale_assets(&self) -> bool {
        let answers = matches!(
            self.answered,
            Some((_, ProbeAnswer::Redirect | ProbeAnswer::Status { code: ..400 | 404 | 410, .. }))
        );
        answers && self.tabs.values().any(|tab| tab.asset.is_some() && tab.failed_again > 0)
    }

    /// How it goes in the other tabs of ordinary windows.
    pub(super) fn other_tabs(&self) -> Option<Trial> {
        let mut failing = self.tabs.values().filter(|tab| tab.cookie_store == 0);
        if self.trials.well.0 {
            // One that waits for its turn has not been tried.
            return failing.any(|tab| tab.failed_again > 0).then_some(Trial::Works);
        }
        (failing.count() > 1).then_some(Trial::Fails)
    }

    /// How it goes in private windows, by what was seen of them or by what a person told.
    pub(super) fn private_window(&self) -> Option<Trial> {
        let fails_in =
            |private: bool| self.tabs.values().any(|tab| (tab.cookie_store > 0) == private);
        let seen = if self.trials.well.1 && !fails_in(true) {
            Some(Trial::Works)
        } else {
            fails_in(true).then_some(Trial::Fails)
        };
        self.trials.told(Question::PrivateWindow).or(seen.filter(|_| fails_in(false)))
    }

    /// What came of clearing the cache.
    pub(super) fn cleared_in_vain(&self) -> Option<bool> {
        let cleared = self.clearing == Some(ClearingState::Ended(Clearing::Cleared));
        (cleared && self.trials.in_vain).then_some(true)
    }
}

impl Engine {
    /// A person tells what they were asked.
    pub(super) fn question_answered(&mut self, tab: Option<TabId>, question: Question, yes: bool) {
        for (_, site_state) in self.sites.iter_mut() {
            if let Some(outage) = &mut site_state.outage
                && tab.is_none_or(|tab| outage.tabs.contains_key(&tab))
            {
                outage.trials.told.insert(question, yes);
            }
        }
    }

    /// Clears the site's cache without being asked, once in an outage, where the status page is
    /// fine and the page fails load after load: stale data is what is left.
    pub(super) fn clear_unasked(&mut self, site: Site) {
        let Some(outage) = self.sites.get(&site).and_then(|site_state| site_state.outage.as_ref())
        else {
            return;
        };
        // The whole diagnosis is worked out in the pages that show it; what it comes to here is
        // held by a test. Of these codes a stale store is the likelier cause than the servers.
        let near = outage.trials.stored || matches!(outage.code, 500 | 502 | 520);
        let said = self.reading(site).and_then(|reading| Said::of(reading, self.last));
        let green = matches!(said, Some(Said::NoIncident | Said::JustResolved));
        let stale = outage.answers_others() && near || outage.has_stale_assets();
        if outage.clearing.is_some() || !stale || !green {
            return;
        }
        if let Some(outage) =
            self.sites.get_mut(&site).and_then(|site_state| site_state.outage.as_mut())
        {
            outage.clearing = Some(ClearingState::UnderWay);
            outage.trials.unasked = true;
        }
        self.order(Task::ClearCache { site });
    }
}
