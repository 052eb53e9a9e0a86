//! The vendors' words for a state, an impact and a phase, each on one scale.

use serde::{Deserialize, Serialize};

/// The state of ChatGPT as its status page gives it. Unknown is a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum State {
    /// Every part of ChatGPT that the page lists works, and no incident about it is open.
    Operational,
    /// Something is slow or partly broken.
    Degraded,
    /// A core part does not work.
    Down,
    /// Planned work is under way.
    Maintenance,
    /// The page could not be read, says something new, or does not say whether it is about ChatGPT.
    Unknown,
}

impl State {
    /// The name in outputs that others read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::Degraded => "degraded",
            Self::Down => "down",
            Self::Maintenance => "maintenance",
            Self::Unknown => "unknown",
        }
    }
}

/// How badly something is hit: a component's status, an incident's impact, a page's indicator.
/// The three vocabularies of the vendors are one scale here; the order is from well to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Impact {
    /// `none`, `operational`.
    None,
    /// Absent, or a word that we do not know: never read as operational.
    Unknown,
    /// `maintenance`, `under_maintenance`.
    Maintenance,
    /// `minor`, `degraded_performance`.
    Minor,
    /// `major`, `partial_outage`.
    Major,
    /// `critical`, `major_outage`, `full_outage`.
    Critical,
}

impl Impact {
    /// The impact of a vendor's word, with blanks or underscores, in any case.
    pub(super) fn of(word: &str) -> Self {
        const WORDS: [(&str, Impact); 11] = [
            ("none", Impact::None),
            ("operational", Impact::None),
            ("maintenance", Impact::Maintenance),
            ("under_maintenance", Impact::Maintenance),
            ("minor", Impact::Minor),
            ("degraded_performance", Impact::Minor),
            ("major", Impact::Major),
            ("partial_outage", Impact::Major),
            ("critical", Impact::Critical),
            ("major_outage", Impact::Critical),
            ("full_outage", Impact::Critical),
        ];
        let known = WORDS.iter().find(|(known, _)| is_word(word, known));
        known.map_or(Self::Unknown, |(_, impact)| *impact)
    }

    /// The name in outputs that others read: Statuspage's words for an impact.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unknown => "unknown",
            Self::Maintenance => "maintenance",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }
}

/// How far an incident or a maintenance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Phase {
    /// Seen, not understood.
    Investigating,
    /// Understood, not mended.
    Identified,
    /// Mended, watched: it often works already.
    Monitoring,
    /// Over.
    Resolved,
    /// Over, and written up.
    Postmortem,
    /// Maintenance to come.
    Scheduled,
    /// Maintenance under way.
    InProgress,
    /// Maintenance done, watched.
    Verifying,
    /// Maintenance over.
    Completed,
    /// Absent, or a word that we do not know: counted as open.
    Unknown,
}

impl Phase {
    /// Every phase, by its number.
    pub(super) const ALL: [Self; 10] = [
        Self::Investigating,
        Self::Identified,
        Self::Monitoring,
        Self::Resolved,
        Self::Postmortem,
        Self::Scheduled,
        Self::InProgress,
        Self::Verifying,
        Self::Completed,
        Self::Unknown,
    ];

    /// The phase of a vendor's word, with blanks or underscores, in any case.
    pub(super) fn of(word: &str) -> Self {
        let word = word.trim_ascii();
        // incident.io's words for planned work begin with this, and its last one is `complete`.
        let word = word.strip_prefix("maintenance_").unwrap_or(word);
        if is_word(word, "complete") {
            return Self::Completed;
        }
        let known = Self::ALL.iter().find(|phase| is_word(word, phase.name()));
        known.copied().unwrap_or(Self::Unknown)
    }

    /// The name in outputs that others read: Statuspage's words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
            Self::Postmortem => "postmortem",
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Verifying => "verifying",
            Self::Completed => "completed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is still going on: an incident that is not over, or work that is under way.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Investigating | Self::Identified | Self::Monitoring => true,
            Self::InProgress | Self::Verifying | Self::Unknown => true,
            Self::Resolved | Self::Postmortem | Self::Completed | Self::Scheduled => false,
        }
    }

    /// Whether the word belongs to planned work.
    pub(super) const fn is_maintenance(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress | Self::Verifying | Self::Completed)
    }
}

/// Whether a vendor's word is a known one, in any case, with blanks for underscores.
#[inline(never)]
pub(super) fn is_word(word: &str, known: &str) -> bool {
    let word = word.trim_ascii().bytes().map(|byte| if byte == b' ' { b'_' } else { byte });
    word.map(|byte| byte.to_ascii_lowercase()).eq(known.bytes())
}
