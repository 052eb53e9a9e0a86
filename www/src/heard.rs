//! A recorded trace heard again: each event in its time, and what the engine asked for.

use engine::trace::{Entry, entries};
use engine::{Effect, Task};
use std::fmt;
use timestamp::Timestamp;

/// One event of a trace.
#[derive(Debug)]
pub struct Heard {
    /// Which entry of the trace it is, from 0: states are entries, too.
    pub entry: usize,
    /// When it came, by the recorded machine's clock.
    pub at: Timestamp,
    /// What it was, in the code's own words.
    pub event: String,
    /// What it gave.
    pub effects: Vec<Effect>,
}

/// Why a text is no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheard {
    /// It is cut, damaged, of another version, or something else altogether.
    NoTrace,
    /// It has events before any state.
    NoState,
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTrace => "no trace of this version",
            Self::NoState => "it begins with no state",
        })
    }
}

impl std::error::Error for Unheard {}

/// What the trace gives.
///
/// # Errors
/// It is none, or one of another version: its state has no names and no history.
pub fn heard(trace: &str) -> Result<Vec<Heard>, Unheard> {
    let mut engine = None;
    let mut all = Vec::new();
    // What brought words from outside is not in the trace: the state behind it says what came of it.
    for (entry, it) in entries(trace).ok_or(Unheard::NoTrace)?.into_iter().enumerate() {
        match (it, &mut engine) {
            (Entry::State(state), _) => engine = Some(state),
            (Entry::Heard(at, event), Some(engine)) => {
                let words = format!("{event:?}");
                let effects = engine.handle(at, event);
                all.push(Heard { entry, at, event: words, effects });
            }
            (Entry::Heard(..), None) => return Err(Unheard::NoState),
        }
    }
    // An empty text is no trace either.
    engine.map(|_| all).ok_or(Unheard::NoTrace)
}

/// How an effect is marked in a picture: a request that asks, one that loads, or none.
#[must_use]
pub const fn mark(effect: &Effect) -> &'static str {
    match effect {
        Effect::Run(_, Task::Probe { .. }) => "probe",
        Effect::Run(_, Task::Return { .. }) => "load",
        Effect::SayBack { .. } => "home",
        Effect::Run(..)
        | Effect::Inspect { .. }
        | Effect::Read { .. }
        | Effect::InspectChat { .. }
        | Effect::ForgetAnswered { .. }
        | Effect::Notify { .. }
        | Effect::ShowAdvice { .. } => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{Engine, Event, trace};

    #[test]
    fn what_is_no_trace_is_refused_by_name() {
        for nonsense in [
            "",
            "hello",
            "{\"gatewatch_run\":1}",
            "2 0 19 ",
            "state \n",
            "heard 5 TimePassed \n",
            "\u{2068}9",
        ] {
            assert!(heard(nonsense).is_err(), "{nonsense:?}");
        }
        let event = trace::heard(Timestamp::from_millis(5), &Event::TimePassed).unwrap_or_default();
        assert_eq!(heard(&event).err(), Some(Unheard::NoState));
        let cut = [trace::state(&Engine::new(1)), event].concat();
        assert_eq!(heard(&cut).map(|all| all.len()).ok(), Some(1));
        for end in 1..cut.len() {
            let _ = cut.get(..end).map(heard);
        }
    }
}
