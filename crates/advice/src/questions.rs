//! What only a person can tell: how it went elsewhere, and what no permission of ours shows.

use super::remedies::Case;
use super::weights::Cause;
use text::Text;

/// What is asked beside the remedies, in words whose name is the question's: nothing of who was
/// refused, nothing while this computer has no way to any site, and nothing whose answer would
/// move no cause.
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
