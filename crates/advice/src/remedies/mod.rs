//! What helps: every remedy in a file of its own, offered when it fits, the one that helps most first.
//!
//! To add one: a file with its [`Spec`], a name in [`Remedy`], a place in [`ALL`], a row in
//! docs/remedies.md, and its words in the catalogue.

mod block;
mod clear_cache;
mod network_sign_in;
mod other_browser;
mod other_device;
mod other_network;
mod outcome;
mod private_window;
mod refresh;
mod reset_browser;
mod restart_router;
mod status_page;
mod support;
mod update_browser;
mod vpn;
mod wait;

pub use outcome::{Outcome, Why};
pub use restart_router::OFF_FOR;

use super::diagnosis::{Confidence, Diagnosis};
use super::machine::{Browser, System};
use super::weights::Cause;
use evidence::{Evidence, Trial};
use std::time::Duration;
use text::Text;

pub(super) use block::explained;

/// After so long under a green status page it is time for what takes effort.
pub const HOURS: Duration = Duration::from_secs(2 * 3600);

/// Something that may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// Load the page again once the site answers.
    Refresh,
    /// Look at OpenAI's status page.
    StatusPage,
    /// Wait, and be told.
    Wait,
    /// Sign in to the network's own page.
    NetworkSignIn,
    /// Clear ChatGPT's cache.
    ClearCache,
    /// Try a private window.
    PrivateWindow,
    /// Try another browser.
    OtherBrowser,
    /// Bring the browser up to date.
    UpdateBrowser,
    /// Restart the router.
    RestartRouter,
    /// Try another network.
    OtherNetwork,
    /// Try through a VPN.
    Vpn,
    /// Try another device.
    OtherDevice,
    /// Reset the browser.
    ResetBrowser,
    /// Write to support.
    Support,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Gatewatch does it by itself.
    DoneByGatewatch,
    /// One click.
    OneClick,
    /// The person, by hand.
    You,
}

/// What is known when a remedy is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What it means, the likeliest first: of [`diagnose`](super::diagnose).
    pub causes: &'a [Diagnosis],
    /// The browser, for its words.
    pub browser: Browser,
    /// The system, for what else there is on it.
    pub system: System,
    /// What came of what was done already.
    pub came: &'a [(Remedy, Outcome)],
}

/// One remedy, as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which.
    pub remedy: Remedy,
    /// Who does it.
    pub mark: Mark,
    /// Its name.
    pub name: Text,
    /// What it costs.
    pub cost: Text,
    /// How, one step after the other, and what it means.
    pub words: Vec<Text>,
    /// What came of it, where it was done.
    pub came: Option<Text>,
    /// Whether the person said that it did not help.
    pub is_spent: bool,
    /// How much it helps, for ranking.
    pub worth: u32,
}

/// What can be offered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// Why nothing is: a refusal, explained.
    pub explained: Vec<Text>,
    /// The remedies, the one that helps most first.
    pub list: Vec<Offer>,
}

/// How a remedy is written down.
struct Spec {
    remedy: Remedy,
    mark: Mark,
    name: &'static str,
    cost: &'static str,
    /// How much it helps against each cause, from 0 to 4, in the order of [`Cause::ALL`].
    helps: [u8; 9],
    /// Whether it fits the case; a refusal is looked for before.
    fits: fn(&Case) -> bool,
    /// How to do it.
    words: fn(&Case, &mut Vec<Text>),
}

/// Every remedy; of two that help as much, the one that stands first is offered first.
static ALL: [&Spec; 14] = [
    &refresh::SPEC,
    &wait::SPEC,
    &status_page::SPEC,
    &network_sign_in::SPEC,
    &clear_cache::SPEC,
    &private_window::SPEC,
    &update_browser::SPEC,
    &other_browser::SPEC,
    &restart_router::SPEC,
    &other_network::SPEC,
    &vpn::SPEC,
    &other_device::SPEC,
    &support::SPEC,
    &reset_browser::SPEC,
];

/// What fits the case. Where anything refused, limited or checked the person, that is explained
/// and nothing is offered: whatever is tried would be a way round it.
#[must_use]
pub fn offers(case: &Case) -> Offers {
    if case.evidence.is_refused() {
        return Offers { explained: explained(case.evidence).into(), list: Vec::new() };
    }
    let mut list: Vec<Offer> = Vec::new();
    for spec in ALL.into_iter().filter(|spec| (spec.fits)(case)) {
        let worth = case.causes.iter().map(|found| {
            let helps = spec.helps.get(found.cause as usize).copied().unwrap_or_default();
            u32::from(found.share) * u32::from(helps)
        });
        let came = case.came.iter().rfind(|(remedy, _)| *remedy == spec.remedy);
        let mut words = Vec::new();
        (spec.words)(case, &mut words);
        let offer = Offer {
            remedy: spec.remedy,
            mark: spec.mark,
            name: Text::new(spec.name),
            cost: Text::new(spec.cost),
            words,
            came: came.map(|(_, outcome)| outcome.text()),
            is_spent: case.tried(spec.remedy) == Some(Trial::Fails),
            worth: worth.sum(),
        };
        let rank = |offer: &Offer| (!offer.is_spent, offer.worth);
        let at = list.iter().position(|known| rank(known) < rank(&offer)).unwrap_or(list.len());
        list.insert(at, offer);
    }
    Offers { explained: Vec::new(), list }
}

impl Mark {
    /// Its words.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(match self {
            Self::DoneByGatewatch => "mark_done_by_gatewatch",
            Self::OneClick => "mark_one_click",
            Self::You => "mark_you",
        })
    }
}

impl Remedy {
    /// Every remedy with its name in a view and in a message.
    const NAMES: [(Self, &'static str); 14] = [
        (Self::Refresh, "refresh"),
        (Self::StatusPage, "status-page"),
        (Self::Wait, "wait"),
        (Self::NetworkSignIn, "network-sign-in"),
        (Self::ClearCache, "clear-cache"),
        (Self::PrivateWindow, "private-window"),
        (Self::OtherBrowser, "other-browser"),
        (Self::UpdateBrowser, "update-browser"),
        (Self::RestartRouter, "restart-router"),
        (Self::OtherNetwork, "other-network"),
        (Self::Vpn, "vpn"),
        (Self::OtherDevice, "other-device"),
        (Self::ResetBrowser, "reset-browser"),
        (Self::Support, "support"),
    ];

    /// Its name in a view and in a message.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(remedy, _)| *remedy == self).map_or("", |(_, name)| name)
    }

    /// The remedy of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(remedy, _)| *remedy)
    }

    /// Every remedy.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::NAMES.into_iter().map(|(remedy, _)| remedy)
    }

    /// Whether only its person can tell how it went, and telling it says something of the cause:
    /// the question is the one of its name.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(
            self,
            Self::PrivateWindow
                | Self::OtherBrowser
                | Self::RestartRouter
                | Self::OtherNetwork
                | Self::OtherDevice
                | Self::Vpn
        )
    }
}

impl Case<'_> {
    /// A cause's share, out of a hundred.
    fn share(&self, cause: Cause) -> u8 {
        self.found(cause).map_or(0, |found| found.share)
    }

    /// Whether the evidence points at a cause: something speaks for it, and it is possible.
    pub(super) fn points_at(&self, cause: Cause) -> bool {
        self.found(cause).is_some_and(|found| found.confidence >= Confidence::Possible)
    }

    /// Whether it may be that the connection is refused though no answer says so: then nothing is
    /// offered that goes another way.
    fn may_be_blocked(&self) -> bool {
        self.share(Cause::Blocked) >= 15
    }

    /// Whether it has failed for hours with nothing posted.
    pub(super) fn lasts(&self) -> bool {
        self.evidence.is_long_under_green(HOURS)
    }

    /// Whether this computer has no way to any site now.
    pub(super) fn is_cut_off(&self) -> bool {
        self.evidence.online == Some(false) || self.evidence.captive_portal == Some(true)
    }

    fn found(&self, cause: Cause) -> Option<&Diagnosis> {
        self.causes.iter().find(|found| found.cause == cause)
    }

    /// What the person told of it.
    fn tried(&self, remedy: Remedy) -> Option<Trial> {
        match remedy {
            Remedy::ClearCache => {
                self.evidence.cleared_in_vain.filter(|vain| *vain).map(|_| Trial::Fails)
            }
            Remedy::PrivateWindow => self.evidence.private_window,
            Remedy::OtherBrowser => self.evidence.other_browser,
            Remedy::RestartRouter => self.evidence.router,
            Remedy::OtherNetwork => self.evidence.other_network,
            Remedy::Vpn => self.evidence.through_vpn,
            Remedy::OtherDevice => self.evidence.other_device,
            Remedy::Refresh
            | Remedy::StatusPage
            | Remedy::Wait
            | Remedy::NetworkSignIn
            | Remedy::UpdateBrowser
            | Remedy::ResetBrowser
            | Remedy::Support => None,
        }
    }
}
