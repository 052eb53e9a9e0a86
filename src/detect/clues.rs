//! What the diagnosis can use of a failure: whose fault, its code, who made the page, the ray.

use super::family::{self, Family};
use super::page::PageFacts;
use super::plain;
use super::response::Response;
use crate::kept::{Kept, Line, kept, put_number};
use crate::prelude::*;
use crate::text::cut;
use serde::{Deserialize, Serialize};

/// The evidence that a verdict found on its way. Nothing here decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Clues {
    /// The code of the error: the status, or what the page calls it (also Cloudflare's 1xxx).
    pub code: Option<u16>,
    /// The column that Cloudflare's page marks as the one at fault.
    pub fault: Option<Column>,
    /// What a refusal says of its reason.
    pub reason: Option<Reason>,
    /// Who made the page.
    pub family: Option<Family>,
    /// The request's number at Cloudflare, to quote to support.
    pub ray: Option<Ray>,
    /// The data centre of Cloudflare that answered.
    pub centre: Option<Centre>,
}

kept!(Clues { code, fault, reason, family, ray, centre });

/// What a refusal of the site's own says of its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Reason {
    /// The country is not served.
    Country,
    /// "Unusual activity".
    UnusualActivity,
}

kept!(Reason [0 Country, 1 UnusualActivity] or Country);

/// One of the three columns of Cloudflare's page: from the person to the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Column {
    /// The person's own browser or network.
    Browser,
    /// Cloudflare.
    Edge,
    /// The site's own servers.
    Host,
}

kept!(Column [0 Browser, 1 Edge, 2 Host] or Host);

/// A Ray ID: 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Ray(u64);

kept!(Ray { 0: digits });

/// A data centre's code, as airports are named: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Centre([u8; 3]);

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
            let shown = family::code(page);
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

impl Column {
    /// The column of an element's id in Cloudflare's page.
    fn parse(id: &str) -> Option<Self> {
        match id {
            "cf-browser-status" => Some(Self::Browser),
            "cf-cloudflare-status" => Some(Self::Edge),
            "cf-host-status" => Some(Self::Host),
            _ => None,
        }
    }
}

impl Ray {
    /// A Ray ID from its 10 to 16 hexadecimal digits.
    fn parse(digits: &str) -> Option<Self> {
        if !(10..=16).contains(&digits.len()) {
            return None;
        }
        let mut ray = 0;
        for digit in digits.chars() {
            ray = ray << 4 | u64::from(digit.to_digit(16)?);
        }
        Some(Self(ray))
    }

    /// The 16 digits, as support asks for them.
    #[must_use]
    pub fn digits(self) -> String {
        (0..16)
            .rev()
            .filter_map(|at| char::from_digit((self.0 >> (4 * at)) as u32 & 15, 16))
            .collect()
    }
}

impl Centre {
    /// A code from its three capital letters.
    fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The three letters.
    #[must_use]
    pub fn letters(self) -> String {
        self.0.into_iter().map(char::from).collect()
    }
}

impl Kept for Centre {
    fn put(&self, line: &mut String) {
        let Self([a, b, c]) = *self;
        put_number(line, i64::from(u32::from_be_bytes([0, a, b, c])));
    }

    fn take(line: &mut Line<'_>) -> Self {
        let [_, a, b, c] = u32::take(line).to_be_bytes();
        Self([a, b, c])
    }
}

impl From<Ray> for String {
    fn from(ray: Ray) -> Self {
        ray.digits()
    }
}

impl From<Centre> for String {
    fn from(centre: Centre) -> Self {
        centre.letters()
    }
}

impl TryFrom<String> for Ray {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Self::parse(&digits).ok_or("not a Ray ID")
    }
}

impl TryFrom<String> for Centre {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code).ok_or("not a data centre")
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
