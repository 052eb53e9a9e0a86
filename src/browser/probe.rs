//! One cheap request that asks whether the site answers, and another from within the failing page
//! if the edge challenges requests without cookies.

use super::api;
use super::convert::{from_js, to_js};
use super::fetch::{fetch, header, timed_out};
use super::shell::with;
use super::timers::{now, within};
use engine::{Document, ProbeAnswer, TabId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::retry_after::{clock_of, retry_after};
use timestamp::whole_millis;

/// A site that takes longer than this is not back.
const TIME_OUT: Duration = Duration::from_secs(10);

/// A page that has not reported its request's result after this long will not report it.
const PAGE_ANSWERS_WITHIN: Duration = Duration::from_secs(12);

/// Requests only the head of the answer: without cookies, and if the edge challenges that, from
/// within `page`, which failed to load, as its reload would.
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
    match fetch("HEAD", address, TIME_OUT).await {
        Ok(response) => {
            let mitigated = header(&response, "cf-mitigated");
            answer(
                response.status(),
                mitigated.is_some_and(|v| v.eq_ignore_ascii_case("challenge")),
                header(&response, "retry-after").as_deref(),
                header(&response, "date").as_deref(),
            )
        }
        Err(error) if timed_out(&error) => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}

/// The order for the function in the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageOrder<'a> {
    meant: &'a Document,
    address: &'a str,
    /// In milliseconds.
    time_limit: u64,
}

/// The head of the reply; if there was none, a text says why.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageReply {
    status: u16,
    #[serde(default)]
    challenge: bool,
    retry_after: Option<String>,
    date: Option<String>,
}

/// `None` if that document is no longer there, or refuses scripts.
async fn ask_from_page(address: &str, tab: TabId, document: &Document) -> Option<ProbeAnswer> {
    let probe = with(|shell| shell.hooks.probe_from_page())?;
    let time_limit = whole_millis(TIME_OUT);
    let order = to_js(&PageOrder { meant: document, address, time_limit });
    let asked = api::run_in(tab.0, &probe, &order);
    let said = within(PAGE_ANSWERS_WITHIN, asked).await?.ok()?;
    match said.as_string().as_deref() {
        Some("timeout") => return Some(ProbeAnswer::TimedOut),
        Some(_) => return Some(ProbeAnswer::NetworkError),
        None => {}
    }
    let reply: PageReply = from_js(&said)?;
    let (wait, date) = (reply.retry_after.as_deref(), reply.date.as_deref());
    Some(answer(reply.status, reply.challenge, wait, date))
}

/// What a reply means. A redirect that is not followed has no status.
fn answer(status: u16, challenge: bool, wait: Option<&str>, date: Option<&str>) -> ProbeAnswer {
    if status == 0 {
        return ProbeAnswer::Redirect;
    }
    let wait = wait.and_then(|value| retry_after(value, clock_of(date, now())));
    let not_before = wait.map(|wait| now().after(wait));
    ProbeAnswer::Status { code: status, challenge, not_before }
}
