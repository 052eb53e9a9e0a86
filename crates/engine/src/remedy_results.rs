//! What follows from what was tried: whether it works elsewhere, and clearing the cache unasked.

use super::event::{Clearing, ProbeAnswer};
use super::outage::Outage;
use super::remedy_trials::ClearingState;
use super::types::TabId;
use super::{Engine, Task};
use evidence::{Question, Trial};
use sites::Site;
use status::Said;

impl Outage {
    /// Whether the site answers requests without cookies well while its page fails at each load.
    pub(super) fn answers_others(&self) -> bool {
        let good = matches!(
            self.answered,
            Some((_, ProbeAnswer::Redirect | ProbeAnswer::Status { code: ..400, .. }))
        );
        let again = self.tabs.values().any(|tab| tab.failed_again >= 2);
        good && (again || self.trials.stored)
    }

    /// Whether an app fails to start at each load although the site answers for the file that
    /// failed: with the file, or that there is no longer one of that name.
    pub(super) fn has_stale_assets(&self) -> bool {
        let answers = matches!(
            self.answered,
            Some((_, ProbeAnswer::Redirect | ProbeAnswer::Status { code: ..400 | 404 | 410, .. }))
        );
        answers && self.tabs.values().any(|tab| tab.asset.is_some() && tab.failed_again > 0)
    }

    /// Whether it works in other tabs of ordinary windows.
    pub(super) fn other_tabs(&self) -> Option<Trial> {
        let mut failing = self.tabs.values().filter(|tab| tab.cookie_store == 0);
        if self.trials.well.0 {
            // A tab that waits for its turn has not been tried.
            return failing.any(|tab| tab.failed_again > 0).then_some(Trial::Works);
        }
        (failing.count() > 1).then_some(Trial::Fails)
    }

    /// Whether it works in private windows, by what was seen of them or what the user answered.
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

    /// Whether clearing the cache was tried in vain.
    pub(super) fn cleared_in_vain(&self) -> Option<bool> {
        let cleared = self.clearing == Some(ClearingState::Ended(Clearing::Cleared));
        (cleared && self.trials.in_vain).then_some(true)
    }
}

impl Engine {
    /// The user answered a question.
    pub(super) fn question_answered(&mut self, tab: Option<TabId>, question: Question, yes: bool) {
        for (_, site_state) in self.sites.iter_mut() {
            if let Some(outage) = &mut site_state.outage
                && tab.is_none_or(|tab| outage.tabs.contains_key(&tab))
            {
                outage.trials.told.insert(question, yes);
            }
        }
    }

    /// Clears the site's cache without being asked, once in an outage, if the status page is fine
    /// and the page fails at each load: then stale data is the likeliest cause.
    pub(super) fn clear_unasked(&mut self, site: Site) {
        let Some(outage) = self.sites.get(&site).and_then(|site_state| site_state.outage.as_ref())
        else {
            return;
        };
        // The full diagnosis is computed in the pages that show it; a test checks that this agrees
        // with it. With these codes stale data is likelier than a fault of the servers.
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
