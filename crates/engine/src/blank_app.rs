//! An app that does not start: its document loaded well, but its scripts or styles did not, so the
//! page is empty.
//!
//! Such a page failed to load and is treated like any other that did, with two differences: the
//! probe asks for the file that failed, since the document itself answers; and a load counts as
//! good only once the page shows something.

use super::Engine;
use super::effect::{Effect, Task};
use super::outage::OutagePhase;
use super::pending::{LONGEST_ADDRESS, Pending};
use super::troubled_chat::TroubledChat;
use super::types::{ChatState, Document, Expectation, Surface, TabId, Trouble};
use detect::Class;
use sites::{Site, has_prompt, is_asset, without_query};
use std::time::Duration;
use timestamp::Timestamp;

/// How soon a reloaded page is inspected: most apps have drawn something by then.
const STARTS_WITHIN: Duration = Duration::from_secs(3);

impl Engine {
    /// A script or style of the app did not load. Its router may reload the page by itself, so the
    /// page is inspected once, after it has been quiet for a while.
    pub(super) fn asset_failed(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        post: bool,
        fails: bool,
        at: Timestamp,
    ) {
        let Some(site) = Site::of(&address).filter(|_| fails && is_asset(&address)) else { return };
        if address.len() > LONGEST_ADDRESS {
            return;
        }
        self.chat_trouble(now, tab, site, Trouble::Blank, at);
        if let Some(chat) = self.chats.get_mut(&tab).filter(|chat| chat.trouble == Trouble::Blank) {
            // The app's router may have reloaded the page since the first failure.
            chat.since = at.min(now);
            chat.part = Some(without_query(&address).to_owned());
            chat.post = post;
        }
    }

    /// The page is empty.
    pub(super) fn app_did_not_start(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        chat: &TroubledChat,
    ) {
        let Some(asset) = chat.part.clone() else { return };
        let expectation = Expectation {
            address: asset.clone(),
            status: 0,
            at: chat.since,
            living: false,
            broken: false,
        };
        let new = Pending::new(now, expectation, Class::Unknown, true);
        let pending = Pending { post: chat.post, ..new };
        self.leave_others(now, tab, chat.site);
        self.document_failed(now, chat.site, tab, document, &pending, Surface::Page);
        if let Some(failing) = self.failing_tab(tab) {
            (failing.trouble, failing.asset) = (Some(Trouble::Blank), Some(asset.clone()));
            // An earlier load of the app may have started and sent the prompt in the address.
            failing.asked_before |= has_prompt(&failing.document.address);
        }
        if let Some(outage) = self.sites.get_mut(&chat.site).and_then(|it| it.outage.as_mut()) {
            outage.address = asset;
        }
        self.clear_unasked(chat.site);
    }

    /// The document of an empty page loaded well again; whether its app starts will show in a
    /// moment. Returns whether there was such a page.
    pub(super) fn empty_page_came_again(
        &mut self,
        now: Timestamp,
        tab: TabId,
        site: Site,
        document: &Document,
        post: bool,
    ) -> bool {
        let Some(failing) = self.failing_tab(tab) else { return false };
        let Some(asset) = failing.asset.clone() else { return false };
        // The result of a POST is never reloaded, whether its app starts or not.
        (failing.document, failing.post) = (document.clone(), post);
        // The tab may have moved on to another address.
        failing.asked_before &= has_prompt(&document.address);
        let chat = TroubledChat {
            trouble: Trouble::Blank,
            site,
            network: None,
            sure: false,
            asked_in_vain: false,
            not_resumed: false,
            part: Some(asset),
            post,
            since: now,
            next: now.after(STARTS_WITHIN),
            looked: now,
            looking: None,
        };
        self.chats.insert(tab, chat);
        true
    }

    /// The page shows something now, so the load was good.
    pub(super) fn app_started(&mut self, now: Timestamp, tab: TabId, document: Document) {
        let empty = self.failing_tab(tab).is_some_and(|failing| failing.asset.is_some());
        let Some(site) = Site::of(&document.address).filter(|_| empty) else { return };
        self.prompt_was_sent(&document.address);
        self.effects.0.push(Effect::SayBack { tab, document });
        self.document_recovered(now, site, tab);
    }

    /// Inspects empty pages with each probe: an app may start late, by itself.
    pub(super) fn look_into_empty_pages(&mut self, site: Site) {
        let outage = self.sites.get(&site).and_then(|site_state| site_state.outage.as_ref());
        let tabs = outage.iter().flat_map(|outage| outage.tabs.iter());
        let empty = tabs.filter(|(_, tab)| tab.asset.is_some() && tab.returning.is_none());
        let looks = empty.map(|(tab, failing)| Effect::InspectChat {
            site,
            tab: *tab,
            trouble: Trouble::Blank,
            since: failing.since,
            sure: false,
            not_resumed: false,
        });
        self.effects.0.extend(looks.collect::<Vec<_>>());
    }

    /// The result of inspecting an empty page beside a probe.
    pub(super) fn empty_page_inspected(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        state: ChatState,
    ) {
        let known = self.failing_tab(tab);
        let known = known.filter(|it| it.asset.is_some() && it.document == document);
        if known.is_some() && state == ChatState::Fine {
            self.empty_page_started(now, tab, document);
        }
    }

    /// An app started late, by itself, while its card was shown.
    pub(super) fn empty_page_started(&mut self, now: Timestamp, tab: TabId, document: Document) {
        let Some(site) = Site::of(&document.address) else { return };
        self.order(Task::TakeAway { tab, place: Surface::Page, document });
        self.document_recovered(now, site, tab);
        let Some(outage) = self.sites.get_mut(&site).and_then(|it| it.outage.as_mut()) else {
            return;
        };
        if outage.phase == OutagePhase::Returning {
            outage.next_return = now;
        }
    }
}
