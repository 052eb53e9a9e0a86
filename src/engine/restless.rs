//! A page that does not stay: one that comes anew again and again gives way to one that waits.

use super::Engine;
use super::command::{Deed, Place};
use super::event::{Document, TabId};
use super::pending::Pending;
use crate::kept::kept;
use crate::prelude::*;
use crate::site::without_fragment;
use crate::time::Timestamp;
use core::time::Duration;

/// A page that comes anew so often within [`RESTLESS`], and fails each time, asks the site more
/// than twenty people would: it gives way to one that waits.
const LOADS_AT_MOST: u8 = 5;

/// Within this long.
const RESTLESS: Duration = Duration::from_secs(10);

/// How often a tab's page came anew and failed, by its own markup, by an extension's doing or by
/// an impatient hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restless {
    loads: u8,
    since: Timestamp,
}

kept!(Restless { loads, since });

impl Restless {
    /// Not once yet.
    pub const NONE: Self = Self { loads: 0, since: Timestamp::from_millis(0) };

    /// Once more.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        // A clock that was set back leaves no `since` ahead of it.
        if self.loads == 0 || now < self.since || now.since(self.since) > RESTLESS {
            return Self { loads: 1, since: now };
        }
        Self { loads: self.loads.saturating_add(1), ..self }
    }

    /// Whether nothing can stand there.
    #[must_use]
    pub const fn is_too_much(self) -> bool {
        self.loads > LOADS_AT_MOST
    }
}

impl Engine {
    /// How often a document of that address came in that tab, this one too. What we load
    /// ourselves counts for nothing.
    pub(super) fn restless(&mut self, now: Timestamp, tab: TabId, address: &str) -> Restless {
        let pending = self.pending.get(&tab).filter(|p| p.expectation.address == address);
        let pending = pending.map(|pending| pending.restless);
        let failing = self.failing_tab(tab).filter(|failing| {
            failing.returning.is_none() && without_fragment(&failing.document.address) == address
        });
        pending.or(failing.map(|failing| failing.restless)).unwrap_or_default().again(now)
    }

    /// Puts a waiting page of ours into the tab; `over` whatever it is loading.
    pub(super) fn wait_elsewhere(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        pending: &Pending,
        over: bool,
    ) {
        let document = Document { address: address.clone(), time_origin: 0 };
        self.document_found(now, tab, document, pending, Place::WaitingPage);
        self.outbox.retain(
            |_, deed| !matches!(deed, Deed::OpenWaitingPage { tab: other, .. } if *other == tab),
        );
        self.order(Deed::OpenWaitingPage { tab, address, over });
    }
}
