//! Questions that only the user can answer: whether it works elsewhere, and what we have no
//! permission to see.

use super::remedies::Case;
use super::weights::Cause;
use text::Text;

/// The questions to ask beside the remedies, each a text with the question's name: none if the user
/// was refused or this computer is cut off from all sites, and none whose answer would change no
/// cause.
#[must_use]
pub fn questions(case: &Case) -> Vec<Text> {
    let evidence = case.evidence;
    let mut asked = Vec::new();
    if evidence.is_refused() || case.is_cut_off() {
        return asked;
    }
    if evidence.is_answered() == Some(false) {
        asked.push(Text::new("ask_other_sites"));
        asked.push(Text::new("ask_uses_vpn"));
    }
    if evidence.vpn == Some(true) {
        asked.push(Text::new("ask_without_vpn"));
    }
    if case.points_at(Cause::BrowserData) || case.lasts() {
        asked.push(Text::new("ask_extensions_off"));
    }
    asked
}
