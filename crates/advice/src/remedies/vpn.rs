//! A VPN takes another way around a broken network, but never past a block.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use detect::NetworkError;
use evidence::Trial;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::Vpn,
    mark: Mark::You,
    name: "remedy_vpn",
    cost: "cost_vpn",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 2, 0, 0, 0, 0],
    // The path is broken: the computer is online, and what is sent to ChatGPT gets lost. A name
    // without an address or a closed connection may also be a block, so it is not offered then.
    fits: |case| {
        let lost = matches!(case.evidence.error, Some(NetworkError::TimedOut | NetworkError::Cut));
        let elsewhere = case.evidence.other_network == Some(Trial::Works);
        let path = case.evidence.is_answered() == Some(false) && (lost || elsewhere);
        let free = case.evidence.vpn != Some(true) && case.evidence.without_vpn.is_none();
        let leads = case.causes.first().is_some_and(|found| found.cause == Cause::Network);
        path && free && leads && !case.is_cut_off() && !case.may_be_blocked()
    },
    words: |_, words| {
        words.push(Text::new("how_vpn"));
        words.push(Text::new("how_vpn_caution"));
    },
};
