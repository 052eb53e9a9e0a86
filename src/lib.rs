//! The wasm that the extension loads: what crosses the border, and the browser behind it.
//!
//! What decides, recognises and explains stands in crates of its own (`crates/`), which know of no
//! browser. Here they are tied together.
//!
//! | file | what it does | what it may touch |
//! |---|---|---|
//! | [`explain`] | hands what the engine knows of an outage to the advice | nothing |
//! | `browser` | events in, commands out | the browser (wasm32 only) |

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod explain;
