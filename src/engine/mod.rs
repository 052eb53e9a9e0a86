//! Decides: an Event in, Commands out; no browser, no clock, no randomness of its own.

pub mod budget;
pub mod random;
pub mod schedule;
