//! An old browser is brought up to date.

use super::types::{Mark, Remedy, Spec};
use evidence::Age;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::UpdateBrowser,
    mark: Mark::You,
    name: "remedy_update_browser",
    cost: "cost_restart_browser",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 0, 0, 4, 0],
    fits: |case| matches!(case.evidence.browser, Some(Age::Behind | Age::Old)),
    words: |case, words| {
        words.push(case.browser.update_page());
    },
};
