//! One alarm for the earliest deadline, and a timer of the background's own where it is sooner.

use super::api;
use super::shell::{noted, tell};
use engine::Event;
use gloo_timers::callback::Timeout;
use std::time::Duration;
use timestamp::{Timestamp, whole_millis};
use wasm_bindgen_futures::spawn_local as spawn;

const NAME: &str = "due";

/// A packed extension's alarm is held to 30 s: what is due sooner needs a timer here or in the
/// page. A lost alarm costs lateness, never correctness.
const SOONEST: Duration = Duration::from_secs(30);

/// What wakes us next.
#[derive(Default)]
pub struct Alarm {
    at: Option<Timestamp>,
    /// Taken back when it is dropped.
    timer: Option<Timeout>,
    known: bool,
}

impl Alarm {
    /// Sees to it that the engine is called at that moment, or not at all.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
    pub fn set(&mut self, now: Timestamp, at: Option<Timestamp>) {
        // A timer may fire a moment early, and is used up then.
        let near = at.is_some_and(|at| at.since(now) < Duration::from_secs(1));
        if self.known && self.at == at && !near {
            return;
        }
        self.known = true;
        self.at = at;
        self.timer = None;
        let Some(at) = at else {
            spawn(async {
                noted("alarms.clear", api::clear_alarm(NAME).await);
            });
            return;
        };
        let alarm = at.max(now.after(SOONEST));
        // Without the alarm the timer and the page's countdown are left: late, never wrong.
        let set = api::set_alarm(NAME, alarm.as_millis() as f64);
        if set.is_err() {
            spawn(async { noted("alarms.create", set) });
        }
        let wait = u32::try_from(whole_millis(at.since(now))).unwrap_or(u32::MAX).min(60_000);
        self.timer = Some(Timeout::new(wait, || tell(Event::TimePassed)));
    }
}
