//! One cheap request that asks whether the site answers.

use super::fetch::{fetch, header, is_redirect, timed_out};
use engine::ProbeAnswer;
use std::time::Duration;
use timestamp::retry_after::retry_after;

/// A site that takes longer than this is not back.
const TIME_OUT: Duration = Duration::from_secs(10);

/// Asks for no more than the head of the answer.
pub async fn ask(address: &str) -> ProbeAnswer {
    match fetch("HEAD", address, TIME_OUT).await {
        Ok(response) if is_redirect(&response) => ProbeAnswer::Redirect,
        Ok(response) => ProbeAnswer::Status {
            code: response.status(),
            challenge: header(&response, "cf-mitigated")
                .is_some_and(|v| v.eq_ignore_ascii_case("challenge")),
            not_before: header(&response, "retry-after")
                .and_then(|v| retry_after(&v, super::now()))
                .map(|wait| super::now().after(wait)),
        },
        Err(error) if timed_out(&error) => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}
