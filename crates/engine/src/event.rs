//! What happened: every event that the engine handles, in the past tense.

use super::types::{ChatState, Document, Expectation, TabId, TaskId};
use crate::prompts::{Given, Saved};
use detect::{Response, Verdict};
use evidence::Question;
use serde::{Deserialize, Serialize};
use settings::Settings;
use status::{Answer, Unreadable};
use timestamp::Timestamp;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Event {
    /// The background started, for the first time or after a death, with the settings of that
    /// moment: one event, because an event before it would do what is due and then be taken for
    /// what died with the last background.
    Started(Settings),
    /// The settings changed.
    SettingsChanged(Settings),
    /// The headers of a main-frame document came in. That alone has no consequences.
    ResponseArrived {
        /// The tab that asked; a speculative request carries it too.
        tab: TabId,
        /// The document's address.
        address: String,
        /// Whether the document is the result of a POST.
        post: bool,
        /// Status and headers.
        response: Response,
        /// When the headers came, by the browser's clock.
        at: Timestamp,
    },
    /// A main-frame document got no usable reply.
    NavigationFailed {
        /// The tab that asked.
        tab: TabId,
        /// The document's address.
        address: String,
        /// Whether the document would have been the result of a POST.
        post: bool,
        /// The browser's own name of the error.
        error: String,
    },
    /// The headers of a conversation's answer came in, in a page that lives.
    ConversationAnswered {
        /// The tab that asked.
        tab: TabId,
        /// The request's address: one of its [`messages`](sites::Requests).
        address: String,
        /// Status and headers.
        response: Response,
        /// When the headers came, by the browser's clock.
        at: Timestamp,
    },
    /// A conversation's request got no answer, or only part of one.
    ConversationFailed {
        /// The tab that asked.
        tab: TabId,
        /// The request's address.
        address: String,
        /// The browser's own name of the error.
        error: String,
        /// When, by the browser's clock.
        at: Timestamp,
    },
    /// A request of the app's own ended, by which it gets a chat, or an answer whose stream broke.
    ChatRequested {
        /// The tab that asked.
        tab: TabId,
        /// The request's address.
        address: String,
        /// The status of its answer; 0 where none came.
        status: u16,
        /// When, by the browser's clock.
        at: Timestamp,
    },
    /// A page was seen to show an alert below a message whose request had ended well.
    AlertShown {
        /// The tab.
        tab: TabId,
        /// The address of the message's request.
        address: String,
        /// When the request ended, by the browser's clock.
        at: Timestamp,
    },
    /// An answer that is under way has neither grown nor ended for as long as the user chose.
    AnswerStalled {
        /// The tab.
        tab: TabId,
        /// The page that it is shown on.
        document: Document,
    },
    /// That answer grows again or has ended.
    AnswerMoved {
        /// The tab.
        tab: TabId,
    },
    /// A long answer ended in a tab that is not visible.
    AnswerEnded {
        /// The tab.
        tab: TabId,
        /// The address of its request.
        address: String,
        /// Whether it broke off.
        broke: bool,
    },
    /// A script or a style of the app did not load.
    AssetFailed {
        /// The tab that asked.
        tab: TabId,
        /// Its address: below one of its [`assets`](sites::Service).
        address: String,
        /// Whether the tab's document is, or may be, the result of a POST.
        post: bool,
        /// The status of its answer; 0 where none came.
        status: u16,
        /// The browser's own name of the error, where none came.
        error: String,
        /// When, by the browser's clock.
        at: Timestamp,
    },
    /// The function in the page answered an [`InspectChat`](super::Effect::InspectChat).
    ChatInspected {
        /// The tab.
        tab: TabId,
        /// Which document answered.
        document: Document,
        /// How it is.
        state: ChatState,
    },
    /// A page's text was read, before anything else was done to the page.
    TextKept {
        /// The tab.
        tab: TabId,
        /// What became of it.
        saved: Saved,
    },
    /// A saved prompt was put back, or could not be.
    PromptGiven {
        /// The tab.
        tab: TabId,
        /// What came of it.
        given: Given,
    },
    /// A bar was meant for a document that is gone, though no response replaced it.
    BarMissed {
        /// The tab.
        tab: TabId,
        /// The document that the bar was meant for.
        document: Document,
    },
    /// The browser reports a change in a tab; listened to only while something is pending.
    TabUpdated {
        /// The tab.
        tab: TabId,
    },
    /// The function in the page answered an [`Inspect`](super::Effect::Inspect).
    Inspected {
        /// The tab.
        tab: TabId,
        /// What was expected.
        expectation: Expectation,
        /// What is there.
        finding: Finding,
    },
    /// The collector read a failing document, as [`Read`](super::Effect::Read) asked.
    PageRead {
        /// The tab.
        tab: TabId,
        /// Which document it read.
        document: Document,
        /// What that and its headers make it.
        verdict: Box<Verdict>,
    },
    /// One of our waiting pages asks what to show.
    WaitingPageOpened {
        /// The address that it keeps for the user.
        tab: TabId,
        /// The address that it keeps for the person.
        address: String,
    },
    /// The user pressed a button.
    Pressed {
        /// The failing tab whose panel it was; `None` from the popup.
        tab: Option<TabId>,
        /// What was pressed.
        button: Button,
    },
    /// A failing tab became visible or hidden.
    VisibilityChanged {
        /// The tab.
        tab: TabId,
        /// Whether it is visible.
        visible: bool,
    },
    /// The browser gave a tab another number: it was discarded, or loaded ahead.
    TabReplaced {
        /// Its number until now.
        tab: TabId,
        /// Its number from now on.
        by: TabId,
    },
    /// The user opened the popup.
    PopupOpened,
    /// The user answered a question.
    QuestionAnswered {
        /// The failing tab in which it was answered; `None` from the popup.
        tab: Option<TabId>,
        /// The question.
        question: Question,
        /// The answer.
        yes: bool,
    },
    /// The network came back, or the machine woke up.
    NetworkReturned,
    /// Time passed: an alarm, a timer or a page's countdown ended. It does not say which.
    TimePassed,
    /// An effect is done.
    Done {
        /// Which one. One that is not outstanding is ignored, so nothing takes effect twice.
        id: TaskId,
        /// What came of it.
        outcome: Outcome,
    },
}

impl Event {
    /// The name in traces.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Started(_) => "Started",
            Self::SettingsChanged(_) => "SettingsChanged",
            Self::ResponseArrived { .. } => "ResponseArrived",
            Self::NavigationFailed { .. } => "NavigationFailed",
            Self::ConversationAnswered { .. } => "ConversationAnswered",
            Self::ConversationFailed { .. } => "ConversationFailed",
            Self::ChatRequested { .. } => "ChatRequested",
            Self::AlertShown { .. } => "AlertShown",
            Self::AnswerStalled { .. } => "AnswerStalled",
            Self::AnswerMoved { .. } => "AnswerMoved",
            Self::AnswerEnded { .. } => "AnswerEnded",
            Self::AssetFailed { .. } => "AssetFailed",
            Self::ChatInspected { .. } => "ChatInspected",
            Self::TextKept { .. } => "TextKept",
            Self::PromptGiven { .. } => "PromptGiven",
            Self::BarMissed { .. } => "BarMissed",
            Self::TabUpdated { .. } => "TabUpdated",
            Self::Inspected { .. } => "Inspected",
            Self::PageRead { .. } => "PageRead",
            Self::WaitingPageOpened { .. } => "WaitingPageOpened",
            Self::Pressed { .. } => "Pressed",
            Self::VisibilityChanged { .. } => "VisibilityChanged",
            Self::TabReplaced { .. } => "TabReplaced",
            Self::PopupOpened => "PopupOpened",
            Self::QuestionAnswered { .. } => "QuestionAnswered",
            Self::NetworkReturned => "NetworkReturned",
            Self::TimePassed => "TimePassed",
            Self::Done { .. } => "Done",
        }
    }
}

/// What the function injected into a tab found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Finding {
    /// The document that was expected is there.
    Here {
        /// Which it is.
        document: Document,
        /// Whether the tab had a document of that address before: it was reloaded, or the user went
        /// back to it.
        again: bool,
    },
    /// Another document is there: an older one, or one that never failed.
    NotHere,
    /// The browser lets no script draw there: its own error page, or a viewer of its own.
    Refused {
        /// The tab's address, where the browser tells it.
        address: Option<String>,
        /// Whether the tab is still loading.
        loading: bool,
        /// Whether a waiting page can be opened in that tab.
        can_wait: bool,
        /// Whether the browser itself retries after a network failure.
        retries: bool,
    },
    /// There is no such tab.
    Gone,
}

/// A button of the panel, the waiting page or the popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "snake_case"))]
pub enum Button {
    /// Probe at once.
    CheckNow,
    /// Do nothing until told otherwise.
    Pause,
    /// Go on.
    Resume,
    /// Clear the site's cached files.
    ClearCache,
    /// Open OpenAI's status page (a link: the engine is only told).
    StatusPage,
    /// Take the panel away for this outage.
    Hide,
    /// Load the page now that the site answers.
    GoNow,
    /// Put the saved prompt into the composer: the shell does it and reports the outcome.
    PutBack,
    /// Copy the saved prompt: the same.
    CopyPrompt,
    /// Leave the page as it is for another [`LONGER`](super::LONGER): any key does the same.
    Stay,
    /// Show what else may help this tab.
    WhatElse,
    /// Be told when the site is back: the shell asks for the permission and stores the setting,
    /// which reaches the engine like any other.
    Notify,
}

impl Button {
    /// Every button.
    pub const ALL: [Self; 12] = [
        Self::CheckNow,
        Self::Pause,
        Self::Resume,
        Self::ClearCache,
        Self::StatusPage,
        Self::Hide,
        Self::GoNow,
        Self::PutBack,
        Self::CopyPrompt,
        Self::Stay,
        Self::WhatElse,
        Self::Notify,
    ];

    /// Its name in a view and in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CheckNow => "check_now",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::ClearCache => "clear_cache",
            Self::StatusPage => "status_page",
            Self::Hide => "hide",
            Self::GoNow => "go_now",
            Self::PutBack => "put_back",
            Self::CopyPrompt => "copy_prompt",
            Self::Stay => "stay",
            Self::WhatElse => "what_else",
            Self::Notify => "notify",
        }
    }

    /// The button of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|button| button.name() == name)
    }
}

/// What came of an effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Outcome {
    /// Of `ListTabs`.
    TabsListed {
        /// The tabs that are left.
        tab_states: Vec<TabState>,
        /// Whether this computer has a network, as far as the browser knows.
        online: bool,
    },
    /// Of `Probe`.
    Probed(ProbeAnswer),
    /// Of `ReadStatus`.
    StatusAnswered(Result<Answer, Unreadable>),
    /// Of `Return`.
    Returned(ReturnOutcome),
    /// Of `OpenWaitingPage`: whether the tab went there.
    Waits(bool),
    /// Of `ClearCache`, with how many stored things were counted as they went.
    CacheCleared(Clearing, u32),
    /// Of `EndClearing`.
    ClearingEnded,
    /// Of `TakeAway`, also where the document is gone.
    TakenAway,
    /// Of `Record`, also where the store took nothing: it is tried once.
    Recorded,
}

/// One tab as it was when the tabs were listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TabState {
    /// The tab.
    pub tab: TabId,
    /// Its address; of a waiting page, the one that it keeps.
    pub address: String,
    /// Whether it is the active tab of its window.
    pub active: bool,
    /// Whether it is loading.
    pub loading: bool,
    /// Whether the browser discarded it.
    pub discarded: bool,
    /// Which cookies it has: 0 for the ordinary ones, 1 for private windows'. (Firefox tells
    /// containers apart only for extensions with the permission `cookies`, which is not asked
    /// for.)
    pub cookie_store: u32,
}

/// What the site said to a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ProbeAnswer {
    /// A status code, with the hint it carried.
    Status {
        /// The code.
        code: u16,
        /// `cf-mitigated: challenge` was there.
        challenge: bool,
        /// From Retry-After: not to be probed before.
        not_before: Option<Timestamp>,
    },
    /// A redirect whose target the browser hides.
    Redirect,
    /// No reply in time.
    TimedOut,
    /// No connection, or one that broke.
    NetworkError,
    /// The edge refused or challenged the probe without cookies, and the one from within the
    /// failing page too, unless no page could be used: the site itself said nothing.
    Challenged,
}

impl ProbeAnswer {
    /// The same, with an answer of the edge's own counted as no answer of the site.
    #[must_use]
    pub fn of_the_site(self) -> Self {
        match self {
            Self::Status { challenge: true, .. } | Self::Status { code: 403, .. } => {
                Self::Challenged
            }
            Self::Status { .. }
            | Self::Redirect
            | Self::TimedOut
            | Self::NetworkError
            | Self::Challenged => self,
        }
    }
}

/// What came of taking a tab back to its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ReturnOutcome {
    /// The load was begun.
    Begun,
    /// Another document is there now.
    Elsewhere,
    /// The tab is already loading, and a load is never interrupted.
    Pending,
    /// The user is busy in the card, so the page stays.
    AtWork,
    /// There is text on the page that could not be saved: we never reload it.
    Unsaved,
    /// The page was empty, but its app has started since: not to be reloaded.
    Started,
    /// There is no such tab.
    Gone,
}

/// What came of clearing the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Clearing {
    /// The browser said done.
    Cleared,
    /// The rule is set: the site's next answer clears the cache.
    WithNextAnswer,
    /// Not done in time; it may still be going on.
    TimedOut,
    /// The browser refused.
    Failed,
}
