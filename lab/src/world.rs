//! Where a scenario stands: the phase that answers, the phases' clock, what was asked so far.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::{sync::watch, time::Instant};

use crate::{
    chatgpt::{Editor, Layout},
    records::Records,
    scenario::{Phase, Scenario},
};

/// What all connections share.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) records: Records,
    pub(crate) started: Instant,
    now: Mutex<Now>,
    /// Told when the phase or its deadline changed.
    pub(crate) changes: watch::Sender<()>,
}

/// Where the scenario stands.
#[derive(Debug)]
pub(crate) struct Now {
    index: usize,
    /// When the phase was entered; `None` while the clock does not run.
    since: Option<Instant>,
    /// When the clock was started, or the lab.
    pub(crate) begun: SystemTime,
    pub(crate) entered: Vec<(String, SystemTime)>,
    /// How ChatGPT's app looks now.
    pub(crate) layout: Option<Layout>,
    /// What its message box is made of; `None`: what the layout has.
    pub(crate) editor: Option<Editor>,
    /// Whose account is signed in to it.
    pub(crate) account: String,
}

impl World {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let begun = SystemTime::now();
        let entered = scenario.phases.iter().take(1).map(|first| (first.name.clone(), begun));
        let layout = scenario.layout;
        let now = Now {
            index: 0,
            since: None,
            begun,
            entered: entered.collect(),
            layout,
            editor: None,
            account: "user-lab".to_owned(),
        };
        Self {
            records: Records::new(),
            started: Instant::now(),
            now: Mutex::new(now),
            changes: watch::Sender::new(()),
            scenario,
        }
    }

    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn begin(&self) {
        let mut now = self.lock();
        if now.since.is_none() {
            now.since = Some(Instant::now());
            now.begun = SystemTime::now();
            drop(now);
            self.changes.send_replace(());
        }
    }

    pub(crate) fn enter(&self, index: usize) {
        let mut now = self.lock();
        now.index = index;
        now.since = Some(Instant::now());
        now.entered.push((self.scenario.phases[index].name.clone(), SystemTime::now()));
        drop(now);
        self.changes.send_replace(());
    }

    pub(crate) fn phase(&self) -> &Phase {
        self.settle();
        &self.scenario.phases[self.lock().index]
    }

    /// Leaves the phases whose time is over, and returns when the present one's is.
    fn settle(&self) -> Option<Instant> {
        let mut changed = false;
        let mut now = self.lock();
        let deadline = loop {
            let (Some(since), Some(seconds)) = (now.since, self.scenario.phases[now.index].seconds)
            else {
                break None;
            };
            let until = since + Duration::from_secs_f64(seconds);
            if until > Instant::now() || now.index + 1 == self.scenario.phases.len() {
                break (now.index + 1 < self.scenario.phases.len()).then_some(until);
            }
            now.index += 1;
            now.since = Some(until);
            let entered = (self.scenario.phases[now.index].name.clone(), SystemTime::now());
            now.entered.push(entered);
            changed = true;
        };
        drop(now);
        if changed {
            self.changes.send_replace(());
        }
        deadline
    }
}

/// Moves the phases on by the clock, also while nobody asks for anything.
pub(crate) async fn tick(world: Arc<World>) {
    let mut changes = world.changes.subscribe();
    loop {
        changes.borrow_and_update();
        let due = world.settle();
        let sleeping = async {
            match due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sleeping => {}
            told = changes.changed() => if told.is_err() { return },
        }
    }
}
