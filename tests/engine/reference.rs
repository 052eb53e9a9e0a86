//! A small model of what the engine may ask for: held against every event and every effect.

use engine::{Button, Effect, Event, Outcome, ProbeAnswer, ReturnOutcome, TabId, Task, TaskId};
use sites::Site;
use std::collections::{BTreeMap, BTreeSet};

/// A page that is loaded only to see how the site is comes no sooner after another.
const TEN_MINUTES: i64 = 600_000;

/// What somebody knows who only reads the conversation of the engine with its shell.
#[derive(Debug, Default)]
pub struct Reference {
    /// What was ordered and not yet reported.
    outstanding: BTreeMap<TaskId, Task>,
    /// Every number that was ever given.
    given: BTreeSet<TaskId>,
    /// What the last probe that was ordered for each site said: whether it answers.
    up: BTreeMap<Site, bool>,
    /// Tabs whose people said *Go now*, or were told how long they have.
    asked: BTreeSet<TabId>,
    /// Sites whose last probe was challenged: nobody can ask them.
    challenged: BTreeSet<Site>,
    /// When a page of such a site was last loaded by us, by the world's clock.
    loads: BTreeMap<Site, i64>,
    /// Somebody pressed *Check now* in the popup while no check told anything.
    asked_anywhere: bool,
    /// A remedy was begun, which keeps a tab as well.
    cleared: bool,
}

impl Reference {
    /// Takes in an event and what the engine asked for upon it.
    pub fn saw(&mut self, now: i64, event: &Event, effects: &[Effect]) {
        self.heard(now, event);
        for effect in effects {
            if let Effect::Run(id, task) = effect {
                self.ordered(now, *id, task);
            }
        }
    }

    fn heard(&mut self, now: i64, event: &Event) {
        // Where no probe tells anything, a page that came well says that its site is back.
        if let Event::ResponseArrived { address, response, .. } = event
            && matches!(response.status, 200..300 | 404)
            && let Some(site) = Site::of(address)
            && self.challenged.contains(&site)
        {
            self.up.insert(site, true);
        }
        if matches!(event, Event::Started(_)) {
            // What it asked the site or the status page died with the background.
            let dies = |task: &Task| {
                matches!(task, Task::ListTabs | Task::Probe { .. } | Task::ReadStatus { .. })
            };
            self.outstanding.retain(|_, task| !dies(task));
        } else if let Event::Pressed { tab, button } = event {
            self.cleared |= *button == Button::ClearCache;
            let loads = *button == Button::GoNow
                || (*button == Button::CheckNow && !self.challenged.is_empty());
            self.asked.extend(tab.filter(|_| loads));
            self.asked_anywhere |= loads && tab.is_none();
        } else if let Event::TabReplaced { tab, by } = event {
            if self.asked.remove(tab) {
                self.asked.insert(*by);
            }
        } else if let Event::Done { id, outcome } = event
            && let Some(task) = self.outstanding.remove(id)
        {
            if let (Task::Probe { site, .. }, Outcome::Probed(answer)) = (&task, outcome) {
                self.up.insert(*site, answers(answer));
                if *answer == ProbeAnswer::Challenged {
                    self.challenged.insert(*site);
                } else {
                    self.challenged.remove(site);
                    self.loads.remove(site);
                }
            } else if let (Task::Return { document, .. }, Outcome::Returned(ReturnOutcome::Begun)) =
                (&task, outcome)
            {
                let site = Site::of(&document.address);
                let site = site.filter(|site| self.challenged.contains(site));
                self.loads.extend(site.map(|site| (site, now)));
            } else if let (Task::Return { tab, .. }, Outcome::Returned(ReturnOutcome::AtWork)) =
                (&task, outcome)
            {
                self.asked.insert(*tab);
            }
        }
    }

    fn ordered(&mut self, now: i64, id: TaskId, task: &Task) {
        self.cleared |= matches!(task, Task::ClearCache { .. });
        if self.outstanding.get(&id) == Some(task) {
            return; // asked for again, after a death
        }
        assert!(self.given.insert(id), "{id:?} stands for two tasks: {task:?}");
        if let Task::Return { tab, document, even_if_busy, .. } = task {
            let site = Site::of(&document.address).expect("a watched site");
            let up = self.up.get(&site) == Some(&true);
            let asked = self.asked.contains(tab) || self.asked_anywhere;
            if self.challenged.contains(&site) && !up && !asked {
                let gap = self.loads.get(&site).map_or(i64::MAX, |before| now - before);
                assert!(gap >= TEN_MINUTES, "{tab:?} is loaded to see, {gap} ms after another");
            } else {
                assert!(up || asked, "{tab:?} is sent to a site that is down");
            }
            assert!(
                !even_if_busy || asked || self.cleared,
                "{tab:?} is pulled away, and was not asked"
            );
        } else if let Task::Probe { site, .. } = task {
            let asking = |other: &Task| matches!(other, Task::Probe { site: s, .. } if s == site);
            assert!(!self.outstanding.values().any(asking), "asked twice: {task:?}");
        }
        self.outstanding.insert(id, task.clone());
    }
}

fn answers(answer: &ProbeAnswer) -> bool {
    match answer {
        ProbeAnswer::Status { code: 429, .. } => false,
        ProbeAnswer::Status { code: 500.., .. } => false,
        ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => true,
        ProbeAnswer::TimedOut | ProbeAnswer::NetworkError | ProbeAnswer::Challenged => false,
    }
}
