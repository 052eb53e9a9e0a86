//! What a reading says of ChatGPT, in one word.

use crate::wording::TOO_OLD;
use crate::{Phase, Reading, State};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;

/// What OpenAI's status page says about ChatGPT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// No incident is posted. That is no proof of health: the page lags.
    NoIncident,
    /// An incident was closed within the last hours.
    JustResolved,
    /// A fix is in and being watched.
    Monitoring,
    /// An incident is open, or a part is in trouble.
    Incident,
    /// A core part is down.
    Outage,
    /// Planned work is under way.
    Maintenance,
}

/// How long a closed incident still counts as just closed: as long as `wording` mentions it.
const JUST: Duration = Duration::from_secs(6 * 3600);

impl Said {
    /// What a reading says; `None` if it says nothing, or is too old to count.
    #[must_use]
    pub fn of(reading: &Reading, now: Timestamp) -> Option<Self> {
        if now.since(reading.read_at) >= TOO_OLD {
            return None;
        }
        let (mut open, mut all_fixed, mut just) = (false, true, false);
        for incident in reading.incidents.iter().filter(|incident| incident.about.is_site()) {
            let end = incident.ends_at.max(incident.updated_at);
            if incident.phase.is_open() {
                open = true;
                all_fixed &= incident.phase == Phase::Monitoring;
            } else {
                just |= end.is_some_and(|end| now.since(end) <= JUST);
            }
        }
        match reading.state {
            State::Down => Some(Self::Outage),
            State::Maintenance => Some(Self::Maintenance),
            State::Degraded if open && all_fixed => Some(Self::Monitoring),
            State::Degraded => Some(Self::Incident),
            State::Operational if just => Some(Self::JustResolved),
            State::Operational => Some(Self::NoIncident),
            State::Unknown => None,
        }
    }
}
