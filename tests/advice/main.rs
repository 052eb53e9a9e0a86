//! The advice: causes from situations, remedies over all classes, the report, and the words.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod catalogue;
mod offered;
mod private;
mod scenarios;
