//! The code named on one of Cloudflare's pages.

use super::numbers::{first_number, leading_number};
use super::page::{PageFacts, mark};
use text::cut;

/// The code that one of Cloudflare's pages names in a place made for it.
#[must_use]
pub(super) fn code(page: &PageFacts) -> Option<u16> {
    if !page.label.is_empty() {
        // Any page may have a class `code-label`, so 1xxx and refusals need Cloudflare's frame,
        // too.
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

#[cfg(test)]
mod tests {
    use super::*;

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
