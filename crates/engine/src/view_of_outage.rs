//! Makes what people are shown, from the state alone.

use super::Engine;
use super::event::Button;
use super::failing_tab::FailingTab;
use super::outage::{Outage, OutagePhase};
use super::sentences::{
    as_bar, buttons, checked, checks, notes, prompt, reloaded, say, since, status_page, why,
    why_in_app, why_turned_away,
};
use super::types::{Document, Expectation, Surface, TabId, Trouble, TurnedAway};
use super::view::{Badge, Note, StatusView, Tone, View};
use detect::{Class, NetworkError};
use settings::{Field, Returns};
use sites::Site;
use status::fetching::Fetching;
use status::{State, wording};
use text::Text;

/// At most this many sentences about the status page are shown.
const STATUS_LINES: usize = 4;

impl Engine {
    /// What is to be painted now: each failing tab with its document, whether it is a card or a
    /// bar, and the view, or `None` if the user hid it.
    #[must_use]
    pub fn panels(&self) -> Vec<(TabId, &Document, Surface, Option<View>)> {
        let mut panels = Vec::new();
        for outage in self.outages() {
            for (id, tab) in outage.tabs.iter() {
                if matches!(tab.place, Surface::Page | Surface::Bar) {
                    let mut view = (!tab.hidden).then(|| self.view_of(outage, Some(tab)));
                    if let Some(view) = view.as_mut().filter(|_| tab.place == Surface::Bar) {
                        as_bar(view, outage, tab);
                    }
                    panels.push((*id, &tab.document, tab.place, view));
                }
            }
        }
        for (tab, notice) in self.notices.iter() {
            let view = (!notice.hidden).then(|| self.view_of_notice(notice));
            panels.push((*tab, &notice.document, Surface::Bar, view));
        }
        panels
    }

    /// What a waiting page in that tab shows; `None` if nothing fails there and it must go.
    #[must_use]
    pub fn waiting_view(&self, tab: TabId) -> Option<View> {
        self.outages().find_map(|outage| {
            let tab = outage.tabs.get(&tab)?;
            let mut view = self.view_of(outage, Some(tab));
            on_our_page(&mut view);
            Some(view)
        })
    }

    /// What the popup shows.
    #[must_use]
    pub fn popup_view(&self) -> View {
        self.popup_about(None)
    }

    /// What the popup shows of a tab's outage, or of any.
    #[must_use]
    pub fn popup_about(&self, tab: Option<TabId>) -> View {
        let about = |outage: &&Outage| tab.is_none_or(|tab| outage.tabs.contains_key(&tab));
        match self.outages().find(about) {
            Some(outage) => {
                let mut view = self.view_of(outage, None);
                on_our_page(&mut view);
                view
            }
            None if let Some(notice) = tab.and_then(|tab| self.notices.get(&tab)) => {
                let mut view = self.view_of_notice(notice);
                on_our_page(&mut view);
                view
            }
            None if !self.is_on() => {
                let mut view = self.plain_view(Site::ChatGpt, Tone::Stopped, "off_title", "");
                view.why = Text::new("off_why");
                view.countdown = Text::new("countdown_left");
                view
            }
            None => {
                let mut view = self.plain_view(Site::ChatGpt, Tone::Quiet, "quiet_title", "");
                view.buttons.push(status_page(view.site));
                view
            }
        }
    }

    /// What a page that is back shows for a few seconds.
    #[must_use]
    pub fn back_view(&self, site: Site) -> View {
        self.plain_view(site, Tone::Back, "back_title", "back_why")
    }

    /// The site that the toolbar's badge is about.
    #[must_use]
    pub fn badge_site(&self) -> Site {
        self.outages().find_map(Outage::site).unwrap_or(Site::ChatGpt)
    }

    /// The toolbar's badge.
    #[must_use]
    pub fn badge(&self) -> Badge {
        let tone = self.outages().map(tone_of).min_by_key(|tone| match tone {
            Tone::Checking => 0,
            Tone::Returning => 1,
            Tone::Failing => 2,
            Tone::Stopped => 3,
            Tone::Paused => 4,
            Tone::Back | Tone::Quiet => 5,
        });
        match tone {
            None if !self.is_on() => Badge::new("", "#00000000", "off_title", 4),
            None | Some(Tone::Back | Tone::Quiet) => Badge::new("", "#00000000", "panel_label", 0),
            Some(Tone::Failing) => {
                let network = self.outages().any(|outage| outage.network.is_some());
                let refused = self.outages().all(Outage::waits_for_status_page);
                let title = match () {
                    () if refused => "refused_title",
                    () if network => "network_title",
                    () => "panel_title",
                };
                let since = self.outages().map(|outage| outage.started).min();
                Badge { since, ..Badge::new("!", "#b3261e", title, 1) }
            }
            Some(Tone::Checking) => Badge::new("…", "#8a5a00", "countdown_checking", 1),
            Some(Tone::Returning) => {
                let refused = self.outages().all(Outage::waits_for_status_page);
                let title = if refused { "refused_over_title" } else { "returning_title" };
                Badge::new("✓", "#146c2e", title, 3)
            }
            Some(Tone::Paused) => Badge::new("II", "#4a4458", "countdown_paused", 2),
            Some(Tone::Stopped) => Badge::new("■", "#4a4458", "countdown_left", 2),
        }
    }

    /// What is painted at once when a failing document is found, before anything else is known.
    pub(super) fn first_view(&self, tab: TabId, expectation: &Expectation, class: Class) -> View {
        let code = expectation.status;
        let site = Site::of(&expectation.address).unwrap_or(Site::ChatGpt);
        let known = (self.sites.get(&site)).and_then(|site_state| site_state.outage.as_ref());
        if let Some(outage) = known {
            let mut view = self.view_of(outage, outage.tabs.get(&tab));
            view.title = Text::new("panel_title");
            view.why = why(class, code, None);
            return view;
        }
        let asks = self.settings.returns() == Returns::Asked;
        let doing = if asks { "doing_waiting_ask" } else { "doing_waiting" };
        let mut view = self.plain_view(site, Tone::Failing, "panel_title", doing);
        view.why = why(class, code, None);
        view.buttons = buttons(site, OutagePhase::Waiting, false, false, None);
        self.offer_notification(&mut view);
        view
    }

    /// Offers a notification when the site is back, or says that one was chosen.
    fn offer_notification(&self, view: &mut View) {
        if self.settings.has(Field::Notify) {
            view.notes.push(Note { text: Text::new("notify_on") });
        } else {
            view.buttons.insert(0, say(Button::Notify, "notify_ask"));
        }
    }

    /// A view without countdown and buttons; `doing` is used for `why`, too.
    #[inline(never)]
    pub(super) fn plain_view(
        &self,
        site: Site,
        tone: Tone,
        title: &'static str,
        doing: &'static str,
    ) -> View {
        View {
            site,
            tone,
            title: Text::new(title),
            why: Text::new(doing),
            status: self.status_view(site, tone == Tone::Failing),
            doing: Text::new(doing),
            next_check: None,
            countdown: Text::new("countdown_next"),
            checks: None,
            since: None,
            notes: Vec::new(),
            buttons: Vec::new(),
            label: Text::new("panel_label"),
            checked: None,
        }
    }

    fn view_of(&self, outage: &Outage, tab: Option<&FailingTab>) -> View {
        let site = outage.site().unwrap_or(Site::ChatGpt);
        let phase = outage.shown_phase();
        let by_hand = tab.is_some_and(FailingTab::is_by_hand);
        let asks = outage.returns == Returns::Asked;
        let held = tab
            .and_then(|tab| tab.left_to_person_until)
            .filter(|_| phase == OutagePhase::Returning);
        let turn = tab.and_then(|tab| outage.return_due(tab, self.last));
        let left = tab.map_or_else(|| outage.is_left_to_browser(), |tab| tab.left_to_browser);
        let offline = outage.network == Some(NetworkError::Offline);
        let certificate = outage.network == Some(NetworkError::Certificate);
        let alone = outage.waits_for_status_page();
        let turned_away = match tab {
            Some(tab) => tab.turned_away,
            None => outage.tabs.values().find_map(|tab| tab.turned_away).filter(|_| alone),
        };
        let refused = turned_away.is_some();
        let waits = phase == OutagePhase::Waiting && !left && !offline && !refused;
        let trouble =
            tab.map_or_else(|| outage.tabs.values().find_map(|tab| tab.trouble), |tab| tab.trouble);
        let empty = trouble == Some(Trouble::Blank) && (tab.is_some() || outage.code == 0);
        let is_bar = |tab: &FailingTab| tab.place == Surface::Bar;
        let living = tab.map_or_else(|| outage.tabs.values().all(is_bar), is_bar);
        let doing = match phase {
            _ if left && certificate => "doing_certificate",
            _ if left && outage.network.is_none() => "doing_portal",
            _ if left => "doing_browser",
            OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing if refused => {
                "doing_refused"
            }
            OutagePhase::Returning if refused => "doing_back_ask",
            OutagePhase::Waiting if offline => "doing_offline",
            OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing if living => {
                "bar_waiting"
            }
            OutagePhase::Returning if living => "bar_back",
            OutagePhase::Waiting if by_hand => "doing_post",
            OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing if asks => {
                "doing_waiting_ask"
            }
            OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing => {
                "doing_waiting"
            }
            OutagePhase::Returning if held.is_some() => "doing_held",
            OutagePhase::Returning if by_hand => "doing_post",
            OutagePhase::Returning if asks => "doing_back_ask",
            OutagePhase::Returning if turn.is_some() => "doing_turn",
            OutagePhase::Returning => "doing_returning",
            OutagePhase::Paused => "doing_paused",
            OutagePhase::Stopped => "doing_stopped",
        };
        let mut notes = notes(outage);
        let often = tab.map_or_else(|| outage.tabs.values().find_map(reloaded), reloaded);
        notes.extend(often.map(|text| Note { text }));
        let mut buttons = buttons(site, phase, left, turned_away.is_some(), tab);
        // A bar says this in its own words.
        if let Some(tab) = tab.filter(|_| !living) {
            notes.splice(0..0, prompt(tab.given, tab.saved).map(|text| Note { text }));
            if tab.saved.is_kept() {
                buttons.push(say(Button::CopyPrompt, "button_copy_prompt"));
            }
        }
        let mut view = View {
            site,
            tone: tone_of(outage),
            title: Text::new(match phase {
                OutagePhase::Returning if alone => "refused_over_title",
                OutagePhase::Returning if held.is_some() => "back_title",
                OutagePhase::Returning => "returning_title",
                _ if turned_away == Some(TurnedAway::SignedOut) => "signed_out_title",
                _ if refused => "refused_title",
                _ if empty => "blank_title",
                _ if certificate => "certificate_title",
                _ if outage.verdict.class == Class::NetworkError => "network_title",
                OutagePhase::Waiting
                | OutagePhase::ListingTabs
                | OutagePhase::Probing
                | OutagePhase::Paused
                | OutagePhase::Stopped => "panel_title",
            }),
            why: turned_away.map(|how| why_turned_away(how, 403)).unwrap_or_else(|| {
                trouble
                    .filter(|_| empty || outage.code == 0 && outage.network.is_none())
                    .map_or_else(
                        || {
                            let code = outage.verdict.clues.code.unwrap_or(outage.code);
                            why(outage.verdict.class, code, outage.network)
                        },
                        why_in_app,
                    )
            }),
            // After a refusal the site was not probed, so we do not know whether it still fails.
            status: self.status_view(site, !(alone && phase == OutagePhase::Returning)),
            doing: Text::new(doing),
            next_check: held.or(turn).or(waits.then_some(outage.next_probe)),
            countdown: Text::new(match phase {
                _ if left || refused => "countdown_left",
                OutagePhase::Returning if living => "countdown_left",
                OutagePhase::Waiting if offline => "countdown_left",
                OutagePhase::Waiting => "countdown_next",
                OutagePhase::ListingTabs | OutagePhase::Probing => "countdown_checking",
                OutagePhase::Returning if held.or(turn).is_some() => "countdown_held",
                OutagePhase::Returning if asks => "countdown_left",
                OutagePhase::Returning => "countdown_returning",
                OutagePhase::Paused => "countdown_paused",
                OutagePhase::Stopped => "countdown_left",
            }),
            checks: checks(outage.probes).filter(|_| !alone),
            since: since(outage),
            notes,
            buttons,
            label: Text::new("panel_label"),
            checked: checked(outage),
        };
        let checks_on =
            matches!(phase, OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing);
        if checks_on && !left && !refused && !living {
            self.offer_notification(&mut view);
        }
        view
    }

    fn status_view(&self, site: Site, failing: bool) -> StatusView {
        let page = self.status_page(site);
        let (reading, trouble) =
            (page.and_then(Fetching::reading), page.and_then(Fetching::trouble));
        // A custom site may have no status page, and then there is nothing to say.
        let has_page = !site.service().status.page.is_empty();
        if reading.is_none() && trouble.is_none() && (failing || !has_page) {
            let asking = has_page.then(|| Text::new("status_asking"));
            let lines = asking.into_iter().collect();
            return StatusView {
                state: if has_page { "asking" } else { "unknown" },
                lines,
                details: Vec::new(),
                read_at: None,
                age: Text::new("status_age"),
            };
        }
        let mut lines = wording::wording(reading, trouble, failing, self.last);
        let details = as_few(&mut lines);
        StatusView {
            // Green beside a failure is misleading, so it is shown in the colour of unknown.
            state: match reading.map(|reading| reading.state) {
                Some(State::Operational) if failing => "unknown",
                Some(state) => state.name(),
                None => "unknown",
            },
            lines,
            details,
            read_at: reading.map(|reading| reading.read_at),
            age: Text::new("status_age"),
        }
    }
}

/// Keeps what is visible at once: the first line, and the last if it doubts all others. Returns as
/// many of the rest as the card has room for when they unfold; what can also be read on the status
/// page is dropped first.
fn as_few(lines: &mut Vec<Text>) -> Vec<Text> {
    let doubt = lines.pop_if(|line| matches!(line.id, "status_stale" | "status_unreadable_now"));
    let room = STATUS_LINES - usize::from(doubt.is_some());
    if lines.len() > room {
        lines.retain(|line| !matches!(line.id, "status_since" | "status_more" | "status_stale"));
    }
    lines.truncate(room);
    let details = lines.split_off(lines.len().min(1));
    lines.extend(doubt);
    details
}

/// On our own page the card cannot be hidden, and what else helps is already below it.
fn on_our_page(view: &mut View) {
    let [hide, what_else] = [Button::Hide, Button::WhatElse].map(Button::name);
    view.buttons.retain(|button| button.button != hide && button.button != what_else);
}

const fn tone_of(outage: &Outage) -> Tone {
    match outage.shown_phase() {
        OutagePhase::Waiting => Tone::Failing,
        OutagePhase::ListingTabs | OutagePhase::Probing => Tone::Checking,
        OutagePhase::Returning => Tone::Returning,
        OutagePhase::Paused => Tone::Paused,
        OutagePhase::Stopped => Tone::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_doubts_all_the_rest_stays_on_the_card() {
        let few = |ids: &[&'static str]| {
            let mut lines: Vec<Text> = ids.iter().map(|id| Text::new(id)).collect();
            let details = as_few(&mut lines);
            [lines, details].map(|lines| lines.iter().map(|line| line.id).collect::<Vec<_>>())
        };
        let incident = ["status_open", "status_since", "status_update", "status_about_words"];
        assert_eq!(few(&incident), [&incident[..1], &incident[1..]]);
        let doubted = [&incident[..], &["status_unreadable_now"]].concat();
        let [seen, details] = few(&doubted);
        assert_eq!(seen, ["status_open", "status_unreadable_now"]);
        assert_eq!(details, ["status_update", "status_about_words"]);
        assert_eq!(few(&["status_not_read"]), [vec!["status_not_read"], vec![]]);
    }
}
