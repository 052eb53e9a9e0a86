//! Clearing one site's cached files, by the way that works in each browser.

mod chromium;
mod firefox;

use super::api;
use crate::engine::Clearing;
use crate::site::Site;

/// Takes back whatever an earlier clearing set up and did not take back itself.
pub async fn sweep() {
    if !api::offers("browsingData") {
        firefox::sweep().await;
    }
}

/// Clears the site's cached files and nothing else.
pub async fn clear(site: Site) -> Clearing {
    if api::offers("browsingData") {
        chromium::clear(site).await
    } else {
        firefox::clear(site).await
    }
}
