//! What is to be done: everything the engine ever asks for, in the imperative.

use super::types::{Document, Expectation, Interrupts, News, Surface, TabId, TaskId, Trouble};
use super::view::View;
use detect::Response;
use serde::{Deserialize, Serialize};
use sites::Site;
use timestamp::Timestamp;

/// Something to do that must happen once: kept in the outbox until its
/// [`Outcome`](super::Outcome) comes, and asked for again after a death. Doing it twice is
/// doing it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// See which of the failing tabs still stand, and which is looked at.
    ListTabs,
    /// Ask the site whether it answers.
    Probe {
        /// The site.
        site: Site,
        /// What to ask for: no query, no fragment.
        address: String,
        /// The failing document to ask it from where the edge challenges who comes without
        /// cookies.
        within: Option<(TabId, Document)>,
    },
    /// Fetch a document of the status page.
    ReadStatus {
        /// Its address.
        address: String,
    },
    /// Put a waiting page where the browser allows no drawing, or where a failing page does not
    /// stay.
    OpenWaitingPage {
        /// The tab.
        tab: TabId,
        /// The address to keep.
        address: String,
        /// Whatever the tab is loading.
        replaces_load: bool,
    },
    /// Take a tab back to its address, once, if the document still stands there.
    Return {
        /// The tab.
        tab: TabId,
        /// The document that it was decided for.
        document: Document,
        /// How.
        place: Surface,
        /// Past the cache, which was cleared: pages in memory keep copies of their own.
        bypass_cache: bool,
        /// Also where its person is at work in the card: they were asked, or asked for it.
        even_if_busy: bool,
        /// Only where nothing stands in it: its app did not start.
        only_if_empty: bool,
        /// What it may be loading.
        interrupts: Interrupts,
    },
    /// Clear the site's cached files and nothing else.
    ClearCache {
        /// The site.
        site: Site,
    },
    /// Take back what was set up to clear the cache with the site's next answer.
    EndClearing,
    /// Take the bar from a page that lives, or the panel from a document that did not fail after
    /// all.
    TakeAway {
        /// The tab.
        tab: TabId,
        /// Which of the two.
        place: Surface,
        /// The document that it stands in.
        document: Document,
    },
    /// Keep what there is to keep of an outage that ended. The same line again is the same outage.
    Record {
        /// A [`Past::line`](history::Past::line).
        line: String,
    },
}

/// Something to do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Do and report with this number.
    Run(TaskId, Task),
    /// Run the judge in a tab: where the expected document stands, paint the view.
    Inspect {
        /// The tab.
        tab: TabId,
        /// The document to look for.
        expectation: Expectation,
        /// What to paint if it is there; `None` asks only.
        view: Option<Box<View>>,
    },
    /// Look into a page that lives whose chat is in trouble: whether it gave up, or is at work on it.
    InspectChat {
        /// Whose page it is: its marks are looked for.
        site: Site,
        /// The tab.
        tab: TabId,
        /// What is wrong.
        trouble: Trouble,
        /// Since when: a document that is younger is another.
        since: Timestamp,
        /// It counts as failed where the page shows nothing at all.
        sure: bool,
        /// The answer's stream could not be taken up again: where no mark of the layout is known, what
        /// may be an alert is one.
        not_resumed: bool,
    },
    /// Forget what was kept of the messages that a page shows as answered: its chat was in trouble, and
    /// is well again.
    ForgetAnswered {
        /// The tab.
        tab: TabId,
        /// The app got what it asked for: an answer that was kept as it stands there is no part of one.
        is_whole: bool,
    },
    /// Read a failing document's facts once it has its content; no answer is no witness.
    Read {
        /// The tab.
        tab: TabId,
        /// The document.
        document: Document,
        /// What it came with, to be judged together with what it shows.
        response: Response,
    },
    /// Tell a person who asked for it, and who may look elsewhere.
    Notify {
        /// The tab that it is about.
        tab: TabId,
        /// The site.
        site: Site,
        /// What.
        news: News,
    },
    /// Show what else may help a tab whose person asks: the popup about that tab, or its page in a
    /// tab beside it.
    ShowAdvice {
        /// The tab.
        tab: TabId,
    },
    /// Say "back" on a page that loaded well, for a few seconds.
    SayBack {
        /// The tab.
        tab: TabId,
        /// The healthy document.
        document: Document,
    },
}
