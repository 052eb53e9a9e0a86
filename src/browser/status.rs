//! Fetches a document of the status page: no cookies, no referrer, no more than was agreed.

use super::{api, probe};
use crate::prelude::*;
use crate::status::fetching::{MOST_BYTES, TIMEOUT};
use crate::status::{Reply, Unreadable};
use crate::time::whole_millis;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStreamDefaultReader, Response};

/// What the address answers. A redirect to another host fails, since only this one is allowed.
pub async fn ask(url: String) -> Result<Reply, Unreadable> {
    let limit = u32::try_from(whole_millis(TIMEOUT)).unwrap_or(u32::MAX);
    let init = probe::request("GET", limit);
    let response: Response = api::fetch(&url, &init).await.map_err(why)?.unchecked_into();
    if response.type_() == web_sys::ResponseType::Opaqueredirect {
        return Err(Unreadable::Redirected);
    }
    let header = |name| response.headers().get(name).ok().flatten();
    Ok(Reply {
        final_url: response.url(),
        status: response.status(),
        content_type: header("content-type").unwrap_or_default(),
        retry_after: header("retry-after"),
        body: body(&response).await?,
        url,
    })
}

/// The body, as far as it may be long: the rest is never taken.
async fn body(response: &Response) -> Result<Vec<u8>, Unreadable> {
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let part = api::settled(Ok(reader.read())).await.map_err(why_cut)?;
        if api::is_true(&part, "done") {
            return Ok(body);
        }
        let part = Uint8Array::new(&api::get(&part, "value"));
        body.extend(part.to_vec());
        if body.len() > MOST_BYTES {
            let _ = reader.cancel();
            return Err(Unreadable::TooLarge);
        }
    }
}

/// Why a body ended before its end: the host did answer, so it is no fault of the network's.
fn why_cut(error: JsValue) -> Unreadable {
    let why = why(error);
    if why == Unreadable::Network { Unreadable::Malformed } else { why }
}

fn why(error: impl AsRef<JsValue>) -> Unreadable {
    if api::text(error.as_ref(), "name") == "TimeoutError" {
        Unreadable::Timeout
    } else {
        Unreadable::Network
    }
}
