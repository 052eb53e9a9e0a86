//! Chromium: `browsingData` takes an origin, and leaves cookies and stored data alone.

use crate::browser::api;
use crate::browser::convert::to_js;
use crate::browser::timers::within;
use engine::Clearing;
use serde::Serialize;
use sites::Site;
use std::time::Duration;

/// 3,000 entries took 1.4 to 5.9 s where this was measured.
const TIME_OUT: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Options {
    origins: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Types {
    cache: bool,
    cache_storage: bool,
    service_workers: bool,
}

/// Clears the HTTP cache, the `CacheStorage` and the service workers of the origin. One kind that
/// cannot be limited to an origin would fail the whole call; cookies would be widened to the
/// registrable domain, and are never named here.
pub async fn clear(site: Site) -> Clearing {
    let origin = site.origin();
    let options = to_js(&Options { origins: [origin] });
    let types = to_js(&Types { cache: true, cache_storage: true, service_workers: true });
    match within(TIME_OUT, api::remove_browsing_data(&options, &types)).await {
        Some(Ok(_)) => Clearing::Cleared,
        Some(Err(_)) => Clearing::Failed,
        None => Clearing::TimedOut,
    }
}
