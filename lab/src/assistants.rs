//! The other assistants as the lab plays them: a page with each one's composer and marks, the request
//! that a message goes by, and its status page in its own dialect.

use anyhow::{Context as _, ensure};
use serde_json::{Map, Value, json};
use sites::Site;
use std::path::Path;

use crate::{
    answer::{Asked, page, script},
    plan::Plan,
    scenario::StatusPage,
};

const JSON: Option<&str> = Some("application/json; charset=utf-8");

/// What one of their hosts answers; `None`: not theirs.
pub(crate) fn answer(asked: &Asked<'_>) -> Option<Plan> {
    let host = asked.request.host.as_str();
    let address = format!("https://{host}{}", asked.request.path);
    let of_site = Site::of(&address).filter(|site| !site.is_installed());
    if of_site.is_some() {
        return Some(app(asked, &address));
    }
    let site = Site::of_status_page(&address).filter(|site| !site.is_installed())?;
    let asks = |url: &&&str| address.split('?').next() == Some(**url);
    let documents = site.service().status.documents.iter().flat_map(|(_, urls)| urls.iter());
    if documents.clone().find(asks).is_none() {
        return Some(Plan::new(404, Some("text/plain; charset=UTF-8"), "Not found"));
    }
    let (kind, text) = status(site, asked.phase.status_page, &address)?;
    let plan = Plan::new(200, kind, text);
    // Claude's may be read by everybody: docs/sites.md. Of Google's that is not known, so it is not
    // played.
    let is_open = site == Site::Claude;
    Some(if is_open { plan.with("access-control-allow-origin", "*") } else { plan })
}

fn app(asked: &Asked<'_>, address: &str) -> Plan {
    let request = asked.request;
    match request.path_only() {
        "/lab/app.js" => script(include_str!("../pages/assistants/app.js")),
        "/lab/app.css" => {
            Plan::new(200, Some("text/css"), include_str!("../pages/assistants/app.css"))
        }
        "/lab/editors.js" => editors(),
        "/favicon.ico" => crate::answer::icon(),
        _ if sites::is_conversation(address) && request.method == "POST" => {
            let event = "data: {\"text\":\"The lab heard you.\"}\n\n";
            Plan::new(200, Some("text/event-stream; charset=utf-8"), event)
        }
        _ => page("assistant", request, asked.number()),
    }
}

/// Their editors, as the build bundled them.
fn editors() -> Plan {
    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/editor/chat-editors.js");
    match std::fs::read_to_string(bundle) {
        Ok(text) => script(&text),
        Err(_) => script("throw new Error('no editor: run `cargo xtask build --lab`')"),
    }
}

/// What a status page says in a phase: an incident of the assistant's, one of a neighbour's, or none.
fn status(site: Site, page: StatusPage, address: &str) -> Option<(Option<&'static str>, String)> {
    /// The documents that the reader's own tests have.
    macro_rules! fixture {
        ($name:literal) => {
            include_str!(concat!("../../tests/fixtures/status/others/", $name)).to_owned()
        };
    }
    let fails =
        !matches!(page, StatusPage::Operational | StatusPage::ApiOnly | StatusPage::Resolved);
    let beside = page == StatusPage::ApiOnly;
    let json = |text: String| Some((JSON, text));
    match site {
        Site::Claude if address.ends_with("incidents.json") => {
            let listed: Value = serde_json::from_str(&fixture!("claude-summary.json")).ok()?;
            let incidents = if fails { listed["incidents"].clone() } else { json!([]) };
            json(json!({ "page": listed["page"], "incidents": incidents }).to_string())
        }
        Site::Claude if fails => json(fixture!("claude-summary.json")),
        Site::Claude if beside => json(fixture!("claude-api-only.json")),
        Site::Claude => json(statuspage("Claude", "rwppv331jlwc", "claude.ai")),
        Site::Gemini if fails => json(fixture!("gemini-incidents.json")),
        Site::Gemini => json(fixture!("gemini-mail-only.json")),
        Site::Copilot if fails => json(fixture!("copilot-degraded.json")),
        Site::Copilot => json(fixture!("copilot-mail-only.json")),
        Site::Perplexity if fails => json(fixture!("perplexity-summary.json")),
        Site::Perplexity => json(statuspage("Perplexity", "1", "Website")),
        Site::Grok => {
            let feed =
                if fails { fixture!("grok-feed.xml") } else { fixture!("grok-api-only.xml") };
            Some((Some("application/rss+xml; charset=utf-8"), feed))
        }
        Site::DeepSeek if fails => json(fixture!("deepseek-active.json")),
        Site::DeepSeek => json(fixture!("deepseek-api-only.json")),
        Site::Mistral if fails => json(fixture!("mistral-status.json")),
        Site::Mistral => json(statuspage("Mistral AI", "1", "Le Chat")),
        Site::Own => json(statuspage("Own", "1", "Web")),
        Site::ChatGpt | Site::ChatOpenAi => None,
    }
}

/// A page in the manner of Statuspage on which all is well.
fn statuspage(name: &str, id: &str, component: &str) -> String {
    json!({
        "page": { "name": name, "updated_at": "2026-11-20T10:00:00Z" },
        "status": { "indicator": "none" },
        "components": [{ "id": id, "name": component, "status": "operational" }],
        "incidents": [],
        "scheduled_maintenances": [],
    })
    .to_string()
}

/// A copy of the extension that has access to those sites, as their person gives it by the switch: no
/// driver can answer the browser's own question.
///
/// # Errors
/// It cannot be copied, or does not ask for them by choice.
pub fn with_access(extension: &Path, folder: &Path, sites: &[Site]) -> anyhow::Result<()> {
    let wanted = |site: &Site| {
        let status = &site.service().status;
        let status = (!status.is_public).then_some(status.host);
        [site.host()].into_iter().chain(status).map(|host| format!("https://{host}/*"))
    };
    let given: Vec<String> = sites.iter().flat_map(wanted).collect();
    with_origins(extension, folder, &given)?;
    let path = extension.join("manifest.json");
    let manifest: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    let optional = manifest["optional_host_permissions"].as_array();
    let optional = optional.context("no hosts are asked for by choice")?;
    let is_asked = |pattern: &String| optional.iter().any(|it| it == pattern);
    ensure!(given.iter().all(is_asked), "{given:?} are not all asked for by choice");
    Ok(())
}

/// The same with access to what those patterns match.
///
/// # Errors
/// It cannot be copied.
pub fn with_origins(extension: &Path, folder: &Path, given: &[String]) -> anyhow::Result<()> {
    copy(extension, folder)?;
    let path = folder.join("manifest.json");
    let mut manifest: Map<String, Value> = serde_json::from_slice(&std::fs::read(&path)?)?;
    let given: Vec<Value> = given.iter().cloned().map(Value::from).collect();
    let optional = manifest.get_mut("optional_host_permissions").and_then(Value::as_array_mut);
    let optional = optional.context("no hosts are asked for by choice")?;
    optional.retain(|pattern| !given.contains(pattern));
    let required = manifest.get_mut("host_permissions").and_then(Value::as_array_mut);
    required.context("no hosts are asked for")?.extend(given);
    std::fs::write(&path, Value::from(manifest).to_string())?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy(&path, &to)? } else { std::fs::copy(&path, &to).map(drop)? }
    }
    Ok(())
}

/// The script that chooses them, as the switches do.
#[must_use]
pub fn choosing(sites: &[Site]) -> String {
    let settings: Map<String, Value> =
        sites.iter().map(|site| (format!("on_{}", site.service().id), json!(true))).collect();
    format!("await chrome.storage.sync.set({{ settings: {} }})", Value::from(settings))
}

/// A chat of the lab's on that site.
#[must_use]
pub fn chat(site: Site) -> String {
    let path = match site {
        Site::Gemini => "/app/lab",
        Site::Copilot => "/chats/lab",
        Site::Perplexity => "/search/lab",
        Site::Grok => "/c/lab",
        Site::DeepSeek => "/a/chat/s/lab",
        Site::ChatGpt | Site::ChatOpenAi | Site::Claude | Site::Mistral | Site::Own => "/chat/lab",
    };
    format!("https://{}{path}", site.host())
}

/// Whether the app of that page has begun, as an expression in it.
pub const IS_THERE: &str = "document.documentElement.dataset.labReady === 'yes'";
