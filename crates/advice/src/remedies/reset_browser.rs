//! The last resort, when it lasts for hours and nothing else is left to try.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::ResetBrowser,
    mark: Mark::You,
    name: "remedy_reset_browser",
    cost: "cost_reset_browser",
    // Last, whatever the cause.
    helps: [0; 9],
    fits: |case| case.lasts() && !case.is_cut_off() && case.points_at(Cause::BrowserData),
    words: |case, words| {
        words.push(case.browser.own_page([
            "chrome://settings/resetProfileSettings",
            "edge://settings/resetProfileSettings",
            "about:support",
        ]));
        words.push(Text::new("how_reset_keep"));
    },
};
