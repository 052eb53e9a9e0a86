//! Outages in virtual time: the core itself, beside what others do. The playground runs it as wasm
//! in an ordinary page, and `cargo xtask simulate` as it is.
//!
//! | room | what it does |
//! |---|---|
//! | [`policies`] | one client each: Gatewatch, and what others do |
//! | [`plan`] | when the site fails, and how |
//! | [`heard`] | a recorded trace, heard again |
//! | [`rehearsal`] | one engine through one plan, step by step |
//! | [`rivals`] | the others through the same plan |
//! | `page` | all of that for scripts (wasm32 alone) |

pub mod heard;
#[cfg(target_arch = "wasm32")]
mod page;
pub mod plan;
pub mod policies;
pub mod rehearsal;
pub mod rivals;
