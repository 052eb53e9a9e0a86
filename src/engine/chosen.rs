//! What follows where people choose anew: off is off, at once.

use super::command::{Deed, Place};
use super::{Engine, Map};
use crate::prelude::*;
use crate::settings::{Field, Settings};
use crate::site::Site;

impl Engine {
    /// What people chose.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) const fn is_on(&self) -> bool {
        self.settings.has(Field::On)
    }

    pub(super) fn chosen(&mut self, settings: Settings) {
        self.settings = settings;
        if !self.is_on() {
            self.end_all();
        }
    }

    /// Every outage ends, and what was put up for one is taken away. A waiting page goes back to
    /// its address by itself as soon as nothing fails; what was sent counts on.
    fn end_all(&mut self) {
        self.pending = Map::new();
        let ending = |deed: &Deed| matches!(deed, Deed::TakeAway { .. } | Deed::EndClearing);
        self.outbox.retain(|_, deed| ending(deed));
        let mut ends = Vec::new();
        for site in Site::ALL {
            let Some(watch) = self.sites.get_mut(&site) else { continue };
            let Some(outage) = watch.stop() else { continue };
            for (tab, failing) in outage.tabs.iter() {
                if matches!(failing.place, Place::Page | Place::Bar) {
                    let document = failing.document.clone();
                    ends.push(Deed::TakeAway { tab: *tab, place: failing.place, document });
                }
            }
            if outage.clearing.is_some() {
                ends.push(Deed::EndClearing);
            }
        }
        ends.into_iter().for_each(|deed| self.order(deed));
    }
}
