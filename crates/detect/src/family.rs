//! Who made an error page: every gateway has a page of its own.

use super::page::{PageFacts, mark};
use super::types::Family;
use super::{plain, vendor};

/// The family of a failing page. `failed` says that its status is an error already: then an unknown
/// page, or none at all, is named as well.
#[must_use]
pub(super) fn of(page: &PageFacts, failed: bool) -> Option<Family> {
    let known = if page.is_json() {
        plain::is_error(page).then_some(Family::Json)
    } else if page.is_plain() {
        plain::read(page).map(|found| found.family)
    } else if !page.skin.is_empty() || page.has(mark::BLOCKED_ICON) {
        Some(Family::OpenAi)
    } else if page.has(mark::CF_DETAILS) || !page.fault.is_empty() || !page.label.is_empty() {
        Some(Family::Cloudflare)
    } else {
        vendor::read(page).map(|found| found.family)
    };
    let unknown = if page.is_empty() { Family::Empty } else { Family::Other };
    known.or(failed.then_some(unknown))
}
