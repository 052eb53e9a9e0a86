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
    // A custom site may have none.
    fits: |case| !case.is_cut_off() && !case.site.service().status.page.is_empty(),
    words: |_, words| words.push(Text::new("how_status_page")),
};
