//! Another network, such as mobile data, shows whether this one is the cause.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::OtherNetwork,
    mark: Mark::You,
    name: "remedy_other_network",
    cost: "cost_minutes",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 2, 3, 0, 0, 0, 0],
    fits: |case| {
        let fits = case.points_at(Cause::Network) || case.points_at(Cause::Edge) || case.lasts();
        fits && !case.may_be_blocked()
    },
    words: |_, words| words.push(Text::new("how_other_network")),
};
