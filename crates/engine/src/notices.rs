//! Notices: put up, changed and taken away as the browser reports what becomes of their pages.

use super::Engine;
use super::effect::{Effect, Task};
use super::event::{Button, TabState};
use super::notice::{About, Notice};
use super::pending::LONGEST_ADDRESS;
use super::types::{Document, News, Surface, TabId};
use settings::Field;
use sites::Site;
use timestamp::Timestamp;

/// So many pages have one at most.
const TABS_AT_MOST: usize = 50;

impl Engine {
    /// The page whose message the site refused until then. Nothing else of the site is asked before, for an
    /// hour at most.
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

    /// The page was left, or sent another message: the bar goes, also where the page stands after all.
    /// Who wants to be told of the end still is.
    pub(super) fn notice_left(&mut self, tab: TabId) {
        let tells = self.settings.has(Field::Notify);
        match self.notices.get_mut(&tab) {
            Some(notice) if tells && notice.may_be_promised() => notice.hidden = true,
            Some(_) | None => self.end_notice(tab),
        }
    }

    /// Another page is heard of only because these are here: a look says whether theirs still are.
    pub(super) fn look_for_noticed(&mut self) {
        if !self.notices.is_empty() {
            self.list_tabs();
        }
    }

    /// Whose page is closed, asleep or elsewhere has left it.
    pub(super) fn keep_noticed(&mut self, tab_states: &[TabState]) {
        let stands = |tab: TabId| {
            let stands = |it: &TabState| !it.discarded && Site::of(&it.address).is_some();
            tab_states.iter().any(|it| it.tab == tab && stands(it))
        };
        let gone: Vec<TabId> = self.notices.keys().copied().filter(|tab| !stands(*tab)).collect();
        gone.into_iter().for_each(|tab| self.notice_left(tab));
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

    /// Those of a site that is switched off go, and those of answers, where nobody is to be told of one.
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
