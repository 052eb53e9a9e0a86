//! One line that says what goes on: drawn over itself at a terminal with a bar and the time, and else
//! written once for each step.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How wide the bar is, in characters.
const WIDTH: usize = 24;

/// The steps of something that takes long. The line goes away when it is dropped.
#[derive(Debug)]
pub struct Progress {
    shared: Arc<Shared>,
    ticker: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug)]
struct State {
    begun: Instant,
    terminal: bool,
    steps: usize,
    step: usize,
    what: String,
    done: usize,
    all: usize,
    ended: bool,
}

/// One of them, which is over when it is dropped or the next begins.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a>(&'a Progress);

impl Progress {
    /// So many steps will be taken.
    #[must_use]
    pub fn new(steps: usize) -> Self {
        let state = State {
            begun: Instant::now(),
            terminal: std::io::stderr().is_terminal(),
            steps,
            step: 0,
            what: String::new(),
            done: 0,
            all: 0,
            ended: false,
        };
        let terminal = state.terminal;
        let shared = Arc::new(Shared { state: Mutex::new(state), ended: Condvar::new() });
        let drawn = Arc::clone(&shared);
        let ticker = terminal.then(|| thread::spawn(move || drawn.tick()));
        Self { shared, ticker }
    }

    /// The next step begins.
    pub fn step(&self, what: &str) -> Step<'_> {
        let mut state = self.shared.lock();
        state.step += 1;
        what.clone_into(&mut state.what);
        (state.done, state.all) = (0, 0);
        if state.terminal {
            state.draw();
        } else {
            eprintln!("{}", state.words());
        }
        Step(self)
    }
}

impl Step<'_> {
    /// So much of it is done.
    pub fn done(&self, done: usize, all: usize) {
        let mut state = self.0.shared.lock();
        (state.done, state.all) = (done, all);
        if state.terminal {
            state.draw();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.ended.notify_all();
        if let Some(ticker) = self.ticker.take() {
            let _ = ticker.join();
            eprint!("\r\x1b[K");
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws once a second, since the time goes on where nothing else does.
    fn tick(&self) {
        let mut state = self.lock();
        while !state.ended {
            state.draw();
            let waited = self.ended.wait_timeout(state, Duration::from_secs(1));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    fn draw(&self) {
        if self.step > 0 {
            eprint!("\r\x1b[K{} {}", bar(self.part()), self.words());
            let _ = std::io::stderr().flush();
        }
    }

    /// How much of all is done, from 0 to 1.
    fn part(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "there are few")]
        let of = |done: usize, all: usize| done as f64 / all.max(1) as f64;
        of(self.step.saturating_sub(1), self.steps)
            + of(self.done.min(self.all), self.all) / of(self.steps, 1).max(1.0)
    }

    fn words(&self) -> String {
        let seconds = self.begun.elapsed().as_secs();
        let mut words = format!(
            "{}:{:02} {} ({} of {})",
            seconds / 60,
            seconds % 60,
            self.what,
            self.step,
            self.steps
        );
        if self.all > 0 {
            words += &format!(": {} of {}", self.done, self.all);
        }
        words
    }
}

fn bar(part: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to WIDTH")]
    #[expect(clippy::cast_precision_loss, reason = "WIDTH is small")]
    let full = ((part * WIDTH as f64) as usize).min(WIDTH);
    format!("[{}{}]", "=".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_with_the_steps_and_with_what_each_has_done() {
        let progress = Progress::new(4);
        progress.step("one");
        assert!(progress.shared.lock().part() < 0.01);
        let step = progress.step("compiling");
        step.done(50, 100);
        let state = progress.shared.lock();
        assert!((state.part() - 0.375).abs() < 1e-9, "{}", state.part());
        assert!(state.words().ends_with("compiling (2 of 4): 50 of 100"), "{}", state.words());
        assert_eq!(bar(0.0), format!("[{}]", " ".repeat(WIDTH)));
        assert_eq!(bar(0.5), format!("[{}{}]", "=".repeat(12), " ".repeat(12)));
        assert_eq!(bar(1.5), format!("[{}]", "=".repeat(WIDTH)));
    }
}
