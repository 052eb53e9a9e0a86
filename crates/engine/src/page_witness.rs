//! The page as a witness: what a failing document shows confirms the verdict or withdraws it.
//!
//! A card is painted by the headers alone, at once. The verdict on both comes once the document has
//! its content; if no script can look into it, the verdict by headers stays.

use super::Engine;
use super::budget::RETRY_AFTER_429;
use super::effect::{Effect, Task};
use super::outage::OutagePhase;
use super::pending::is_failure;
use super::types::{Document, Surface, TabId};
use detect::{Class, Verdict};
use sites::Site;
use timestamp::Timestamp;
use timestamp::retry_after::{clock_of, retry_after};

impl Engine {
    /// Asks a tab's document for its facts, if they are still wanted.
    pub(super) fn read_document(&mut self, tab: TabId) {
        let Some(failing) = self.failing_tab(tab) else { return };
        if failing.place != Surface::Page {
            return;
        }
        if let Some(response) = failing.response.clone() {
            let document = failing.document.clone();
            self.effects.0.push(Effect::Read { tab, document, response });
        }
    }

    /// After a death: reads every document that was not read yet.
    pub(super) fn read_unread_documents(&mut self) {
        let tabs: Vec<TabId> = self.outages().flat_map(|o| o.tabs.keys().copied()).collect();
        for tab in tabs {
            self.read_document(tab);
        }
    }

    /// A failing document was read: it fails as its headers said, or differently, or not at all.
    pub(super) fn page_read(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: &Document,
        verdict: Verdict,
    ) {
        if self.refused_page_read(now, tab, document, &verdict) {
            return;
        }
        let Some(site) = Site::ALL.into_iter().find(|site| self.is_in(tab, *site)) else { return };
        let pace = self.pace(now, site);
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let Some(outage) = &mut site_state.outage else { return };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        if failing.document != *document {
            return;
        }
        // Once is enough: the stored response goes, so a second report finds nothing.
        let Some(response) = failing.response.take() else { return };
        if is_failure(verdict.class, verdict.action) {
            outage.verdict = verdict;
            if verdict.class == Class::AtCapacity && outage.phase == OutagePhase::Waiting {
                site_state.wait(now, &mut self.random, pace, false);
            }
            return;
        }
        outage.tabs.remove(&tab);
        site_state.forget();
        if verdict.class == Class::RateLimited {
            let clock = clock_of(response.header("date"), now);
            let named = response.header("retry-after");
            let wait = named.and_then(|value| retry_after(value, clock));
            site_state.floor(now, now.after(wait.unwrap_or(RETRY_AFTER_429)));
        }
        self.order(Task::TakeAway { tab, place: Surface::Page, document: document.clone() });
        self.document_left_alone(now, site, tab);
    }
}
