//! OpenAI's status page: shown in the card, with a link.

use super::types::{Mark, Remedy, Spec};
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::StatusPage,
    mark: Mark::DoneByGatewatch,
    name: "button_status_page",
    cost: "cost_nothing",
    //      traf serv gate edge netw data bloc old main
    helps: [2, 2, 2, 2, 0, 0, 0, 0, 3],
    fits: |case| !case.is_cut_off(),
    words: |_, words| words.push(Text::new("how_status_page")),
};
