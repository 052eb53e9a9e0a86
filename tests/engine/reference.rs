//! A small model of what the engine may ask for: held against every event and every command.

use engine::{Button, Command, CommandId, Deed, Event, Outcome, ProbeAnswer, ReturnOutcome, TabId};
use sites::Site;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody knows who only reads the conversation of the engine with its shell.
#[derive(Debug, Default)]
pub struct Reference {
    /// What was ordered and not yet reported.
    outstanding: BTreeMap<CommandId, Deed>,
    /// Every number that was ever given.
    given: BTreeSet<CommandId>,
    /// What the last probe that was ordered for each site said: whether it answers.
    up: BTreeMap<Site, bool>,
    /// Tabs whose people said *Go now*, or were told how long they have.
    asked: BTreeSet<TabId>,
    /// A remedy was begun, which keeps a tab as well.
    cleared: bool,
}

impl Reference {
    /// Takes in an event and what the engine asked for upon it.
    pub fn saw(&mut self, event: &Event, commands: &[Command]) {
        self.heard(event);
        for command in commands {
            if let Command::Do(id, deed) = command {
                self.ordered(*id, deed);
            }
        }
    }

    fn heard(&mut self, event: &Event) {
        if matches!(event, Event::Started(_)) {
            // What it asked the site or the status page died with the background.
            let dies = |deed: &Deed| {
                matches!(deed, Deed::Look | Deed::Probe { .. } | Deed::ReadStatus { .. })
            };
            self.outstanding.retain(|_, deed| !dies(deed));
        } else if let Event::Pressed { tab, button } = event {
            self.cleared |= *button == Button::ClearCache;
            self.asked.extend(tab.filter(|_| *button == Button::GoNow));
        } else if let Event::TabReplaced { tab, by } = event {
            if self.asked.remove(tab) {
                self.asked.insert(*by);
            }
        } else if let Event::Done { id, outcome } = event
            && let Some(deed) = self.outstanding.remove(id)
        {
            if let (Deed::Probe { site, .. }, Outcome::Probed(answer)) = (&deed, outcome) {
                self.up.insert(*site, answers(answer));
            } else if let (Deed::Return { tab, .. }, Outcome::Returned(ReturnOutcome::AtWork)) =
                (&deed, outcome)
            {
                self.asked.insert(*tab);
            }
        }
    }

    fn ordered(&mut self, id: CommandId, deed: &Deed) {
        self.cleared |= matches!(deed, Deed::ClearCache { .. });
        if self.outstanding.get(&id) == Some(deed) {
            return; // asked for again, after a death
        }
        assert!(self.given.insert(id), "{id:?} stands for two deeds: {deed:?}");
        if let Deed::Return { tab, document, anyway, .. } = deed {
            let site = Site::of(&document.address).expect("a watched site");
            let (up, asked) = (self.up.get(&site) == Some(&true), self.asked.contains(tab));
            assert!(up || asked, "{tab:?} is sent to a site that is down");
            assert!(!anyway || asked || self.cleared, "{tab:?} is pulled away, and was not asked");
        } else if let Deed::Probe { site, .. } = deed {
            let asking = |other: &Deed| matches!(other, Deed::Probe { site: s, .. } if s == site);
            assert!(!self.outstanding.values().any(asking), "asked twice: {deed:?}");
        }
        self.outstanding.insert(id, deed.clone());
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
