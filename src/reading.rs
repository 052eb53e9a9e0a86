//! Reads documents for the background, the status page's and those that failed, once scripts have
//! fetched them whole.

use crate::browser::facts;
use detect::judged;
use status::{Reply, pack};
use wasm_bindgen::prelude::*;

/// What a reply gave, as the line that the core unpacks. `url` was asked, `final_url` answered.
#[wasm_bindgen]
#[must_use]
pub fn read(
    body: Vec<u8>,
    url: String,
    final_url: String,
    status: u16,
    content_type: String,
) -> String {
    pack(&Reply { url, final_url, status, content_type, retry_after: None, body }.read().reading)
}

/// The verdict on a failing document, as the line that the core unpacks: `answer` is the
/// collector's, `response` what the document came with.
#[wasm_bindgen]
#[must_use]
pub fn judge(answer: &JsValue, response: &str) -> String {
    judged(facts::of(answer), response)
}
