//! An old browser is brought up to date.

use super::types::{Mark, Remedy, Spec};
use evidence::Age;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::UpdateBrowser,
    mark: Mark::You,
    name: "remedy_update_browser",
    cost: "cost_restart_browser",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 0, 0, 4, 0],
    fits: |case| matches!(case.evidence.browser, Some(Age::Behind | Age::Old)),
    words: |case, words| {
        words.push(Text::new(case.browser.own([
            "how_update_chrome",
            "how_update_edge",
            "how_update_firefox",
        ])));
    },
};
