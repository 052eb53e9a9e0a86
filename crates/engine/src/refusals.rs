//! Refusals that are an outage: a page that is turned away while OpenAI itself reports trouble.
//!
//! A refusal alone is for the user to solve, and left alone. If OpenAI has an open incident about
//! ChatGPT, the refusal may be part of it: the page is read once, its card says so, and only the
//! status page is watched. The site is not probed, and no page is reloaded without a click: we
//! neither retry a refusal nor get round it.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::Finding;
use super::failing_tab::FailingTab;
use super::outage::{Outage, OutagePhase};
use super::pending::{ASK_AGAIN, LONGEST_ADDRESS, Pending, QUESTIONS};
use super::refused_page::RefusedPage;
use super::types::{Document, Expectation, Surface, TabId, TurnedAway};
use detect::{Class, Response, Verdict, Why};
use sites::{Site, is_sign_in};
use status::{Incident, wording};
use std::time::Duration;
use timestamp::Timestamp;

/// At most this many refused tabs are watched.
const TABS_AT_MOST: usize = 50;

/// A page that was found but does not return its facts for this long is left alone.
const READ_WITHIN: Duration = Duration::from_secs(60);

impl Outage {
    /// Whether all of its pages were refused: the site is not probed, and only OpenAI's status page
    /// says when it is over.
    #[must_use]
    pub fn waits_for_status_page(&self) -> bool {
        !self.tabs.is_empty() && self.tabs.values().all(|tab| tab.turned_away.is_some())
    }

    /// Whether the site is to be probed for any of its tabs.
    #[must_use]
    pub fn is_asked_about(&self) -> bool {
        self.tabs.is_empty() || self.tabs.values().any(FailingTab::is_asked_for)
    }
}

impl Engine {
    /// A document's headers came. Returns whether it is a refusal that replaces another in its tab,
    /// so that nothing else needs to be done.
    pub(super) fn refusal_arrived(
        &mut self,
        now: Timestamp,
        tab: TabId,
        expectation: &Expectation,
        response: &Response,
        post: bool,
    ) -> bool {
        self.refused.remove(&tab);
        let signs_in = is_sign_in(&expectation.address) && (200..300).contains(&response.status);
        // Other codes are for the user: 401 asks for a sign-in, 451 names a law.
        let refuses = response.status == 403 || signs_in;
        if !refuses || post || self.refused.len() >= TABS_AT_MOST {
            return false;
        }
        let new = if signs_in { RefusedPage::sign_in } else { RefusedPage::new };
        self.refused.insert(tab, new(now, expectation.clone(), response.clone()));
        let refused_before = self.failing_tab(tab).is_some_and(|it| it.turned_away.is_some());
        let again = refused_before && self.is_trouble_posted(now, Site::of(&expectation.address));
        if again {
            // Its card is drawn again as soon as the page has been read.
            self.pending.remove(&tab);
        }
        again
    }

    /// Whether the status page has an open incident about the site or its sign-in. An old reading
    /// does not count.
    fn is_trouble_posted(&self, now: Timestamp, site: Option<Site>) -> bool {
        let open = |incident: &Incident| incident.phase.is_open() && incident.about.is_site();
        site.and_then(|site| self.reading(site)).is_some_and(|reading| {
            let fresh = now.since(reading.read_at) < wording::STALE && reading.read_at <= now;
            fresh && reading.incidents.iter().any(open)
        })
    }

    /// Whether a page was refused and only the status page can say whether that is an outage.
    pub(super) fn wants_to_know_of_refusals(&self, site: Site) -> bool {
        let of_site = |page: &&RefusedPage| page.site().map(Site::home) == Some(site.home());
        self.refused.values().filter(of_site).any(|page| page.is_settled(self.last))
    }

    /// When something is to be done about a refused page.
    pub(super) fn refusal_due(&self) -> Option<Timestamp> {
        self.refused.values().map(|page| page.due(self.last)).min()
    }

    /// Inspects refused pages that are due; gives up on those that never answer.
    pub(super) fn run_refusals(&mut self, now: Timestamp) {
        let over = |page: &RefusedPage| {
            let given_up = page.asked > QUESTIONS || page.document.is_some();
            page.until <= now || page.next <= now && given_up
        };
        let old: Vec<TabId> =
            self.refused.iter().filter(|(_, page)| over(page)).map(|(tab, _)| *tab).collect();
        for tab in old {
            self.refused.remove(&tab);
            self.leave_refused_alone(now, tab);
        }
        let posted: Vec<Site> =
            Site::ALL.into_iter().filter(|it| self.is_trouble_posted(now, Some(*it))).collect();
        let due = |page: &RefusedPage| {
            let is_posted = page.site().is_some_and(|site| posted.contains(&site));
            is_posted && page.next <= now && page.document.is_none()
        };
        for (tab, page) in self.refused.iter_mut().filter(|(_, page)| due(page)) {
            page.asked += 1;
            page.next = now.after(ASK_AGAIN * 2_u32.saturating_pow(page.asked.min(8) - 1));
            let (tab, expectation) = (*tab, page.expectation.clone());
            self.effects.0.push(Effect::Inspect { tab, expectation, view: None });
        }
    }

    /// After a death: repeats the inspections and readings that were under way.
    pub(super) fn look_at_refused_again(&mut self, now: Timestamp) {
        for (_, page) in self.refused.iter_mut().filter(|(_, page)| page.asked > 0) {
            (page.document, page.next) = (None, now);
        }
    }

    /// Handles the inspection of a refused page: if it is still there, it is read. Returns whether
    /// the inspection was for one.
    pub(super) fn refused_page_inspected(
        &mut self,
        now: Timestamp,
        tab: TabId,
        expectation: &Expectation,
        finding: &Finding,
    ) -> bool {
        // Other inspections of that tab come first.
        if self.pending.contains_key(&tab) {
            return false;
        }
        let asked = |page: &&mut RefusedPage| page.asked > 0 && page.expectation == *expectation;
        let Some(page) = self.refused.get_mut(&tab).filter(asked) else { return false };
        match finding {
            Finding::Here { document, .. } if page.sign_in => {
                let (document, expectation) = (document.clone(), page.expectation.clone());
                self.refused.remove(&tab);
                let (class, how) = (Class::Unknown, TurnedAway::SignedOut);
                self.turned_away(now, tab, document, expectation, class, how);
            }
            Finding::Here { document, .. } if page.document.is_none() => {
                (page.document, page.next) = (Some(document.clone()), now.after(READ_WITHIN));
                let (document, response) = (document.clone(), page.response.clone());
                self.effects.0.push(Effect::Read { tab, document, response });
            }
            Finding::Here { .. } | Finding::NotHere | Finding::Refused { loading: true, .. } => {}
            // The browser's own page is there, so we cannot tell what it was.
            Finding::Refused { .. } | Finding::Gone => {
                self.refused.remove(&tab);
                self.leave_refused_alone(now, tab);
            }
        }
        true
    }

    /// Handles the reading of a refused page: if it may be an outage, it gets its card. Returns
    /// whether the page was a refused one.
    pub(super) fn refused_page_read(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: &Document,
        verdict: &Verdict,
    ) -> bool {
        let read = |page: &&RefusedPage| page.document.as_ref() == Some(document);
        if self.refused.get(&tab).filter(read).is_none() {
            return false;
        }
        let Some(page) = self.refused.remove(&tab) else { return false };
        let turned_away = turned_away(verdict).filter(|_| self.is_trouble_posted(now, page.site()));
        let (Some(site), Some(how)) = (Site::of(&document.address), turned_away) else {
            self.leave_refused_alone(now, tab);
            return true;
        };
        let (document, expectation) = (document.clone(), page.expectation);
        self.turned_away(now, tab, document, expectation, verdict.class, how);
        if let Some(outage) = self.sites.get_mut(&site).and_then(|state| state.outage.as_mut())
            && outage.waits_for_status_page()
        {
            outage.verdict = *verdict;
        }
        true
    }

    /// A page was turned away while OpenAI reports trouble: it gets a card.
    fn turned_away(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        expectation: Expectation,
        class: Class,
        how: TurnedAway,
    ) {
        let Some(site) = Site::of(&document.address) else { return };
        if document.address.len() > LONGEST_ADDRESS {
            return;
        }
        let new = Pending::new(now, expectation, class, true);
        let pending = Pending { turned_away: Some(how), ..new };
        self.leave_others(now, tab, site);
        self.document_failed(now, site, tab, document, &pending, Surface::Page);
    }

    /// A tab that was refused now shows something only the user can solve (a check, a block): leave
    /// it.
    fn leave_refused_alone(&mut self, now: Timestamp, tab: TabId) {
        let refused = self.failing_tab(tab).filter(|it| it.turned_away.is_some());
        let Some(document) = refused.map(|failing| failing.document.clone()) else { return };
        if let Some(site) = Site::of(&document.address) {
            self.order(Task::TakeAway { tab, place: Surface::Page, document });
            self.document_left_alone(now, site, tab);
        }
    }

    /// An assistant's status page was read: if it no longer reports trouble, the card says so, and
    /// the user reloads the page when they like.
    pub(super) fn tell_refused(&mut self, now: Timestamp, home: Site) {
        if self.is_trouble_posted(now, Some(home)) {
            return;
        }
        for site in Site::ALL.into_iter().filter(|site| site.home() == home) {
            let Some(outage) = self.sites.get_mut(&site).and_then(|it| it.outage.as_mut()) else {
                continue;
            };
            let waits = matches!(outage.phase, OutagePhase::Waiting | OutagePhase::ListingTabs);
            if waits && outage.waits_for_status_page() {
                // We do not know that the site is back, so no notification.
                (outage.phase, outage.next_return) = (OutagePhase::Returning, now);
            }
        }
    }
}

/// How a page was turned away, if that may be an outage. A refusal that names its own reason is for
/// the user.
fn turned_away(verdict: &Verdict) -> Option<TurnedAway> {
    match verdict.class {
        Class::Blocked if verdict.clues.reason.is_none() => Some(TurnedAway::Refused),
        Class::Challenge if verdict.why == Why::StuckCheck => Some(TurnedAway::StuckCheck),
        Class::Healthy
        | Class::Gateway(_)
        | Class::ServerError
        | Class::Challenge
        | Class::Blocked
        | Class::RateLimited
        | Class::AtCapacity
        | Class::NetworkError
        | Class::Unknown => None,
    }
}
