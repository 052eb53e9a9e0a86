//! Any bytes at all as a status document: no panic, no text without bound, never operational out
//! of nothing.
//!
//! `cargo +nightly fuzz run status fuzz/corpus/status tests/fixtures/status -- -max_total_time=60`
#![no_main]

use gatewatch::status::laws::uphold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| uphold(document));
