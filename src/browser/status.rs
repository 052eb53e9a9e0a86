//! Fetches a document of the status page: no cookies, no referrer, no more than was agreed.

use super::http::{self, Response};
use crate::prelude::*;
use crate::status::fetching::{MOST_BYTES, TIMEOUT};
use crate::status::{Reply, Unreadable};
use crate::time::whole_millis;
use wasm_bindgen::prelude::*;

/// What the address answers. A redirect fails, wherever it leads.
pub async fn ask(url: String) -> Result<Reply, Unreadable> {
    let limit = u32::try_from(whole_millis(TIMEOUT)).unwrap_or(u32::MAX);
    let response = http::ask("GET", &url, limit).await.map_err(|error| why(&error))?;
    let response: Response = response.unchecked_into();
    if response.is_redirect() {
        return Err(Unreadable::Redirected);
    }
    Ok(Reply {
        final_url: response.url(),
        status: response.status(),
        content_type: response.header("content-type").unwrap_or_default(),
        retry_after: response.header("retry-after"),
        body: body(&response).await?,
        url,
    })
}

/// The body, as far as it may be long: the rest is never taken.
async fn body(response: &Response) -> Result<Vec<u8>, Unreadable> {
    let mut body = Vec::new();
    let Some(parts) = response.parts() else { return Ok(body) };
    while let Some(part) = parts.next().await.map_err(|error| why_cut(&error))? {
        body.extend(part.to_vec());
        if body.len() > MOST_BYTES {
            parts.stop();
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(body)
}

fn why(error: &JsValue) -> Unreadable {
    if http::timed_out(error) { Unreadable::Timeout } else { Unreadable::Network }
}

/// Why a body ended before its end: the host did answer, so it is no fault of the network's.
fn why_cut(error: &JsValue) -> Unreadable {
    if http::timed_out(error) { Unreadable::Timeout } else { Unreadable::Malformed }
}
