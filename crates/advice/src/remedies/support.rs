//! OpenAI's help centre, with the report copied: after hours, when nothing is posted.

use super::types::{Mark, Remedy, Spec};
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::Support,
    mark: Mark::OneClick,
    name: "remedy_support",
    cost: "cost_minutes",
    //      traf serv gate edge netw data bloc old main
    helps: [1, 1, 1, 1, 0, 1, 0, 0, 0],
    // A custom site has no support to write to.
    fits: |case| case.lasts() && !case.is_cut_off() && !case.site.service().support.is_empty(),
    words: |_, words| words.push(Text::new("how_support")),
};
