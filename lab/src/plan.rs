//! A response before it is written: its status, its headers, its body, and how the body comes.

use std::time::Duration;

use http_body_util::{Either, Full, channel::Channel};
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{HeaderName, HeaderValue},
};

use crate::bodies;

/// A reply's body: whole, or given bit by bit.
pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// A response before it is written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Between two server-sent events of the body; `None`: all at once.
    between_events: Option<Duration>,
}

impl Plan {
    pub(crate) fn new(status: u16, content_type: Option<&str>, body: impl Into<Vec<u8>>) -> Self {
        let headers =
            content_type.map(|value| ("content-type".to_owned(), value.to_owned())).into_iter();
        Self { status, headers: headers.collect(), body: body.into(), between_events: None }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body's server-sent events come one by one.
    pub(crate) fn streamed(mut self, every: Duration) -> Self {
        self.between_events = Some(every);
        self
    }

    /// A header that takes the place of those of its name.
    pub(crate) fn instead(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn response(self, drip_ms: Option<u64>) -> Response<Body> {
        let length = self.body.len();
        let body = match (drip_ms, self.between_events) {
            (None, None) => Either::Left(Full::new(Bytes::from(self.body))),
            (Some(every), _) => {
                let bytes = self.body.into_iter().map(|byte| Bytes::from(vec![byte])).collect();
                Either::Right(drip(bytes, Duration::from_millis(every)))
            }
            (None, Some(every)) => Either::Right(drip(events(&self.body), every)),
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

    pub(crate) fn head(&self, chunked: bool) -> Vec<u8> {
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
    pub(crate) fn part(&self, bytes: usize, chunked: bool) -> Vec<u8> {
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

/// A body that comes part by part, until it is whole or nobody listens.
fn drip(parts: Vec<Bytes>, every: Duration) -> Channel<Bytes> {
    let (mut sender, channel) = Channel::new(1);
    tokio::spawn(async move {
        for part in parts {
            tokio::time::sleep(every).await;
            if sender.send_data(part).await.is_err() {
                return;
            }
        }
    });
    channel
}

/// The server-sent events of a body, each with the empty line that ends it.
fn events(body: &[u8]) -> Vec<Bytes> {
    let text = String::from_utf8_lossy(body);
    text.split_inclusive("\n\n").map(|event| Bytes::from(event.to_owned())).collect()
}
