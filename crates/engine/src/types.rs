//! What events and effects share: tabs, documents, and what is expected of them.

use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

/// A tab, by the browser's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TabId(pub i32);

/// One document, distinct from any other that was ever in its tab. There is no portable document
/// id, so it is the address and the time it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Document {
    /// `location.href`, fragment included.
    pub address: String,
    /// `performance.timeOrigin` in microseconds since 1970, rounded.
    pub time_origin: i64,
}

/// The number of a task in the outbox: never reused within a snapshot's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TaskId(pub u32);

/// What the function in the page looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Expectation {
    /// The address whose headers came in; the fragment does not count.
    pub address: String,
    /// The status code that the navigation entry must show; 0 if there was none: then any document
    /// at the address.
    pub status: u16,
    /// When the headers came: an older document in the tab is another one.
    pub at: Timestamp,
    /// The address is that of a conversation's request, and what is looked for is the living
    /// document that sent it: any that is older than `at`.
    pub living: bool,
    /// Its body broke off: if nothing answers, there may be no document to draw on.
    pub broken: bool,
}

/// Where a failing tab's card is shown, and so how it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surface {
    /// A panel on the failing page itself.
    Page,
    /// A waiting page of ours in that tab.
    WaitingPage,
    /// Nowhere: the browser's own error page, where no waiting page can be opened.
    ErrorPage,
    /// A slim bar on a living page: reloaded only on a click.
    Bar,
}

/// How a document was turned away, if that is neither a gateway's failure nor a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TurnedAway {
    /// A refusal: 403, and no check to pass.
    Refused,
    /// A check whose own script did not load, so it cannot be passed.
    StuckCheck,
    /// The user was signed out and sent to the sign-in.
    SignedOut,
}

/// What is wrong inside a living page's app, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Trouble {
    /// An answer's stream broke, and the page did not get the rest of it.
    Stream,
    /// A request before a message failed, so the message was not sent.
    Send,
    /// A chat did not load.
    Load,
    /// The list of chats did not load.
    List,
    /// Whether somebody is signed in could not be read.
    SignIn,
    /// Its own scripts or styles did not load, so that it may not have started.
    Blank,
}

/// How a page with a troubled chat is, by what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// It shows that it gave up.
    Failed,
    /// It says that it is recovering.
    Recovering,
    /// Neither.
    Fine,
    /// Unknown: no mark of its layout is known.
    Unmarked,
    /// Another document is there.
    Gone,
}

/// What a notification says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The site is back.
    Back,
    /// The limit is over.
    LimitOver,
    /// An answer has ended.
    AnswerDone,
    /// An answer has broken off.
    AnswerBroke,
}

/// What a tab may be loading when it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interrupts {
    /// Nothing: no load is interrupted.
    Nothing,
    /// The rest of the very document that failed, which never comes; no load of another.
    OwnLoad,
    /// Any load: its user asks for it.
    AnyLoad,
}
