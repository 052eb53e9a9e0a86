//! Applies what follows from state alone: listeners, alarm, badge, cards, prompt rules.

use super::alarm::Alarm;
use super::paint::Painter;
use super::prompts::Rules;
use super::shell::with;
use super::timers::now;

/// What was last applied.
#[derive(Default)]
pub struct Derived {
    painter: Painter,
    alarm: Alarm,
    rules: Rules,
    watching_tabs: bool,
}

impl Derived {
    /// Applies what has changed.
    pub fn update(&mut self) {
        with(|shell| {
            shell.hooks.set_open(shell.engine.is_open());
            let pending = shell.engine.is_pending();
            if std::mem::replace(&mut self.watching_tabs, pending) != pending {
                shell.hooks.watch_tabs(pending);
            }
            self.rules.update(&shell.engine, &shell.hooks);
            self.alarm.set(now(), shell.engine.deadline().map(|(at, _)| at));
            self.painter.paint(&shell.engine, &shell.catalogue, &shell.hooks);
        });
    }
}
