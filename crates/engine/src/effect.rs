//! What is to be done: everything the engine ever asks for, in the imperative.

use super::types::{Document, Expectation, Interrupts, News, Surface, TabId, TaskId, Trouble};
use super::view::View;
use detect::Response;
use serde::{Deserialize, Serialize};
use sites::Site;
use timestamp::Timestamp;

/// A task that must happen once: it stays in the outbox until its [`Outcome`](super::Outcome)
/// comes, and is repeated after a death. Doing it twice has the effect of doing it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// See which of the failing tabs are left, and which is looked at.
    ListTabs,
    /// Ask the site whether it answers.
    Probe {
        /// The site.
        site: Site,
        /// What to ask for: no query, no fragment.
        address: String,
        /// The failing document from which to probe if the edge challenges a request without
        /// cookies.
        within: Option<(TabId, Document)>,
    },
    /// Fetch a document of the status page.
    ReadStatus {
        /// Its address.
        address: String,
    },
    /// Open a waiting page where the browser allows no drawing, or where a failing page keeps
    /// reloading.
    OpenWaitingPage {
        /// The tab.
        tab: TabId,
        /// The address to keep.
        address: String,
        /// Even over what the tab is loading.
        replaces_load: bool,
    },
    /// Take a tab back to its address, once, if that document is still there.
    Return {
        /// The tab.
        tab: TabId,
        /// The document for which this was decided.
        document: Document,
        /// How.
        place: Surface,
        /// Bypass the cache, which was cleared: pages in memory keep copies of their own.
        bypass_cache: bool,
        /// Even if the user is busy in the card: they were asked, or asked for it.
        even_if_busy: bool,
        /// Only if the page is empty: its app did not start.
        only_if_empty: bool,
        /// Which load may be interrupted.
        interrupts: Interrupts,
    },
    /// Clear the site's cached files and nothing else.
    ClearCache {
        /// The site.
        site: Site,
    },
    /// Take back what was set up to clear the cache with the site's next answer.
    EndClearing,
    /// Take the bar from a living page, or the card from a document that turned out not to have
    /// failed.
    TakeAway {
        /// The tab.
        tab: TabId,
        /// Which of the two.
        place: Surface,
        /// The document that it is in.
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
    /// Run the judge in a tab: if the expected document is there, paint the view.
    Inspect {
        /// The tab.
        tab: TabId,
        /// The document to look for.
        expectation: Expectation,
        /// What to paint if it is there; `None` only inspects.
        view: Option<Box<View>>,
    },
    /// Inspect a living page whose chat is in trouble: did it give up, or is it recovering?
    InspectChat {
        /// Whose page it is: its marks are looked for.
        site: Site,
        /// The tab.
        tab: TabId,
        /// What is wrong.
        trouble: Trouble,
        /// Since when: a younger document is another one.
        since: Timestamp,
        /// If the page shows nothing at all, count that as a failure.
        sure: bool,
        /// The answer's stream could not be resumed: in a layout without known marks, whatever
        /// looks like an alert counts as one.
        not_resumed: bool,
    },
    /// Forget what was saved of messages that a page shows as answered: its chat was in trouble and
    /// is fine again.
    ForgetAnswered {
        /// The tab.
        tab: TabId,
        /// Whether the app got the whole answer: then what was saved of it is not just a part.
        is_whole: bool,
    },
    /// Read a failing document's facts once it has its content; no answer tells nothing.
    Read {
        /// The tab.
        tab: TabId,
        /// The document.
        document: Document,
        /// What it came with, to be judged together with what it shows.
        response: Response,
    },
    /// Notify a user who asked for it and may be looking elsewhere.
    Notify {
        /// The tab that it is about.
        tab: TabId,
        /// The site.
        site: Site,
        /// What.
        news: News,
    },
    /// Show what else may help a tab whose user asks: the popup about that tab, or its page in a
    /// tab beside it.
    ShowAdvice {
        /// The tab.
        tab: TabId,
    },
    /// Show "back" for a few seconds on a page that loaded well.
    SayBack {
        /// The tab.
        tab: TabId,
        /// The healthy document.
        document: Document,
    },
}
