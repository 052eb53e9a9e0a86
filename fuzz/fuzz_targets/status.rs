//! Any bytes at all as a status document: no panic, no text without bound, never operational out
//! of nothing.
//!
//! `cargo xtask fuzz status --seconds 60`
#![no_main]

use status::laws::uphold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| uphold(document));
