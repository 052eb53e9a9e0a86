//! What outlives the background: the whole engine in a few hundred bytes.
//!
//! The store that holds it ends with the browser and with the extension's version, so the form
//! needs no names and no history (`kept.rs`); before it stands a sum of itself.

use super::Engine;
use crate::kept::{Kept, Line, put_number};
use crate::prelude::*;

/// An engine as it is kept: text, since that is what every store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(pub String);

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut engine = String::new();
        self.put(&mut engine);
        let mut snapshot = String::new();
        put_number(&mut snapshot, sum(&engine));
        snapshot.push_str(&engine);
        Snapshot(snapshot)
    }

    /// The same without the time of the last event, which alone is no change worth keeping.
    #[must_use]
    pub fn state(&self) -> Snapshot {
        Self { last: crate::time::Timestamp::default(), ..self.clone() }.snapshot()
    }

    /// The engine of a snapshot; `None` where it is cut, damaged or of another form.
    #[must_use]
    pub fn restore(snapshot: &Snapshot) -> Option<Self> {
        let mut line = Line::new(&snapshot.0);
        let kept = line.number();
        // The sum first: what is damaged is not even looked at.
        if kept != sum(line.rest()) {
            return None;
        }
        let engine = Self::take(&mut line);
        line.is_whole().then_some(engine)
    }
}

/// FNV-1a of the line and of the package's version: another version's snapshot is damaged.
fn sum(line: &str) -> i64 {
    let mut sum = 0x811c_9dc5_u32;
    for text in [env!("CARGO_PKG_VERSION"), line] {
        for byte in text.bytes() {
            sum = (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    i64::from(sum)
}
