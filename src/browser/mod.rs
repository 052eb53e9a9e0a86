//! The only part that touches the browser: events in, effects out.
//!
//! Its files form layers, each using those below it alone:
//!
//! | layer | files |
//! |---|---|
//! | what the background calls | `start` here, [`events`] |
//! | the loop | [`effects`], and `derived` for what follows from the state alone |
//! | each effect's own work | `returning`, `cache`, [`chat`], [`look`], [`probe`], [`status`], [`paint`], `prompts`, `rescue`, `alarm` |
//! | tabs and stores | `tabs`, `store`, [`choices`] |
//! | the one engine | `shell` |
//! | the browser's own interfaces | [`api`], `hooks`, [`fetch`], [`timers`], [`texts`], [`convert`] |

mod alarm;
pub mod api;
mod cache;
mod chat;
pub mod choices;
pub mod convert;
mod derived;
mod effects;
pub mod events;
pub mod facts;
pub mod fetch;
mod hooks;
pub mod look;
pub mod paint;
pub mod probe;
mod prompts;
mod request_details;
mod rescue;
mod returning;
mod shell;
pub mod status;
mod store;
mod tabs;
pub mod texts;
pub mod timers;

pub use events::hear;
pub use hooks::Hooks;

use engine::{Engine, Event};
use texts::Catalogue;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

/// Starts the core and takes up what an earlier background left.
///
/// `snapshot` is what [`store::Store`] kept, `messages` the catalogue of the language, `chosen`
/// what the store of settings holds. Without a valid snapshot the engine starts fresh, without
/// messages texts are empty, and without settings the defaults hold. Returns why a given snapshot
/// could not be read: `version`, `checksum` or `decoding`.
#[cfg_attr(feature = "extension", wasm_bindgen)]
pub fn start(
    hooks: Hooks,
    snapshot: &JsValue,
    language: String,
    messages: JsValue,
    chosen: &JsValue,
) -> Option<String> {
    let (kept, trouble) = match store::restored(snapshot) {
        Ok(kept) => (kept, None),
        Err(why) => (None, Some(why.name().to_owned())),
    };
    let engine = kept.unwrap_or_else(|| Engine::new(seed()));
    // After a background that died while listening to tabs, the browser would wake us for each
    // change.
    hooks.watch_tabs(true);
    hooks.watch_tabs(false);
    let is_open = engine.is_open();
    let effects = shell::begin(engine, hooks, Catalogue::new(language, messages));
    spawn(effects::carry_out(effects));
    if !is_open {
        spawn(cache::sweep());
    }
    shell::tell(Event::Started(choices::settings(chosen)));
    trouble
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "any 64 bits are a good seed"
)]
fn seed() -> u64 {
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}
