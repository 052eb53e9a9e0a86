//! What is to be done: everything the engine ever asks for, in the imperative.

use super::event::{Document, TabId};
use super::view::View;
use crate::prelude::*;
use crate::site::Site;
use crate::time::Timestamp;
use nanoserde::{DeBin, SerBin};
use serde::{Deserialize, Serialize};

/// The number of a command in the outbox: never given twice within a snapshot's life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, SerBin, DeBin,
)]
#[serde(transparent)]
pub struct CommandId(pub u32);

/// What the function in the page is to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub struct Expectation {
    /// The address whose headers were seen; the fragment does not count.
    pub address: String,
    /// The status code that the navigation entry must show.
    pub status: u16,
    /// When the headers came: an older document in the tab is not the one.
    pub at: Timestamp,
}

/// Where a failing tab's card stands, and so how it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub enum Place {
    /// A panel on the failing page itself.
    Page,
    /// A waiting page of ours in that tab.
    WaitingPage,
    /// Nowhere: the browser's own error page, where no waiting page may be opened.
    ErrorPage,
}

/// Something to do that must happen once: kept in the outbox until its
/// [`Outcome`](super::Outcome) comes, and asked for again after a death. Doing it twice is
/// doing it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub enum Deed {
    /// See which of the failing tabs still stand, and which is looked at.
    Look,
    /// Ask the site whether it answers.
    Probe {
        /// The site.
        site: Site,
        /// What to ask for: no query, no fragment.
        address: String,
    },
    /// Fetch a document of the status page.
    ReadStatus {
        /// Its address.
        address: String,
    },
    /// Put a waiting page where the browser allows no drawing.
    OpenWaitingPage {
        /// The tab.
        tab: TabId,
        /// The address to keep.
        address: String,
    },
    /// Take a tab back to its address, once, if the document still stands there.
    Return {
        /// The tab.
        tab: TabId,
        /// The document that it was decided for.
        document: Document,
        /// How.
        place: Place,
    },
    /// Clear the site's cached files and nothing else.
    ClearCache {
        /// The site.
        site: Site,
    },
}

/// Something to do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Do and report with this number.
    Do(CommandId, Deed),
    /// Run the judge in a tab: where the expected document stands, paint the view.
    Inspect {
        /// The tab.
        tab: TabId,
        /// The document to look for.
        expectation: Expectation,
        /// What to paint if it is there; `None` asks only.
        view: Option<Box<View>>,
    },
    /// Say "back" on a page that loaded well, for a few seconds.
    SayBack {
        /// The tab.
        tab: TabId,
        /// The healthy document.
        document: Document,
    },
}
