//! The one engine of this wasm, with its hooks and texts: every event is told to it here, and its
//! effects go to the loop in `effects.rs`.

use super::api::Answer;
use super::hooks::Hooks;
use super::texts::Catalogue;
use super::timers::now;
use engine::{Effect, Engine, Event, trace};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use std::cell::RefCell;

thread_local! {
    static SHELL: RefCell<Option<Shell>> = const { RefCell::new(None) };
}

/// How often a trace holds the whole state: everything older than the last one may be dropped.
const STATE_EVERY: u8 = 64;

/// What every file here may use.
pub struct Shell {
    /// The engine.
    pub engine: Engine,
    /// The functions of the scripts.
    pub hooks: Hooks,
    /// The texts in the chosen language.
    pub catalogue: Catalogue,
    /// To the loop: the effects. An empty list still says that the state may have changed.
    effects: UnboundedSender<Vec<Effect>>,
    /// How many entries follow the trace's last state.
    recorded: u8,
}

/// The effects, in the order in which they were asked for.
pub type Effects = UnboundedReceiver<Vec<Effect>>;

/// Begins with this engine; an earlier one and its loop end.
pub fn begin(engine: Engine, hooks: Hooks, catalogue: Catalogue) -> Effects {
    let (effects, waiting) = unbounded();
    let shell = Shell { engine, hooks, catalogue, effects, recorded: 0 };
    SHELL.with_borrow_mut(|slot| *slot = Some(shell));
    waiting
}

/// Gives access to the shell; `None` before the start.
pub fn with<T>(f: impl FnOnce(&mut Shell) -> T) -> Option<T> {
    SHELL.with_borrow_mut(|shell| shell.as_mut().map(f))
}

/// Tells the engine an event at once; the loop does the effects.
pub fn tell(event: Event) {
    let now = now();
    with(|shell| {
        let (before, was_open) = (trace::state(&shell.engine), shell.engine.is_open());
        let line = trace::heard(now, &event);
        let effects = shell.engine.handle(now, event);
        // While nothing fails, nothing is recorded.
        if was_open || shell.engine.is_open() {
            shell.record(was_open, &before, line);
        }
        shell.send(effects);
    });
}

/// Logs what the browser could not do, under that name. Not to be called within [`with`].
pub fn noted(place: &str, answer: Answer) {
    if let Err(error) = answer {
        with(|shell| shell.hooks.log_error(place, &error));
    }
}

/// Changes the language: everything shown is painted anew.
pub fn speak(catalogue: Catalogue) {
    with(|shell| {
        shell.catalogue = catalogue;
        shell.send(Vec::new());
    });
}

impl Shell {
    fn send(&self, effects: Vec<Effect>) {
        // The loop lives as long as this shell.
        let _ = self.effects.unbounded_send(effects);
    }

    /// Adds to the trace, which begins with the state before.
    fn record(&mut self, was_open: bool, before: &str, line: Option<String>) {
        if !was_open || self.recorded.is_multiple_of(STATE_EVERY) {
            self.hooks.record_trace(true, before);
            self.recorded = 0;
        }
        match line {
            Some(line) => {
                self.hooks.record_trace(false, &line);
                self.recorded += 1;
            }
            // The next state shows its result.
            None => self.recorded = 0,
        }
    }
}
