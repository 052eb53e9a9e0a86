//! A reply of the status page's host, checked before it is read: anything odd is unreadable, each
//! with its own kind.

use super::read::read;
use super::types::{MOST_BYTES, Reading, Unreadable};
use serde::{Deserialize, Serialize};
use sites::{Site, Source};
use text::{cut, find};
use timestamp::Timestamp;

/// What came back for one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The address that was asked.
    pub url: String,
    /// The address that answered, after redirects.
    pub final_url: String,
    /// The HTTP status code.
    pub status: u16,
    /// The header Content-Type, or empty.
    pub content_type: String,
    /// The header Retry-After.
    pub retry_after: Option<String>,
    /// The body, of which the stream's reader takes at most one byte more than [`MOST_BYTES`].
    pub body: Vec<u8>,
}

/// What a reply gave: all that the fetching plan and the engine know of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Answer {
    /// The header Retry-After.
    pub retry_after: Option<String>,
    /// What was read, or why nothing was.
    pub reading: Result<Reading, Unreadable>,
}

impl Answer {
    /// There was no reply.
    pub(super) const fn none(why: Unreadable) -> Self {
        Self { retry_after: None, reading: Err(why) }
    }
}

impl Reply {
    /// Reads it.
    #[must_use]
    pub fn read(&self) -> Answer {
        Answer { retry_after: self.retry_after.clone(), reading: read_reply(self) }
    }
}

/// Reads a reply if it is what was requested.
///
/// # Errors
/// [`Unreadable`], by the first check that fails: host, status, size, content type, content.
fn read_reply(reply: &Reply) -> Result<Reading, Unreadable> {
    let site = Site::of_status_page(&reply.url).ok_or(Unreadable::Redirected)?;
    let page = &site.service().status;
    if !page.is_at(&reply.final_url) {
        return Err(Unreadable::Redirected);
    }
    if reply.status != 200 {
        return Err(Unreadable::Status(reply.status));
    }
    if reply.body.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let kind = cut(&reply.content_type, ";").0.trim_ascii().to_ascii_lowercase();
    let wanted = if page.urls(Source::Feed).contains(&reply.url.as_str()) { "xml" } else { "json" };
    if matches!(kind.as_str(), "text/html" | "application/xhtml+xml") {
        return Err(Unreadable::Html);
    }
    // Without a content type the content decides.
    if !kind.is_empty() && find(&kind, wanted, 0).is_none() {
        return Err(Unreadable::ContentType);
    }
    let reading = read(&reply.body, site, Timestamp::default())?;
    let says_nothing =
        reading.components.is_empty() && reading.indicator.is_none() && !reading.lists_incidents;
    if reading.is_foreign || says_nothing { Err(Unreadable::Unrecognised) } else { Ok(reading) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(body: &str) -> Reply {
        let url = "https://status.openai.com/api/v2/status.json".to_owned();
        Reply {
            final_url: url.clone(),
            url,
            status: 200,
            content_type: "application/json; charset=utf-8".into(),
            retry_after: None,
            body: body.into(),
        }
    }

    const GREEN: &str = r#"{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}"#;

    #[test]
    fn a_good_reply_is_read() {
        let read = read_reply(&reply(GREEN));
        assert_eq!(read.map(|reading| reading.source), Ok(Source::Compat));
        let untyped = Reply { content_type: String::new(), ..reply(GREEN) };
        assert!(read_reply(&untyped).is_ok());
    }

    #[test]
    fn each_odd_reply_is_a_failure_of_its_own_kind() {
        let good = reply(GREEN);
        let html = "<html><body>hi</body></html>";
        let feed = Reply { url: "https://status.openai.com/history.atom".into(), ..good.clone() };
        for (reply, kind) in [
            (
                Reply { final_url: "https://openai.com/".into(), ..good.clone() },
                Unreadable::Redirected,
            ),
            (
                Reply { final_url: "http://status.openai.com/".into(), ..good.clone() },
                Unreadable::Redirected,
            ),
            (
                Reply { final_url: "https://status.openai.com:444/".into(), ..good.clone() },
                Unreadable::Redirected,
            ),
            (Reply { final_url: String::new(), ..good.clone() }, Unreadable::Redirected),
            (Reply { status: 504, ..good.clone() }, Unreadable::Status(504)),
            (Reply { status: 204, ..good.clone() }, Unreadable::Status(204)),
            (Reply { content_type: "text/html".into(), ..reply(html) }, Unreadable::Html),
            (Reply { content_type: "text/plain".into(), ..good.clone() }, Unreadable::ContentType),
            (feed, Unreadable::ContentType),
            (reply(html), Unreadable::Html),
            (reply(""), Unreadable::Malformed),
            (reply(&GREEN[..40]), Unreadable::Malformed),
            (reply("{\"hello\":1}"), Unreadable::Unrecognised),
            (reply("{\"summary\":{}}"), Unreadable::Unrecognised),
            (reply(&GREEN.replace("OpenAI", "GitHub")), Unreadable::Unrecognised),
            (reply(&" ".repeat(MOST_BYTES + 1)), Unreadable::TooLarge),
        ] {
            assert_eq!(read_reply(&reply).map(|_| ()), Err(kind), "{}", reply.final_url);
        }
    }
}
