//! Clears one site's cached files, in the way that works in each browser.

mod chromium;
mod firefox;
mod page;

use super::api;
use engine::Clearing;
use sites::Site;

/// Removes what an earlier clearing set up and left behind.
pub async fn sweep() {
    if !api::offers("browsingData") {
        firefox::sweep().await;
    }
}

/// Clears the site's cached files and nothing else; returns how many stored things were counted as
/// they went.
pub async fn clear(site: Site) -> (Clearing, u32) {
    // Ask from within a page of the site, if there is one: only there can anything be counted.
    let swept = page::sweep(site).await;
    let clearing = if api::offers("browsingData") {
        chromium::clear(site).await
    } else {
        firefox::clear(site).await
    };
    match (clearing, swept) {
        // The browser said it was done, but the page still has what was to go.
        (Clearing::Cleared | Clearing::WithNextAnswer, page::Swept { left: true, counted }) => {
            // A failed clearing must not leave its rule behind.
            sweep().await;
            (Clearing::Failed, counted)
        }
        (clearing, page::Swept { counted, .. }) => (clearing, counted),
    }
}
