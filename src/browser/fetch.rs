//! Requests of the background's own: without cookies, cache or referrer, and within a time limit.

use super::api::{self, Answer};
use super::convert::{from_js, to_js};
use super::timers::within;
use serde::{Deserialize, Serialize};
use sites::Site;
use std::time::Duration;
use text::before;
use timestamp::whole_millis;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect, Response, ResponseType,
};

/// The browser answers this within a millisecond or two.
const ACCESS_KNOWN_WITHIN: Duration = Duration::from_secs(1);

/// Requests an address without cookies, storing none, without cache and referrer, and without
/// following redirects. A host to which access was withdrawn is not asked: the request would be
/// sent all the same, and its `Origin` would identify the installation (Firefox).
///
/// # Errors
/// The browser's reason for failing, possibly [`timed_out`].
pub async fn fetch(method: &str, address: &str, limit: Duration) -> Result<Response, JsValue> {
    if !has_access(address).await {
        return Err(JsValue::UNDEFINED);
    }
    let how = RequestInit::new();
    how.set_method(method);
    how.set_credentials(RequestCredentials::Omit);
    how.set_cache(RequestCache::NoStore);
    how.set_redirect(RequestRedirect::Manual);
    how.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let limit = u32::try_from(whole_millis(limit)).unwrap_or(u32::MAX);
    how.set_signal(Some(&AbortSignal::timeout_with_u32(limit)));
    let request = Request::new_with_str_and_init(address, &how)?;
    let answer: Answer = api::settled(Ok(api::global().fetch_with_request(&request))).await;
    Ok(answer?.unchecked_into())
}

#[derive(Serialize)]
struct Permissions {
    origins: [String; 1],
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Whether it is a redirect: one that is not followed tells nothing more.
pub fn is_redirect(response: &Response) -> bool {
    response.type_() == ResponseType::Opaqueredirect
}

/// A header, if there is one that we may read.
pub fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok()?
}

/// Whether it failed because the time ran out.
pub fn timed_out(error: &JsValue) -> bool {
    from_js::<Named>(error).is_some_and(|error| error.name == "TimeoutError")
}

/// Whether access to the address's host is given; if the browser does not say, it is assumed. A
/// status page that needs no permission is read only while there is access to the site that it is
/// about, and not in Firefox, whose `Origin` is different for each installation.
async fn has_access(address: &str) -> bool {
    let host = before(address.strip_prefix("https://").unwrap_or_default(), b"/?#");
    let public = Site::of_status_page(address)
        .filter(|site| site.service().status.is_public && !api::is_firefox());
    let site = public.or_else(|| Site::of(address));
    let pattern = site.map_or_else(|| ["https://", host, "/*"].concat(), Site::pattern);
    let access = Permissions { origins: [pattern] };
    let asked = api::has_permission(&to_js(&access));
    !matches!(within(ACCESS_KNOWN_WITHIN, asked).await, Some(Ok(given)) if given.is_falsy())
}
