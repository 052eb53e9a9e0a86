//! Documents without markup: bare text and JSON, which gateways send on API paths and when hurried.

use super::numbers::leading_number;
use super::page::PageFacts;
use super::types::{Family, Reason};
use super::verdict::{Class, Found, Why, by_code};
use text::{before, cut, has};

/// The whole text of a document, what it means, and whose it is.
static SENTENCES: [(&str, u16, Family); 8] = [
    ("no healthy upstream", 503, Family::Envoy),
    ("upstream request timeout", 504, Family::Envoy),
    ("Bad Gateway", 502, Family::Traefik),
    ("Service Unavailable", 503, Family::Traefik),
    ("Gateway Timeout", 504, Family::Traefik),
    ("no available server", 503, Family::Traefik),
    ("Internal Server Error", 500, Family::Traefik),
    ("The service is unavailable.", 503, Family::Iis),
];

/// Kong's messages, as JSON or in its page.
pub(super) static KONG: [(&str, u16); 6] = [
    ("An invalid response was received from the upstream server", 502),
    ("The upstream server is currently unavailable", 503),
    ("failure to get a peer from the ring-balancer", 503),
    ("no available balancers", 503),
    ("name resolution failed", 503),
    ("The upstream server is timing out", 504),
];

/// What one whole line of text says.
pub(super) fn read(page: &PageFacts) -> Option<Found> {
    let text = page.text.as_str();
    if !page.is_whole() {
        return None;
    }
    if let Some(rest) = text.strip_prefix("error code: ") {
        let code = leading_number(rest).filter(|_| rest.len() <= 4)?;
        return Found::by(code, Family::ErrorCode, Why::PlainText);
    }
    if text.starts_with("upstream connect error or disconnect/reset before headers") {
        return Found::by(503, Family::Envoy, Why::PlainText);
    }
    let (_, code, family) =
        SENTENCES.iter().find(|(known, ..)| text.eq_ignore_ascii_case(known))?;
    Found::by(*code, *family, Why::PlainText)
}

/// What a JSON document says of itself; `Unknown` if it is an error that we do not know.
pub(super) fn read_json(page: &PageFacts) -> (Class, Why) {
    let text = page.text.as_str();
    let said = ["detail", "message"].iter().find_map(|key| value(text, key)).unwrap_or("");
    if reason(page).is_some() {
        return (Class::Blocked, Why::Json);
    }
    if said.starts_with("Too many requests") || has(text, "\"rate_limit_exceeded\"") {
        return (Class::RateLimited, Why::Json);
    }
    if let Some((_, code)) = KONG.iter().find(|(known, _)| said.starts_with(known)) {
        return (by_code(*code).unwrap_or(Class::Unknown), Why::Json);
    }
    if !is_error(page) {
        return (Class::Healthy, Why::NothingFound);
    }
    let named = ["error_code", "code", "status", "statusCode"]
        .iter()
        .find_map(|key| value(text, key).and_then(leading_number))
        .and_then(by_code);
    (named.unwrap_or(Class::Unknown), Why::Json)
}

/// Why it refuses, where JSON says so.
pub(super) fn reason(page: &PageFacts) -> Option<Reason> {
    let text = page.text.as_str();
    let said = ["detail", "message"].iter().find_map(|key| value(text, key)).unwrap_or("");
    if !page.is_json() {
        None
    } else if has(text, "\"unsupported_country") {
        Some(Reason::Country)
    } else {
        said.starts_with("Unusual activity has been detected").then_some(Reason::UnusualActivity)
    }
}

/// Whether JSON reports an error at all: a document that only lists codes does not.
pub(super) fn is_error(page: &PageFacts) -> bool {
    let inside = page.text.bytes().position(|byte| byte != b'{' && byte != b' ');
    let inside = inside.and_then(|at| page.text.get(at..)).unwrap_or_default();
    ["\"error\"", "\"error_code\"", "\"detail\"", "\"message\""]
        .iter()
        .any(|key| inside.starts_with(key))
        || has(&page.text, "\"cloudflare_error\"")
}

/// The value of the first such key: a string's content, or the digits of a number.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = text;
    while !rest.is_empty() {
        let (ahead, behind) = cut(rest, key);
        let quoted = if ahead.ends_with('"') { behind.strip_prefix('"') } else { None };
        if let Some(value) = quoted.and_then(|value| value.trim_ascii_start().strip_prefix(':')) {
            let value = value.trim_ascii_start();
            return Some(value.strip_prefix('"').map_or(value, |string| before(string, b"\"")));
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, text: &str) -> PageFacts {
        PageFacts { kind: kind.into(), text: text.into(), ..PageFacts::default() }
    }

    fn json(text: &str) -> Class {
        read_json(&of("application/json", text)).0
    }

    #[test]
    fn one_line_is_an_error_only_as_the_whole_text() {
        let line = |text| read(&of("text/plain", text)).map(|found| found.class);
        assert_eq!(line("error code: 502"), Some(Class::Gateway(502)));
        assert_eq!(line("error code: 1015"), Some(Class::RateLimited));
        assert_eq!(line("error code: 502 is what I got"), None);
        assert_eq!(line("Bad Gateway"), Some(Class::Gateway(502)));
        assert_eq!(line("Bad Gateway means that"), None);
    }

    #[test]
    fn json_errors_of_every_make() {
        for (text, class) in [
            (r#"{ "error": { "code": 502, "message": "Bad gateway." } }"#, Class::Gateway(502)),
            (r#"{"detail":"Unusual activity has been detected from x"}"#, Class::Blocked),
            (r#"{"detail":"Too many requests in 1 hour. Try again later."}"#, Class::RateLimited),
            (r#"{"message":"name resolution failed"}"#, Class::Gateway(503)),
            (r#"{"type":"x","cloudflare_error":true,"error_code":1033}"#, Class::Gateway(530)),
            (r#"{"detail":"Not found"}"#, Class::Unknown),
            (r#"{"codes":[502],"code":502}"#, Class::Healthy),
            (r#"{"error":{"code":"#, Class::Unknown),
        ] {
            assert_eq!(json(text), class, "{text}");
        }
    }
}
