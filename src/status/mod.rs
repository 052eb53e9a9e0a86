//! Reads what a status page answers into one [`Reading`].

use crate::time::Timestamp;
use nanoserde::{DeBin, SerBin};
use serde::{Deserialize, Serialize};

/// The state of ChatGPT as its status page gives it. Unknown is a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub enum State {
    /// Every part of ChatGPT that the page lists works.
    Operational,
    /// Something is slow or partly broken.
    Degraded,
    /// A core part does not work.
    Down,
    /// Planned work is under way.
    Maintenance,
    /// The page could not be read, or says something new.
    Unknown,
}

/// What one look at the status page gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SerBin, DeBin)]
pub struct Reading {
    /// The state of ChatGPT.
    pub state: State,
    /// When it was read.
    pub read_at: Timestamp,
}

/// Why a status document could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub enum Unreadable {
    /// No whole answer within the time limit.
    TimedOut,
}
