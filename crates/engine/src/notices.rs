//! Notices: put up, changed and taken away as the browser reports what becomes of their pages.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::Button;
use super::notice::{About, Notice};
use super::pending::LONGEST_ADDRESS;
use super::types::{Document, News, Surface, TabId};
use settings::Field;
use sites::Site;
use timestamp::Timestamp;

/// So many pages have one at most.
const TABS_AT_MOST: usize = 50;

impl Engine {
    /// The page whose message the site refused until then. Nothing else of the site is asked before.
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

    /// An answer stands still: its page says so, and what the status page says.
    pub(super) fn answer_stalled(&mut self, now: Timestamp, tab: TabId, document: Document) {
        // A limit, or a chat that is known to be in trouble, tells more.
        if !self.notices.contains_key(&tab) && !self.chats.contains_key(&tab) {
            self.put_up(tab, document, About::Stalled { since: now });
        }
    }

    /// It grows again, or has ended.
    pub(super) fn answer_moved(&mut self, tab: TabId) {
        if self.notices.get(&tab).is_some_and(Notice::is_of_stall) {
            self.end_notice(tab);
        }
    }

    /// An answer that took long ended where nobody sees it.
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
        // One bar at a time: of what fails there is more to tell.
        if self.failing_tab(tab).is_some() {
            return None;
        }
        self.notices.insert(tab, Notice::new(site, document, about));
        Some(site)
    }

    /// What it told of is over: the bar goes.
    pub(super) fn end_notice(&mut self, tab: TabId) {
        if let Some(Notice { document, .. }) = self.notices.remove(&tab) {
            self.order(Task::TakeAway { tab, place: Surface::Bar, document });
        }
    }

    /// The page was left. Who wants to be told of the end still is.
    pub(super) fn notice_left(&mut self, tab: TabId) {
        let tells = self.settings.has(Field::Notify);
        if let Some(notice) = self.notices.get_mut(&tab) {
            notice.hidden = true;
            if !tells || !matches!(notice.about, About::Limit { over: false, .. }) {
                self.notices.remove(&tab);
            }
        }
    }

    /// Whether what was pressed concerns one.
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

    /// Says what has come to its end, and takes away what nobody came to read.
    pub(super) fn run_notices(&mut self, now: Timestamp) {
        let due: Vec<TabId> = self
            .notices
            .iter()
            .filter(|(_, notice)| notice.due() <= now)
            .map(|(tab, _)| *tab)
            .collect();
        for tab in due {
            let Some(notice) = self.notices.get_mut(&tab) else { continue };
            if notice.stays_until() <= now {
                self.end_notice(tab);
                continue;
            }
            let (site, hidden) = (notice.site, notice.hidden);
            if let About::Limit { over, .. } = &mut notice.about {
                *over = true;
            }
            if self.settings.has(Field::Notify) {
                self.effects.0.push(Effect::Notify { site, tab, news: News::LimitOver });
            }
            if hidden {
                self.end_notice(tab);
            }
        }
    }

    /// Those of what is switched off go.
    pub(super) fn end_unwatched_notices(&mut self) {
        let settings = self.settings;
        let off = |(_, notice): &(&TabId, &Notice)| {
            !settings.watches(notice.site)
                || (notice.is_of_stall() && !settings.has(Field::StallMinutes))
        };
        let tabs: Vec<TabId> = self.notices.iter().filter(off).map(|(tab, _)| *tab).collect();
        tabs.into_iter().for_each(|tab| self.end_notice(tab));
    }
}
