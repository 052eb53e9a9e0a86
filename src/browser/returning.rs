//! Taking a tab back once its site answers: its page is loaded again, its waiting page goes.

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

/// What `extension/content/reload-document.ts` answers where a page has text that is not kept.
const UNSAVED: &str = "unsaved";

/// What it answers where a page was empty, and is so no more.
const STARTED: &str = "started";

/// What it answers where another document is on its way.
const PENDING: &str = "pending";

/// Loads a tab's page again, by the way that fits what stands there.
pub async fn take_back(
    tab: TabId,
    place: Surface,
    order: Go<'_>,
    interrupts: Interrupts,
) -> ReturnOutcome {
    let (document, bypass_cache) = (order.meant, order.stay);
    let Ok(found) = tabs::find(tab).await else { return ReturnOutcome::Gone };
    if found.discarded {
        return ReturnOutcome::Gone; // it loads by itself when it is looked at
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
            // No page goes whose text is not kept.
            if !is_safe_to_leave(tab, document, place == Surface::Bar).await {
                return ReturnOutcome::Unsaved;
            }
            let order = Go { own: own && found.is_loading(), ..order };
            match run_in(tab, go, to_js(&order)).await {
                Some(Ok(went)) if went.as_bool() == Some(true) => {
                    // Only from here can a load pass by the cache.
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
                // A waiting page that does not answer (asleep, or of an older version of the
                // extension) is sent on from here.
                Some(_) | None => begun(api::send_tab(tab.0, &document.address, false)).await,
            }
        }
        Surface::ErrorPage => {
            if without_fragment(found.address()) != without_fragment(&document.address) {
                return ReturnOutcome::Elsewhere;
            }
            // It may have been loaded while nobody was there to hear of it, and somebody writes there.
            if interrupts != Interrupts::AnyLoad && came_well(tab).await {
                return ReturnOutcome::Elsewhere;
            }
            begun(api::reload_tab(tab.0, bypass_cache)).await
        }
    }
}

/// What came of a load that the browser was asked for. Where it does not answer, whether a document
/// arrives will tell.
async fn begun(load: impl Future<Output = api::Answer>) -> ReturnOutcome {
    match within(TAB_ANSWERS_WITHIN, load).await {
        Some(Err(_)) => ReturnOutcome::Gone,
        Some(Ok(_)) | None => ReturnOutcome::Begun,
    }
}

/// What `extension/content/reload-document.ts` is asked to do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Go<'a> {
    /// The document that is to go.
    pub meant: &'a Document,
    /// The page lives, and a bar stands in it.
    pub living: bool,
    /// It is not to load anything, only to say whether it may.
    pub stay: bool,
    /// The load that is under way is its own.
    pub own: bool,
    /// Also where its person is at work in the card.
    pub even_if_busy: bool,
    /// Nothing stands in it: its app did not start.
    pub empty: bool,
}

/// What the waiting page is asked to do.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Leave<'a> {
    kind: &'static str,
    tab: i32,
    address: &'a str,
    even_if_busy: bool,
}
