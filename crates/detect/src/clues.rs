//! What the diagnosis can use of a failure, read from its response and its page.

use super::page::PageFacts;
use super::response::Response;
use super::types::{Centre, Clues, Column, Ray};
use super::{cloudflare, family, plain};
use text::cut;

impl Clues {
    /// What the response and the page tell.
    #[must_use]
    pub fn of(response: Option<&Response>, page: Option<&PageFacts>) -> Self {
        let mut clues = Self::default();
        if let Some(response) = response {
            clues.code = (response.status >= 400).then_some(response.status);
            if let Some(header) = response.header("cf-ray") {
                let (ray, centre) = cut(header, "-");
                clues.ray = Ray::parse(ray);
                clues.centre = Centre::parse(centre);
            }
        }
        if let Some(page) = page {
            let shown = cloudflare::code(page);
            // 1033 says more than the 530 that carries it.
            if let Some(code) = shown.filter(|code| clues.code.is_none() || *code >= 1000) {
                clues.code = Some(code);
            }
            clues.fault = Column::parse(&page.fault);
            clues.reason = plain::reason(page);
            clues.family = family::of(page, clues.code.is_some());
            clues.ray = clues.ray.or_else(|| Ray::parse(&page.ray));
        }
        clues
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn answered(ray: &str) -> Clues {
        let headers = vec![("cf-ray".into(), ray.into())];
        Clues::of(Some(&Response { status: 502, headers }), None)
    }

    #[test]
    fn a_ray_ends_in_its_data_centre() {
        let clues = answered("08c4d7f0aa11b2c3-ATL");
        assert_eq!(clues.ray.unwrap().digits(), "08c4d7f0aa11b2c3");
        assert_eq!(clues.centre.unwrap().letters(), "ATL");
    }

    #[test]
    fn clues_survive_a_snapshot() {
        let clues = answered("08c4d7f0aa11b2c3-ATL");
        let kept = serde_json::to_string(&clues).unwrap();
        assert_eq!(serde_json::from_str::<Clues>(&kept).unwrap(), clues);
        assert!(serde_json::from_str::<Clues>(r#"{"ray":"x"}"#).is_err());
    }

    #[test]
    fn a_ray_of_another_make_is_no_ray() {
        for odd in ["", "-", "-ATL", "+8c4d7f0aa11b2c", "no-ATLANTA", "08c4d7f0aa11b2c39-é"] {
            let clues = answered(odd);
            assert_eq!(clues.ray, None, "{odd}");
        }
        assert_eq!(answered("08c4d7f0aa11b2c3-ünb").centre, None);
    }

    #[test]
    fn the_page_gives_the_ray_where_no_header_was_seen() {
        let page = PageFacts { ray: "08c4d7f0aa11b2c3".into(), ..PageFacts::default() };
        assert!(Clues::of(None, Some(&page)).ray.is_some());
    }
}
