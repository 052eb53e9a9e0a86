//! Probing the site: first list the tabs that wait, then act on the answer.

use super::budget::RETRY_AFTER_429;
use super::event::{ProbeAnswer, TabState};
use super::outage::{LOOK_AGAIN, OutagePhase};
use super::schedule::{self, Circumstances};
use super::{Engine, Task};
use sites::{Site, without_query};
use timestamp::Timestamp;

impl Engine {
    pub(super) fn tabs_listed(&mut self, now: Timestamp, tab_states: &[TabState], online: bool) {
        self.keep_noticed(tab_states);
        for site in Site::ALL {
            let pace = self.pace(now, site);
            self.keep_what_was_seen(now, site, tab_states);
            let Some(site_state) = self.sites.get_mut(&site) else { continue };
            let Some(outage) = &mut site_state.outage else { continue };
            if outage.phase != OutagePhase::ListingTabs {
                continue;
            }
            if !outage.is_asked_about() {
                outage.phase = OutagePhase::Waiting;
                outage.next_probe = now.after(LOOK_AGAIN);
            } else if !online && outage.lost_network() {
                // While the network is gone nothing is probed; the next listing may find it back.
                site_state.wait(now, &mut self.random, pace, false);
            } else {
                let address = without_query(outage.probe_address()).to_owned();
                self.probe(now, site, address);
            }
        }
    }

    pub(super) fn probe(&mut self, now: Timestamp, site: Site, address: String) {
        let host = Site::of(&address).unwrap_or(site);
        let (allowed, _) = self.sites.entry(host).or_default().allowed(now);
        let asking = self.outbox.values().find_map(|task| match task {
            Task::Probe { site, address, .. } if Site::of(address) == Some(host) => Some(*site),
            Task::Probe { .. }
            | Task::ListTabs
            | Task::ReadStatus { .. }
            | Task::OpenWaitingPage { .. }
            | Task::Return { .. }
            | Task::ClearCache { .. }
            | Task::EndClearing
            | Task::TakeAway { .. }
            | Task::Record { .. } => None,
        });
        // One probe in flight is enough for a host: its answer counts, if it is for us.
        let ask = asking.is_none() && allowed <= now;
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        if asking == Some(site) {
            outage.phase = OutagePhase::Probing;
        } else if ask {
            outage.phase = OutagePhase::Probing;
            outage.probes = outage.probes.saturating_add(1);
            let within = outage.tab_to_ask_in(host);
            self.sites.entry(host).or_default().count_probe(now);
            self.order(Task::Probe { site, address, within });
            self.look_into_empty_pages(site);
        } else {
            site_state.wait(now, &mut self.random, pace, false);
        }
    }

    pub(super) fn probed(
        &mut self,
        now: Timestamp,
        site: Site,
        address: &str,
        answer: ProbeAnswer,
    ) {
        let pace = self.pace(now, site);
        let floor = match answer {
            ProbeAnswer::Status { code: 429, not_before, .. } => {
                Some(not_before.unwrap_or(now.after(RETRY_AFTER_429)))
            }
            ProbeAnswer::Status { code: 500.., not_before, .. } => not_before,
            ProbeAnswer::Status { .. }
            | ProbeAnswer::Redirect
            | ProbeAnswer::TimedOut
            | ProbeAnswer::NetworkError
            | ProbeAnswer::Challenged => None,
        };
        if let (Some(until), Some(host)) = (floor, Site::of(address)) {
            self.sites.entry(host).or_default().floor(now, until);
        }
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        if let Some(until) = floor {
            site_state.floor(now, until);
        }
        let Some(outage) = &mut site_state.outage else { return };
        outage.hears(now, answer.clone());
        outage.refused = None;
        if answer != ProbeAnswer::Challenged {
            outage.challenged = None;
        }
        if outage.phase != OutagePhase::Probing {
            return;
        }
        match answer {
            ProbeAnswer::Status { code: 429, .. } | ProbeAnswer::Status { code: 500.., .. } => {
                site_state.wait(now, &mut self.random, pace, false);
            }
            // Whatever else it says, the site answers, so the page can tell the rest. A redirect of
            // an older host proves only that host.
            ProbeAnswer::Redirect if moved(address).is_some() => {
                let home = moved(address).unwrap_or(site);
                self.probe(now, site, [home.origin().as_str(), "/"].concat());
            }
            ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => {
                outage.phase = OutagePhase::Returning;
                let settles = schedule::settle(outage.false_ups, self.random.draw());
                let (attention, lasted) = (outage.attention(now), outage.lasted(now));
                let circumstances = Circumstances { pace, attention, network_error: false };
                let since = outage.since_came_back(now);
                let part = schedule::part(lasted, circumstances, since, self.random.draw());
                outage.next_return = now.after(settles.max(part));
                self.say_it_answers(site);
            }
            ProbeAnswer::TimedOut => site_state.wait(now, &mut self.random, pace, false),
            ProbeAnswer::NetworkError => site_state.wait(now, &mut self.random, pace, true),
            ProbeAnswer::Challenged => self.probe_challenged(now, site),
        }
    }
}

/// Where an assistant is today, for an address where it was before.
fn moved(address: &str) -> Option<Site> {
    let site = Site::of(address)?;
    Some(site.home()).filter(|home| *home != site)
}
