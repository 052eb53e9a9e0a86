//! One cheap request that asks whether the site answers, and one more from within the failing page
//! where the edge challenges whoever comes without cookies.

use super::convert::{from_js, to_js};
use super::effects::within;
use super::fetch::{fetch, header, is_redirect, timed_out};
use super::{api, with};
use engine::{Document, ProbeAnswer, TabId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::retry_after::retry_after;
use timestamp::whole_millis;

/// A site that takes longer than this is not back.
const TIME_OUT: Duration = Duration::from_secs(10);

/// A page that does not say how its request went so long after it was begun says nothing more.
const PAGE_ANSWERS_WITHIN: Duration = Duration::from_secs(12);

/// What `extension/content/probe-from-page.ts` is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    meant: &'a Document,
    address: &'a str,
    time_limit: u64,
}

/// What it answers.
#[derive(Deserialize)]
#[serde(untagged)]
enum FromPage {
    Failed(String),
    #[serde(rename_all = "camelCase")]
    Answered {
        status: u16,
        challenge: bool,
        retry_after: Option<String>,
    },
}

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
    match fetch("HEAD", address, TIME_OUT).await {
        Ok(response) if is_redirect(&response) => ProbeAnswer::Redirect,
        Ok(response) => {
            let mitigated = header(&response, "cf-mitigated");
            let challenge = mitigated.is_some_and(|v| v.eq_ignore_ascii_case("challenge"));
            answer(response.status(), challenge, header(&response, "retry-after").as_deref())
        }
        Err(error) if timed_out(&error) => ProbeAnswer::TimedOut,
        Err(_) => ProbeAnswer::NetworkError,
    }
}

/// `None` where that document is not there any more, or lets nobody in.
async fn ask_from_page(address: &str, tab: TabId, document: &Document) -> Option<ProbeAnswer> {
    let probe = with(|shell| shell.hooks.probe_from_page())?;
    let time_limit = whole_millis(TIME_OUT);
    let order = to_js(&Order { meant: document, address, time_limit });
    let asked = api::run_in(tab.0, &probe, &order);
    let said = within(PAGE_ANSWERS_WITHIN, asked).await?.ok()?;
    Some(match from_js(&said)? {
        FromPage::Failed(why) if why == "timeout" => ProbeAnswer::TimedOut,
        FromPage::Failed(_) => ProbeAnswer::NetworkError,
        // A redirect that is not followed has no status.
        FromPage::Answered { status: 0, .. } => ProbeAnswer::Redirect,
        FromPage::Answered { status, challenge, retry_after } => {
            answer(status, challenge, retry_after.as_deref())
        }
    })
}

/// What a reply says.
fn answer(code: u16, challenge: bool, wait: Option<&str>) -> ProbeAnswer {
    let wait = wait.and_then(|value| retry_after(value, super::now()));
    let not_before = wait.map(|wait| super::now().after(wait));
    ProbeAnswer::Status { code, challenge, not_before }
}
