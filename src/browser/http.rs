//! Requests of the background's own: as much of `fetch` as is used, by its own names.

use super::api::{self, Answer, Members};
use super::effects::within;
use core::time::Duration;
use js_sys::{Array, Promise};
use text::before;
use wasm_bindgen::prelude::*;

/// The browser says so within a millisecond or two.
const ACCESS_KNOWN_WITHIN: Duration = Duration::from_secs(1);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch_raw(address: &str, how: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn abort_after(millis: u32) -> JsValue;

    /// What came back.
    pub type Response;
    /// Its status; 0 for a redirect, which is never followed.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;

    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;
}

/// Asks without cookies, without taking any, without cache and referrer, and without following.
/// Nothing is asked of a host to which access was taken away: the request would go out all the same, and
/// its `Origin` would name the installation (Firefox).
pub async fn ask(method: &str, address: &str, time_out_ms: u32) -> Answer {
    if !has_access(address).await {
        return Err(JsValue::UNDEFINED);
    }
    let how: Members = api::object()
        .text("method", method)
        .text("credentials", "omit")
        .text("cache", "no-store")
        .text("redirect", "manual")
        .text("referrerPolicy", "no-referrer")
        .with("signal", &abort_after(time_out_ms));
    api::settled(fetch_raw(address, &how)).await
}

/// Whether access to the address's host is given; where the browser does not say, it is.
async fn has_access(address: &str) -> bool {
    let host = before(address.strip_prefix("https://").unwrap_or_default(), b"/?#");
    let origins = Array::of1(&["https://", host, "/*"].concat().into());
    let asked = api::has_permission(&api::object().with("origins", &origins));
    !matches!(within(ACCESS_KNOWN_WITHIN, asked).await, Some(Ok(given)) if given.is_falsy())
}

/// Whether it was the time that ran out, of all that can go wrong.
pub fn timed_out(error: &JsValue) -> bool {
    api::text(error, "name") == "TimeoutError"
}

impl Response {
    /// Whether it is a redirect: of one that is not followed nothing more is told.
    pub fn is_redirect(&self) -> bool {
        self.status() == 0
    }

    /// A header, where there is one that we may see.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().get(name)
    }
}
