//! The status pages as the engine uses them: when to read them, and what their news means for the
//! schedule.

use super::Engine;
use super::effect::Task;
use super::schedule::Pace;
use sites::Site;
use status::fetching::{Fetching, Next, Wish};
use status::{Answer, Incident, Phase, Reading, State, Unreadable, wording};
use timestamp::Timestamp;

impl Engine {
    /// The status page of a site's assistant, if it was ever read.
    pub(super) fn status_page(&self, site: Site) -> Option<&Fetching> {
        self.status_pages.get(&site.home())
    }

    /// What the status page of a site's assistant says, as far as it affects the schedule. An old
    /// reading says nothing.
    pub(super) fn pace(&self, now: Timestamp, site: Site) -> Pace {
        let Some(reading) = self.reading(site) else { return Pace::NoNews };
        if now.since(reading.read_at) >= wording::STALE || reading.read_at > now {
            return Pace::NoNews;
        }
        let open = |incident: &&Incident| incident.phase.is_open() && incident.about.is_site();
        let age = |incident: &Incident, until: Timestamp| {
            until.since(incident.started_at.unwrap_or(reading.read_at))
        };
        if let Some(incident) = reading.incidents.iter().find(open) {
            let fixed = incident.updates.iter().find(|update| update.phase == Phase::Monitoring);
            return match (incident.phase, fixed) {
                (Phase::Monitoring, Some(update)) => {
                    Pace::FixIn(age(incident, update.at.unwrap_or(now)))
                }
                (Phase::Monitoring, None) => Pace::FixIn(age(incident, now)),
                (
                    Phase::Investigating
                    | Phase::Identified
                    | Phase::Resolved
                    | Phase::Postmortem
                    | Phase::Scheduled
                    | Phase::InProgress
                    | Phase::Verifying
                    | Phase::Completed
                    | Phase::Unknown,
                    _,
                ) => Pace::Incident(age(incident, now)),
            };
        }
        if let Some(work) = reading.maintenance.iter().find(open) {
            return match work.ends_at {
                Some(end) if end <= now => Pace::FixIn(age(work, end)),
                Some(end) => Pace::Ends(age(work, now), end.since(now)),
                None => Pace::Incident(age(work, now)),
            };
        }
        self.pace_without_incident(reading)
    }

    fn pace_without_incident(&self, reading: &Reading) -> Pace {
        let began = self.outages_of(reading.site).map(|outage| outage.started).min();
        let closed_since = |incident: &Incident| {
            incident.about.is_site()
                && incident.phase == Phase::Resolved
                && incident.updated_at.zip(began).is_some_and(|(end, began)| end >= began)
        };
        if reading.incidents.iter().any(closed_since) {
            return Pace::Resolved;
        }
        match reading.state {
            State::Operational => Pace::Green,
            State::Degraded | State::Down | State::Maintenance | State::Unknown => Pace::NoNews,
        }
    }

    /// The outages of all sites of an assistant.
    fn outages_of(&self, site: Site) -> impl Iterator<Item = &super::Outage> {
        let ours = self.sites.iter().filter(move |(known, _)| known.home() == site.home());
        ours.filter_map(|(_, site_state)| site_state.outage.as_ref())
    }

    /// When that assistant's status page may be read next, while a failure shows.
    pub(super) fn status_due(&self, site: Site) -> Option<Timestamp> {
        let wanted = self.outages_of(site).any(super::Outage::wants_news)
            || self.notices.values().any(|it| it.wants_news() && it.site.home() == site.home())
            || self.wants_to_know_of_refusals(site);
        if !wanted || self.is_reading(site) || site.service().status.documents.is_empty() {
            return None;
        }
        match self.status_page(site) {
            Some(page) => page.due(Wish::FailureShows, self.last),
            None => Some(self.last),
        }
    }

    /// Reads the status page, if that is allowed now.
    pub(super) fn read_status(&mut self, now: Timestamp, site: Site, wish: Wish) {
        if self.is_reading(site) || site.service().status.documents.is_empty() {
            return;
        }
        let page = self.status_pages.entry(site.home()).or_insert_with(|| Fetching::new(site));
        if let Some(address) = page.begin(wish, now) {
            self.order(Task::ReadStatus { address: address.to_owned() });
        }
    }

    /// Handles its answer.
    pub(super) fn status_answered(
        &mut self,
        now: Timestamp,
        address: &str,
        answer: Result<Answer, Unreadable>,
    ) {
        let jitter = (self.random.draw() >> 32) as u32;
        let Some(home) = Site::of_status_page(address) else { return };
        let Some(page) = self.status_pages.get_mut(&home) else { return };
        match page.answered(address, answer, now, jitter) {
            Next::Ask(address) => self.order(Task::ReadStatus { address: address.to_owned() }),
            Next::Read(hint) => {
                self.tell_refused(now, home);
                if hint.is_none() {
                    return;
                }
                let good = matches!(self.pace(now, home), Pace::Resolved | Pace::FixIn(_));
                let ours = self.sites.iter_mut().filter(|(site, _)| site.home() == home);
                for (_, site_state) in ours {
                    site_state.hasten(now, &mut self.random);
                    let challenged =
                        site_state.outage.as_mut().and_then(|it| it.challenged.as_mut());
                    if let Some(challenged) = challenged.filter(|_| good) {
                        challenged.hasten(now, site_state.last_load, &mut self.random);
                    }
                }
            }
            Next::Failed(_) | Next::Ignored => {}
        }
    }

    /// After a death the answers are lost: the plan of fetching and the schedule notice by
    /// themselves, and keep to their budgets however often the background dies.
    pub(super) fn forget_questions(&mut self) {
        self.outbox.retain(|_, task| match task {
            Task::ReadStatus { .. } | Task::ListTabs | Task::Probe { .. } => false,
            Task::OpenWaitingPage { .. }
            | Task::Return { .. }
            | Task::ClearCache { .. }
            | Task::EndClearing
            | Task::TakeAway { .. }
            | Task::Record { .. } => true,
        });
    }

    /// Whether that assistant's status page is being read.
    pub(super) fn is_reading(&self, site: Site) -> bool {
        self.outbox.values().any(|task| {
            matches!(task, Task::ReadStatus { address } if site.service().status.is_at(address))
        })
    }
}
