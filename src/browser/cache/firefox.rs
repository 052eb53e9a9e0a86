//! Firefox: a rule for the session adds `Clear-Site-Data: "cache"` to the site's next document.
//!
//! `browsingData` by host resolves there and clears nothing, since entries are partitioned, and
//! its permission would add a line to the install prompt. The header clears the HTTP cache of
//! that site alone, before the document asks for its files; a rule for requests of our own has
//! no effect on the site's partition. The engine takes the rule away as soon as an answer came,
//! when the outage ends, and at each start.

use crate::browser::api;
use crate::browser::convert::to_js;
use crate::browser::tabs::TAB_ANSWERS_WITHIN;
use crate::browser::timers::within;
use engine::Clearing;
use serde::Serialize;
use sites::Site;

/// The number of the one rule.
const RULE: u32 = 1;

/// Sees to it that the site's next document clears its cache.
pub async fn clear(site: Site) -> Clearing {
    match within(TAB_ANSWERS_WITHIN, set(Some(site))).await {
        Some(Ok(_)) => Clearing::WithNextAnswer,
        Some(Err(_)) | None => Clearing::Failed,
    }
}

/// Takes the rule away.
pub async fn sweep() {
    // Without a rule there is nothing to take away, and that is no error.
    let _ = within(TAB_ANSWERS_WITHIN, set(None)).await;
}

async fn set(site: Option<Site>) -> api::Answer {
    let add_rules = site.map(rule).into_iter().collect();
    api::update_session_rules(&to_js(&Change { remove_rule_ids: [RULE], add_rules })).await
}

fn rule(site: Site) -> Rule {
    // A domain has no port.
    let domain = site.host().split(':').next().unwrap_or_default();
    let header = Header { header: "clear-site-data", operation: "set", value: "\"cache\"" };
    Rule {
        id: RULE,
        action: Action { r#type: "modifyHeaders", response_headers: [header] },
        condition: Condition { request_domains: [domain], resource_types: ["main_frame"] },
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    remove_rule_ids: [u32; 1],
    add_rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: u32,
    action: Action,
    condition: Condition,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    r#type: &'static str,
    response_headers: [Header; 1],
}

#[derive(Serialize)]
struct Header {
    header: &'static str,
    operation: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Condition {
    request_domains: [&'static str; 1],
    resource_types: [&'static str; 1],
}
