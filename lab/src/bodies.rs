//! The named bodies that scenarios speak of, with the headers that such replies come with.
//!
//! They were written for the lab after what captured pages look like (their structure and their
//! telling sentences), not copied from them. `{{code}}`, `{{phrase}}` (the edge's words),
//! `{{reason}}` (the standard's), `{{host}}` and `{{ray}}` are filled in.

/// A body ready to be sent.
#[derive(Debug, Clone)]
pub struct Filled {
    /// `Content-Type`; `None` for a reply without a body.
    pub content_type: Option<&'static str>,
    /// The text.
    pub text: String,
    /// Headers that come with such a reply, names in lower case.
    pub headers: Vec<(&'static str, String)>,
}

/// Who makes a reply, which decides its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    /// The edge answers in the site's place: `server`, `cf-ray`, and never cached.
    Edge,
    /// The edge asks for a check: the same, and `cf-mitigated: challenge`.
    Challenge,
    /// The site itself.
    Site,
}

const HTML: Option<&str> = Some("text/html; charset=UTF-8");

/// Name, content type, maker, text.
const BODIES: &[(&str, Option<&str>, Maker, &str)] = &[
    ("openai", HTML, Maker::Edge, include_str!("../pages/openai.html")),
    ("cloudflare", HTML, Maker::Edge, include_str!("../pages/cloudflare.html")),
    ("nginx", HTML, Maker::Edge, include_str!("../pages/nginx.html")),
    ("plain", Some("text/plain; charset=UTF-8"), Maker::Edge, "error code: {{code}}"),
    (
        "json",
        Some("application/json"),
        Maker::Edge,
        r#"{"error":{"code":{{code}},"message":"{{phrase}}.","type":"cf_bad_gateway"}}"#,
    ),
    ("empty", None, Maker::Edge, ""),
    ("challenge", HTML, Maker::Challenge, include_str!("../pages/challenge.html")),
    ("blocked", HTML, Maker::Edge, include_str!("../pages/blocked.html")),
    ("rate-limited", HTML, Maker::Edge, include_str!("../pages/rate-limited.html")),
    ("unblock", HTML, Maker::Challenge, include_str!("../pages/unblock.html")),
    ("no-healthy-upstream", Some("text/plain"), Maker::Edge, "no healthy upstream"),
    ("chat", HTML, Maker::Site, include_str!("../pages/chat/index.html")),
    ("chat-logged-out", HTML, Maker::Site, include_str!("../pages/chat/logged-out.html")),
    ("sign-in", HTML, Maker::Site, include_str!("../pages/chat/sign-in.html")),
    ("assistant", HTML, Maker::Site, include_str!("../pages/assistants/index.html")),
    ("shell", HTML, Maker::Site, include_str!("../pages/shell.html")),
    ("frame", HTML, Maker::Site, include_str!("../pages/frame.html")),
    ("prerender", HTML, Maker::Site, include_str!("../pages/prerender.html")),
    ("hydrates", HTML, Maker::Site, include_str!("../pages/hydrates.html")),
    ("modal", HTML, Maker::Site, include_str!("../pages/modal.html")),
    ("editor", HTML, Maker::Site, include_str!("../pages/editor.html")),
    ("conversation", HTML, Maker::Site, include_str!("../pages/conversation.html")),
    ("status-html", HTML, Maker::Site, include_str!("../pages/status.html")),
    ("elsewhere", HTML, Maker::Site, include_str!("../pages/elsewhere.html")),
    ("other", HTML, Maker::Site, include_str!("../pages/other.html")),
    (
        "garbage",
        Some("application/json"),
        Maker::Site,
        "{\"summary\":{\"name\":\"Open\u{0}AI\",\"components\":[{\"id\":nul",
    ),
];

/// Is there a body of that name?
#[must_use]
pub fn is_known(name: &str) -> bool {
    name == "status-hostile" || BODIES.iter().any(|(known, ..)| *known == name)
}

/// The names of all bodies.
#[must_use]
pub fn names() -> Vec<&'static str> {
    BODIES.iter().map(|(name, ..)| *name).chain(["status-hostile"]).collect()
}

/// Fills a body in. An unknown name gives an empty one: scenarios are checked when they are read.
#[must_use]
pub fn fill(name: &str, status: u16, host: &str, number: usize) -> Filled {
    if name == "status-hostile" {
        return Filled {
            content_type: Some("application/json"),
            text: crate::hostile::document(),
            headers: Vec::new(),
        };
    }
    let (content_type, maker, text) = BODIES
        .iter()
        .find(|(known, ..)| *known == name)
        .map_or((None, Maker::Site, ""), |(_, content_type, maker, text)| {
            (*content_type, *maker, *text)
        });
    let ray = ray(number);
    let text = text
        .replace("{{code}}", &status.to_string())
        .replace("{{phrase}}", phrase(status))
        .replace("{{reason}}", reason(status))
        .replace("{{host}}", host)
        .replace("{{ray}}", &ray);
    Filled { content_type, text, headers: headers(maker, &ray) }
}

/// A status's phrase as the edge writes it.
#[must_use]
pub fn phrase(status: u16) -> &'static str {
    match status {
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway time-out",
        520 => "Web server is returning an unknown error",
        521 => "Web server is down",
        522 => "Connection timed out",
        523 => "Origin is unreachable",
        524 => "A timeout occurred",
        525 => "SSL handshake failed",
        526 => "Invalid SSL certificate",
        530 => "Origin DNS error",
        _ => "Error",
    }
}

/// A status's phrase as RFC 9110 has it, which is what nginx writes.
fn reason(status: u16) -> &'static str {
    hyper::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_else(|| phrase(status))
}

/// A Ray ID of the edge's shape: 16 hexadecimal digits and the data centre, here Atlanta's.
fn ray(number: usize) -> String {
    format!("8f{:014x}-ATL", number.wrapping_mul(0x9e37_79b9).wrapping_add(0x51_7cc1))
}

fn headers(maker: Maker, ray: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("server", "cloudflare".to_owned()), ("cf-ray", ray.to_owned())];
    if maker == Maker::Site {
        return headers;
    }
    headers.push((
        "cache-control",
        "private, max-age=0, no-store, no-cache, must-revalidate, post-check=0, pre-check=0"
            .to_owned(),
    ));
    headers.push(("expires", "Thu, 01 Jan 1970 00:00:01 GMT".to_owned()));
    if maker == Maker::Challenge {
        headers.push(("cf-mitigated", "challenge".to_owned()));
    }
    headers
}
