//! An app that does not start: its document came well, its own scripts or styles did not, and nothing
//! stands in the page.
//!
//! Such a page is one that failed to load. It is treated as any other of them, but what is asked of the
//! site is the file that failed, since the document itself answers; and a load of it was a good one only
//! once something stands there.

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

/// A page that was loaded again is looked into so soon: most apps have drawn something by then.
const STARTS_WITHIN: Duration = Duration::from_secs(3);

impl Engine {
    /// A script or a style of the app did not load. Its router may load the page again by itself: the
    /// page is looked into once, when it has been quiet for a while.
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
            // Its router may have loaded the page again since the first one.
            chat.since = at.min(now);
            chat.part = Some(without_query(&address).to_owned());
            chat.post = post;
        }
    }

    /// Nothing stands in the page.
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
            // An app before this one may have started, and sent what stands in the address.
            failing.asked_before |= has_prompt(&failing.document.address);
        }
        if let Some(outage) = self.sites.get_mut(&chat.site).and_then(|it| it.outage.as_mut()) {
            outage.address = asset;
        }
        self.clear_unasked(chat.site);
    }

    /// The document of an empty page came again, and well: whether its app starts shows in a moment.
    /// Says whether there was such a page.
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
        // What a message was sent for is never loaded again, whether its app starts or not.
        (failing.document, failing.post) = (document.clone(), post);
        // It may have been gone on from to another address.
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

    /// Something stands there: the load was a good one.
    pub(super) fn app_started(&mut self, now: Timestamp, tab: TabId, document: Document) {
        let empty = self.failing_tab(tab).is_some_and(|failing| failing.asset.is_some());
        let Some(site) = Site::of(&document.address).filter(|_| empty) else { return };
        self.prompt_was_sent(&document.address);
        self.effects.0.push(Effect::SayBack { tab, document });
        self.document_recovered(now, site, tab);
    }

    /// Empty pages are looked into with each check: an app may start late, by itself.
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

    /// How an empty page stands that was looked into beside a check.
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

    /// An app started late, by itself, below its card.
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
