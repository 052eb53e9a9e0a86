//! What helps: every remedy in a file of its own, offered when it fits, the most helpful first.
//!
//! To add one: a file with its [`Spec`], a name in [`Remedy`], a place in [`ALL`], a row in
//! docs/remedies.md, and its words in the catalogue.

mod block;
mod clear_cache;
mod go_elsewhere;
mod network_sign_in;
mod other_browser;
mod other_device;
mod other_network;
mod outcome;
mod private_window;
mod refresh;
mod reset_browser;
mod restart_router;
mod status_page;
mod support;
mod types;
mod update_browser;
mod vpn;
mod wait;

pub use outcome::{Outcome, Why};
pub use types::{Case, Elsewhere, HOURS, Mark, Offer, Offers, Remedy};

use crate::machine::Browser;
use evidence::Trial;
use text::Text;
use types::Spec;

pub(super) use block::explained;

/// Every remedy; of two that help equally, the earlier one is offered first.
static ALL: [&Spec; 15] = [
    &refresh::SPEC,
    &wait::SPEC,
    &status_page::SPEC,
    &go_elsewhere::SPEC,
    &network_sign_in::SPEC,
    &clear_cache::SPEC,
    &private_window::SPEC,
    &update_browser::SPEC,
    &other_browser::SPEC,
    &restart_router::SPEC,
    &other_network::SPEC,
    &vpn::SPEC,
    &other_device::SPEC,
    &support::SPEC,
    &reset_browser::SPEC,
];

/// The remedies that fit the case. If anything refused, limited or checked the user, that is
/// explained and nothing is offered: whatever is tried would be a way round it.
#[must_use]
pub fn offers(case: &Case) -> Offers {
    if case.evidence.is_refused() {
        return Offers { explained: explained(case.evidence).into(), list: Vec::new() };
    }
    let mut list: Vec<Offer> = Vec::new();
    for spec in ALL.into_iter().filter(|spec| (spec.fits)(case)) {
        let worth = case.causes.iter().map(|found| {
            let helps = spec.helps.get(found.cause as usize).copied().unwrap_or_default();
            u32::from(found.share) * u32::from(helps)
        });
        let came = case.came.iter().rfind(|(remedy, _)| *remedy == spec.remedy);
        let mut words = Vec::new();
        (spec.words)(case, &mut words);
        let offer = Offer {
            remedy: spec.remedy,
            mark: spec.mark,
            name: Text::new(name(spec, case.browser)),
            cost: Text::new(spec.cost),
            words,
            came: came.map(|(_, outcome)| outcome.text(case.site)),
            is_spent: case.tried(spec.remedy) == Some(Trial::Fails),
            worth: worth.sum(),
        };
        let rank = |offer: &Offer| (!offer.is_spent, offer.worth);
        let at = list.iter().position(|known| rank(known) < rank(&offer)).unwrap_or(list.len());
        list.insert(at, offer);
    }
    Offers { explained: Vec::new(), list }
}

/// A private window is named as the browser's own menu names it.
fn name(spec: &Spec, browser: Browser) -> &'static str {
    match (spec.remedy, browser) {
        (Remedy::PrivateWindow, Browser::Chrome) => "remedy_incognito_window",
        (Remedy::PrivateWindow, Browser::Edge) => "remedy_inprivate_window",
        _ => spec.name,
    }
}
