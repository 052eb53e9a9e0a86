//! Pages that refuse rather than fail: checks, limits, blocks, a full house. Never retried as a way
//! round.

use super::cloudflare;
use super::page::{PageFacts, mark};
use super::verdict::{Class, Why, by_code};
use text::{has, shorn};

/// ChatGPT's own words when it is full, as the page's own heading.
const CAPACITY: &str = "ChatGPT is at capacity right now";

/// The whole text of an element in which ChatGPT's client reports an error.
static IN_APP: [&str; 7] = [
    "Something went wrong. If this issue persists please contact us through our help center at help.openai.com.",
    "An error occurred. If this issue persists please contact us through our help center at help.openai.com.",
    "There was an error generating a response",
    "Error in message stream",
    "Error in body stream",
    "network error",
    "A network error occurred. Please check your connection and try again.",
];

/// How the page refuses, if it does; the caller checks for a veto.
pub(super) fn read(page: &PageFacts) -> Option<(Class, Why)> {
    if page.is_challenge() {
        return Some((Class::Challenge, Why::ChallengeMarker));
    }
    if is_limit(page) {
        return Some((Class::RateLimited, Why::LimitMarker));
    }
    if is_block(page) {
        return Some((Class::Blocked, Why::BlockMarker));
    }
    is_full(page).then_some((Class::AtCapacity, Why::CapacityHeading))
}

/// The host of a check's own script. A check names it to the user only if that did not load:
/// "Please unblock challenges.cloudflare.com to proceed." (2025-11-18, when the host itself was
/// down).
const CHECKS_HOST: &str = "challenges.cloudflare.com";

/// Whether a check says that it cannot be passed, in whatever language.
pub(super) fn is_stuck(page: &PageFacts) -> bool {
    page.is_challenge() && !page.is_app() && page.is_whole() && has(&page.text, CHECKS_HOST)
}

/// A limit's own heading or line, as a whole.
const LIMITS: [&str; 4] = [
    "You are being rate limited",
    "Too many requests in 1 hour",
    "Too many requests in 1 hour. Try again later",
    "429 Too Many Requests",
];

/// Whether a limit is named in a place made for it.
pub(super) fn is_limit(page: &PageFacts) -> bool {
    page.has(mark::LIMIT_CODE)
        || cloudflare::code(page).and_then(by_code) == Some(Class::RateLimited)
        || is_limit_alert(page)
        || page.headings.iter().any(|heading| is_limit_line(heading))
        || (page.is_plain() && page.is_whole() && is_limit_line(&page.text))
}

/// Whether the app itself reports a limit.
pub(super) fn is_limit_alert(page: &PageFacts) -> bool {
    is_limit_line(&page.alert)
}

/// Whether a whole line names a limit.
fn is_limit_line(text: &str) -> bool {
    LIMITS.contains(&shorn(text, b". "))
}

/// Whether a block is named in a place made for it.
fn is_block(page: &PageFacts) -> bool {
    page.has(mark::BLOCK_HEADLINE)
        || (page.has(mark::BLOCKED_ICON) && page.heading().starts_with("Unable to load site"))
        || cloudflare::code(page).and_then(by_code) == Some(Class::Blocked)
        || (page.has(mark::CF_DETAILS)
            && ["used Cloudflare to restrict access", "used CloudFlare to restrict access"]
                .iter()
                .any(|words| has(&page.title, words)))
        || (page.title == "Blocked" && has(&page.text, "has been blocked"))
}

/// Whether ChatGPT says itself that it is full: as its heading, with nothing to write in and
/// no article around it. In the shell of 2023 it was a plain `div`, the first text of the page.
pub(super) fn is_full(page: &PageFacts) -> bool {
    let full = |text: &str| shorn(text, b". ") == CAPACITY;
    let first = page.has(mark::NEXT) && page.is_whole() && page.text.starts_with(CAPACITY);
    (first || page.headings.iter().any(|heading| full(heading)))
        && !full(&page.alert)
        && ![mark::COMPOSER, mark::ARTICLE, mark::NAV].iter().any(|mark| page.has(mark))
        && (page.is_app() || !page.has(mark::SHARED))
}

/// Whether the app reports an error inside itself. That is a symptom; the request's status is the
/// proof.
pub(super) fn is_in_app(page: &PageFacts) -> bool {
    let alert = shorn(&page.alert, b".");
    IN_APP.iter().any(|known| alert == shorn(known, b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_named_by_two_things_together_where_each_alone_is_anybodys() {
        let nothing = PageFacts::default;
        let icon = || vec![mark::BLOCKED_ICON.to_owned()];
        let heading = || vec!["Unable to load site".to_owned()];
        assert!(is_block(&PageFacts { marks: icon(), headings: heading(), ..nothing() }));
        assert!(!is_block(&PageFacts { marks: icon(), ..nothing() }));
        assert!(!is_block(&PageFacts { headings: heading(), ..nothing() }));
        let (title, text) = ("Blocked".to_owned(), "This site has been blocked.".to_owned());
        let both = PageFacts { title: title.clone(), text: text.clone(), ..nothing() };
        assert!(is_block(&both));
        assert!(!is_block(&PageFacts { title, ..nothing() }));
        assert!(!is_block(&PageFacts { text, ..nothing() }));
    }

    #[test]
    fn a_limit_is_known_by_each_of_its_places_alone() {
        let line = "You are being rate limited.";
        let nothing = PageFacts::default;
        for (what, page) in [
            ("code", PageFacts { marks: vec![mark::LIMIT_CODE.into()], ..nothing() }),
            ("alert", PageFacts { alert: line.into(), ..nothing() }),
            ("heading", PageFacts { headings: vec!["What now?".into(), line.into()], ..nothing() }),
        ] {
            assert!(is_limit(&page), "{what}");
        }
        assert!(!is_limit(&PageFacts { title: line.into(), ..nothing() }), "a title is anybody's");
        let about = "You are being rate limited, and other stories";
        assert!(!is_limit(&PageFacts { headings: vec![about.into()], ..nothing() }));
    }
}
