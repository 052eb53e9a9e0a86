//! Clears the site's cached files and nothing else; and says where the browser itself clears them.

use super::types::{Case, Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::ClearCache,
    mark: Mark::OneClick,
    name: "button_clear_cache",
    cost: "cost_clear_cache",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 4, 0, 1, 0],
    // A possible cause is enough, since it costs one slow load. Against a fault of the servers it
    // does nothing but add load, so it is not offered if the evidence points there.
    fits: |case| !case.is_cut_off() && (case.points_at(Cause::BrowserData) || case.lasts()),
    words: |case, words| {
        words.push(Text::new("how_clear_cache"));
        words.push(case.browser.own_page([
            "chrome://settings/clearBrowserData",
            "edge://settings/clearBrowserData",
            "about:preferences#privacy",
        ]));
    },
};

impl Case<'_> {
    /// Whether the cache may be cleared without being asked: only if the evidence points at stale
    /// data, the status page is fine, and it has not been done before.
    #[must_use]
    pub fn may_clear_by_itself(&self) -> bool {
        use crate::diagnosis::Confidence;
        use status::Said;
        let green = matches!(self.evidence.status, Some(Said::NoIncident | Said::JustResolved));
        let leads = self.causes.first().is_some_and(|found| {
            found.cause == Cause::BrowserData && found.confidence >= Confidence::Likely
        });
        let done = self.came.iter().any(|(remedy, _)| *remedy == Remedy::ClearCache);
        green
            && leads
            && !done
            && self.evidence.cleared_in_vain.is_none()
            && !self.evidence.is_refused()
    }
}
