//! What the engine waits for, each with the moment it is due.

use timestamp::Timestamp;

/// A reason to be called at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// The next probe of a site is due.
    Probe,
    /// The next tab may be taken back.
    Return,
    /// Nothing is asked of the site: whether anybody still waits for it.
    Look,
    /// A tab that was taken back has not been heard of.
    Arrival,
    /// A response was seen whose document was not found yet.
    Pending,
    /// A page that was refused is looked into, or watched no longer.
    Refusal,
    /// What a page that lives is told changes, or goes.
    Notice,
    /// A page whose chat is in trouble is looked into.
    Chat,
    /// The status page may be read again.
    Status,
    /// Something was ordered and not heard of: the background may have died over it.
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
