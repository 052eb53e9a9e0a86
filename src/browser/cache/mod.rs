//! Clearing one site's cached files, by the way that works in each browser.

mod chromium;
mod firefox;
mod page;

use super::api;
use engine::Clearing;
use sites::Site;

/// Takes back whatever an earlier clearing set up and did not take back itself.
pub async fn sweep() {
    if !api::offers("browsingData") {
        firefox::sweep().await;
    }
}

/// Clears the site's cached files and nothing else; with how many stored things were counted as
/// they went.
pub async fn clear(site: Site) -> (Clearing, u32) {
    // From within a page of the site, where one stands: only there can anything be counted.
    let swept = page::sweep(site).await;
    let clearing = if api::offers("browsingData") {
        chromium::clear(site).await
    } else {
        firefox::clear(site).await
    };
    match (clearing, swept) {
        // The browser said done, and the page still has what was to go.
        (Clearing::Cleared | Clearing::WithNextAnswer, page::Swept { left: true, counted }) => {
            // What fails leaves no rule behind, which nobody would take back.
            sweep().await;
            (Clearing::Failed, counted)
        }
        (clearing, page::Swept { counted, .. }) => (clearing, counted),
    }
}
