//! Another device, when it lasts and nothing is posted.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::OtherDevice,
    mark: Mark::You,
    name: "remedy_other_device",
    cost: "cost_minutes",
    //      traf serv gate edge netw data bloc old main
    helps: [1, 1, 1, 1, 1, 2, 0, 3, 0],
    fits: |case| {
        let near = case.points_at(Cause::OldBrowser) || case.points_at(Cause::BrowserData);
        case.lasts()
            && (near || case.causes.iter().all(|found| found.share < 65))
            && !case.may_be_blocked()
    },
    words: |_, words| words.push(Text::new("how_other_device")),
};
