//! What outlives the background: the whole engine in a few hundred bytes.
//!
//! The store that holds it ends with the browser and with the extension's version, so the form
//! needs no names and no history: it is the smallest that there is, behind its own number.

use super::Engine;

/// The form that this version writes and reads.
const FORM: u8 = 1;

/// An engine as it is kept: text, since that is what every store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(pub String);

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        // Nothing in an engine can fail to be written; an empty snapshot is a fresh start.
        let bytes = postcard::to_allocvec(&(FORM, self)).unwrap_or_default();
        Snapshot(bytes.into_iter().map(char::from).collect())
    }

    /// The engine of a snapshot; `None` where it is cut, damaged or of another form.
    #[must_use]
    pub fn restore(snapshot: &Snapshot) -> Option<Self> {
        let bytes: Option<Vec<u8>> = snapshot.0.chars().map(|c| u8::try_from(c).ok()).collect();
        let bytes = bytes?;
        // The form first: the rest of another one means nothing.
        if bytes.first() != Some(&FORM) {
            return None;
        }
        match postcard::take_from_bytes::<(u8, Self)>(&bytes) {
            Ok(((_, engine), [])) => Some(engine),
            Ok(_) | Err(_) => None,
        }
    }
}
