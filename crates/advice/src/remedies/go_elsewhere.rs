//! Another assistant that the user switched on and that is not known to fail, with the saved prompt
//! copied. If the user switched none on, none is mentioned.

use super::types::{Mark, Remedy, Spec};
use evidence::Trial;
use text::Text;

pub(super) static SPEC: Spec = Spec {
    remedy: Remedy::GoElsewhere,
    mark: Mark::OneClick,
    name: "remedy_go_elsewhere",
    cost: "cost_new_chat",
    //      traf serv gate edge netw data bloc old main
    helps: [2, 2, 2, 2, 1, 0, 0, 0, 3],
    fits: |case| {
        let no_site_opens = case.evidence.other_sites == Some(Trial::Fails);
        !case.elsewhere.sites.is_empty() && !case.is_cut_off() && !no_site_opens
    },
    words: |case, words| {
        words.push(Text::new("how_go_elsewhere"));
        if case.elsewhere.is_prompt_kept {
            words.push(Text::new("how_go_elsewhere_copies"));
        }
    },
};
