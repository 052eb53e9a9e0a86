//! What follows where people choose anew: off is off, at once.

use super::Engine;
use super::command::Deed;
use super::event::Event;
use super::outage::Phase;
use super::types::{Expectation, Place};
use settings::{Field, Settings};
use sites::Site;
use timestamp::Timestamp;

impl Engine {
    /// What people chose.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) const fn is_on(&self) -> bool {
        self.settings.has(Field::On)
    }

    /// Whether an event is of any concern: off is off, for each site.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        let address = match event {
            Event::ResponseArrived { address, .. }
            | Event::NavigationFailed { address, .. }
            | Event::ConversationAnswered { address, .. }
            | Event::ConversationFailed { address, .. }
            | Event::WaitingPageOpened { address, .. }
            | Event::Inspected { expectation: Expectation { address, .. }, .. } => Some(address),
            Event::Started(_)
            | Event::Chosen(_)
            | Event::TextKept { .. }
            | Event::PromptGiven { .. }
            | Event::BarMissed { .. }
            | Event::TabUpdated { .. }
            | Event::PageRead { .. }
            | Event::Pressed { .. }
            | Event::Seen { .. }
            | Event::TabReplaced { .. }
            | Event::PopupOpened
            | Event::Told { .. }
            | Event::NetworkReturned
            | Event::Ticked
            | Event::Done { .. } => None,
        };
        let site = address.and_then(|address| Site::of(address));
        site.map_or_else(|| self.is_on(), |site| self.settings.watches(site))
    }

    pub(super) fn chosen(&mut self, now: Timestamp, settings: Settings) {
        self.settings = settings;
        if Site::ALL.into_iter().any(|site| !settings.watches(site)) {
            self.end_unwatched();
        }
        for (_, watch) in self.sites.iter_mut() {
            let Some(outage) = &mut watch.outage else { continue };
            // What may be loaded from now on, is.
            if std::mem::replace(&mut outage.returns, settings.returns()) != settings.returns()
                && outage.phase == Phase::Returning
            {
                outage.next_return = now;
            }
        }
    }

    /// Every outage of a site that is switched off ends, and what was put up for one is taken away.
    /// A waiting page goes back to its address by itself as soon as nothing fails; what was sent
    /// counts on.
    fn end_unwatched(&mut self) {
        let settings = self.settings;
        let watches = |address: &str| Site::of(address).is_none_or(|site| settings.watches(site));
        self.pending.retain(|_, pending| watches(&pending.expectation.address));
        self.outbox.retain(|_, deed| match deed {
            Deed::TakeAway { .. } | Deed::EndClearing | Deed::Record { .. } => true,
            Deed::Look | Deed::ReadStatus { .. } => settings.has(Field::On),
            Deed::Probe { site, .. } | Deed::ClearCache { site } => settings.watches(*site),
            Deed::OpenWaitingPage { address, .. } => watches(address),
            Deed::Return { document, .. } => watches(&document.address),
        });
        let mut ends = Vec::new();
        for site in Site::ALL.into_iter().filter(|site| !settings.watches(*site)) {
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
