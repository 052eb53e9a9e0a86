//! Waiting, and how long such outages usually last.

use super::types::{Mark, Remedy, Spec};
use crate::durations;
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::Wait,
    mark: Mark::DoneByGatewatch,
    name: "remedy_wait",
    cost: "cost_nothing",
    //      traf serv gate edge netw data bloc old main
    helps: [3, 3, 3, 3, 1, 0, 0, 0, 4],
    fits: |_| true,
    words: |case, words| {
        let leads = case.causes.first().map(|found| found.cause);
        words.push(Text::new("doing_waiting"));
        // These durations are of the site's own incidents; those of other assistants were not
        // studied.
        let is_of_the_past = case.site.is_installed()
            && matches!(
                leads,
                Some(Cause::Traffic | Cause::Server | Cause::GatewayTimeout | Cause::Edge)
            );
        if is_of_the_past {
            words.push(
                Text::new("how_wait_long")
                    .with("median", durations::MEDIAN.into())
                    .with("quarter", durations::QUARTER.into())
                    .with("most", durations::NINE_IN_TEN.into()),
            );
        }
    },
};
