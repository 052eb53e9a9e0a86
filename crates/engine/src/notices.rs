//! Notices: shown, changed and removed as the browser reports what becomes of their pages.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::{Button, TabState};
use super::notice::{About, Notice};
use super::pending::LONGEST_ADDRESS;
use super::types::{Document, News, Surface, TabId};
use settings::Field;
use sites::Site;
use timestamp::Timestamp;

/// At most this many pages have one.
const TABS_AT_MOST: usize = 50;

impl Engine {
    /// A message on a page was refused until the given time. Until then, for an hour at most, the
    /// site is not probed either.
    pub(super) fn limit_named(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        until: Timestamp,
    ) {
        let about = About::Limit { until, over: until <= now };
        if let Some(site) = self.put_up(tab, document, about) {
            self.sites.entry(site).or_default().floor(now, until);
        }
    }

    /// An answer has stalled: its page says so, with what the status page says.
    pub(super) fn answer_stalled(&mut self, now: Timestamp, tab: TabId, document: Document) {
        // A limit, or a chat known to be in trouble, says more.
        if !self.notices.contains_key(&tab) && !self.chats.contains_key(&tab) {
            self.put_up(tab, document, About::Stalled { since: now });
        }
    }

    /// The answer grows again or has ended.
    pub(super) fn answer_moved(&mut self, tab: TabId) {
        if self.notices.get(&tab).is_some_and(Notice::is_of_stall) {
            self.end_notice(tab);
        }
    }

    /// A long answer ended in a tab that is not visible.
    pub(super) fn answer_ended(&mut self, tab: TabId, address: &str, broke: bool) {
        if let Some(site) = Site::of(address).filter(|_| self.settings.has(Field::TellEnd)) {
            let news = if broke { News::AnswerBroke } else { News::AnswerDone };
            self.effects.0.push(Effect::Notify { site, tab, news });
        }
    }

    fn put_up(&mut self, tab: TabId, document: Document, about: About) -> Option<Site> {
        let fits = document.address.len() <= LONGEST_ADDRESS
            && (self.notices.len() < TABS_AT_MOST || self.notices.contains_key(&tab));
        let site = Site::of(&document.address).filter(|_| fits)?;
        // Only one bar at a time, and a failure matters more.
        if self.failing_tab(tab).is_some() {
            return None;
        }
        self.notices.insert(tab, Notice::new(site, document, about));
        Some(site)
    }

    /// Its subject is over: remove the bar.
    pub(super) fn end_notice(&mut self, tab: TabId) {
        if let Some(Notice { document, .. }) = self.notices.remove(&tab) {
            self.order(Task::TakeAway { tab, place: Surface::Bar, document });
        }
    }

    /// The tab was left, or another message was sent: remove the bar. A promised notification is
    /// still sent.
    pub(super) fn notice_left(&mut self, tab: TabId) {
        let tells = self.settings.has(Field::Notify);
        match self.notices.get_mut(&tab) {
            Some(notice) if tells && notice.may_be_promised() => notice.hidden = true,
            Some(_) | None => self.end_notice(tab),
        }
    }

    /// Another tab loaded: list the tabs, to see whether those with a notice still exist.
    pub(super) fn look_for_noticed(&mut self) {
        if !self.notices.is_empty() {
            self.list_tabs();
        }
    }

    /// Drop notices of tabs that were closed, put to sleep or left the site.
    pub(super) fn keep_noticed(&mut self, tab_states: &[TabState]) {
        let is_open = |tab: TabId| {
            let is_at_site = |it: &TabState| !it.discarded && Site::of(&it.address).is_some();
            tab_states.iter().any(|it| it.tab == tab && is_at_site(it))
        };
        let gone: Vec<TabId> = self.notices.keys().copied().filter(|tab| !is_open(*tab)).collect();
        gone.into_iter().for_each(|tab| self.notice_left(tab));
    }

    /// Handles a press, if it concerns a notice.
    pub(super) fn notice_pressed(&mut self, tab: Option<TabId>, button: Button) -> bool {
        let tells = self.settings.has(Field::Notify);
        let Some((tab, notice)) = tab.and_then(|tab| Some((tab, self.notices.get_mut(&tab)?)))
        else {
            return false;
        };
        notice.pressed(button);
        let waits = match notice.about {
            About::Limit { over, .. } => tells && !over,
            About::Stalled { .. } => true,
        };
        if button == Button::WhatElse {
            self.effects.0.push(Effect::ShowAdvice { tab });
        } else if notice.hidden && !waits {
            self.end_notice(tab);
        }
        true
    }

    /// When the next one changes.
    pub(super) fn notice_due(&self) -> Option<Timestamp> {
        self.notices.values().map(Notice::due).min()
    }

    /// Announces limits that have ended, and removes bars that were not looked at.
    pub(super) fn run_notices(&mut self, now: Timestamp) {
        let due: Vec<TabId> = self
            .notices
            .iter()
            .filter(|(_, notice)| notice.due() <= now)
            .map(|(tab, _)| *tab)
            .collect();
        for tab in due {
            let Some(notice) = self.notices.get_mut(&tab) else { continue };
            let (site, is_news) = (notice.site, notice.comes(now));
            let stays = is_news && !notice.hidden;
            if is_news && self.settings.has(Field::Notify) {
                self.effects.0.push(Effect::Notify { site, tab, news: News::LimitOver });
            }
            if !stays {
                self.end_notice(tab);
            }
        }
    }

    /// Remove notices of sites that were switched off, and stall notices once that setting is off.
    pub(super) fn end_unwatched_notices(&mut self) {
        let settings = self.settings;
        let quiet = settings.number(Field::StallMinutes).is_none();
        let off = |(_, notice): &(&TabId, &Notice)| {
            quiet && notice.is_of_stall() || !settings.watches(notice.site)
        };
        let tabs: Vec<TabId> = self.notices.iter().filter(off).map(|(tab, _)| *tab).collect();
        tabs.into_iter().for_each(|tab| self.end_notice(tab));
    }
}
