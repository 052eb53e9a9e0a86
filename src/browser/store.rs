//! The snapshot in `storage.session`: what outlives the background and ends with the browser.

use super::convert::to_js;
use super::effects::within;
use super::{api, with};
use core::time::Duration;
use engine::{Engine, RestoreError, Snapshot};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local as spawn;

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

/// What was kept last.
#[derive(Default)]
pub struct Kept {
    state: Vec<u8>,
    /// The store let somebody wait in vain: until it answers again nobody does.
    silent: bool,
}

impl Kept {
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
}

/// Keeps it. A store that refuses, or never answers, costs memory of a death, never the work at hand.
pub async fn save(items: Items) {
    let saving = api::session_set(&to_js(&items));
    if with(|shell| shell.kept.silent) == Some(true) {
        spawn(async {
            let _ = saving.await;
            with(|shell| shell.kept.silent = false);
        });
        return;
    }
    let saved = within(STORE_ANSWERS_WITHIN, saving).await;
    with(|shell| shell.kept.silent = saved.is_none());
}
