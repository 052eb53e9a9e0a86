//! Asks for a document of the status page, without cookies and referrer, and reads it.

use super::api;
use super::fetch::{fetch, header, is_redirect, timed_out};
use super::shell::with;
use js_sys::Uint8Array;
use status::MOST_BYTES;
use status::fetching::TIMEOUT;
use status::{Answer, Reply, Unreadable};
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// The address's answer. A redirect fails, wherever it leads.
pub async fn ask(url: String) -> Result<Answer, Unreadable> {
    let response = fetch("GET", &url, TIMEOUT).await.map_err(|error| why(&error))?;
    if is_redirect(&response) {
        return Err(Unreadable::Redirected);
    }
    let most = u32::try_from(MOST_BYTES).unwrap_or(u32::MAX);
    let body = with(|shell| shell.hooks.read_body(&response, most));
    match api::settled(body.ok_or(Unreadable::Malformed)?).await {
        Ok(body) => Ok(reply(url, &response, &body).read()),
        Err(error) if timed_out(&error) => Err(Unreadable::Timeout),
        // The host did answer, and its body broke off: no fault of the network's.
        Err(_) => Err(Unreadable::Malformed),
    }
}

fn reply(url: String, response: &Response, body: &JsValue) -> Reply {
    Reply {
        url,
        final_url: response.url(),
        status: response.status(),
        content_type: header(response, "content-type").unwrap_or_default(),
        retry_after: header(response, "retry-after"),
        body: Uint8Array::new(body).to_vec(),
    }
}

fn why(error: &JsValue) -> Unreadable {
    if timed_out(error) { Unreadable::Timeout } else { Unreadable::Network }
}
