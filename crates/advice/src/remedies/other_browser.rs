//! Another browser: the address is copied, and a browser of this system is named.

use super::types::{Mark, Remedy, Spec};
use crate::weights::Cause;
use text::{Arg, Text};

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::OtherBrowser,
    mark: Mark::OneClick,
    name: "remedy_other_browser",
    cost: "cost_sign_in_again",
    //      traf serv gate edge netw data bloc old main
    helps: [0, 0, 0, 0, 0, 2, 0, 3, 0],
    fits: |case| {
        let near = case.points_at(Cause::BrowserData) || case.points_at(Cause::OldBrowser);
        (near || case.lasts()) && !case.is_cut_off() && !case.may_be_blocked()
    },
    words: |case, words| {
        let mut others = case.system.browsers().iter().filter(|other| **other != case.browser);
        let name = others.next().map_or("", |other| other.name()).to_owned();
        words.push(Text::new("how_other_browser").with("first", Arg::Outside(name)));
    },
};
