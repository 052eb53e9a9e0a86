//! One cheap request that asks whether the site answers.

use super::api;
use crate::engine::ProbeAnswer;
use crate::retry_after::retry_after;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response, ResponseType,
};

/// A site that takes longer than this is not back.
const TIME_OUT_MS: u32 = 10_000;

/// Asks without cookies, without taking any, without the cache and without following.
pub async fn ask(address: &str) -> ProbeAnswer {
    let init = request("HEAD", TIME_OUT_MS);
    match api::fetch(address, &init).await {
        Ok(response) => {
            let response: Response = response.unchecked_into();
            if response.type_() == ResponseType::Opaqueredirect {
                return ProbeAnswer::Redirect;
            }
            let header = |name| response.headers().get(name).ok().flatten();
            ProbeAnswer::Status {
                code: response.status(),
                challenge: header("cf-mitigated")
                    .is_some_and(|v| v.eq_ignore_ascii_case("challenge")),
                not_before: header("retry-after")
                    .and_then(|v| retry_after(&v, super::now()))
                    .map(|wait| super::now().after(wait)),
            }
        }
        Err(error) if api::text(&error, "name") == "TimeoutError" => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}

/// A request of ours: it carries and takes nothing of the person's.
pub fn request(method: &str, time_out_ms: u32) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Manual);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(time_out_ms)));
    init
}
