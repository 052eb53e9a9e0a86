//! The snapshot in `storage.session`: what outlives the background and ends with the browser.

use super::api;
use super::convert::to_js;
use super::shell::noted;
use super::timers::within;
use engine::{Engine, RestoreError, Snapshot};
use serde::Serialize;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local as spawn;

/// Its name in the log.
const SAVING: &str = "storage.session.set, snapshot";

/// The longest wait for the store: 500 ms are a hundred times what it takes.
const STORE_ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// What is kept, by the names used in the store.
#[derive(Serialize)]
pub struct Items {
    /// Read by `core-loader.ts`, which passes it to the core.
    snapshot: String,
    /// Also read by `core.ts`, so that a healthy response need not wake the core.
    open: bool,
}

/// The engine that was kept; `None` if there is none.
///
/// # Errors
/// Why it cannot be read; that is a fresh start, too.
pub fn restored(snapshot: &JsValue) -> Result<Option<Engine>, RestoreError> {
    let snapshot = snapshot.as_string().map(Snapshot);
    snapshot.as_ref().map(Engine::restore).transpose()
}

/// The store, and what was kept last.
#[derive(Default)]
pub struct Store {
    state: Vec<u8>,
    /// The store timed out once: do not wait for it until it answers.
    silent: Rc<Cell<bool>>,
}

impl Store {
    /// `None` if unchanged: our pages reload on each change of the store.
    pub fn changed(&mut self, engine: &Engine) -> Option<Items> {
        let state = engine.state();
        if state == self.state {
            return None;
        }
        self.state = state;
        let Snapshot(snapshot) = engine.snapshot();
        Some(Items { snapshot, open: engine.is_open() })
    }

    /// Saves it. If the store refuses or never answers, a death would lose this state; the work
    /// goes on.
    pub async fn save(&self, items: Items) {
        let saving = api::session_set(&to_js(&items));
        if self.silent.get() {
            let silent = self.silent.clone();
            spawn(async move {
                noted(SAVING, saving.await);
                silent.set(false);
            });
            return;
        }
        let saved = within(STORE_ANSWERS_WITHIN, saving).await;
        self.silent.set(saved.is_none());
        noted(SAVING, saved.unwrap_or_else(|| Err("no answer".into())));
    }
}
