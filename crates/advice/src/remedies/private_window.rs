//! A private window has no old data and mostly no extensions: if it works there, that was it.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use evidence::Trial;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::PrivateWindow,
    mark: Mark::OneClick,
    name: "remedy_private_window",
    cost: "cost_private_window",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 3, 0, 0, 0],
    fits: |case| {
        let fits = case.points_at(Cause::BrowserData) || case.lasts();
        fits && !case.is_cut_off() && !case.may_be_blocked()
    },
    words: |case, words| {
        words.push(Text::new(case.browser.own([
            "how_private_chrome",
            "how_private_edge",
            "how_private_firefox",
        ])));
        words.push(Text::new(match case.evidence.private_window {
            Some(Trial::Works) => "how_private_works",
            Some(Trial::Fails) => "how_private_fails",
            None => "how_private_meaning",
        }));
    },
};
