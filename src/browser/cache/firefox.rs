//! Firefox: a rule for the session adds `Clear-Site-Data: "cache"` to the site's next document.
//!
//! `browsingData` by host resolves there and clears nothing, since entries are partitioned, and
//! its permission would add a line to the install prompt. The header clears the HTTP cache of
//! that site alone, before the document asks for its files; a rule for requests of our own has
//! no effect on the site's partition. The engine takes the rule away as soon as an answer came,
//! when the outage ends, and at each start.

use crate::browser::api;
use engine::Clearing;
use js_sys::{Array, JSON};
use sites::Site;
use wasm_bindgen::prelude::*;

/// The number of the one rule.
const RULE: u32 = 1;

/// Sees to it that the site's next document clears its cache.
pub async fn clear(site: Site) -> Clearing {
    match set(Some(site)).await {
        Ok(_) => Clearing::WithNextAnswer,
        Err(_) => Clearing::Failed,
    }
}

/// Takes the rule away.
pub async fn sweep() {
    // Without a rule there is nothing to take away, and that is no error.
    let _ = set(None).await;
}

async fn set(site: Option<Site>) -> api::Answer {
    let rules: Array = site.into_iter().map(rule).collect();
    let change =
        api::object().with("removeRuleIds", &Array::of1(&RULE.into())).with("addRules", &rules);
    api::update_session_rules(&change).await
}

/// As text, since an object that is put together by its members weighs 1 KB of wasm.
fn rule(site: Site) -> JsValue {
    let rule = [
        r#"{"id":1,"action":{"type":"modifyHeaders","responseHeaders":[{"header":"clear-site-data","#,
        r#""operation":"set","value":"\"cache\""}]},"condition":{"requestDomains":[""#,
        site.host(),
        r#""],"resourceTypes":["main_frame"]}}"#,
    ];
    // It is as good as this text is.
    JSON::parse(&rule.concat()).unwrap_or_default()
}
