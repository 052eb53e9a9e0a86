//! What goes on while the edge challenges every probe: no probe can tell whether the site is back,
//! so now and then, far apart, one of its pages is loaded for real.

use super::Engine;
use super::challenged_probes::{BETWEEN_LOADS, ChallengedProbes};
use super::failing_tab::FailingTab;
use super::outage::{Outage, OutagePhase};
use super::types::TabId;
use sites::Site;
use timestamp::Timestamp;

impl Outage {
    /// The phase to show: a trial load is shown as a check, since we do not know that the site is
    /// back.
    pub(super) const fn shown_phase(&self) -> OutagePhase {
        if matches!(self.phase, OutagePhase::Returning) && self.challenged.is_some() {
            return OutagePhase::Probing;
        }
        self.phase
    }

    /// When to load a page for real, if nothing else can tell how the site is and some tab may be
    /// loaded at all. Not before the site's Retry-After.
    pub(super) fn next_real_load(&self, not_before: Option<Timestamp>) -> Option<Timestamp> {
        let loadable = |tab: &FailingTab| tab.returning.is_none() && tab.may_return(self.returns);
        let next = self.challenged.as_ref()?.next_load;
        let waits = self.phase == OutagePhase::Waiting && self.tabs.values().any(loadable);
        waits.then(|| not_before.map_or(next, |floor| next.max(floor)))
    }
}

impl Engine {
    /// A probe was challenged, also from within the failing page if there was one, so it says
    /// nothing about the site.
    pub(super) fn probe_challenged(&mut self, now: Timestamp, site: Site) {
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        if let Some(outage) = &mut site_state.outage {
            outage.challenged.get_or_insert_with(|| {
                ChallengedProbes::from(now, site_state.last_load, &mut self.random)
            });
        }
        site_state.wait(now, &mut self.random, pace, false);
    }

    /// Loads a page for real, to see: `tab` if its user asked, or the next in turn.
    pub(super) fn load_for_real(&mut self, now: Timestamp, site: Site, tab: Option<TabId>) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let Some(next) = tab.or_else(|| outage.next_to_return(now)) else { return };
        if let Some(challenged) = &mut outage.challenged {
            challenged.next_load = now.after(BETWEEN_LOADS);
        }
        outage.phase = OutagePhase::Returning;
        outage.next_return = now;
        self.return_tab(now, site, next, tab.is_some());
    }
}
