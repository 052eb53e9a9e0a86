//! One request and one phase become one reply: a scenario's rule where one fits, else the healthy
//! site and its status page.

use std::time::{Duration, SystemTime};

use http_body_util::{Either, Full, channel::Channel};
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{HeaderName, HeaderValue},
};

use crate::{
    bodies, files,
    records::Record,
    scenario::{Cut, Phase, Reply, Reset, SITE_HOSTS, STATUS_HOST, Stall},
    status_page,
};

/// A reply's body: whole, or given bit by bit.
pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

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
}

/// Decides what is done about a request; `number` counts requests, `begun` is the outage's start,
/// `asked` says how often a document was asked for at that address before.
///
/// Returns the status too, for the record: 0 where none is sent.
#[must_use]
pub fn answer(
    request: &Record,
    phase: &Phase,
    begun: SystemTime,
    number: usize,
    asked: usize,
) -> (u16, Answer) {
    let rule = phase
        .replies
        .iter()
        .find(|reply| fits(reply, request) && (!reply.first_only || asked == 0));
    let (reply, plan) = match rule {
        Some(reply) => (reply.clone(), planned(reply, request, phase, begun, number)),
        None => (Reply::default(), healthy(request, phase, begun, number)),
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

/// A response before it is written.
#[derive(Debug)]
struct Plan {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Plan {
    fn new(status: u16, content_type: Option<&str>, body: impl Into<Vec<u8>>) -> Self {
        let headers =
            content_type.map(|value| ("content-type".to_owned(), value.to_owned())).into_iter();
        Self { status, headers: headers.collect(), body: body.into() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A header that takes the place of those of its name.
    fn instead(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn response(self, drip_ms: Option<u64>) -> Response<Body> {
        let length = self.body.len();
        let body = match drip_ms {
            None => Either::Left(Full::new(Bytes::from(self.body))),
            Some(every) => Either::Right(drip(self.body, Duration::from_millis(every))),
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            // A scenario may ask for a header that HTTP cannot carry: then there is none.
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
            {
                headers.append(name, value);
            }
        }
        if drip_ms.is_some() {
            headers.insert("content-length", HeaderValue::from(length));
        }
        response
    }

    fn head(&self, chunked: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, bodies::phrase(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if chunked {
            head.push_str("transfer-encoding: chunked\r\n\r\n");
        } else {
            head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        }
        head.into_bytes()
    }

    /// The head and the first bytes of the body.
    fn part(&self, bytes: usize, chunked: bool) -> Vec<u8> {
        let mut part = self.head(chunked);
        let body = &self.body[..bytes.min(self.body.len())];
        if chunked {
            part.extend(format!("{:x}\r\n", body.len()).into_bytes());
        }
        part.extend(body);
        if chunked {
            part.extend(b"\r\n");
        }
        part
    }
}

/// A body that comes a byte at a time, until it is whole or nobody listens.
fn drip(body: Vec<u8>, every: Duration) -> Channel<Bytes> {
    let (mut sender, channel) = Channel::new(1);
    tokio::spawn(async move {
        for byte in body {
            tokio::time::sleep(every).await;
            if sender.send_data(Bytes::from(vec![byte])).await.is_err() {
                return;
            }
        }
    });
    channel
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
}

fn planned(
    reply: &Reply,
    request: &Record,
    phase: &Phase,
    begun: SystemTime,
    number: usize,
) -> Plan {
    let status = reply.status.unwrap_or(if reply.redirect.is_some() { 302 } else { 200 });
    let mut plan = if let Some(bytes) = &reply.bytes {
        Plan::new(status, None, bytes.clone())
    } else if let Some(text) = &reply.text {
        Plan::new(status, Some("text/html; charset=UTF-8"), text.as_str())
    } else if let Some(name) = &reply.body {
        let filled = bodies::fill(name, status, &request.host, number);
        let mut plan = Plan::new(status, filled.content_type, filled.text);
        for (name, value) in filled.headers {
            plan = plan.with(name, &value);
        }
        plan
    } else {
        // A rule that says no body only bends what would have been answered anyway.
        let mut plan = healthy(request, phase, begun, number);
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
fn healthy(request: &Record, phase: &Phase, begun: SystemTime, number: usize) -> Plan {
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
        _ => {
            let filled = bodies::fill("shell", 200, &request.host, number);
            let mut plan = Plan::new(200, filled.content_type, filled.text);
            for (name, value) in filled.headers {
                plan = plan.with(name, &value);
            }
            plan = plan.with("cache-control", "no-cache");
            // Never to somebody who asks without cookies: a probe takes none.
            let knows = request.header("cookie").is_some_and(|kept| kept.contains("lab_session="));
            if request.is_document() && !knows {
                plan =
                    plan.with("set-cookie", "lab_plain=kept; Path=/; Secure; Max-Age=86400").with(
                        "set-cookie",
                        "lab_session=kept; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400",
                    );
            }
            plan
        }
    }
}

fn script(text: &str) -> Plan {
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

fn icon() -> Plan {
    let icon = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">\
                <circle cx=\"4\" cy=\"4\" r=\"3\"/></svg>";
    long_kept(Plan::new(200, Some("image/svg+xml"), icon))
}

fn long_kept(plan: Plan) -> Plan {
    plan.with("cache-control", "public, max-age=31536000, immutable")
}
