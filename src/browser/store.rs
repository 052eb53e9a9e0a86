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

/// What the log calls it.
const SAVING: &str = "storage.session.set, snapshot";

/// A store that does not answer is not waited for: 500 ms are a hundred times what it takes.
const STORE_ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// What is kept, by the names that the store has for it.
#[derive(Serialize)]
pub struct Items {
    /// Read by `core-loader.ts`, which gives it to the core.
    snapshot: String,
    /// Read by `core.ts`, too, so that a healthy response need not wake the core.
    open: bool,
}

/// The engine that was kept; `None` where there is none.
///
/// # Errors
/// It cannot be read, and why: a fresh start, too.
pub fn restored(snapshot: &JsValue) -> Result<Option<Engine>, RestoreError> {
    let snapshot = snapshot.as_string().map(Snapshot);
    snapshot.as_ref().map(Engine::restore).transpose()
}

/// The store, and what was kept last.
#[derive(Default)]
pub struct Store {
    state: Vec<u8>,
    /// It let somebody wait in vain: until it answers again nobody does.
    silent: Rc<Cell<bool>>,
}

impl Store {
    /// What is to be kept now; `None` where that is what was kept last: pages of ours ask anew at
    /// each change of the store, and must not be answered by another.
    pub fn changed(&mut self, engine: &Engine) -> Option<Items> {
        let state = engine.state();
        if state == self.state {
            return None;
        }
        self.state = state;
        let Snapshot(snapshot) = engine.snapshot();
        Some(Items { snapshot, open: engine.is_open() })
    }

    /// Keeps it. A store that refuses, or never answers, costs memory of a death, never the work at hand.
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
