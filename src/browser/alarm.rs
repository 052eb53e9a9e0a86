//! One alarm for the earliest deadline, and a timer in the background if it is due sooner.

use super::api;
use super::shell::{noted, tell};
use engine::Event;
use gloo_timers::callback::Timeout;
use std::time::Duration;
use timestamp::{Timestamp, whole_millis};
use wasm_bindgen_futures::spawn_local as spawn;

const NAME: &str = "due";

/// A packed extension's alarm rings after 30 s at the soonest: what is due earlier needs a timer
/// here or in the page. A lost alarm makes things late, never wrong.
const SOONEST: Duration = Duration::from_secs(30);

/// What wakes the background next.
#[derive(Default)]
pub struct Alarm {
    at: Option<Timestamp>,
    /// Cancelled when it is dropped.
    timer: Option<Timeout>,
    known: bool,
}

impl Alarm {
    /// Has the engine called at that time, or not at all.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
    pub fn set(&mut self, now: Timestamp, at: Option<Timestamp>) {
        // A timer may fire a moment early, and is then used up.
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
        // Without the alarm there are still the timer and the page's countdown.
        let set = api::set_alarm(NAME, alarm.as_millis() as f64);
        if set.is_err() {
            spawn(async { noted("alarms.create", set) });
        }
        let wait = u32::try_from(whole_millis(at.since(now))).unwrap_or(u32::MAX).min(60_000);
        self.timer = Some(Timeout::new(wait, || tell(Event::TimePassed)));
    }
}
