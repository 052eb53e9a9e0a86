//! Switch the router off for ten seconds: only if the evidence points at the network.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::RestartRouter,
    mark: Mark::You,
    name: "remedy_restart_router",
    cost: "cost_restart_router",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 4, 0, 0, 0, 0],
    fits: |case| {
        let leads = case.causes.first().is_some_and(|found| found.cause == Cause::Network);
        // A portal's router is not the user's to restart, and a proxy is no router.
        let portal = case.evidence.captive_portal == Some(true);
        leads && case.points_at(Cause::Network) && !portal && !case.may_be_blocked()
    },
    words: |_, words| words.push(Text::new("how_router")),
};
