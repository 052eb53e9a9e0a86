//! Firefox: a rule for the session adds `Clear-Site-Data: "cache"` to the site's next answer.

use crate::engine::Clearing;
use crate::site::Site;

/// Asks the site's next answer to clear its cache.
pub async fn clear(_site: Site) -> Clearing {
    Clearing::Failed
}
