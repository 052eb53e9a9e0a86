//! Firefox: a rule for the session adds `Clear-Site-Data: "cache"` to one answer of the site.
//!
//! `browsingData` by host resolves and clears nothing there, since entries are partitioned; and
//! its permission would add a line to the install prompt. The header clears the HTTP cache of
//! that site alone, and nothing else is named in it.

use crate::browser::{api, probe};
use crate::engine::Clearing;
use crate::site::Site;
use js_sys::{Array, JSON};
use wasm_bindgen::prelude::*;

/// The number of the one rule.
const RULE: u32 = 1;

/// The request that carries the answer may take so long.
const TIME_OUT_MS: u32 = 8_000;

/// Asks the site once, and lets its answer, whatever it is, clear its cache.
pub async fn clear(site: Site) -> Clearing {
    if set(Some(site)).await.is_err() {
        return Clearing::Failed;
    }
    let address = ["https://", site.host(), "/"].concat();
    let answer = api::fetch(&address, &probe::request("HEAD", TIME_OUT_MS)).await;
    // Taken away at once, whatever came: it must touch no other answer.
    let _ = set(None).await;
    match answer {
        Ok(_) => Clearing::Cleared,
        Err(_) => Clearing::Failed,
    }
}

async fn set(site: Option<Site>) -> api::Answer {
    let rules: Array = site.into_iter().map(rule).collect();
    api::update_session_rules(&api::object(&[
        ("removeRuleIds", Array::of1(&RULE.into()).into()),
        ("addRules", rules.into()),
    ]))
    .await
}

/// As text, since an object that is put together by its members weighs 1 KB of wasm.
fn rule(site: Site) -> JsValue {
    let rule = [
        r#"{"id":1,"action":{"type":"modifyHeaders","responseHeaders":[{"header":"clear-site-data","#,
        r#""operation":"set","value":"\"cache\""}]},"condition":{"requestDomains":[""#,
        site.host(),
        r#""],"resourceTypes":["xmlhttprequest"]}}"#,
    ];
    // It is as good as this text is.
    JSON::parse(&rule.concat()).unwrap_or_default()
}
