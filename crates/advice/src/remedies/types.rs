//! What a remedy is, what is known when one is chosen, and what is offered.

use super::outcome::Outcome;
use crate::diagnosis::{Confidence, Diagnosis};
use crate::machine::{Browser, System};
use crate::weights::Cause;
use evidence::{Evidence, Trial};
use sites::Site;
use std::time::Duration;
use text::Text;

/// After this long under a green status page remedies that take effort are offered.
pub const HOURS: Duration = Duration::from_secs(2 * 3600);

/// Something that may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// Load the page again once the site answers.
    Refresh,
    /// Look at OpenAI's status page.
    StatusPage,
    /// Wait, and be notified.
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
    /// The user, by hand.
    You,
}

/// What is known when remedies are chosen.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The site that fails.
    pub site: Site,
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What it means, the likeliest first: from [`diagnose`](crate::diagnose).
    pub causes: &'a [Diagnosis],
    /// The browser, whose words are used.
    pub browser: Browser,
    /// The system, which decides what else can be tried.
    pub system: System,
    /// The results of what was done already.
    pub came: &'a [(Remedy, Outcome)],
    /// Where the user may go on meanwhile.
    pub elsewhere: Elsewhere<'a>,
}

/// Where the user may go on meanwhile, and with what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Elsewhere<'a> {
    /// The other assistants that the user switched on and that are not known to fail.
    pub sites: &'a [Site],
    /// Whether a prompt is kept that can be taken along.
    pub is_prompt_kept: bool,
}

/// One remedy that is offered.
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
    /// How to do it, step by step, and what it means.
    pub words: Vec<Text>,
    /// Its result, if it was done.
    pub came: Option<Text>,
    /// Whether the user said that it did not help.
    pub is_spent: bool,
    /// How much it helps, for ranking.
    pub worth: u32,
}

/// What is offered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// Why nothing is offered: a refusal, explained.
    pub explained: Vec<Text>,
    /// The remedies, the most helpful first.
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
    /// Whether it fits the case; refusals are handled before.
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

    /// Whether only the user can tell how it went, and the answer says something about the cause:
    /// the question has the remedy's name.
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

    /// Whether the connection may be refused though no answer says so: then nothing is offered that
    /// takes another way.
    pub(super) fn may_be_blocked(&self) -> bool {
        self.share(Cause::Blocked) >= 15
    }

    /// Whether it has failed for hours with nothing posted.
    pub(crate) fn lasts(&self) -> bool {
        self.evidence.is_long_under_green(HOURS)
    }

    /// Whether this computer is cut off from all sites now.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.evidence.online == Some(false) || self.evidence.captive_portal == Some(true)
    }

    pub(super) fn found(&self, cause: Cause) -> Option<&Diagnosis> {
        self.causes.iter().find(|found| found.cause == cause)
    }

    /// What the user said about it.
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
