//! Takes a tab back once its site answers: reloads its page, or sends its waiting page back.

use super::api;
use super::convert::to_js;
use super::look::came_well;
use super::rescue::is_safe_to_leave;
use super::shell::with;
use super::tabs::{self, TAB_ANSWERS_WITHIN, run_in};
use super::timers::within;
use engine::{Document, Interrupts, ReturnOutcome, Surface, TabId};
use serde::Serialize;
use sites::without_fragment;

/// The answer of `extension/content/reload-document.ts` for a page with text that is not saved.
const UNSAVED: &str = "unsaved";

/// Its answer for a page that was empty and no longer is.
const STARTED: &str = "started";

/// Its answer if another document is loading.
const PENDING: &str = "pending";

/// Reloads a tab, in the way that fits what is in it.
pub async fn take_back(
    tab: TabId,
    place: Surface,
    order: Go<'_>,
    interrupts: Interrupts,
) -> ReturnOutcome {
    let (document, bypass_cache) = (order.meant, order.stay);
    let Ok(found) = tabs::find(tab).await else { return ReturnOutcome::Gone };
    if found.discarded {
        return ReturnOutcome::Gone; // it reloads by itself when it is looked at
    }
    // Chromium tells of a load that has no document yet; in Firefox the document itself knows.
    let own = interrupts == Interrupts::OwnLoad
        && place == Surface::Page
        && found.pending_url.as_deref().unwrap_or_default().is_empty();
    if found.is_loading() && interrupts != Interrupts::AnyLoad && !own {
        return ReturnOutcome::Pending;
    }
    match place {
        Surface::Page | Surface::Bar => {
            let Some(go) = with(|shell| shell.hooks.reload_document()) else {
                return ReturnOutcome::Elsewhere;
            };
            // No page is reloaded while its text is not saved.
            if !is_safe_to_leave(tab, document, place == Surface::Bar).await {
                return ReturnOutcome::Unsaved;
            }
            let order = Go { own: own && found.is_loading(), ..order };
            match run_in(tab, go, to_js(&order)).await {
                Some(Ok(went)) if went.as_bool() == Some(true) => {
                    // Only from here can a reload bypass the cache.
                    if bypass_cache {
                        return begun(api::reload_tab(tab.0, true)).await;
                    }
                    ReturnOutcome::Begun
                }
                Some(Ok(went)) if went == UNSAVED => ReturnOutcome::Unsaved,
                Some(Ok(went)) if went == STARTED => ReturnOutcome::Started,
                Some(Ok(went)) if went == PENDING => ReturnOutcome::Pending,
                Some(Ok(went)) if went.is_string() => ReturnOutcome::AtWork,
                Some(_) => ReturnOutcome::Elsewhere,
                None => ReturnOutcome::Pending,
            }
        }
        Surface::WaitingPage => {
            if !found.address().starts_with(&api::file_address("waiting.html")) {
                return ReturnOutcome::Elsewhere;
            }
            let leave = Leave {
                kind: "leaveWaitingPage",
                tab: tab.0,
                address: &document.address,
                even_if_busy: order.even_if_busy,
            };
            match within(TAB_ANSWERS_WITHIN, api::send_message(&to_js(&leave))).await {
                Some(Ok(answer)) if answer.as_bool() == Some(true) => ReturnOutcome::Begun,
                Some(Ok(answer)) if answer.is_string() => ReturnOutcome::AtWork,
                // A waiting page that does not answer (discarded, or of an older version of the
                // extension) is navigated from here.
                Some(_) | None => begun(api::send_tab(tab.0, &document.address, false)).await,
            }
        }
        Surface::ErrorPage => {
            if without_fragment(found.address()) != without_fragment(&document.address) {
                return ReturnOutcome::Elsewhere;
            }
            // It may have been reloaded without a report, and the user may be writing there.
            if interrupts != Interrupts::AnyLoad && came_well(tab).await {
                return ReturnOutcome::Elsewhere;
            }
            begun(api::reload_tab(tab.0, bypass_cache)).await
        }
    }
}

/// The outcome of a load that the browser was asked for. If it does not answer, the document's
/// arrival will tell.
async fn begun(load: impl Future<Output = api::Answer>) -> ReturnOutcome {
    match within(TAB_ANSWERS_WITHIN, load).await {
        Some(Err(_)) => ReturnOutcome::Gone,
        Some(Ok(_)) | None => ReturnOutcome::Begun,
    }
}

/// The order for `extension/content/reload-document.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Go<'a> {
    /// The document to reload.
    pub meant: &'a Document,
    /// The page lives and shows a bar.
    pub living: bool,
    /// Only say whether it may go, without reloading.
    pub stay: bool,
    /// The load that is under way is its own.
    pub own: bool,
    /// Even if the user is busy in the card.
    pub even_if_busy: bool,
    /// Only if it is empty: its app did not start.
    pub empty: bool,
}

/// The order for the waiting page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Leave<'a> {
    kind: &'static str,
    tab: i32,
    address: &'a str,
    even_if_busy: bool,
}
