//! Who made an error page, and the code that it names: every gateway has a page of its own.

use super::page::{PageFacts, mark};
use super::{plain, vendor};
use crate::kept::kept;
use crate::text::cut;
use serde::{Deserialize, Serialize};

/// The maker of an error page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Family {
    /// Cloudflare's own template, with its three columns or a 1xxx code.
    Cloudflare,
    /// Cloudflare's page in OpenAI's dress.
    OpenAi,
    /// `center>h1`, `hr`, `center`: nginx and all who answer like it.
    Nginx,
    /// `error code: 502`.
    ErrorCode,
    /// An error as JSON.
    Json,
    /// Apache's httpd.
    Apache,
    /// HAProxy.
    HaProxy,
    /// Envoy.
    Envoy,
    /// Amazon's CloudFront.
    CloudFront,
    /// Google's front end.
    Google,
    /// Azure's Front Door.
    Azure,
    /// Varnish, and Vinyl Cache after it.
    Varnish,
    /// Microsoft's IIS.
    Iis,
    /// Kong.
    Kong,
    /// Squid.
    Squid,
    /// Traefik's one line of text.
    Traefik,
    /// Next.js's own error page.
    Next,
    /// No body at all (Caddy, and many an edge).
    Empty,
    /// Somebody else's.
    Other,
}

kept!(Family [
    0 Cloudflare,
    1 OpenAi,
    2 Nginx,
    3 ErrorCode,
    4 Json,
    5 Apache,
    6 HaProxy,
    7 Envoy,
    8 CloudFront,
    9 Google,
    10 Azure,
    11 Varnish,
    12 Iis,
    13 Kong,
    14 Squid,
    15 Traefik,
    16 Next,
    17 Empty,
    18 Other,
] or Other);

/// The family of a failing page. `failed` says that its status is an error already: then a
/// page that nobody knows, or none at all, is named as well.
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

/// The code that a page of Cloudflare's names in a place made for it.
#[must_use]
pub(super) fn code(page: &PageFacts) -> Option<u16> {
    if !page.label.is_empty() {
        // Anybody may name a class `code-label`: 1xxx and refusals need Cloudflare's frame too.
        let framed = page.has(mark::CF_DETAILS) || !page.skin.is_empty();
        return first_number(&page.label).filter(|code| framed || (500..600).contains(code));
    }
    if !page.skin.is_empty() {
        let mut rest = page.skin.as_str();
        while !rest.is_empty() {
            let (part, behind) = cut(rest, "cf-error-");
            if let Some(code) = leading_number(part) {
                return Some(code);
            }
            rest = behind;
        }
        return leading_number(cut(&page.text, "Error reference number: ").1);
    }
    page.link.strip_prefix("errorcode_").and_then(leading_number)
}

/// The first number of three or four digits in a short text.
pub(super) fn first_number(text: &str) -> Option<u16> {
    text.as_bytes().split(|byte| !byte.is_ascii_digit()).find_map(number)
}

/// The number of three or four digits that a text begins with.
pub(super) fn leading_number(text: &str) -> Option<u16> {
    number(text.as_bytes())
}

#[inline(never)]
fn number(text: &[u8]) -> Option<u16> {
    let (mut number, mut digits) = (0, 0);
    for digit in text.iter().take_while(|byte| byte.is_ascii_digit()).take(5) {
        number = number * 10 + u32::from(digit - b'0');
        digits += 1;
    }
    u16::try_from(number).ok().filter(|_| digits == 3 || digits == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_or_four_digits() {
        assert_eq!(first_number("Error code 502"), Some(502));
        assert_eq!(first_number("Fehler 1020:"), Some(1020));
        assert_eq!(first_number("in 30 s or 86400 s"), None);
        assert_eq!(leading_number("502é"), Some(502));
        assert_eq!(leading_number("é502"), None);
    }

    #[test]
    fn a_label_in_somebody_elses_page_names_no_refusal() {
        let listing = PageFacts { label: "Listing 1015".into(), ..PageFacts::default() };
        assert_eq!(code(&listing), None);
    }

    #[test]
    fn the_skin_names_its_code_in_its_class_or_its_list() {
        let by_class =
            PageFacts { skin: "cf-error-details cf-error-520".into(), ..PageFacts::default() };
        assert_eq!(code(&by_class), Some(520));
        let by_list = PageFacts {
            skin: "cf-error-details".into(),
            text: "Bad gateway Error reference number: 504 Cloudflare Location: Oslo".into(),
            ..PageFacts::default()
        };
        assert_eq!(code(&by_list), Some(504));
    }
}
