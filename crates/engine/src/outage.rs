//! One site's outage, from the first failure to the recovery.
//!
//! ```text
//!              due                 a tab is left             answers
//!  Waiting ──────────▶ ListingTabs ──────────────▶ Probing ──────────▶ Returning
//!   ▲  ▲                  │ no tab is left            │                  │   │
//!   │  │                  ▼                           │ still down       │   │ the last tab
//!   │  │                (end)                         │                  │   ▼ loaded well
//!   │  └──────────────────────────────────────────────┘                  │ (end)
//!   └────────────────────────────────────────────────────────────────────┘
//!                        a tab that was taken back failed again
//!  Paused: from anywhere by the user, and back to Waiting.
//!  Stopped: from Waiting after a very long time; the user starts it again.
//! ```

use super::budget::{self, Sent};
use super::challenged_probes::{BETWEEN_LOADS, ChallengedProbes};
use super::event::ProbeAnswer;
use super::failing_tab::FailingTab;
use super::random::Random;
pub use super::remedy_trials::ClearingState;
use super::remedy_trials::RemedyTrials;
use super::schedule::{
    self, Attention, BETWEEN_CLICKS, CAME_BACK, Circumstances, NEWS_COUNT_FROM, Pace, SOON,
};
use super::types::{Document, Surface, TabId};
use detect::{Action, Class, Clues, NetworkError, Verdict, Why};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use settings::Returns;
use sites::Site;
use std::time::Duration;
use timestamp::Timestamp;

/// How often the tabs are listed while nothing is probed: the outage ends when the last one is
/// closed.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(5 * 60);

/// A tab that was taken back and not reported for this long is asked.
pub const ARRIVAL_WITHIN: Duration = Duration::from_secs(20);

/// At capacity, probe at most every two minutes: probing adds to the load.
const BETWEEN_AT_CAPACITY: Duration = Duration::from_secs(120);

/// The verdict of an outage that has only just begun.
const NO_VERDICT: Verdict = {
    let (why, class, action) = (Why::Unheard, Class::Unknown, Action::LeaveAlone);
    let clues =
        Clues { code: None, fault: None, reason: None, family: None, ray: None, centre: None };
    Verdict { class, action, witness: why.witness(), why, clues }
};

/// More failing tabs than this are not tracked: the snapshot stays small.
pub const TABS_AT_MOST: usize = 200;

/// What is remembered of a site, in an outage and for an hour after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteState {
    /// The outage, while there is one.
    pub outage: Option<Outage>,
    /// The probes of the last hour.
    pub(super) sent: Sent,
    /// The site asked not to be probed before this time.
    pub not_before: Option<Timestamp>,
    /// The last outage that ended, in case the site fails again soon.
    last: Option<Ended>,
    /// When a page was last loaded only to see how the site is, in this outage or an earlier one.
    pub(super) last_load: Option<Timestamp>,
}

/// What is remembered of an outage that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ended {
    anchor: Timestamp,
    at: Timestamp,
    false_ups: u32,
}

/// An outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// When the first failure of it was seen.
    pub started: Timestamp,
    /// Since when it may be recorded: an ordinary window saw it then.
    pub open_since: Option<Timestamp>,
    /// From when the schedule counts: `started`, or earlier if the site flaps.
    anchor: Timestamp,
    /// Since when it has waited, for giving up in the end: time slept through does not count.
    pub waits_from: Timestamp,
    /// The verdict on the last failure, with its witness and clues.
    pub verdict: Verdict,
    /// The code of the last failing document, or of a conversation's answer.
    pub code: u16,
    /// The network error, if the last failure was one.
    pub network: Option<NetworkError>,
    /// The address of the last failing document, or of a conversation's request.
    pub address: String,
    /// The tabs that fail.
    #[serde(with = "crate::entries")]
    pub tabs: LiteMap<TabId, FailingTab>,
    /// Its place in the diagram.
    pub phase: OutagePhase,
    /// When the next probe is due, in `Waiting`.
    pub next_probe: Timestamp,
    /// When the next tab may be taken back, in `Returning`.
    pub next_return: Timestamp,
    /// Probes sent in this outage.
    pub probes: u32,
    /// How often a probe succeeded and a page failed all the same.
    pub false_ups: u32,
    /// Which of its tabs may be reloaded without a click.
    pub returns: Returns,
    /// When the user last came back to a failing page, or to the machine.
    came_back: Option<Timestamp>,
    /// The last probe's answer, and when it came.
    pub answered: Option<(Timestamp, ProbeAnswer)>,
    /// The answers before it, oldest first, for the report.
    pub earlier: Vec<(Timestamp, ProbeAnswer)>,
    /// Why the last *Check now* was refused.
    pub refused: Option<Refusal>,
    /// The result of the last clearing of the cache.
    pub clearing: Option<ClearingState>,
    /// What was tried, and with which result.
    pub trials: RemedyTrials,
    /// While every probe is challenged: when a page is loaded for real.
    pub challenged: Option<ChallengedProbes>,
}

/// The phase of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutagePhase {
    /// Waiting for the next probe.
    Waiting,
    /// Listing the tabs before a probe: if none is left, no probe is sent.
    ListingTabs,
    /// A probe is in flight.
    Probing,
    /// The site answers: tabs are taken back.
    Returning,
    /// The user paused it.
    Paused,
    /// It lasted too long.
    Stopped,
}

/// Why a *Check now* was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The last one is less than five seconds old.
    TooSoon,
    /// The site asked to wait until then.
    AskedToWait(Timestamp),
    /// The hourly limit of sixty is used up; the next probe may be sent then.
    HourFull(Timestamp),
}

impl SiteState {
    /// The outage, begun now if there is none.
    pub fn outage_at(&mut self, now: Timestamp, random: &mut Random) -> &mut Outage {
        let before = self.last.take_if(|last| schedule::flaps(last.at, now));
        let (anchor, false_ups) = match before {
            // The site was never really back, so the schedule goes on where it was.
            Some(Ended { anchor, false_ups, .. }) => (anchor, false_ups.saturating_add(1)),
            None => (now, 0),
        };
        if self.outage.is_none() {
            self.outage = Some(Outage {
                started: now,
                open_since: None,
                anchor,
                waits_from: now,
                verdict: NO_VERDICT,
                code: 0,
                network: None,
                address: String::new(),
                tabs: LiteMap::new_vec(),
                phase: OutagePhase::Waiting,
                next_probe: now,
                next_return: now,
                probes: 0,
                false_ups,
                returns: Returns::All,
                came_back: None,
                answered: None,
                earlier: Vec::new(),
                refused: None,
                clearing: None,
                trials: RemedyTrials::default(),
                challenged: None,
            });
            // The first probe comes soon, whatever the status page says: most failures are short.
            self.wait(now, random, Pace::NoNews, false);
        }
        match &mut self.outage {
            Some(outage) => outage,
            None => unreachable!("it was put in above"),
        }
    }

    /// Ends the outage and remembers how far its schedule had come.
    pub fn end(&mut self, now: Timestamp) {
        if let Some(Outage { anchor, false_ups, .. }) = self.outage.take() {
            self.last = Some(Ended { anchor, at: now, false_ups });
        }
    }

    /// Gatewatch was switched off: forget the outage and its schedule.
    pub const fn stop(&mut self) -> Option<Outage> {
        self.last = None;
        self.outage.take()
    }

    /// This was no outage after all: forget it, unless more than one document belonged to it.
    pub fn forget(&mut self) {
        self.outage.take_if(|outage| {
            let new = outage.probes == 0 && outage.anchor == outage.started;
            new && outage.tabs.is_empty() && outage.clearing.is_none()
        });
    }

    /// The earliest time for a *Check now*, and why not now.
    #[must_use]
    pub fn allowed(&self, now: Timestamp) -> (Timestamp, Option<Refusal>) {
        let due = budget::due(now, now, self.not_before, &self.sent);
        let refusal = if self.not_before.is_some_and(|floor| floor > now) {
            Some(Refusal::AskedToWait(due))
        } else if due > now {
            Some(Refusal::HourFull(due))
        } else if self.sent.last().is_some_and(|at| now.since(at) < BETWEEN_CLICKS && at <= now) {
            Some(Refusal::TooSoon)
        } else {
            None
        };
        (due, refusal)
    }

    /// A probe is sent now.
    pub fn count_probe(&mut self, now: Timestamp) {
        self.sent.note(now);
    }

    /// Forgets a listing or probe that died with the background. We do not know whether it was
    /// done, so it counts, and the next comes as soon as allowed.
    pub fn background_died(&mut self, now: Timestamp) {
        let rested = self.earliest_unplanned(now);
        if let Some(outage) = &mut self.outage
            && matches!(outage.phase, OutagePhase::ListingTabs | OutagePhase::Probing)
        {
            outage.phase = OutagePhase::Waiting;
            outage.next_probe = rested;
        }
    }

    /// The earliest time for an unscheduled probe.
    #[must_use]
    pub fn earliest_unplanned(&self, now: Timestamp) -> Timestamp {
        let rested = self.sent.last().map_or(now, |at| at.min(now).after(BETWEEN_CLICKS));
        budget::due(now, now.max(rested), self.not_before, &self.sent)
    }

    /// The site asks not to be probed until then; more than an hour counts as an hour.
    pub fn floor(&mut self, now: Timestamp, until: Timestamp) {
        let until = budget::retry_after(now, until.since(now));
        self.not_before = self.not_before.max(Some(until));
        let due = |wanted| budget::due(now, wanted, self.not_before, &self.sent);
        if let Some(outage) = &mut self.outage {
            outage.next_probe = due(outage.next_probe);
        }
    }

    /// Goes back to waiting: the next probe follows from how long the outage has lasted.
    pub fn wait(&mut self, now: Timestamp, random: &mut Random, pace: Pace, network_error: bool) {
        let Some(outage) = &mut self.outage else { return };
        let attention = outage.attention(now);
        let lasted = now.since(outage.anchor);
        let pace = if lasted < NEWS_COUNT_FROM { Pace::NoNews } else { pace };
        let circumstances = Circumstances { pace, attention, network_error };
        let mut pause = schedule::interval(lasted, circumstances, random.draw());
        if outage.verdict.class == Class::AtCapacity {
            pause = pause.max(BETWEEN_AT_CAPACITY);
        }
        let wanted = now.after(self.sent.paced(now, pause));
        outage.phase = OutagePhase::Waiting;
        outage.next_probe = budget::due(now, wanted, self.not_before, &self.sent);
        // Next time ask again whether the user is busy, and give postponed tabs their turn.
        outage.tabs.iter_mut().for_each(|(_, tab)| {
            (tab.left_to_person_until, tab.postponed) = (None, 0);
        });
        if let Some(challenged) = &mut outage.challenged {
            challenged.begun = false;
            // Do not reload at once what has just failed.
            challenged.next_load = challenged.next_load.max(now.after(BETWEEN_CLICKS));
        }
    }

    /// A hint that the site may be back: the next probe comes soon, at a random time, because
    /// others got the same hint. More hints do not bring more probes.
    pub fn hasten(&mut self, now: Timestamp, random: &mut Random) {
        let soon = random.up_to(SOON);
        self.bring_forward(now, self.earliest_unplanned(now).max(now.after(soon)));
    }

    /// The user has just looked at a failing page: probe as soon as the limits allow.
    pub fn somebody_looks(&mut self, now: Timestamp) {
        let Some(outage) = &mut self.outage else { return };
        outage.came_back = Some(now);
        let rested = self.earliest_unplanned(now);
        self.bring_forward(now, rested);
    }

    /// Another tab fails in view while we were probing at the hidden-tab rate: recompute for a
    /// visible one.
    pub fn seen_again(&mut self, now: Timestamp, random: &mut Random, pace: Pace) {
        let Some(before) = self.outage.as_ref().map(|outage| outage.next_probe) else { return };
        self.wait(now, random, pace, false);
        if let Some(outage) = &mut self.outage {
            outage.next_probe = outage.next_probe.min(before);
        }
    }

    /// The machine slept for about this long: a hint, and not counted as time waited.
    pub fn machine_woke(&mut self, now: Timestamp, slept: Duration, random: &mut Random) {
        if let Some(outage) = &mut self.outage {
            outage.waits_from = outage.waits_from.after(slept);
            // A probe in flight fails along with the network, so the next must come soon.
            outage.came_back = Some(now);
        }
        self.hasten(now, random);
    }

    /// The clock was set back: a probe that was due in a minute still is.
    pub fn set_back(&mut self, by: Duration) {
        self.sent.set_back(by);
        let ended = self.last.iter_mut().flat_map(|last| [&mut last.anchor, &mut last.at]);
        ended
            .chain(self.not_before.iter_mut())
            .chain(self.last_load.iter_mut())
            .for_each(|at| *at = at.before(by));
        let Some(outage) = &mut self.outage else { return };
        let moments = [
            &mut outage.started,
            &mut outage.anchor,
            &mut outage.waits_from,
            &mut outage.next_probe,
            &mut outage.next_return,
        ];
        let returning = outage.tabs.iter_mut().flat_map(|(_, tab)| {
            let own = tab.returning.iter_mut().chain(&mut tab.left_to_person_until);
            own.chain(std::iter::once(&mut tab.since))
        });
        let answered = outage.answered.iter_mut().chain(&mut outage.earlier).map(|(at, _)| at);
        let others = returning.chain(answered).chain(outage.came_back.iter_mut());
        let others = others.chain(outage.open_since.iter_mut());
        let challenged = outage.challenged.iter_mut().map(|it| &mut it.next_load);
        let others = others.chain(challenged);
        moments.into_iter().chain(others).for_each(|at| *at = at.before(by));
    }

    /// Keeps clock jumps from causing waits of hours.
    pub fn bound_by_clock(&mut self, now: Timestamp) {
        let latest = now.after(budget::LONGEST_RETRY_AFTER);
        self.not_before = self.not_before.map(|floor| floor.min(latest)).filter(|f| *f > now);
        self.last_load = self.last_load.map(|at| at.min(now));
        if let Some(outage) = &mut self.outage {
            outage.next_probe = outage.next_probe.min(latest);
            outage.next_return = outage.next_return.min(latest);
            outage.started = outage.started.min(now);
            outage.anchor = outage.anchor.min(now);
            if let Some(challenged) = &mut outage.challenged {
                challenged.next_load = challenged.next_load.min(now.after(BETWEEN_LOADS));
            }
        }
    }

    pub(super) fn bring_forward(&mut self, now: Timestamp, wanted: Timestamp) {
        let due = budget::due(now, wanted, self.not_before, &self.sent);
        if let Some(outage) = &mut self.outage
            && outage.phase == OutagePhase::Waiting
        {
            outage.next_probe = outage.next_probe.min(due);
        }
    }
}

impl Outage {
    /// Whether the user sees one of its tabs.
    pub fn attention(&self, now: Timestamp) -> Attention {
        let came_back = self.came_back.filter(|at| now.since(*at) < CAME_BACK && *at <= now);
        if self.is_unseen() {
            Attention::Hidden
        } else if came_back.is_some() {
            Attention::CameBack
        } else {
            Attention::Looking
        }
    }

    /// How long ago the user came back to a failing page, or asked for a check.
    pub fn since_came_back(&self, now: Timestamp) -> Duration {
        self.came_back.map_or(Duration::MAX, |at| now.since(at))
    }

    /// What the next probe asks for: the address that failed last, and every other time the next
    /// tab's, so that one page with a fault of its own does not keep the others waiting.
    #[must_use]
    pub fn probe_address(&self) -> &str {
        let turn = self.probes as usize;
        // A living page would count our HEAD as a request of its own.
        let may = |tab: &&FailingTab| tab.place != Surface::Bar && tab.turned_away.is_none();
        let pages = || self.tabs.values().filter(may);
        let tab = pages().nth(turn / 2 % pages().count().max(1));
        tab.filter(|_| turn % 2 == 1).map_or(&self.address, |tab| tab.probed_for())
    }

    /// The failing document from which to probe if the edge challenges a request without cookies:
    /// preferably the visible one. Only a page that failed to load is used; on a living page the
    /// probe would look like a request of the page itself.
    #[must_use]
    pub fn tab_to_ask_in(&self, host: Site) -> Option<(TabId, Document)> {
        let may = |tab: &FailingTab| {
            tab.place == Surface::Page
                && tab.returning.is_none()
                && tab.is_asked_for()
                && Site::of(&tab.document.address) == Some(host)
        };
        let tabs = self.tabs.iter().filter(|(_, tab)| may(tab));
        tabs.min_by_key(|(_, tab)| !tab.active).map(|(id, tab)| (*id, tab.document.clone()))
    }

    /// How long it has lasted, as the schedule counts.
    #[must_use]
    pub fn lasted(&self, now: Timestamp) -> Duration {
        now.since(self.anchor)
    }

    /// The user asked for a check, so they count as looking.
    pub const fn is_asked_for(&mut self, now: Timestamp) {
        self.came_back = Some(now);
    }

    /// Whether none of its tabs is visible.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        !self.tabs.is_empty() && self.tabs.values().all(|tab| !tab.active)
    }

    /// The tab to take back next: the visible one first, then the oldest. A tab that could not be
    /// reloaded lets the others go first, and so does one that failed again twice.
    #[must_use]
    pub fn next_to_return(&self, now: Timestamp) -> Option<TabId> {
        let waiting = self.tabs.iter().filter(|(_, tab)| {
            tab.returning.is_none()
                && tab.may_return(self.returns)
                && tab.left_to_person_until.is_none_or(|until| until <= now)
        });
        // A page that always fails, or never finishes loading, must not keep all others waiting.
        let after = |tab: &FailingTab| tab.postponed.max(tab.failed_again.saturating_sub(1).min(1));
        waiting.min_by_key(|(_, tab)| (after(tab), !tab.active)).map(|(id, _)| *id)
    }

    /// Whether all of its tabs are left to the browser or the user: the site is not probed.
    #[must_use]
    pub fn is_left_to_browser(&self) -> bool {
        !self.tabs.is_empty() && self.tabs.values().all(|tab| tab.left_to_browser)
    }

    /// Whether this computer may be offline, judged by the last failure.
    #[must_use]
    pub fn lost_network(&self) -> bool {
        let answered = matches!(self.answered, Some((_, ProbeAnswer::NetworkError)));
        answered || self.network == Some(NetworkError::Offline)
    }

    /// Whether the status page can still tell something about the site.
    #[must_use]
    pub fn wants_news(&self) -> bool {
        // The status page says nothing about this computer's own connection.
        if matches!(self.network, Some(NetworkError::Offline | NetworkError::Certificate)) {
            return false;
        }
        match self.phase {
            OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing => true,
            OutagePhase::Returning => self.tabs.values().any(|tab| tab.may_return(self.returns)),
            OutagePhase::Paused | OutagePhase::Stopped => false,
        }
    }

    /// Whether any tab is being reloaded.
    #[must_use]
    pub fn is_returning_one(&self) -> bool {
        self.tabs.values().any(|tab| tab.returning.is_some())
    }

    /// The site that it is about.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        Site::of(&self.address)
    }
}
