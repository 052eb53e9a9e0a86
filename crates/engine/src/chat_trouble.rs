//! Trouble inside the app: an answer's stream broke, or a chat did not load. The page tries to fix
//! both by itself, so nothing is shown until the page itself says that it gave up.
//!
//! What the browser reports is only a hint. The page is inspected once it has been quiet for a
//! moment, and again only while it says that it is recovering.

use super::Engine;
use super::effect::{Effect, Task};
use super::pending::{LONGEST_ADDRESS, Pending};
use super::troubled_chat::{QUIET, TroubledChat};
use super::types::{ChatState, Document, Expectation, Surface, TabId, Trouble};
use detect::{Class, NetworkError};
use sites::{ChatRequest, Site, without_query};
use std::time::Duration;
use timestamp::Timestamp;

/// How soon the page is inspected after a request failed: it shows within a frame that it recovers.
const AFTER_FAILURE: Duration = Duration::from_millis(700);

/// While requests keep coming, the page is still inspected at least this often.
const LOOK_AT_LEAST: Duration = Duration::from_secs(20);

/// How often the page is inspected while it says that it is recovering.
const WHILE_RECOVERING: Duration = Duration::from_secs(10);

/// A page that recovers for longer is left alone: we cannot tell how that ends.
const RECOVERS_AT_MOST: Duration = Duration::from_secs(10 * 60);

/// At most this many tabs are watched.
const TABS_AT_MOST: usize = 50;

impl Engine {
    /// A request by which the app gets a chat or an answer again has ended. `status` is 0 if there
    /// was no answer.
    pub(super) fn chat_requested(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        status: u16,
        at: Timestamp,
    ) {
        let (Some(site), Some(request)) = (Site::of(address), ChatRequest::of(address)) else {
            return;
        };
        if address.len() > LONGEST_ADDRESS {
            return;
        }
        let fails = !(100..500).contains(&status);
        match request {
            ChatRequest::Resume | ChatRequest::StreamStatus => {
                self.chat_trouble(now, tab, site, Trouble::Stream, at);
                if let Some(chat) = self.chats.get_mut(&tab) {
                    // 410: the answer is kept for whoever loads the chat.
                    chat.asked_in_vain = !matches!(status, 200..400 | 410);
                    if request == ChatRequest::Resume {
                        chat.not_resumed = chat.asked_in_vain;
                    }
                }
            }
            ChatRequest::Prepare if fails => self.message_may_not_be_sent(now, tab, address, at),
            ChatRequest::Prepare => {}
            ChatRequest::Load => self.part_requested(now, tab, address, Trouble::Load, fails, at),
            ChatRequest::List => self.part_requested(now, tab, address, Trouble::List, fails, at),
            ChatRequest::Session => {
                self.part_requested(now, tab, address, Trouble::SignIn, fails, at);
            }
        }
    }

    /// A request that the app makes before it sends a message failed. The app makes some of them
    /// while the user types, so only the page knows whether a message was to be sent.
    fn message_may_not_be_sent(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        at: Timestamp,
    ) {
        let Some(site) = Site::of(address) else { return };
        self.chat_trouble(now, tab, site, Trouble::Send, at);
        if let Some(chat) = self.chats.get_mut(&tab).filter(|it| it.trouble == Trouble::Send) {
            chat.next = now.after(AFTER_FAILURE);
            chat.part = Some(without_query(address).to_owned());
        }
    }

    /// A page shows that an answer failed although its request ended well.
    pub(super) fn alert_shown(&mut self, now: Timestamp, tab: TabId, address: &str, at: Timestamp) {
        let Some(site) = Site::of(address) else { return };
        if self.chats.contains_key(&tab) || self.failing_tab(tab).is_some() {
            return;
        }
        self.chat_trouble(now, tab, site, Trouble::Stream, at);
        if let Some(chat) = self.chats.get_mut(&tab) {
            chat.next = now;
        }
    }

    /// A message's own request got no answer, or only a part of one.
    pub(super) fn message_broke(
        &mut self,
        now: Timestamp,
        tab: TabId,
        site: Site,
        error: NetworkError,
        at: Timestamp,
    ) {
        self.chat_trouble(now, tab, site, Trouble::Stream, at);
        if let Some(chat) = self.chats.get_mut(&tab) {
            (chat.sure, chat.network) = (true, Some(error));
            chat.next = now.after(AFTER_FAILURE);
        }
    }

    /// A part of the app was loaded, or failed to load.
    fn part_requested(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        trouble: Trouble,
        fails: bool,
        at: Timestamp,
    ) {
        let Some(site) = Site::of(address) else { return };
        if fails {
            self.chat_trouble(now, tab, site, trouble, at);
            // The page shows no mark when a list or a session fails, so it failed unless a later
            // request succeeds.
            if let Some(chat) = self.chats.get_mut(&tab).filter(|chat| chat.trouble == trouble) {
                chat.sure = matches!(trouble, Trouble::List | Trouble::SignIn);
                chat.part = Some(without_query(address).to_owned());
            }
            return;
        }
        self.chats.retain(|id, chat| *id != tab || chat.trouble != trouble);
        let failing = self.failing_tab(tab).filter(|it| it.trouble == Some(trouble));
        let Some(document) = failing.map(|failing| failing.document.clone()) else { return };
        self.order(Task::TakeAway { tab, place: Surface::Bar, document });
        self.document_recovered(now, site, tab);
    }

    pub(super) fn chat_trouble(
        &mut self,
        now: Timestamp,
        tab: TabId,
        site: Site,
        trouble: Trouble,
        at: Timestamp,
    ) {
        let before = self.chats.get(&tab).map(|chat| chat.trouble);
        let known = before == Some(trouble);
        // Only one trouble is shown at a time: a message before a chat, a chat before the rest.
        let lesser = before.is_some_and(|before| before < trouble);
        if lesser || !known && (self.chats.len() >= TABS_AT_MOST || self.failing_tab(tab).is_some())
        {
            return;
        }
        let since = at.min(now);
        let new = TroubledChat {
            trouble,
            site,
            network: None,
            sure: false,
            asked_in_vain: false,
            not_resumed: false,
            part: None,
            post: false,
            since,
            next: now.after(QUIET),
            looked: now,
            looking: None,
        };
        if !known {
            self.chats.insert(tab, new);
            return;
        }
        if let Some(chat) = self.chats.get_mut(&tab) {
            // The app is asking again, which may fix it.
            chat.sure = false;
            let latest = chat.looked.after(LOOK_AT_LEAST);
            chat.next = now.after(QUIET).min(latest).max(now.after(AFTER_FAILURE));
        }
    }

    /// Inspects every page that is due.
    pub(super) fn run_chats(&mut self, now: Timestamp) {
        let due: Vec<TabId> =
            self.chats.iter().filter(|(_, chat)| chat.due() <= now).map(|(tab, _)| *tab).collect();
        for tab in due {
            // A tab that does not answer is gone or frozen: give up on it.
            if self.chats.get(&tab).is_some_and(|chat| chat.looking.is_some()) {
                self.chats.remove(&tab);
            } else {
                self.look_into(now, tab);
            }
        }
    }

    fn look_into(&mut self, now: Timestamp, tab: TabId) {
        let Some(chat) = self.chats.get_mut(&tab) else { return };
        chat.looking = Some(now);
        let TroubledChat { site, trouble, since, not_resumed, .. } = *chat;
        let sure = chat.sure || chat.asked_in_vain;
        self.effects.0.push(Effect::InspectChat { site, tab, trouble, since, sure, not_resumed });
    }

    /// After a death: repeats the inspections that were under way.
    pub(super) fn look_into_again(&mut self, now: Timestamp) {
        let looking = self.chats.iter().filter(|(_, chat)| chat.looking.is_some());
        let tabs: Vec<TabId> = looking.map(|(tab, _)| *tab).collect();
        tabs.into_iter().for_each(|tab| self.look_into(now, tab));
    }

    /// The result of inspecting a page.
    pub(super) fn chat_inspected(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        state: ChatState,
    ) {
        let Some(chat) = self.chats.get_mut(&tab).filter(|chat| chat.looking.is_some()) else {
            return self.empty_page_inspected(now, tab, document, state);
        };
        let asked = chat.looking.take().unwrap_or(now);
        chat.looked = now;
        let failed = match state {
            ChatState::Recovering if now.since(chat.since) < RECOVERS_AT_MOST => {
                chat.sure = false;
                chat.next = now.after(WHILE_RECOVERING);
                return;
            }
            ChatState::Failed if chat.is_starting(now) => {
                chat.next = chat.since.after(QUIET);
                return;
            }
            ChatState::Failed => true,
            // Something failed again after the page was inspected.
            ChatState::Fine | ChatState::Unmarked if chat.next > asked => return,
            ChatState::Fine => chat.sure,
            ChatState::Unmarked => chat.sure || chat.asked_in_vain,
            ChatState::Recovering | ChatState::Gone => false,
        };
        let Some(chat) = self.chats.remove(&tab) else { return };
        let here = Site::of(&document.address) == Some(chat.site)
            && document.address.len() <= LONGEST_ADDRESS;
        match (failed && here, chat.trouble) {
            (true, Trouble::Blank) => self.app_did_not_start(now, tab, document, &chat),
            (true, _) => self.chat_failed(now, tab, document, &chat),
            (false, Trouble::Blank) if state == ChatState::Fine => {
                self.app_started(now, tab, document);
            }
            (false, Trouble::Stream)
                if here && matches!(state, ChatState::Fine | ChatState::Unmarked) =>
            {
                // The message was saved when its request broke. Only the page knows whether it was
                // answered.
                let is_resumed = state == ChatState::Fine || !chat.not_resumed;
                let is_whole = is_resumed && !chat.asked_in_vain;
                self.effects.0.push(Effect::ForgetAnswered { tab, is_whole });
            }
            (false, _) => {}
        }
    }

    fn chat_failed(&mut self, now: Timestamp, tab: TabId, document: Document, chat: &TroubledChat) {
        // Probe what failed, not another part of the site that may be fine.
        let expectation = Expectation {
            address: chat.part.clone().unwrap_or_else(|| chat.site.message_address()),
            status: 0,
            at: chat.since,
            living: true,
            broken: false,
        };
        let pending = match chat.network {
            Some(error) => Pending::broken(now, expectation, error),
            None => Pending::new(now, expectation, Class::Unknown, true),
        };
        self.leave_others(now, tab, chat.site);
        self.document_failed(now, chat.site, tab, document, &pending, Surface::Bar);
        if let Some(failing) = self.failing_tab(tab) {
            failing.trouble = Some(chat.trouble);
        }
    }
}
