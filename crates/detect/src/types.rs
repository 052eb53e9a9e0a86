//! What a failure leaves for the diagnosis: whose fault, its code, who made the page, the ray.

use serde::{Deserialize, Serialize};

/// The clues that a verdict found on its way. They decide nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Clues {
    /// The code of the error: the status, or what the page calls it (also Cloudflare's 1xxx).
    pub code: Option<u16>,
    /// The column that Cloudflare's page marks as the one at fault.
    pub fault: Option<Column>,
    /// The reason that a refusal gives.
    pub reason: Option<Reason>,
    /// Who made the page.
    pub family: Option<Family>,
    /// Cloudflare's number of the request, to quote to support.
    pub ray: Option<Ray>,
    /// Cloudflare's data centre that answered.
    pub centre: Option<Centre>,
}

/// The reason that one of the site's own refusals gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Reason {
    /// The country is not served.
    Country,
    /// "Unusual activity".
    UnusualActivity,
}

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

/// A Ray ID: 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Ray(u64);

/// A data centre's code, as airports are named: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Centre([u8; 3]);

/// The maker of an error page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Family {
    /// Cloudflare's own template, with its three columns or a 1xxx code.
    Cloudflare,
    /// Cloudflare's page in OpenAI's dress.
    OpenAi,
    /// `center>h1`, `hr`, `center`: nginx and every server that answers like it.
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
    /// Another maker.
    Other,
}

impl Column {
    /// The column of an element's id in Cloudflare's page.
    pub(super) fn parse(id: &str) -> Option<Self> {
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
    pub(super) fn parse(digits: &str) -> Option<Self> {
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
    pub(super) fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The three letters.
    #[must_use]
    pub fn letters(self) -> String {
        self.0.into_iter().map(char::from).collect()
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
