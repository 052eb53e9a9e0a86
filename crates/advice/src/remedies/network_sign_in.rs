//! Networks of hotels and trains want a sign-in first.

use super::types::{Mark, Remedy, Spec};
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::NetworkSignIn,
    mark: Mark::You,
    name: "remedy_network_sign_in",
    cost: "cost_minutes",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 4, 0, 0, 0, 0],
    fits: |case| case.evidence.captive_portal == Some(true),
    words: |_, words| words.push(Text::new("how_network_sign_in")),
};
