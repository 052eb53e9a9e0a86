//! One cheap request that asks whether the site answers.

use super::http::{self, Response};
use engine::ProbeAnswer;
use timestamp::retry_after::retry_after;
use wasm_bindgen::prelude::*;

/// A site that takes longer than this is not back.
const TIME_OUT_MS: u32 = 10_000;

/// Asks for no more than the head of the answer.
pub async fn ask(address: &str) -> ProbeAnswer {
    match http::ask("HEAD", address, TIME_OUT_MS).await {
        Ok(response) => {
            let response: Response = response.unchecked_into();
            if response.is_redirect() {
                return ProbeAnswer::Redirect;
            }
            ProbeAnswer::Status {
                code: response.status(),
                challenge: response
                    .header("cf-mitigated")
                    .is_some_and(|v| v.eq_ignore_ascii_case("challenge")),
                not_before: response
                    .header("retry-after")
                    .and_then(|v| retry_after(&v, super::now()))
                    .map(|wait| super::now().after(wait)),
            }
        }
        Err(error) if http::timed_out(&error) => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}
