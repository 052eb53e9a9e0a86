//! The verdict: what a document is, what to do about it, and what settled it.

use super::network::NetworkError;
use super::page::PageFacts;
use super::response::Response;
use super::types::{Clues, Family};
use serde::{Deserialize, Serialize};

/// The class of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Class {
    /// The site's own page, or any other page that is no failure.
    Healthy,
    /// A gateway's error, by its code: 502, 503, 504, 520 to 527 or 530.
    Gateway(u16),
    /// HTTP 500.
    ServerError,
    /// A check that a person has to pass (`cf-mitigated: challenge`).
    Challenge,
    /// Access refused (401, 403, a country, a network).
    Blocked,
    /// Too many requests (429 and its disguises).
    RateLimited,
    /// The site says itself that it is full.
    AtCapacity,
    /// No HTTP reply at all, or one from a captive portal.
    NetworkError,
    /// Not enough is known to say.
    Unknown,
}

/// The action for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Action {
    /// Probe on the schedule and reload once the site answers.
    Retry,
    /// Retry later: the site named a time or is full, or there is no network to retry on.
    Wait,
    /// Leave it: it is healthy, or for the user to solve.
    LeaveAlone,
}

/// The witness that settled a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Witness {
    /// The status code.
    Status,
    /// A header.
    Header,
    /// What the page showed.
    Page,
    /// The network error, or that nothing was reported at all.
    Network,
}

/// The marker that settled a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Why {
    /// The status code says it.
    Status,
    /// 511: the network wants a sign-in first.
    CaptivePortal,
    /// `cf-mitigated: challenge`.
    MitigatedHeader,
    /// `content-disposition: attachment`: a file, not a page.
    Attachment,
    /// A header that says that the quota is used up.
    LimitHeader,
    /// ChatGPT's app is there.
    AppShell,
    /// ChatGPT's composer is there despite the status: the page lives.
    LivingApp,
    /// The app is there and reports an error inside itself.
    InAppError,
    /// An article, or a site with navigation.
    Content,
    /// Longer than any failing page.
    Long,
    /// A check's own machinery.
    ChallengeMarker,
    /// A check that says that its own script did not load: it cannot be passed.
    StuckCheck,
    /// A limit named in the place for it.
    LimitMarker,
    /// The stock page with which rate limiters answer.
    StockLimit,
    /// A block named in the place for it.
    BlockMarker,
    /// "ChatGPT is at capacity right now" as the page's own heading.
    CapacityHeading,
    /// JSON.
    Json,
    /// The whole of a one-line text.
    PlainText,
    /// Cloudflare's template.
    CloudflareTemplate,
    /// Cloudflare's page in OpenAI's dress.
    CloudflareSkin,
    /// One of Cloudflare's 1xxx codes.
    CloudflareCode,
    /// nginx's whole body.
    NginxBody,
    /// A vendor's own sentence.
    VendorSentence,
    /// Words that mean nothing without an error status.
    WeakWords,
    /// The page is empty.
    Empty,
    /// The page has no marker of any failure.
    NothingFound,
    /// The network's error.
    Network(NetworkError),
    /// No witness said anything.
    Unheard,
}

/// The decision, the witness for it, and the clues for the diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Verdict {
    /// The class of the document.
    pub class: Class,
    /// The action for it.
    pub action: Action,
    /// The witness that settled it.
    pub witness: Witness,
    /// What settled it.
    pub why: Why,
    /// Evidence for the diagnosis.
    pub clues: Clues,
}

/// All that is known of one document; any witness may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What the network reported, where it was seen.
    pub response: Option<Response>,
    /// What the collector read in the page, where it could be injected.
    pub page: Option<PageFacts>,
    /// The network's error, where there was one.
    pub error: Option<NetworkError>,
}

impl Class {
    /// The name in outputs that others read.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Healthy => "healthy".into(),
            Self::Gateway(code) => ["gateway_", &code.to_string()].concat(),
            Self::ServerError => "server_500".into(),
            Self::Challenge => "challenge".into(),
            Self::Blocked => "blocked".into(),
            Self::RateLimited => "rate_limited".into(),
            Self::AtCapacity => "at_capacity".into(),
            Self::NetworkError => "network_error".into(),
            Self::Unknown => "unknown".into(),
        }
    }
}

impl Action {
    /// The name in outputs that others read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Wait => "wait",
            Self::LeaveAlone => "leave_alone",
        }
    }
}

impl Witness {
    /// The name in a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header => "header",
            Self::Page => "page",
            Self::Network => "network",
        }
    }
}

impl Why {
    /// The name in a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::CaptivePortal => "captive_portal",
            Self::MitigatedHeader => "mitigated_header",
            Self::Attachment => "attachment",
            Self::LimitHeader => "limit_header",
            Self::AppShell => "app_shell",
            Self::LivingApp => "living_app",
            Self::InAppError => "in_app_error",
            Self::Content => "content",
            Self::Long => "long",
            Self::ChallengeMarker => "challenge_marker",
            Self::StuckCheck => "stuck_check",
            Self::LimitMarker => "limit_marker",
            Self::StockLimit => "stock_limit",
            Self::BlockMarker => "block_marker",
            Self::CapacityHeading => "capacity_heading",
            Self::Json => "json",
            Self::PlainText => "plain_text",
            Self::CloudflareTemplate => "cloudflare_template",
            Self::CloudflareSkin => "cloudflare_skin",
            Self::CloudflareCode => "cloudflare_code",
            Self::NginxBody => "nginx_body",
            Self::VendorSentence => "vendor_sentence",
            Self::WeakWords => "weak_words",
            Self::Empty => "empty",
            Self::NothingFound => "nothing_found",
            Self::Network(error) => error.name(),
            Self::Unheard => "unheard",
        }
    }

    /// Which witness gives such a reason.
    #[must_use]
    pub const fn witness(self) -> Witness {
        match self {
            Self::Status | Self::CaptivePortal => Witness::Status,
            Self::MitigatedHeader | Self::Attachment | Self::LimitHeader => Witness::Header,
            Self::Network(_) | Self::Unheard => Witness::Network,
            Self::AppShell
            | Self::LivingApp
            | Self::InAppError
            | Self::Content
            | Self::Long
            | Self::ChallengeMarker
            | Self::StuckCheck
            | Self::LimitMarker
            | Self::StockLimit
            | Self::BlockMarker
            | Self::CapacityHeading
            | Self::Json
            | Self::PlainText
            | Self::CloudflareTemplate
            | Self::CloudflareSkin
            | Self::CloudflareCode
            | Self::NginxBody
            | Self::VendorSentence
            | Self::WeakWords
            | Self::Empty
            | Self::NothingFound => Witness::Page,
        }
    }
}

/// The class that a code means, be it a status or one of Cloudflare's 1xxx; `None` if it means
/// none. 1015 is a limit; 1016 and 1033 are the origin's name and tunnel; 1101 and 1102 a worker
/// that failed; every other 1xxx refuses (1020 a rule, 1009 a country, 1006 a ban).
pub(super) fn by_code(code: u16) -> Option<Class> {
    match code {
        500 | 1101 => Some(Class::ServerError),
        502..=504 | 520..=530 => Some(Class::Gateway(code)),
        1102 => Some(Class::Gateway(503)),
        1016 | 1033 => Some(Class::Gateway(530)),
        429 | 1015 => Some(Class::RateLimited),
        401 | 403 | 451 | 1000..=1199 => Some(Class::Blocked),
        404 => Some(Class::Healthy),
        _ => None,
    }
}

/// A page that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What it means.
    pub class: Class,
    /// Who made it.
    pub family: Family,
    /// What settled it.
    pub why: Why,
}

impl Found {
    /// A page that names a code.
    pub(super) fn by(code: u16, family: Family, why: Why) -> Option<Self> {
        by_code(code).map(|class| Self { class, family, why })
    }
}
