//! Recognises: what the response, the page and the network say becomes one verdict.

use nanoserde::{DeBin, SerBin};
use serde::{Deserialize, Serialize};

/// What a document is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, SerBin, DeBin,
)]
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
    /// No HTTP reply at all.
    NetworkError,
    /// Not enough is known to say.
    Unknown,
}

/// What to do about it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, SerBin, DeBin,
)]
pub enum Action {
    /// Probe on the schedule and reload once the site answers.
    Retry,
    /// Retry later: the site said when, or is full.
    Wait,
    /// Nothing: it is healthy, or for a person to solve.
    LeaveAlone,
}

/// The witness that settled a verdict.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, SerBin, DeBin,
)]
pub enum Witness {
    /// The status code.
    Status,
    /// A header.
    Header,
    /// What the page showed.
    Page,
    /// The network's error.
    Network,
}

/// What was decided, and by which witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, SerBin, DeBin)]
pub struct Verdict {
    /// What the document is.
    pub class: Class,
    /// What to do about it.
    pub action: Action,
    /// What settled it.
    pub witness: Witness,
}

/// The response of a main-frame document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
}

impl Response {
    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All that is known of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What the network reported, where it was seen.
    pub response: Option<Response>,
}

impl Class {
    /// The name in outputs that others read.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Healthy => "healthy".into(),
            Self::Gateway(code) => format!("gateway_{code}"),
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

/// One verdict from all witnesses.
#[must_use]
pub fn classify(evidence: &Evidence) -> Verdict {
    let Some(response) = &evidence.response else {
        return Verdict {
            class: Class::Unknown,
            action: Action::LeaveAlone,
            witness: Witness::Network,
        };
    };
    let by_status = |class, action| Verdict { class, action, witness: Witness::Status };
    if response.header("cf-mitigated").is_some_and(|value| value.eq_ignore_ascii_case("challenge"))
    {
        return Verdict {
            class: Class::Challenge,
            action: Action::LeaveAlone,
            witness: Witness::Header,
        };
    }
    match response.status {
        500 => by_status(Class::ServerError, Action::Retry),
        code @ (502..=504 | 520..=527 | 530) => by_status(Class::Gateway(code), Action::Retry),
        401 | 403 => by_status(Class::Blocked, Action::LeaveAlone),
        429 => by_status(Class::RateLimited, Action::LeaveAlone),
        100..=499 => by_status(Class::Healthy, Action::LeaveAlone),
        _ => by_status(Class::Unknown, Action::LeaveAlone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, headers: &[(&str, &str)]) -> Verdict {
        let headers = headers.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        classify(&Evidence { response: Some(Response { status, headers }) })
    }

    #[test]
    fn the_gateways_codes_are_retried() {
        for code in [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530] {
            assert_eq!(of(code, &[]).action, Action::Retry, "{code}");
        }
    }

    #[test]
    fn checks_blocks_and_limits_are_left_alone() {
        for code in [200, 301, 401, 403, 404, 429, 501, 505, 511, 528, 599] {
            assert_eq!(of(code, &[]).action, Action::LeaveAlone, "{code}");
        }
        let challenge = of(503, &[("cf-mitigated", "challenge")]);
        assert_eq!((challenge.class, challenge.action), (Class::Challenge, Action::LeaveAlone));
    }
}
