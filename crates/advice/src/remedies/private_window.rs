//! A private window has no old data and mostly no extensions: if it works there, one of those is
//! the cause.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::PrivateWindow,
    mark: Mark::OneClick,
    name: "remedy_private_window",
    cost: "cost_sign_in_again",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 3, 0, 0, 0],
    fits: |case| {
        let fits = case.points_at(Cause::BrowserData) || case.lasts();
        fits && !case.is_cut_off() && !case.may_be_blocked()
    },
    words: |_, words| words.push(Text::new("how_private_meaning")),
};
