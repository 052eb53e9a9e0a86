//! Questions that only the user can answer: whether it works elsewhere, and what we have no
//! permission to see.

use serde::{Deserialize, Serialize};

/// A question for the user, answered with yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

impl Question {
    /// Every question with its name in a message: that of the remedy it is about, or else that of
    /// its text.
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
