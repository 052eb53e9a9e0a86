//! The snapshot: the whole engine in a few hundred bytes of text, which outlives the background.
//!
//! Three words: the version that wrote it, a checksum, and the engine (`codec`). The store that
//! holds it ends with the browser; one that an update left behind is of another version, and a
//! fresh start. So is one that is cut or damaged: it says nothing, and no outage is made of it.

use super::Engine;
use crc::{CRC_32_ISO_HDLC, Crc};
use serde::de::DeserializeOwned;
use std::fmt;
use timestamp::Timestamp;

/// An engine as it is kept: text, since that is what every store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(pub String);

/// The package's version, and the form of the snapshot within it: raised to try out a change to
/// what is kept without a new version.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "/4");

/// The checksum of zip, PNG and Ethernet.
static SUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Why a snapshot cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// Another version wrote it, or it is no snapshot at all.
    Version,
    /// It was cut, or altered.
    Checksum,
    /// It is whole, but no state of an engine.
    Decoding,
}

impl RestoreError {
    /// The name in logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Checksum => "checksum",
            Self::Decoding => "decoding",
        }
    }
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for RestoreError {}

impl Snapshot {
    /// What is kept, behind its version and its checksum.
    #[must_use]
    pub fn sealed(kept: &[u8]) -> Self {
        Self(format!("{VERSION} {:08x} {}", SUM.checksum(kept), codec::to_text(kept)))
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// [`RestoreError`], if it cannot be used.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, RestoreError> {
        let rest = self.0.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix(' '));
        let rest = rest.ok_or(RestoreError::Version)?;
        // The checksum first: damaged data is not decoded.
        let (sum, kept) = rest.split_once(' ').ok_or(RestoreError::Checksum)?;
        let kept = codec::of_text(kept).ok_or(RestoreError::Checksum)?;
        if sum != format!("{:08x}", SUM.checksum(&kept)) {
            return Err(RestoreError::Checksum);
        }
        codec::from_bytes(&kept).ok_or(RestoreError::Decoding)
    }
}

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::sealed(&codec::to_bytes(self))
    }

    /// The same in bytes, without the time of the last event, which alone is not worth a write.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        let mut state = codec::to_bytes(self);
        // The time comes first.
        let time = codec::to_bytes::<Timestamp>(&self.last);
        state.drain(..time.len().min(state.len()));
        state
    }

    /// The engine of a snapshot.
    ///
    /// # Errors
    /// [`RestoreError`], where it is cut, damaged or another version's: the caller begins anew.
    pub fn restore(snapshot: &Snapshot) -> Result<Self, RestoreError> {
        let engine: Self = snapshot.open()?;
        // An engine must know its custom site before it can handle any address.
        sites::own::choose(engine.settings.own());
        Ok(engine)
    }
}
