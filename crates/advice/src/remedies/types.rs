//! What a remedy is, what is known when one is looked for, and what is offered.

use super::outcome::Outcome;
use crate::diagnosis::{Confidence, Diagnosis};
use crate::machine::{Browser, System};
use crate::weights::Cause;
use evidence::{Evidence, Trial};
use sites::Site;
use std::time::Duration;
use text::Text;

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
    /// Go on with another assistant that is switched on.
    GoElsewhere,
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
    /// The site that fails.
    pub site: Site,
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What it means, the likeliest first: of [`diagnose`](crate::diagnose).
    pub causes: &'a [Diagnosis],
    /// The browser, for its words.
    pub browser: Browser,
    /// The system, for what else there is on it.
    pub system: System,
    /// What came of what was done already.
    pub came: &'a [(Remedy, Outcome)],
    /// Where its person may go on.
    pub elsewhere: Elsewhere<'a>,
}

/// Where somebody may go on meanwhile, and with what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Elsewhere<'a> {
    /// The other assistants that their person switched on and of which nothing is known to fail.
    pub sites: &'a [Site],
    /// Whether a prompt is kept that can be taken along.
    pub is_prompt_kept: bool,
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
pub(super) struct Spec {
    pub(super) remedy: Remedy,
    pub(super) mark: Mark,
    pub(super) name: &'static str,
    pub(super) cost: &'static str,
    /// How much it helps against each cause, from 0 to 4, in the order of [`Cause::ALL`].
    pub(super) helps: [u8; 9],
    /// Whether it fits the case; a refusal is looked for before.
    pub(super) fits: fn(&Case) -> bool,
    /// How to do it.
    pub(super) words: fn(&Case, &mut Vec<Text>),
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
    const NAMES: [(Self, &'static str); 15] = [
        (Self::Refresh, "refresh"),
        (Self::StatusPage, "status-page"),
        (Self::Wait, "wait"),
        (Self::GoElsewhere, "go-elsewhere"),
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
    pub(super) fn share(&self, cause: Cause) -> u8 {
        self.found(cause).map_or(0, |found| found.share)
    }

    /// Whether the evidence points at a cause: something speaks for it, and it is possible.
    pub(crate) fn points_at(&self, cause: Cause) -> bool {
        self.found(cause).is_some_and(|found| found.confidence >= Confidence::Possible)
    }

    /// Whether it may be that the connection is refused though no answer says so: then nothing is
    /// offered that goes another way.
    pub(super) fn may_be_blocked(&self) -> bool {
        self.share(Cause::Blocked) >= 15
    }

    /// Whether it has failed for hours with nothing posted.
    pub(crate) fn lasts(&self) -> bool {
        self.evidence.is_long_under_green(HOURS)
    }

    /// Whether this computer has no way to any site now.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.evidence.online == Some(false) || self.evidence.captive_portal == Some(true)
    }

    pub(super) fn found(&self, cause: Cause) -> Option<&Diagnosis> {
        self.causes.iter().find(|found| found.cause == cause)
    }

    /// What the person told of it.
    pub(super) fn tried(&self, remedy: Remedy) -> Option<Trial> {
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
            | Remedy::GoElsewhere
            | Remedy::NetworkSignIn
            | Remedy::UpdateBrowser
            | Remedy::ResetBrowser
            | Remedy::Support => None,
        }
    }
}
