//! The snapshot in `storage.session`: what outlives the background and ends with the browser.

use super::api;
use super::commands::within;
use core::time::Duration;
use engine::{Engine, Snapshot};
use wasm_bindgen::JsValue;

/// A store that does not answer is not waited for: 500 ms are a hundred times what it takes.
const STORE_ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// Read by background.js, which gives it to the core.
const SNAPSHOT: &str = "snapshot";
/// Read by background.js too, so that a healthy response need not wake the core.
const OPEN: &str = "open";

/// The engine that was kept; `None` where there is none or it cannot be read: a fresh start.
pub fn restored(snapshot: &JsValue) -> Option<Engine> {
    Engine::restore(&Snapshot(snapshot.as_string()?))
}

/// What was kept last.
#[derive(Default)]
pub struct Kept(String);

impl Kept {
    /// What is to be kept now; `None` where that is what was kept last: pages of ours ask anew at
    /// each change of the store, and must not be answered by another.
    pub fn changed(&mut self, engine: &Engine) -> Option<api::Members> {
        let Snapshot(state) = engine.state();
        if state == self.0 {
            return None;
        }
        self.0 = state;
        let Snapshot(snapshot) = engine.snapshot();
        Some(api::object().text(SNAPSHOT, &snapshot).flag(OPEN, engine.is_open()))
    }
}

/// Keeps it. A store that refuses costs memory of a death, never the work at hand.
pub async fn save(form: api::Members) {
    let _ = within(STORE_ANSWERS_WITHIN, api::session_set(&form)).await;
}
