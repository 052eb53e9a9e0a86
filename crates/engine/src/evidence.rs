//! What the engine knows of an outage, for the advice that explains it.

use super::Engine;
use super::event::{Clearing, ProbeAnswer};
use super::outage::{ClearingState, Outage};
use super::types::TabId;
use detect::{Clues, Why};
use evidence::{Evidence, Probed, Question};
use sites::Site;
use status::fetching::Fetching;
use status::{Reading, Said, Unreadable};
use std::time::Duration;
use timestamp::Timestamp;

/// The state of an outage, as far as the advice needs it.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// When the engine last handled an event.
    pub now: Timestamp,
    /// When it was seen first.
    pub since: Timestamp,
    /// The address that fails: a page's, or a message's own.
    pub address: &'a str,
    /// The address of the failing page, for a private window and another browser.
    pub page: &'a str,
    /// Its tab.
    pub tab: Option<TabId>,
    /// Whether a prompt of that tab is kept.
    pub is_prompt_kept: bool,
    /// The other assistants that are switched on and of which nothing is known to fail.
    pub elsewhere: Vec<Site>,
    /// What was seen, and what people told.
    pub evidence: Evidence,
    /// What settled the diagnosis of the last failure.
    pub why: Why,
    /// Code, Ray ID and data centre.
    pub clues: Clues,
    /// What OpenAI's status page said.
    pub reading: Option<&'a Reading>,
    /// How many checks were made.
    pub checks: u32,
    /// What the last of them brought, oldest first.
    pub answers: Vec<(Timestamp, ProbeAnswer)>,
    /// The result of clearing the cache, if that has ended, and how many stored things were counted
    /// as they went.
    pub cleared: Option<(Clearing, u32)>,
}

impl Engine {
    /// The state of one tab's outage, or of any (`None`); `None` if nothing fails. `online` is what
    /// the browser says of the network now.
    #[must_use]
    pub fn situation(&self, tab: Option<TabId>, online: bool) -> Option<Situation<'_>> {
        let of_tab = |outage: &&Outage| tab.is_none_or(|tab| outage.tabs.contains_key(&tab));
        let outage = self.outages().find(of_tab)?;
        let code = (outage.code > 0).then_some(outage.code);
        let failing = match tab {
            Some(tab) => outage.tabs.get(&tab).map(|failing| (tab, failing)),
            None => outage.tabs.iter().next().map(|(tab, failing)| (*tab, failing)),
        };
        Some(Situation {
            now: self.last,
            since: outage.started,
            address: &outage.address,
            page: failing.map_or(outage.address.as_str(), |(_, it)| it.document.address.as_str()),
            tab: failing.map(|(tab, _)| tab),
            is_prompt_kept: failing.is_some_and(|(_, it)| it.saved.is_kept()),
            elsewhere: outage.site().map_or_else(Vec::new, |site| self.elsewhere(site)),
            evidence: self.evidence(outage, online),
            why: outage.verdict.why,
            clues: Clues { code, ..outage.verdict.clues },
            reading: outage.site().and_then(|site| self.reading(site)),
            checks: outage.probes,
            answers: outage.earlier.iter().chain(&outage.answered).cloned().collect(),
            cleared: match outage.clearing {
                Some(ClearingState::Ended(how)) => Some((how, outage.trials.counted)),
                Some(ClearingState::UnderWay) | None => None,
            },
        })
    }

    /// The tabs that fail, each with its address.
    pub fn failing_tabs(&self) -> impl Iterator<Item = (TabId, &str)> {
        let tabs = self.outages().flat_map(|outage| outage.tabs.iter());
        tabs.map(|(tab, failing)| (*tab, failing.document.address.as_str()))
    }

    /// What was seen of an outage, and what its users answered. What was not seen stays unknown.
    fn evidence(&self, outage: &Outage, online: bool) -> Evidence {
        let page = outage.site().and_then(|site| self.status_page(site));
        let reading = page.and_then(Fetching::reading);
        let reachable = match page.and_then(Fetching::trouble) {
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
        let told_to_wait = floor.is_some_and(|floor| floor.since(self.last) >= LONG_WAIT);
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
            // One page that always fails is not a site that comes and goes.
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

/// How many earlier answers are kept: enough to tell coming and going from being down.
const EARLIER_ANSWERS: usize = 4;

impl Outage {
    /// A probe was answered.
    pub(super) fn hears(&mut self, now: Timestamp, answer: ProbeAnswer) {
        if self.earlier.len() >= EARLIER_ANSWERS {
            self.earlier.remove(0);
        }
        self.earlier.extend(self.answered.replace((now, answer)));
    }
}

/// A Retry-After from this length on says something about the site's load.
const LONG_WAIT: Duration = Duration::from_secs(60);

/// What a probe says for the diagnosis. It is sent without cookies: the user may not meet a check
/// or a refusal that it meets, and a good answer counts only where pages load.
fn probed(answer: &ProbeAnswer) -> Option<Probed> {
    match answer {
        ProbeAnswer::Status { code: 500.., .. } => Some(Probed::Fails),
        ProbeAnswer::Status { .. } | ProbeAnswer::Redirect | ProbeAnswer::Challenged => None,
        ProbeAnswer::TimedOut | ProbeAnswer::NetworkError => Some(Probed::Silent),
    }
}
