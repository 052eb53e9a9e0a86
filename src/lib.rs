//! The wasm that the extension loads: what crosses the border, and the browser behind it.
//!
//! What decides, recognises and explains is in crates of its own (`crates/`), which know no
//! browser. Here they are tied together.
//!
//! | file | what it does | what it may touch |
//! |---|---|---|
//! | [`explain`] | hands what the engine knows of an outage to the advice | nothing |
//! | `browser` | events in, effects out | the browser (wasm32 only) |
//! | `pages` | what the extension's own pages show, in words | the browser's clock and language |

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod explain;
#[cfg(all(target_arch = "wasm32", feature = "extension"))]
mod pages;
