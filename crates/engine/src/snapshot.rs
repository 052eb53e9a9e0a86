//! What outlives the background: the whole engine in a few hundred bytes.
//!
//! The store that holds it ends with the browser and with the extension's version, so the form
//! needs no names and no history (`kept.rs`); before it stands a sum of itself.

use super::{Effects, Engine};
use kept::{Kept, Line, put_number};

/// An engine as it is kept: text, since that is what every store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(pub String);

impl Engine {
    /// Everything that [`Engine::restore`] needs to go on as this engine would.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut kept = String::new();
        self.last.put(&mut kept);
        kept.push_str(&self.state().0);
        summed(&kept)
    }

    /// The same without the time of the last event, which alone is no change worth keeping.
    #[must_use]
    pub fn state(&self) -> Snapshot {
        // What the event at hand asks for is drained at once, so never kept.
        let Self {
            random,
            next_task,
            settings,
            outbox,
            pending,
            sites,
            status_page,
            last: _,
            effects: _,
        } = self;
        let mut line = String::new();
        random.put(&mut line);
        next_task.put(&mut line);
        settings.put(&mut line);
        outbox.put(&mut line);
        pending.put(&mut line);
        sites.put(&mut line);
        status_page.put(&mut line);
        Snapshot(line)
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
        let engine = Self {
            last: Kept::take(&mut line),
            random: Kept::take(&mut line),
            next_task: Kept::take(&mut line),
            settings: Kept::take(&mut line),
            outbox: Kept::take(&mut line),
            pending: Kept::take(&mut line),
            sites: Kept::take(&mut line),
            status_page: Kept::take(&mut line),
            effects: Effects::default(),
        };
        line.is_whole().then_some(engine)
    }
}

/// What is kept, behind its sum.
pub(super) fn summed(kept: &str) -> Snapshot {
    let mut snapshot = String::new();
    put_number(&mut snapshot, sum(kept));
    snapshot.push_str(kept);
    Snapshot(snapshot)
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
