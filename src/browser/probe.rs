//! One cheap request that asks whether the site answers, and one more from within the failing page
//! where the edge challenges whoever comes without cookies.

use super::effects::within;
use super::http::{self, Response};
use super::{api, paint, with};
use engine::{Document, ProbeAnswer, TabId};
use std::time::Duration;
use timestamp::retry_after::retry_after;
use wasm_bindgen::prelude::*;

/// A site that takes longer than this is not back.
const TIME_OUT_MS: u32 = 10_000;

/// A page that does not say how its request went so long after it was begun says nothing more.
const PAGE_ANSWERS_WITHIN: Duration = Duration::from_secs(12);

/// Asks for no more than the head of the answer: without cookies, and where the edge challenges that,
/// from within `page`, which failed to load, as its reload would ask.
pub async fn ask(address: &str, page: Option<&(TabId, Document)>) -> ProbeAnswer {
    let answer = ask_without_cookies(address).await.of_the_site();
    match page {
        Some((tab, document)) if answer == ProbeAnswer::Challenged => {
            let from_page = ask_from_page(address, *tab, document).await;
            from_page.map_or(answer, ProbeAnswer::of_the_site)
        }
        Some(_) | None => answer,
    }
}

async fn ask_without_cookies(address: &str) -> ProbeAnswer {
    match http::ask("HEAD", address, TIME_OUT_MS).await {
        Ok(response) => {
            let response: Response = response.unchecked_into();
            let mitigated = response.header("cf-mitigated");
            answer(
                response.status(),
                mitigated.is_some_and(|v| v.eq_ignore_ascii_case("challenge")),
                response.header("retry-after").as_deref(),
            )
        }
        Err(error) if http::timed_out(&error) => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}

/// `None` where that document is not there any more, or lets nobody in.
async fn ask_from_page(address: &str, tab: TabId, document: &Document) -> Option<ProbeAnswer> {
    let probe = with(|shell| shell.hooks.probe_from_page())?;
    let order = api::object()
        .with("meant", &paint::meant(document))
        .text("address", address)
        .number("timeLimit", TIME_OUT_MS.into());
    let asked = api::run_in(tab.0, &probe, &order);
    let said = within(PAGE_ANSWERS_WITHIN, asked).await?.ok()?;
    match said.as_string().as_deref() {
        Some("timeout") => return Some(ProbeAnswer::TimedOut),
        Some(_) => return Some(ProbeAnswer::NetworkError),
        None => {}
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status code")]
    let status = api::number(&said, "status")? as u16;
    let wait = api::get(&said, "retryAfter").as_string();
    Some(answer(status, api::is_true(&said, "challenge"), wait.as_deref()))
}

/// What a reply says. A redirect that is not followed has no status.
fn answer(status: u16, challenge: bool, wait: Option<&str>) -> ProbeAnswer {
    if status == 0 {
        return ProbeAnswer::Redirect;
    }
    let wait = wait.and_then(|value| retry_after(value, super::now()));
    let not_before = wait.map(|wait| super::now().after(wait));
    ProbeAnswer::Status { code: status, challenge, not_before }
}
