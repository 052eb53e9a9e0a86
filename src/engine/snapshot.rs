//! What outlives the background: the whole engine, with the number of its form.

use super::Engine;
use serde::{Deserialize, Serialize};

/// The form that this version writes and reads.
const FORM: u32 = 1;

/// An engine as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    form: u32,
    engine: Engine,
}

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { form: FORM, engine: self.clone() }
    }

    /// The engine of a snapshot; `None` where its form is another version's.
    #[must_use]
    pub fn restore(snapshot: Snapshot) -> Option<Self> {
        (snapshot.form == FORM).then_some(snapshot.engine)
    }
}
