//! What the engine waits for, each with the moment it is due.

use timestamp::Timestamp;

/// A reason to be called at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// The next probe of a site is due.
    Probe,
    /// The next tab may be taken back.
    Return,
    /// The site is not probed: list the tabs, to see whether any still waits for it.
    Look,
    /// A tab that was taken back has not been reported.
    Arrival,
    /// A response was seen whose document was not found yet.
    Pending,
    /// A refused page is inspected, or no longer watched.
    Refusal,
    /// A notice on a page that did not fail changes or is removed.
    Notice,
    /// A page whose chat is in trouble is inspected.
    Chat,
    /// The status page may be read again.
    Status,
    /// A task was ordered and its outcome is missing: the background may have died over it.
    Answer,
    /// The outage has lasted so long that Gatewatch stops.
    GiveUp,
}

/// The earlier of two deadlines, either of which may be absent.
#[must_use]
pub fn earlier(
    a: Option<(Timestamp, Timer)>,
    b: Option<(Timestamp, Timer)>,
) -> Option<(Timestamp, Timer)> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
