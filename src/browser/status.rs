//! Reads a document of the status page: no cookies, no referrer. It is parsed in a wasm of its own,
//! which is loaded with the first document, so that no card waits for it.

use super::api;
use super::fetch::{fetch, header, is_redirect, timed_out};
use super::shell::with;
use status::MOST_BYTES;
use status::fetching::TIMEOUT;
use status::{Answer, Unreadable, unpack};
use wasm_bindgen::prelude::*;

/// The address's answer. A redirect fails, wherever it leads.
pub async fn ask(url: String) -> Result<Answer, Unreadable> {
    let response = fetch("GET", &url, TIMEOUT).await.map_err(|error| why(&error))?;
    if is_redirect(&response) {
        return Err(Unreadable::Redirected);
    }
    let most = u32::try_from(MOST_BYTES).unwrap_or(u32::MAX);
    let reads = with(|shell| shell.hooks.read_status(&response, &url, most));
    let read = api::settled(reads.ok_or(Unreadable::Malformed)?).await;
    // If the body broke off, the host did answer: that is no network error.
    let reading = match read {
        Ok(line) => unpack(&line.as_string().unwrap_or_default()),
        Err(error) if timed_out(&error) => Err(Unreadable::Timeout),
        Err(_) => Err(Unreadable::Malformed),
    };
    Ok(Answer { retry_after: header(&response, "retry-after"), reading })
}

fn why(error: &JsValue) -> Unreadable {
    if timed_out(error) { Unreadable::Timeout } else { Unreadable::Network }
}
