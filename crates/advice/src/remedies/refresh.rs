//! The page is loaded again as soon as the site answers: the schedule does that.

use super::types::{Mark, Remedy, Spec};
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::Refresh,
    mark: Mark::DoneByGatewatch,
    name: "bar_reload",
    cost: "cost_nothing",
    //      traf serv gate edge netw data bloc old main
    helps: [4, 4, 4, 3, 2, 1, 0, 0, 4],
    fits: |_| true,
    words: |_, words| words.push(Text::new("how_refresh")),
};
