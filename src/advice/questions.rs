//! What only a person can tell: how it went elsewhere, and what no permission of ours shows.

use super::remedies::Case;
use super::weights::Cause;
use crate::kept::kept;
use crate::prelude::*;
use crate::text::Text;

/// Something that a person is asked, and answers with yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename_all = "kebab-case"))]
pub enum Question {
    /// Whether ChatGPT works in a private window.
    PrivateWindow,
    /// Whether it works in another browser.
    OtherBrowser,
    /// Whether it works on another network.
    OtherNetwork,
    /// Whether it works on another device.
    OtherDevice,
    /// Whether it works through a VPN.
    Vpn,
    /// Whether it works since the router was restarted.
    RestartRouter,
    /// Whether other sites open.
    #[cfg_attr(feature = "types", ts(rename = "ask_other_sites"))]
    OtherSites,
    /// Whether a VPN is in use.
    #[cfg_attr(feature = "types", ts(rename = "ask_uses_vpn"))]
    UsesVpn,
    /// Whether ChatGPT works with the VPN off.
    #[cfg_attr(feature = "types", ts(rename = "ask_without_vpn"))]
    WithoutVpn,
    /// Whether it works with the other extensions off.
    #[cfg_attr(feature = "types", ts(rename = "ask_extensions_off"))]
    ExtensionsOff,
}

kept!(Question [
    0 PrivateWindow, 1 OtherBrowser, 2 OtherNetwork, 3 OtherDevice, 4 Vpn, 5 RestartRouter,
    6 OtherSites, 7 UsesVpn, 8 WithoutVpn, 9 ExtensionsOff,
] or PrivateWindow);

impl Question {
    /// Every question with its name in a message: a remedy's is that remedy's own, another's that
    /// of its words.
    const NAMES: [(Self, &'static str); 10] = [
        (Self::PrivateWindow, "private-window"),
        (Self::OtherBrowser, "other-browser"),
        (Self::OtherNetwork, "other-network"),
        (Self::OtherDevice, "other-device"),
        (Self::Vpn, "vpn"),
        (Self::RestartRouter, "restart-router"),
        (Self::OtherSites, "ask_other_sites"),
        (Self::UsesVpn, "ask_uses_vpn"),
        (Self::WithoutVpn, "ask_without_vpn"),
        (Self::ExtensionsOff, "ask_extensions_off"),
    ];

    /// The question of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(question, _)| *question)
    }
}

/// What is asked beside the remedies, in words whose name is the question's: nothing of who was
/// refused, nothing while this computer has no way to any site, and nothing whose answer would
/// move no cause.
#[must_use]
pub fn questions(case: &Case) -> Vec<Text> {
    let evidence = case.evidence;
    let mut asked = Vec::new();
    if evidence.is_refused() || case.is_cut_off() {
        return asked;
    }
    if evidence.is_answered() == Some(false) {
        asked.push(Text::new("ask_other_sites"));
        asked.push(Text::new("ask_uses_vpn"));
    }
    if evidence.vpn == Some(true) {
        asked.push(Text::new("ask_without_vpn"));
    }
    if case.points_at(Cause::BrowserData) || case.lasts() {
        asked.push(Text::new("ask_extensions_off"));
    }
    asked
}
