//! What outlives the background: the whole engine in a few hundred bytes.
//!
//! The store that holds it ends with the browser and with the extension's version, so the form
//! needs no names and no history: it is the smallest that there is, behind a sum of itself.

use super::Engine;
use crate::prelude::*;
use nanoserde::{DeBin, SerBin};

/// An engine as it is kept: text, since that is what every store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(pub String);

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let engine = self.serialize_bin();
        let sum = sum(&engine).to_le_bytes();
        Snapshot(sum.into_iter().chain(engine).map(char::from).collect())
    }

    /// The engine of a snapshot; `None` where it is cut, damaged or of another form.
    #[must_use]
    pub fn restore(snapshot: &Snapshot) -> Option<Self> {
        let bytes: Option<Vec<u8>> = snapshot.0.chars().map(|c| u8::try_from(c).ok()).collect();
        let bytes = bytes?;
        let (kept, engine) = bytes.split_first_chunk()?;
        // The sum first: a length that was damaged could ask for all of the memory.
        if u32::from_le_bytes(*kept) != sum(engine) {
            return None;
        }
        let mut read = 0;
        let restored = Self::de_bin(&mut read, engine).ok()?;
        (read == engine.len()).then_some(restored)
    }
}

/// FNV-1a of the bytes and of the package's version: another version's snapshot is damaged.
fn sum(bytes: &[u8]) -> u32 {
    env!("CARGO_PKG_VERSION")
        .bytes()
        .chain(bytes.iter().copied())
        .fold(0x811c_9dc5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
