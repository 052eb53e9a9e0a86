//! What the network reported of a main-frame document: status and headers.

use serde::{Deserialize, Serialize};
use text::before;

/// The response of a main-frame document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
}

/// A shorter Retry-After changes nothing, so it does not count as being told to wait (Varnish sends
/// 5 s with every error of its own). In seconds.
const WORTH_WAITING: u64 = 60;

impl Response {
    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the edge says that this is a check (`cf-mitigated: challenge`).
    #[must_use]
    pub fn is_challenge(&self) -> bool {
        self.header("cf-mitigated").is_some_and(|value| value.eq_ignore_ascii_case("challenge"))
    }

    /// Whether the document is a download, whatever its status: not a page to look at.
    #[must_use]
    pub fn is_attachment(&self) -> bool {
        self.header("content-disposition").is_some_and(|value| {
            before(value, b";").trim_ascii().eq_ignore_ascii_case("attachment")
        })
    }

    /// Whether the headers say that the caller's quota is used up.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        ["x-ratelimit-remaining", "ratelimit-remaining"]
            .iter()
            .any(|name| self.header(name).is_some_and(|value| value.trim_ascii() == "0"))
    }

    /// Whether the site said to come back later than any schedule would: a Retry-After of at
    /// least a minute, or a date.
    #[must_use]
    pub fn is_told_to_wait(&self) -> bool {
        self.header("retry-after").map(str::trim_ascii).is_some_and(|value| {
            match value.parse::<u64>() {
                Ok(seconds) => seconds >= WORTH_WAITING,
                Err(_) => value.ends_with("GMT"),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Response {
        Response { status: 503, headers: vec![(name.into(), value.into())] }
    }

    #[test]
    fn only_an_attachment_is_a_file_to_keep() {
        assert!(with("content-disposition", "Attachment; filename=\"a.html\"").is_attachment());
        assert!(!with("content-disposition", "inline; filename=\"attachment\"").is_attachment());
    }

    #[test]
    fn five_seconds_are_no_reason_to_wait_and_two_minutes_are() {
        assert!(!with("retry-after", "5").is_told_to_wait());
        assert!(with("retry-after", " 120").is_told_to_wait());
        assert!(with("retry-after", "Thu, 01 Jan 2026 00:00:00 GMT").is_told_to_wait());
        assert!(!with("retry-after", "soon").is_told_to_wait());
    }
}
