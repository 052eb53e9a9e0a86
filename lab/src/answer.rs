//! One request and one phase become one reply: a scenario's rule where one fits, else the healthy
//! site and its status page.

use std::time::{Duration, SystemTime};

use hyper::Response;

use crate::{
    assistants, bodies,
    chatgpt::{self, Editor, Layout},
    files,
    plan::{Body, Plan},
    records::{Record, Records},
    scenario::{Cut, Phase, Reply, Reset, SITE_HOSTS, STATUS_HOST, Scenario, Stall},
    status_page,
};

/// What is done about a request.
#[derive(Debug)]
pub enum Answer {
    /// An ordinary HTTP response, after a delay.
    Whole {
        /// How long nothing is sent.
        delay: Duration,
        /// Then this.
        response: Response<Body>,
    },
    /// The bytes as they stand, then an end that HTTP does not know.
    Raw {
        /// How long nothing is sent.
        delay: Duration,
        /// What is sent of the response, its head included; may be empty.
        bytes: Vec<u8>,
        /// How long it stays so.
        hold: Duration,
        /// Then this.
        end: End,
    },
}

/// So many bytes of a page are too few for a tag: `<!DOCT`.
const BEFORE_TAG: usize = 6;

/// How a connection ends in the middle of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A TCP RST.
    Reset,
    /// An orderly close.
    Close,
    /// It does not: it stays open and silent.
    Stall,
    /// It does not: from here on it is a WebSocket.
    Socket,
}

/// A request, and all that its answer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What is asked for.
    pub request: &'a Record,
    /// What is served over time.
    pub scenario: &'a Scenario,
    /// Where the scenario stands.
    pub phase: &'a Phase,
    /// How ChatGPT's app looks; `None`: the plain shell.
    pub layout: Option<Layout>,
    /// What its message box is made of; `None`: what the layout has.
    pub editor: Option<Editor>,
    /// Whose account is signed in to ChatGPT's app.
    pub account: &'a str,
    /// When the outage began.
    pub begun: SystemTime,
    /// All requests before it.
    pub earlier: &'a Records,
}

impl Asked<'_> {
    /// How many requests came before it.
    pub(crate) fn number(&self) -> usize {
        self.earlier.count()
    }
}

/// Decides what is done about a request.
///
/// Returns the status too, for the record: 0 where none is sent.
#[must_use]
pub fn answer(asked: &Asked<'_>) -> (u16, Answer) {
    let Asked { request, phase, .. } = *asked;
    let same = |old: &Record| {
        old.is_document() == request.is_document()
            && (&old.host, &old.path, &old.method)
                == (&request.host, &request.path, &request.method)
    };
    let rule = phase
        .replies
        .iter()
        .find(|reply| fits(reply, request) && (!reply.first_only || asked.earlier.hits(same) == 0));
    if rule.is_none() && chatgpt::is_socket(asked) {
        let bytes = chatgpt::socket::accepted(request);
        let (delay, hold) = (Duration::ZERO, Duration::ZERO);
        return (101, Answer::Raw { delay, bytes, hold, end: End::Socket });
    }
    let (reply, plan) = match rule {
        Some(reply) => (reply.clone(), planned(reply, asked)),
        None => (Reply::default(), healthy(asked)),
    };
    let delay = Duration::from_millis(reply.delay_ms);
    let status = plan.status;
    let half = plan.body.len() / 2;
    let hold = Duration::from_millis(reply.hold_ms);
    let raw = |bytes: Vec<u8>, end: End| Answer::Raw { delay, bytes, hold, end };
    match (reply.reset, reply.stall, reply.cut) {
        (Some(Reset::BeforeHeaders), ..) => (0, raw(Vec::new(), End::Reset)),
        (Some(Reset::InHeaders), ..) => {
            let mut bytes = plan.head(false);
            bytes.truncate(bytes.len() / 2);
            (0, raw(bytes, End::Reset))
        }
        (Some(Reset::BeforeTag), ..) => (status, raw(plan.part(BEFORE_TAG, false), End::Reset)),
        (Some(Reset::InBody), ..) => (status, raw(plan.part(half, false), End::Reset)),
        (None, Some(Stall::BeforeHeaders), _) => (0, raw(Vec::new(), End::Stall)),
        (None, Some(Stall::InBody), _) => (status, raw(plan.part(half, false), End::Stall)),
        (None, None, Some(cut)) => (status, raw(plan.part(half, cut == Cut::Chunked), End::Close)),
        (None, None, None) => {
            (status, Answer::Whole { delay, response: plan.response(reply.drip_ms) })
        }
    }
}

fn fits(reply: &Reply, request: &Record) -> bool {
    let host = match &reply.host {
        Some(host) => *host == request.host,
        None => SITE_HOSTS.contains(&request.host.as_str()),
    };
    let path = reply.path.as_deref().is_none_or(|wanted| match wanted.strip_suffix('*') {
        Some(start) => request.path_only().starts_with(start),
        None => request.path_only() == wanted,
    });
    host && path
        && (reply.methods.is_empty() || reply.methods.contains(&request.method))
        && (!reply.documents_only || request.is_document())
        && (!reply.speculative_only || request.is_speculative())
        && (!reply.without_cookies || request.header("cookie").is_none())
}

fn planned(reply: &Reply, asked: &Asked<'_>) -> Plan {
    let host = &asked.request.host;
    let status = reply.status.unwrap_or(if reply.redirect.is_some() { 302 } else { 200 });
    let mut plan = if let Some(bytes) = &reply.bytes {
        Plan::new(status, None, bytes.clone())
    } else if let Some(text) = &reply.text {
        Plan::new(status, Some("text/html; charset=UTF-8"), text.as_str())
    } else if let Some(name) = &reply.body {
        let filled = bodies::fill(name, status, host, asked.number());
        let mut plan = Plan::new(status, filled.content_type, filled.text);
        for (name, value) in filled.headers {
            plan = plan.with(name, &value);
        }
        plan
    } else {
        // A rule that says no body only bends what would have been answered anyway.
        let mut plan = healthy(asked);
        if reply.status.is_some() || reply.redirect.is_some() {
            plan.status = status;
        }
        if reply.redirect.is_some() {
            plan.body.clear();
        }
        plan
    };
    for (name, value) in &reply.headers {
        plan.instead(name, value);
    }
    if let Some(seconds) = reply.retry_after_date_s {
        let away = Duration::from_secs(seconds.unsigned_abs());
        let now = SystemTime::now();
        let at = if seconds < 0 { now.checked_sub(away) } else { now.checked_add(away) };
        plan.instead("retry-after", &httpdate::fmt_http_date(at.unwrap_or(now)));
    }
    if let Some(address) = &reply.redirect {
        plan.instead("location", address);
    }
    if let Some(size) = reply.pad_to {
        plan.body.resize(size.max(plan.body.len()), b' ');
    }
    plan
}

/// What is answered when nothing is wrong.
fn healthy(asked: &Asked<'_>) -> Plan {
    let Asked { request, phase, begun, .. } = *asked;
    let number = asked.number();
    let host = request.host.as_str();
    if host == STATUS_HOST {
        return match status_page::document(request.path_only(), phase.status_page, begun) {
            Some((content_type, text)) => Plan::new(200, Some(content_type), text),
            None => Plan::new(404, Some("text/plain; charset=UTF-8"), "Not found"),
        };
    }
    if host == files::HOST {
        return match files::file(request.path_only()) {
            Some((content_type, bytes)) => Plan::new(200, Some(content_type), bytes),
            None => Plan::new(404, Some("text/plain; charset=UTF-8"), "cargo xtask www makes it"),
        };
    }
    if host == "chat.openai.com" {
        // The old host sends everybody to the new one.
        let to = format!("https://{}{}", SITE_HOSTS[0], request.path);
        return Plan::new(308, None, "").with("location", &to);
    }
    if let Some(plan) = assistants::answer(asked) {
        return plan;
    }
    if let Some(plan) = chatgpt::answer(asked) {
        return plan;
    }
    if SITE_HOSTS.contains(&host) {
        return shell(request, number);
    }
    match request.path_only() {
        "/assets/other.js" => script("document.documentElement.dataset.labReady = \"yes\";\n"),
        "/assets/icon.svg" | "/favicon.ico" => icon(),
        _ => {
            let name = if host == "other.example" { "other" } else { "elsewhere" };
            let filled = bodies::fill(name, 200, host, number);
            Plan::new(200, filled.content_type, filled.text)
        }
    }
}

/// ChatGPT as far as the lab plays it: assets, the conversation, and the shell on any other path.
fn shell(request: &Record, number: usize) -> Plan {
    match request.path_only() {
        "/cdn/assets/shell-4f1c.js" => script(include_str!("../pages/shell.js")),
        "/cdn/assets/shell-4f1c.css" => {
            long_kept(Plan::new(200, Some("text/css"), include_str!("../pages/shell.css")))
        }
        "/cdn/assets/editor-4f1c.css" => {
            long_kept(Plan::new(200, Some("text/css"), include_str!("../pages/editor.css")))
        }
        "/cdn/assets/editor-4f1c.js" => editor(),
        "/cdn/assets/icon-4f1c.svg" | "/favicon.ico" => icon(),
        "/backend-api/f/conversation" if request.method == "POST" => {
            let event = "data: {\"message\":{\"author\":{\"role\":\"assistant\"},\
                         \"content\":{\"parts\":[\"The lab heard you.\"]}}}\n\ndata: [DONE]\n\n";
            Plan::new(200, Some("text/event-stream; charset=utf-8"), event)
        }
        _ => page("shell", request, number),
    }
}

/// A healthy page of the site's own, which gives its visitors cookies.
pub(crate) fn page(body: &str, request: &Record, number: usize) -> Plan {
    let filled = bodies::fill(body, 200, &request.host, number);
    let mut plan = Plan::new(200, filled.content_type, filled.text);
    for (name, value) in filled.headers {
        plan = plan.with(name, &value);
    }
    plan = plan.with("cache-control", "no-cache");
    // Never to somebody who asks without cookies: a probe takes none.
    let knows = request.header("cookie").is_some_and(|kept| kept.contains("lab_session="));
    if request.is_document() && !knows {
        plan = plan.with("set-cookie", "lab_plain=kept; Path=/; Secure; Max-Age=86400").with(
            "set-cookie",
            "lab_session=kept; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400",
        );
    }
    plan
}

pub(crate) fn script(text: &str) -> Plan {
    long_kept(Plan::new(200, Some("text/javascript; charset=UTF-8"), text))
}

/// The script of the page with a real composer, as the build bundled it.
fn editor() -> Plan {
    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/editor/editor.js");
    match std::fs::read_to_string(bundle) {
        Ok(text) => script(&text),
        Err(_) => script("throw new Error('no editor: run `cargo xtask build --lab`')"),
    }
}

pub(crate) fn icon() -> Plan {
    let icon = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">\
                <circle cx=\"4\" cy=\"4\" r=\"3\"/></svg>";
    long_kept(Plan::new(200, Some("image/svg+xml"), icon))
}

pub(crate) fn long_kept(plan: Plan) -> Plan {
    plan.with("cache-control", "public, max-age=31536000, immutable")
}
