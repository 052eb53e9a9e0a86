//! Explains: from evidence to causes and remedies.

pub mod durations;
