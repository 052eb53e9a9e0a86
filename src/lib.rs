//! Gatewatch's core, and the map of its rooms.
//!
//! | room | what it does | what it may touch |
//! |---|---|---|
//! | [`engine`] | decides: an Event in, Commands out | nothing: no browser, no clock, no randomness of its own |
//! | [`detect`] | recognises: a response or a page becomes a verdict | nothing |
//! | [`status`] | reads a status page's documents | nothing |
//! | [`advice`] | explains: evidence, causes, remedies | nothing |
//! | [`site`] | what is watched: data, not code | nothing |
//! | [`past`] | outages that are over: what is kept of them, and what is shown | nothing |
//! | [`prompts`] | what becomes of kept prompts; their texts never come here | nothing |
//! | [`settings`] | what people chose, parsed | nothing |
//! | [`time`], [`text`] | the two things that every room speaks in | nothing |
//! | [`dates`], [`retry_after`] | dates and waits as servers write them | nothing |
//! | `kept` | the form of what outlives the background | nothing |
//! | `browser` | events in, commands out | the browser (wasm32 only) |
//! | `alone` | stands in for what std brings | memory (wasm32 without std only) |

#![cfg_attr(not(any(test, feature = "types")), no_std)]

extern crate alloc;
#[cfg(any(feature = "std", not(target_arch = "wasm32")))]
extern crate std;

pub mod advice;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod alone;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod dates;
pub mod detect;
pub mod engine;
mod kept;
pub mod past;
mod prelude;
pub mod prompts;
pub mod retry_after;
pub mod settings;
pub mod site;
pub mod status;
pub mod text;
pub mod time;
