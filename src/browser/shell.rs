//! The one engine of this wasm, with what it calls and the words it speaks: everything that happens is
//! told to it here, and what it asks for goes to the loop in `effects.rs`.

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

/// A trace holds the whole state so often: of what is older than it, all may go.
const STATE_EVERY: u8 = 64;

/// What every part of this room may look at.
pub struct Shell {
    /// Decides.
    pub engine: Engine,
    /// What is called of the scripts.
    pub hooks: Hooks,
    /// The texts in the language that is chosen.
    pub catalogue: Catalogue,
    /// To the loop: what the engine asks for. Nothing at all still says that its state may have changed.
    effects: UnboundedSender<Vec<Effect>>,
    /// How many entries of the trace stand behind its last state.
    recorded: u8,
}

/// What the engine asks for, in the order in which it did.
pub type Effects = UnboundedReceiver<Vec<Effect>>;

/// Begins with this engine; an earlier one, and its loop, end.
pub fn begin(engine: Engine, hooks: Hooks, catalogue: Catalogue) -> Effects {
    let (effects, waiting) = unbounded();
    let shell = Shell { engine, hooks, catalogue, effects, recorded: 0 };
    SHELL.with_borrow_mut(|slot| *slot = Some(shell));
    waiting
}

/// Looks at it, or changes it; `None` before the start.
pub fn with<T>(f: impl FnOnce(&mut Shell) -> T) -> Option<T> {
    SHELL.with_borrow_mut(|shell| shell.as_mut().map(f))
}

/// Tells the engine what happened: at once. What it asks for is done by the loop.
pub fn tell(event: Event) {
    let now = now();
    with(|shell| {
        let (before, was_open) = (trace::state(&shell.engine), shell.engine.is_open());
        let line = trace::heard(now, &event);
        let effects = shell.engine.handle(now, event);
        // A quiet core is not worth a line.
        if was_open || shell.engine.is_open() {
            shell.record(was_open, &before, line);
        }
        shell.send(effects);
    });
}

/// What the browser could not do goes into the log, under that name. Not within [`with`].
pub fn noted(place: &str, answer: Answer) {
    if let Err(error) = answer {
        with(|shell| shell.hooks.log_error(place, &error));
    }
}

/// Goes on in another language: all that is shown is painted anew.
pub fn speak(catalogue: Catalogue) {
    with(|shell| {
        shell.catalogue = catalogue;
        shell.send(Vec::new());
    });
}

impl Shell {
    fn send(&self, effects: Vec<Effect>) {
        // The loop ends with this shell, and no sooner.
        let _ = self.effects.unbounded_send(effects);
    }

    /// Writes on the trace, which begins with the state before.
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
            // What it brought is in the next state.
            None => self.recorded = 0,
        }
    }
}
