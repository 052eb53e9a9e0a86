//! What follows from changed settings: switching off takes effect at once.

use super::Engine;
use super::effect::Task;
use super::event::Event;
use super::outage::OutagePhase;
use super::types::{Document, Expectation, Surface};
use settings::{Field, Settings};
use sites::Site;
use timestamp::Timestamp;

impl Engine {
    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) const fn is_on(&self) -> bool {
        self.settings.has(Field::On)
    }

    /// Whether an event matters: not for a site that is switched off.
    pub(super) fn concerns(&self, event: &Event) -> bool {
        let address = match event {
            Event::ResponseArrived { address, .. }
            | Event::NavigationFailed { address, .. }
            | Event::ConversationAnswered { address, .. }
            | Event::ConversationFailed { address, .. }
            | Event::ChatRequested { address, .. }
            | Event::AlertShown { address, .. }
            | Event::AnswerStalled { document: Document { address, .. }, .. }
            | Event::AnswerEnded { address, .. }
            | Event::AssetFailed { address, .. }
            | Event::WaitingPageOpened { address, .. }
            | Event::Inspected { expectation: Expectation { address, .. }, .. } => Some(address),
            Event::Started(_)
            | Event::SettingsChanged(_)
            | Event::AnswerMoved { .. }
            | Event::TextKept { .. }
            | Event::ChatInspected { .. }
            | Event::PromptGiven { .. }
            | Event::BarMissed { .. }
            | Event::TabUpdated { .. }
            | Event::PageRead { .. }
            | Event::Pressed { .. }
            | Event::VisibilityChanged { .. }
            | Event::TabReplaced { .. }
            | Event::PopupOpened
            | Event::QuestionAnswered { .. }
            | Event::NetworkReturned
            | Event::TimePassed
            | Event::Done { .. } => None,
        };
        let site = address.and_then(|address| Site::of(address));
        site.map_or_else(|| self.is_on(), |site| self.settings.watches(site))
    }

    pub(super) fn settings_changed(&mut self, now: Timestamp, settings: Settings) {
        if self.settings.own() != settings.own() {
            // What is known about one host says nothing about another.
            self.settings = settings.with_own(None);
            self.end_unwatched();
            self.end_unwatched_notices();
            self.sites.remove(&Site::Own);
            self.status_pages.remove(&Site::Own);
            sites::own::choose(settings.own());
        }
        self.settings = settings;
        if Site::ALL.into_iter().any(|site| !settings.watches(site)) {
            self.end_unwatched();
        }
        self.end_unwatched_notices();
        for (_, site_state) in self.sites.iter_mut() {
            let Some(outage) = &mut site_state.outage else { continue };
            // Reload at once what may be reloaded from now on.
            if std::mem::replace(&mut outage.returns, settings.returns()) != settings.returns()
                && outage.phase == OutagePhase::Returning
            {
                outage.next_return = now;
            }
        }
    }

    /// Ends every outage of a site that is switched off, and takes away what was shown for it. A
    /// waiting page goes back to its address by itself as soon as nothing fails; the probes that
    /// were sent still count.
    fn end_unwatched(&mut self) {
        let settings = self.settings;
        let watches = |address: &str| Site::of(address).is_none_or(|site| settings.watches(site));
        self.pending.retain(|_, pending| watches(&pending.expectation.address));
        self.chats.retain(|_, chat| settings.watches(chat.site));
        self.refused.retain(|_, page| watches(page.address()));
        self.outbox.retain(|_, task| match task {
            Task::TakeAway { .. } | Task::EndClearing | Task::Record { .. } => true,
            Task::ListTabs | Task::ReadStatus { .. } => settings.has(Field::On),
            Task::Probe { site, .. } | Task::ClearCache { site } => settings.watches(*site),
            Task::OpenWaitingPage { address, .. } => watches(address),
            Task::Return { document, .. } => watches(&document.address),
        });
        let mut ends = Vec::new();
        for site in Site::ALL.into_iter().filter(|site| !settings.watches(*site)) {
            let Some(site_state) = self.sites.get_mut(&site) else { continue };
            let Some(outage) = site_state.stop() else { continue };
            for (tab, failing) in outage.tabs.iter() {
                if matches!(failing.place, Surface::Page | Surface::Bar) {
                    let document = failing.document.clone();
                    ends.push(Task::TakeAway { tab: *tab, place: failing.place, document });
                }
            }
            if outage.clearing.is_some() {
                ends.push(Task::EndClearing);
            }
        }
        ends.into_iter().for_each(|task| self.order(task));
    }
}
