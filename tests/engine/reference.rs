//! A small model of what the engine may ask for: held against every event and every effect.

use engine::{Button, Effect, Event, Outcome, ProbeAnswer, ReturnOutcome, TabId, Task, TaskId};
use sites::Site;
use std::collections::{BTreeMap, BTreeSet};

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
    /// A remedy was begun, which keeps a tab as well.
    cleared: bool,
}

impl Reference {
    /// Takes in an event and what the engine asked for upon it.
    pub fn saw(&mut self, event: &Event, effects: &[Effect]) {
        self.heard(event);
        for effect in effects {
            if let Effect::Run(id, task) = effect {
                self.ordered(*id, task);
            }
        }
    }

    fn heard(&mut self, event: &Event) {
        if matches!(event, Event::Started(_)) {
            // What it asked the site or the status page died with the background.
            let dies = |task: &Task| {
                matches!(task, Task::ListTabs | Task::Probe { .. } | Task::ReadStatus { .. })
            };
            self.outstanding.retain(|_, task| !dies(task));
        } else if let Event::Pressed { tab, button } = event {
            self.cleared |= *button == Button::ClearCache;
            self.asked.extend(tab.filter(|_| *button == Button::GoNow));
        } else if let Event::TabReplaced { tab, by } = event {
            if self.asked.remove(tab) {
                self.asked.insert(*by);
            }
        } else if let Event::Done { id, outcome } = event
            && let Some(task) = self.outstanding.remove(id)
        {
            if let (Task::Probe { site, .. }, Outcome::Probed(answer)) = (&task, outcome) {
                self.up.insert(*site, answers(answer));
            } else if let (Task::Return { tab, .. }, Outcome::Returned(ReturnOutcome::AtWork)) =
                (&task, outcome)
            {
                self.asked.insert(*tab);
            }
        }
    }

    fn ordered(&mut self, id: TaskId, task: &Task) {
        self.cleared |= matches!(task, Task::ClearCache { .. });
        if self.outstanding.get(&id) == Some(task) {
            return; // asked for again, after a death
        }
        assert!(self.given.insert(id), "{id:?} stands for two tasks: {task:?}");
        if let Task::Return { tab, document, even_if_busy, .. } = task {
            let site = Site::of(&document.address).expect("a watched site");
            let (up, asked) = (self.up.get(&site) == Some(&true), self.asked.contains(tab));
            assert!(up || asked, "{tab:?} is sent to a site that is down");
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
        ProbeAnswer::Status { code: 500.., challenge, .. } => *challenge,
        ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => true,
        ProbeAnswer::TimedOut | ProbeAnswer::NetworkError => false,
    }
}
