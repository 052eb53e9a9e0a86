//! What the engine knows of an outage, handed to the advice.

use super::Engine;
use super::event::{Clearing, ProbeAnswer, TabId};
use super::outage::{ClearingState, Outage};
use crate::advice::remedies::{Outcome, Remedy, Why};
use crate::advice::report::Attempt;
use crate::advice::{Evidence, Known, Machine, Probed, Question, Said, Told, told};
use crate::detect::Clues;
use crate::status::Unreadable;
use crate::time::Timestamp;
use std::time::Duration;

impl Engine {
    /// Causes, remedies and the report for the outage of a tab, or of any (`None`); `None` where
    /// nothing fails. With it the address of the page, for a private window and another browser.
    #[must_use]
    pub fn advice(&self, tab: Option<TabId>, machine: &Machine) -> Option<(&str, Told)> {
        let of_tab = |outage: &&Outage| tab.is_none_or(|tab| outage.tabs.get(&tab).is_some());
        let outage = self.outages().find(of_tab)?;
        let came = came(outage);
        let code = (outage.code > 0).then_some(outage.code);
        let known = Known {
            now: self.last,
            since: outage.started,
            address: &outage.address,
            evidence: self.evidence(outage, machine.online),
            clues: Clues { code, ..outage.verdict.clues },
            reading: self.desk.reading(),
            checks: outage.probes,
            why: outage.verdict.why,
            attempts: &outage
                .earlier
                .iter()
                .chain(&outage.answered)
                .map(attempt)
                .collect::<Vec<_>>(),
            came: came.as_slice(),
        };
        let failing = match tab {
            Some(tab) => outage.tabs.get(&tab),
            None => outage.tabs.values().next(),
        };
        // A message's own address is no page.
        let page = failing.map_or(outage.address.as_str(), |it| it.document.address.as_str());
        Some((page, told(&known, machine)))
    }

    /// The tabs that fail, each with its address.
    pub fn failing_tabs(&self) -> impl Iterator<Item = (TabId, &str)> {
        let tabs = self.outages().flat_map(|outage| outage.tabs.iter());
        tabs.map(|(tab, failing)| (*tab, failing.document.address.as_str()))
    }

    /// What was seen of an outage, and what its people told. What nobody has seen stays unknown.
    pub(super) fn evidence(&self, outage: &Outage, online: bool) -> Evidence {
        let reading = self.desk.reading();
        let reachable = match self.desk.trouble() {
            None => reading.is_some().then_some(true),
            Some(Unreadable::Network | Unreadable::Timeout) => Some(false),
            Some(
                Unreadable::TooLarge
                | Unreadable::Redirected
                | Unreadable::Status(_)
                | Unreadable::ContentType
                | Unreadable::Html
                | Unreadable::Malformed
                | Unreadable::Unrecognised,
            ) => Some(true),
        };
        let trials = &outage.trials;
        let answers_others = outage.answers_others();
        let floor = outage.site().and_then(|site| self.sites.get(&site)?.not_before);
        let told_to_wait = floor.is_some_and(|floor| floor.since(self.last) >= WORTH_A_WORD);
        Evidence {
            code: outage.verdict.clues.code.or((outage.code > 0).then_some(outage.code)),
            error: outage.network,
            told_to_wait: told_to_wait.then_some(true),
            from_store: trials.stored.then_some(true),
            status: reading.and_then(|reading| Said::of(reading, self.last)),
            status_reachable: reachable,
            online: Some(online),
            probe: if answers_others {
                Some(Probed::Works)
            } else {
                outage.answered.as_ref().and_then(|(_, answer)| probed(answer))
            },
            other_tabs: outage.other_tabs(),
            // One page that always fails is no coming and going.
            flapping: (outage.false_ups > 0 && !answers_others).then_some(true),
            lasted: Some(self.last.since(outage.started)),
            cleared_in_vain: outage.cleared_in_vain(),
            private_window: outage.private_window(),
            other_browser: trials.told(Question::OtherBrowser),
            other_device: trials.told(Question::OtherDevice),
            other_network: trials.told(Question::OtherNetwork),
            router: trials.told(Question::RestartRouter),
            through_vpn: trials.told(Question::Vpn),
            other_sites: trials.told(Question::OtherSites),
            vpn: trials.answer(Question::UsesVpn),
            without_vpn: trials.told(Question::WithoutVpn),
            extensions_off: trials.told(Question::ExtensionsOff),
            ..Evidence::of(&outage.verdict)
        }
    }
}

/// So many answers before the last are kept: enough to tell coming and going from being gone.
const EARLIER: usize = 4;

impl Outage {
    /// A probe was answered.
    pub(super) fn hears(&mut self, now: Timestamp, answer: ProbeAnswer) {
        if self.earlier.len() >= EARLIER {
            self.earlier.remove(0);
        }
        self.earlier.extend(self.answered.replace((now, answer)));
    }
}

/// From here on a site's wish to be left alone says something of its load.
const WORTH_A_WORD: Duration = Duration::from_secs(60);

/// What a probe says for the diagnosis. It goes without cookies: a check or a refusal that it
/// meets is not one that the person meets, and a good answer counts only where pages load.
fn probed(answer: &ProbeAnswer) -> Option<Probed> {
    match answer {
        ProbeAnswer::Status { code: 500.., challenge: false, .. } => Some(Probed::Fails),
        ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => None,
        ProbeAnswer::TimedOut | ProbeAnswer::NetworkError => Some(Probed::Silent),
    }
}

fn attempt((at, answer): &(Timestamp, ProbeAnswer)) -> (Timestamp, Attempt) {
    let brought = match answer {
        ProbeAnswer::Status { code, .. } => Attempt::Status(*code),
        ProbeAnswer::Redirect => Attempt::Redirect,
        ProbeAnswer::TimedOut => Attempt::TimedOut,
        ProbeAnswer::NetworkError => Attempt::NetworkError,
    };
    (*at, brought)
}

/// What came of clearing the cache.
fn came(outage: &Outage) -> Option<(Remedy, Outcome)> {
    let outcome = match outage.clearing? {
        ClearingState::UnderWay => return None,
        ClearingState::Ended(Clearing::Cleared | Clearing::WithNextAnswer)
            if outage.trials.counted > 0 =>
        {
            Outcome::Cleared(outage.trials.counted)
        }
        ClearingState::Ended(Clearing::Cleared) => Outcome::Done,
        ClearingState::Ended(Clearing::WithNextAnswer) => Outcome::WithNextAnswer,
        ClearingState::Ended(Clearing::TimedOut) => Outcome::Failed(Why::TookTooLong),
        ClearingState::Ended(Clearing::Failed) => Outcome::Failed(Why::Refused),
    };
    Some((Remedy::ClearCache, outcome))
}
