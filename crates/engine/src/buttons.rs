//! The buttons that the user presses: on a card, on a waiting page, in the popup.

use super::effect::Effect;
use super::event::Button;
use super::failing_tab::FailingTab;
use super::outage::{ClearingState, Outage, OutagePhase, Refusal};
use super::schedule::BETWEEN_CLICKS;
use super::types::{Surface, TabId};
use super::{Engine, Task};
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// The site's cache is cleared at most once in this time, however often it is asked for.
const BETWEEN_CLEARINGS: Duration = Duration::from_secs(10 * 60);

impl Engine {
    /// Whether there are outages and all of them are paused or stopped.
    #[must_use]
    pub fn rests(&self) -> bool {
        let rests =
            |outage: &Outage| matches!(outage.phase, OutagePhase::Paused | OutagePhase::Stopped);
        self.is_down() && self.outages().all(rests)
    }

    pub(super) fn pressed(&mut self, now: Timestamp, tab: Option<TabId>, button: Button) {
        if self.notice_pressed(tab, button) {
            return;
        }
        for site in Site::ALL {
            let concerned = self
                .sites
                .get(&site)
                .and_then(|site_state| site_state.outage.as_ref())
                .is_some_and(|outage| tab.is_none_or(|tab| outage.tabs.contains_key(&tab)));
            if concerned {
                self.pressed_for(now, site, tab, button);
            }
        }
    }

    fn pressed_for(&mut self, now: Timestamp, site: Site, tab: Option<TabId>, button: Button) {
        let Some(site_state) = self.sites.get_mut(&site) else { return };
        let ((allowed, refusal), rested) =
            (site_state.allowed(now), site_state.earliest_unplanned(now));
        let last_load = site_state.last_load;
        let Some(outage) = &mut site_state.outage else { return };
        match button {
            Button::CheckNow => {
                let at_rest = matches!(
                    outage.phase,
                    OutagePhase::Waiting | OutagePhase::Paused | OutagePhase::Stopped
                );
                let loadable = |tab: &TabId| {
                    let tab = outage.tabs.get(tab);
                    let by_click = |tab: &FailingTab| {
                        tab.place != Surface::Bar && !tab.post && tab.is_asked_for()
                    };
                    tab.is_some_and(by_click)
                };
                // Where no probe can tell, do what the user would do by hand: load the page. Then
                // the time since the last load counts, not the time since the last probe.
                let load = outage.challenged.and(tab.or_else(|| outage.next_to_return(now)));
                let load = load.filter(loadable);
                let just_loaded =
                    last_load.is_some_and(|at| at <= now && now.since(at) < BETWEEN_CLICKS);
                let refusal = match (load, refusal) {
                    (Some(_), None | Some(Refusal::TooSoon)) => {
                        just_loaded.then_some(Refusal::TooSoon)
                    }
                    (Some(_) | None, refusal) => refusal,
                };
                outage.refused = refusal.filter(|_| at_rest);
                if outage.refused.is_none() && at_rest {
                    outage.resume(now);
                    outage.is_asked_for(now);
                    outage.next_probe = allowed;
                    if load.is_some() {
                        self.load_for_real(now, site, load);
                    }
                }
            }
            Button::Pause => outage.stop_probing(now, OutagePhase::Paused),
            Button::Resume
                if matches!(outage.phase, OutagePhase::Paused | OutagePhase::Stopped) =>
            {
                outage.resume(now);
                outage.is_asked_for(now);
                outage.next_probe = rested.max(now.after(Duration::from_secs(1)));
            }
            Button::ClearCache => {
                // A page's script may ask as often as it likes, and clearing twice in a row gains
                // nothing.
                let asked = outage.trials.asked_to_clear;
                if asked.is_some_and(|at| at <= now && now.since(at) < BETWEEN_CLEARINGS) {
                    return;
                }
                outage.trials.asked_to_clear = Some(now);
                let under_way = self
                    .outbox
                    .values()
                    .any(|d| matches!(d, Task::ClearCache { site: s } if *s == site));
                outage.clearing = Some(ClearingState::UnderWay);
                outage.trials.unasked = false;
                if !under_way {
                    self.order(Task::ClearCache { site });
                }
            }
            Button::Hide => {
                let returning = outage.phase == OutagePhase::Returning;
                let Some(tab) = tab else { return };
                let Some(failing) = outage.tabs.get_mut(&tab) else { return };
                failing.hidden = true;
                // The site answers and its page lives: nothing is left to be told.
                if returning && failing.place == Surface::Bar {
                    self.retire_bar(now, tab);
                }
            }
            Button::GoNow if outage.phase == OutagePhase::Returning => {
                if let Some(tab) = tab {
                    self.return_tab(now, site, tab, true);
                }
            }
            Button::Stay => self.stay(now, tab),
            Button::WhatElse => {
                self.effects.0.extend(tab.map(|tab| Effect::ShowAdvice { tab }));
            }
            Button::GoNow
            | Button::Resume
            | Button::StatusPage
            | Button::PutBack
            | Button::CopyPrompt
            | Button::Notify => {}
        }
    }
}
