//! Failures in the middle of a chat: a message that was not answered, on a living page.
//!
//! The page is reloaded only on a click. Only the headers of a message's answer and a broken
//! request are seen; the content of an answer is never read.

use super::Engine;
use super::effect::Task;
use super::event::Finding;
use super::pending::{LONGEST_ADDRESS, Pending, is_failure};
use super::types::{Document, Expectation, Surface, TabId};
use crate::prompts::Saved;
use detect::{self, Class, NetworkError, Response};
use sites::{Site, is_conversation};
use timestamp::Timestamp;

/// After this many looks at a site that answers again, five minutes apart, the bar goes by itself.
const LOOKS_WITH_BAR: u8 = 6;

impl Engine {
    pub(super) fn conversation_answered(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        response: Response,
        at: Timestamp,
    ) {
        let (class, action) = detect::by_headers(&response);
        if is_failure(class, action) || response.status == 511 {
            let expectation = Expectation { status: response.status, ..message(address, at, now) };
            return self.ask_living(tab, Pending::response(now, expectation, response));
        }
        if !is_conversation(&address) {
            return;
        }
        self.pending.retain(|id, pending| *id != tab || !pending.expectation.living);
        // A failure before it says nothing about a message that is accepted now.
        if let Some(chat) = self.chats.get_mut(&tab) {
            chat.message_taken();
        }
        let Some(site) = Site::of(&address) else { return };
        self.notice_left(tab);
        let limit = (class == Class::RateLimited).then(|| {
            let expectation =
                Expectation { status: response.status, ..message(address.clone(), at, now) };
            Pending::response(now, expectation, response.clone())
        });
        self.message_answered(now, tab, site, class, response.status);
        // If there is an end to count down to, find the page and save its text.
        if let Some(limit) = limit.filter(|limit| limit.ends_at().is_some_and(|end| end > now)) {
            self.ask_living(tab, limit);
        }
    }

    /// A message was accepted, or refused by a limit, a block or a check.
    fn message_answered(
        &mut self,
        now: Timestamp,
        tab: TabId,
        site: Site,
        class: Class,
        status: u16,
    ) {
        if !self.is_in(tab, site) {
            return self.answered_elsewhere(now, site, status);
        }
        let Some(failing) = self.failing_tab(tab).filter(|known| known.place == Surface::Bar)
        else {
            return;
        };
        let document = failing.document.clone();
        self.order(Task::TakeAway { tab, place: Surface::Bar, document });
        if class == Class::Healthy {
            self.document_recovered(now, site, tab);
        } else {
            // A limit, a block or a check is for the user to solve.
            self.document_left_alone(now, site, tab);
        }
    }

    pub(super) fn conversation_failed(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        error: &str,
        at: Timestamp,
    ) {
        // The user's own Stop and leaving the page are no failures.
        let error = NetworkError::named(error);
        if let Some(site) = Site::of(&address).filter(|_| is_conversation(&address))
            && error.is_failure()
            && address.len() <= LONGEST_ADDRESS
        {
            self.message_broke(now, tab, site, error, at);
        }
    }

    /// The document that sent the message answered, or another one is there.
    pub(super) fn living_document(&mut self, now: Timestamp, tab: TabId, finding: Finding) {
        let Some(pending) = self.pending.remove(&tab) else { return };
        let Finding::Here { document, .. } = finding else { return };
        if let Some(end) = pending.ends_at().filter(|_| pending.class == Class::RateLimited) {
            return self.limit_named(now, tab, document, end);
        }
        let site =
            Site::of(&document.address).filter(|_| document.address.len() <= LONGEST_ADDRESS);
        if let Some(site) =
            site.filter(|site| Site::of(&pending.expectation.address) == Some(*site))
        {
            self.leave_others(now, tab, site);
            self.document_failed(now, site, tab, document, &pending, Surface::Bar);
        }
    }

    /// The page's text was read, where it is still failing.
    pub(super) fn text_kept(&mut self, tab: TabId, saved: Saved) {
        if let Some(failing) = self.failing_tab(tab) {
            (failing.saved, failing.given) = (saved, None);
        } else if let Some(notice) = self.notices.get_mut(&tab) {
            (notice.saved, notice.given) = (saved, None);
        }
    }

    /// The page was left without any response to tell of it: through the browser's page cache or
    /// the site's own service worker.
    pub(super) fn bar_missed(&mut self, now: Timestamp, tab: TabId, document: &Document) {
        let known = self.failing_tab(tab).filter(|known| known.returning.is_none());
        if known.is_some_and(|known| known.place == Surface::Bar && known.document == *document) {
            self.drop_tab(now, tab);
        }
        if self.notices.get(&tab).is_some_and(|notice| notice.document == *document) {
            self.notice_left(tab);
        }
    }

    /// Removes bars that said the site is back and were never looked at, or are hidden.
    pub(super) fn retire_bars(&mut self, now: Timestamp, site: Site) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        let mut old = Vec::new();
        for (tab, failing) in outage.tabs.iter_mut().filter(|(_, tab)| tab.place == Surface::Bar) {
            failing.postponed = failing.postponed.saturating_add(1);
            if failing.hidden || failing.postponed > LOOKS_WITH_BAR {
                old.push(*tab);
            }
        }
        old.into_iter().for_each(|tab| self.retire_bar(now, tab));
    }

    /// Its tab leaves the outage, which ends with its last one.
    pub(super) fn retire_bar(&mut self, now: Timestamp, tab: TabId) {
        let Some(failing) = self.failing_tab(tab) else { return };
        let document = failing.document.clone();
        self.order(Task::TakeAway { tab, place: Surface::Bar, document });
        self.drop_tab(now, tab);
    }

    fn ask_living(&mut self, tab: TabId, pending: Pending) {
        let known = is_conversation(&pending.expectation.address);
        // A document that is loading replaces the one that sent this message.
        let leaves = self.pending.get(&tab).is_some_and(|other| !other.expectation.living);
        if known && pending.expectation.address.len() <= LONGEST_ADDRESS && !leaves {
            self.ask(tab, pending);
        }
    }
}

/// What to look for: the document that sent it.
fn message(address: String, at: Timestamp, now: Timestamp) -> Expectation {
    Expectation { address, status: 0, at: at.min(now), living: true, broken: false }
}
