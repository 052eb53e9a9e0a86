//! What can happen in a life, drawn by a seed.

use super::site::{Documents, SITES, SITES_OF_A_SHORT_LIFE, Says, Site};
use fastrand::Rng;

/// One thing that a person, the site, the network or the browser does. A number chooses among what
/// there is at that moment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    /// Opens another chat in a tab of its own.
    Open,
    /// Opens a private window at another chat: where the extension may be in one.
    OpenPrivate,
    /// Opens a chat of another assistant: where one was chosen.
    OpenElsewhere,
    /// Looks at another of the open tabs.
    Look(usize),
    /// Closes the tab that is looked at, where there is another.
    Close,
    Reload,
    /// Goes to another chat in the same tab, and back.
    AwayAndBack,
    /// Writes a sentence that nobody has written before, where there is a message box.
    Write,
    /// Attaches a file of so many bytes to it.
    Attach(u32),
    /// Sends what stands in the message box.
    Send,
    /// Presses a button of the card or the bar.
    Press(usize),
    /// Presses a button of the bar that offers a kept prompt.
    PressOffer(usize),
    /// Opens the popup and presses a button of it.
    PressInPopup(usize),
    KeepWhileTyping(bool),
    SwitchOff,
    SwitchOn,
    Site(&'static Site),
    Says(Says),
    Offline,
    Online,
    TakeAccess,
    GiveAccess,
    KillBackground,
    /// The browser puts a tab to sleep that nobody looks at.
    Discard(usize),
    /// The browser ends, and starts again with the tabs that it had.
    Restart,
    /// The background's clock is set by so many hours, until it ends: where it can be set.
    Clock(i64),
    AwaitProbe,
    AwaitReturn,
}

/// How long a life is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// For every run of the tests: nothing that takes the browser many seconds.
    Short,
    /// For the soak.
    Long,
}

/// What is not the same in every life.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kit {
    /// What sets the background's clock stands between the extension and the browser.
    pub has_clock: bool,
    /// Another assistant was chosen beside ChatGPT.
    pub has_claude: bool,
    /// The extension may be in private windows.
    pub is_private: bool,
}

impl Kit {
    pub(super) fn draw(draws: &mut Rng, length: Length) -> Self {
        let mut one_in = |number| length == Length::Long && draws.u8(..number) == 0;
        Self { has_clock: one_in(3), has_claude: one_in(3), is_private: one_in(4) }
    }
}

impl Length {
    pub(super) fn actions(self, draws: &mut Rng) -> usize {
        match self {
            Self::Short => 6,
            Self::Long => draws.usize(10..=30),
        }
    }
}

/// How an action comes by its numbers.
type Draw = fn(&mut Rng, Length) -> Action;

pub(super) fn draw(draws: &mut Rng, length: Length) -> Action {
    let weights: &[(u32, Draw)] = &[
        (6, |_, _| Action::Open),
        (5, |draws, _| Action::Look(draws.usize(..100))),
        (2, |_, _| Action::Close),
        (7, |_, _| Action::Reload),
        (2, |_, _| Action::AwayAndBack),
        (7, |_, _| Action::Write),
        (2, |draws, _| Action::Attach(draws.u32(1..50_000))),
        (7, |_, _| Action::Send),
        (6, |draws, _| Action::Press(draws.usize(..100))),
        (5, |draws, _| Action::PressOffer(draws.usize(..100))),
        (3, |draws, _| Action::PressInPopup(draws.usize(..100))),
        (2, |draws, _| Action::KeepWhileTyping(draws.bool())),
        (1, |_, _| Action::SwitchOff),
        (4, |_, _| Action::SwitchOn),
        (14, |draws, length| Action::Site(site(draws, length))),
        (3, |draws, _| Action::Says(Says::ALL[draws.usize(..Says::ALL.len())])),
        (1, |_, _| Action::Offline),
        (4, |_, _| Action::Online),
        (1, |_, _| Action::TakeAccess),
        (4, |_, _| Action::GiveAccess),
        (5, |_, _| Action::KillBackground),
        (2, |draws, _| Action::Clock(draws.i64(-1..=3))),
        (4, |_, length| if length == Length::Long { Action::AwaitProbe } else { Action::Open }),
        (4, |_, length| if length == Length::Long { Action::AwaitReturn } else { Action::Reload }),
        (1, |draws, length| match length {
            Length::Long => Action::Discard(draws.usize(..100)),
            Length::Short => Action::Write,
        }),
        (1, |_, length| if length == Length::Long { Action::Restart } else { Action::Send }),
        (3, |_, length| if length == Length::Long { Action::OpenPrivate } else { Action::Open }),
        (3, |_, length| if length == Length::Long { Action::OpenElsewhere } else { Action::Open }),
    ];
    let all: u32 = weights.iter().map(|(weight, _)| weight).sum();
    let mut left = draws.u32(..all);
    for (weight, action) in weights {
        if left < *weight {
            return action(draws, length);
        }
        left -= weight;
    }
    unreachable!("less than all weights was drawn")
}

/// Well, or failing as a whole, more often than anything else.
fn site(draws: &mut Rng, length: Length) -> &'static Site {
    let sites = if length == Length::Long { SITES } else { &SITES[..SITES_OF_A_SHORT_LIFE] };
    let failing: Vec<_> = sites.iter().filter(|it| it.documents == Documents::Fail).collect();
    match draws.u8(..10) {
        0..=2 => &SITES[0],
        3..=6 => failing[draws.usize(..failing.len())],
        _ => &sites[draws.usize(..sites.len())],
    }
}
