//! What events and effects both speak of: tabs, documents, and what is expected of them.

use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

/// A tab, by the browser's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TabId(pub i32);

/// One document, told apart from any other that ever stood in its tab. There is no
/// portable document id, so it is the address and the moment it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Document {
    /// `location.href`, fragment included.
    pub address: String,
    /// `performance.timeOrigin` in microseconds since 1970, rounded.
    pub time_origin: i64,
}

/// The number of an effect in the outbox: never given twice within a snapshot's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TaskId(pub u32);

/// What the function in the page is to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Expectation {
    /// The address whose headers were seen; the fragment does not count.
    pub address: String,
    /// The status code that the navigation entry must show; 0 where none came: any document at the
    /// address.
    pub status: u16,
    /// When the headers came: an older document in the tab is not the one.
    pub at: Timestamp,
    /// The address is that of a conversation's request, and what is looked for is the living
    /// document that sent it: any that is older than `at`.
    pub living: bool,
    /// Its body broke off: where nobody answers, there may be nothing to draw on.
    pub broken: bool,
}

/// Where a failing tab's card stands, and so how it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surface {
    /// A panel on the failing page itself.
    Page,
    /// A waiting page of ours in that tab.
    WaitingPage,
    /// Nowhere: the browser's own error page, where no waiting page may be opened.
    ErrorPage,
    /// A slim bar on a page that lives: loaded again on a click alone.
    Bar,
}

/// With what a document was turned away that is no failure of a gateway's, and no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TurnedAway {
    /// A refusal: 403, and no check to pass.
    Refused,
    /// A check whose own script did not load, so that nobody can pass it.
    StuckCheck,
    /// Its person was signed out, and sent to the sign-in.
    SignedOut,
}

/// What is wrong inside the app of a page that lives, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Trouble {
    /// An answer's stream broke, and the page did not get the rest of it.
    Stream,
    /// What the app asks before a message is sent failed, and the message was not.
    Send,
    /// A chat did not load.
    Load,
    /// The list of chats did not load.
    List,
    /// Who is signed in could not be learnt.
    SignIn,
    /// Its own scripts or styles did not load, so that it may not have started.
    Blank,
}

/// How a page stands whose chat is in trouble, by what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// It shows that it gave up.
    Failed,
    /// It says that it is at work on it.
    Recovering,
    /// Neither.
    Fine,
    /// Nobody can tell: no mark of its layout is known.
    Unmarked,
    /// Another document stands there.
    Gone,
}

/// What a notification tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The site is back.
    Back,
    /// The limit that it had named is over.
    LimitOver,
    /// An answer has ended.
    AnswerDone,
    /// An answer has broken off.
    AnswerBroke,
}

/// What a tab may be loading when it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interrupts {
    /// Nothing: no load is overtaken.
    Nothing,
    /// The rest of the very document that failed, which does not come; no load of another.
    OwnLoad,
    /// Whatever it is: its person asks for it.
    AnyLoad,
}
