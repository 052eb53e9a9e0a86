//! What the extension's scripts and its manifest say of sites: made of `crates/sites`, where alone it
//! is written by hand.

use anyhow::Result;
use serde_json::{Map, Value, json};
use settings::{FIELDS, Field};
use sites::{ChatRequest, Service, Site, Source};
use std::fs;
use std::path::Path;

/// What goes before the data in the module.
const TYPES: &str = "// Made by the build of crates/sites: what is watched, as scripts need it.

/** An assistant. */
export interface Assistant {
  id: string;
  name: string;
  /** Its hosts, each with the setting that switches it on and off. The first is where it lives. */
  hosts: { host: string; setting: SiteSetting | \"own_site\" }[];
  /** Whether it is watched from the installation on; each other one is a choice of its person. */
  isInstalled: boolean;
  statusPage: string;
  support: string;
  /** The hosts, beside its own, to which it needs access. */
  otherHosts: string[];
  /** Paths of its requests and documents, as match patterns of the browser. */
  messages: string[];
  resuming: string[];
  loading: string[];
  /** What the app asks before it sends a message. */
  preparing: string[];
  /** Where the site sends whoever is not signed in. */
  signIn: string[];
  assets: string[];
  documents: string[];
  /** What is looked for in its pages. */
  marks: Marks;
}

export interface Marks {
  composers: string[];
  turns: string[];
  answers: string[];
  files: string[];
  alerts: string[];
  recovering: string[];
  /** Where they say whose account is signed in, as far as that is known. */
  account: AccountMarks | null;
}

export interface AccountMarks {
  /** An element with JSON, and the way to the id in it. */
  data: string;
  path: string[];
  /** What names in the site's local storage begin with: the id stands after its slash, up to the next. */
  stored: string;
}
";

/// What a site of one's own may be: any host, of which each is asked for alone, by its person's click.
const OWN: [&str; 3] = ["https://*/*", "http://localhost/*", "http://*.localhost/*"];

/// What the background asks of such a site, and of its status page: there is no host to name.
const OWN_ASKED: &str = "https: http://localhost:* http://*.localhost:*";

/// Writes the module that scripts import.
///
/// # Errors
/// It cannot be written.
pub fn module(folder: &Path) -> Result<()> {
    let settings: Vec<String> =
        Site::KNOWN.into_iter().map(|site| format!("\"{}\"", setting(site))).collect();
    let all = Value::Array(services().map(assistant).collect());
    let temporary: Vec<&str> =
        services().flat_map(|service| service.temporary.iter().copied()).collect();
    let text = format!(
        "{TYPES}\n/** The address of a chat that its site does not keep. */\n\
         export const TEMPORARY_CHAT = /[?&#]({})\\b/;\n\n/** The names of the settings that switch sites. */\nexport type SiteSetting = {};\n\n\
         export const ASSISTANTS: Assistant[] = {};\n",
        temporary.join("|"),
        settings.join(" | "),
        serde_json::to_string_pretty(&all)?
    );
    fs::write(folder.join("sites.ts"), text)?;
    Ok(())
}

/// Puts into a manifest which hosts are asked for at the installation, which by choice, and which
/// the extension's own pages and its background may ask.
pub fn into_manifest(manifest: &mut Map<String, Value>) {
    let pattern = |host: &&str| Value::from(format!("https://{host}/*"));
    let (mut required, mut optional, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for service in services() {
        let list = if is_installed(service) { &mut required } else { &mut optional };
        list.extend(service.hosts.iter().map(|(_, host)| pattern(host)));
        list.extend(other_hosts(service).iter().map(pattern));
        let own = service.hosts.iter().map(|(_, host)| *host).chain(other_hosts(service));
        asked.extend(own.map(|host| format!("https://{host}")));
        if service.status.is_public {
            asked.extend(documents(service).map(str::to_owned));
        }
    }
    optional.extend(OWN.map(Value::from));
    manifest.insert("host_permissions".into(), required.into());
    manifest.insert("optional_host_permissions".into(), optional.into());
    let policy = manifest.get_mut("content_security_policy");
    let policy = policy.and_then(|policy| policy.get_mut("extension_pages"));
    if let Some(Value::String(policy)) = policy {
        let sources = format!("connect-src 'self' {} {OWN_ASKED}", asked.join(" "));
        *policy = policy.replace("connect-src 'self'", &sources);
    }
}

/// The assistants, each once.
fn services() -> impl Iterator<Item = &'static Service> {
    Site::homes().map(Site::service)
}

fn is_installed(service: &Service) -> bool {
    service.hosts.iter().all(|(site, _)| site.is_installed())
}

/// The host of its status page, where that may not be read without leave.
fn other_hosts(service: &Service) -> Vec<&'static str> {
    (!service.status.is_public).then_some(service.status.host).into_iter().collect()
}

fn documents(service: &Service) -> impl Iterator<Item = &'static str> {
    service.status.documents.iter().flat_map(|(_, urls): &(Source, _)| urls.iter().copied())
}

/// The setting that switches a site on and off.
fn setting(site: Site) -> &'static str {
    let field = |field: Field| field.site() == Some(site);
    FIELDS.iter().find(|row| field(row.field)).map_or("", |row| row.name)
}

fn assistant(service: &Service) -> Value {
    let paths = |wanted: fn(ChatRequest) -> bool| {
        let others = service.requests.others.iter();
        let of_kind = others.filter(move |(request, _)| wanted(*request));
        of_kind.flat_map(|(_, path): &(ChatRequest, _)| with_query(path))
    };
    let marks = &service.marks;
    json!({
        "id": service.id,
        "name": service.name,
        "hosts": service.hosts.iter().map(|(site, host)| {
            json!({ "host": host, "setting": setting(*site) })
        }).collect::<Vec<_>>(),
        "isInstalled": is_installed(service),
        "statusPage": service.status.page,
        "support": service.support,
        "otherHosts": other_hosts(service),
        "messages": service.requests.messages.iter().copied().flat_map(with_query).collect::<Vec<_>>(),
        "resuming": paths(ChatRequest::is_resuming).collect::<Vec<_>>(),
        "loading": paths(|it| !it.is_resuming() && it != ChatRequest::Prepare).collect::<Vec<_>>(),
        "preparing": paths(|it| it == ChatRequest::Prepare).collect::<Vec<_>>(),
        "signIn": service.sign_in.iter().map(|start| format!("{start}*")).collect::<Vec<_>>(),
        "assets": service.assets.iter().map(|folder| format!("{folder}*")).collect::<Vec<_>>(),
        "documents": service.documents,
        "marks": {
            "composers": marks.composers,
            "turns": marks.turns,
            "answers": marks.answers,
            "files": marks.files,
            "alerts": marks.alerts,
            "recovering": marks.recovering,
            "account": service.account.as_ref().map(|it| {
                json!({ "data": it.data.0, "path": it.data.1, "stored": it.stored })
            }),
        },
    })
}

/// A path with a query or without. Where it ends in a star it has both.
fn with_query(path: &'static str) -> impl Iterator<Item = String> {
    let query = (!path.ends_with('*')).then(|| format!("{path}?*"));
    std::iter::once(path.to_owned()).chain(query)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_three_hosts_of_chatgpt_are_asked_for_at_once_and_every_other_by_choice() {
        let text = include_str!("../../../extension/manifest.json");
        let mut manifest: Map<String, Value> = serde_json::from_str(text).unwrap();
        assert!(!manifest.contains_key("host_permissions"), "the build writes it");
        into_manifest(&mut manifest);
        let hosts =
            ["https://chatgpt.com/*", "https://chat.openai.com/*", "https://status.openai.com/*"];
        assert_eq!(manifest["host_permissions"], json!(hosts));
        let optional = manifest["optional_host_permissions"].as_array().unwrap();
        assert_eq!(optional.len(), 13 + OWN.len(), "{optional:?}");
        for (host, is_there) in [
            ("claude.ai", true),
            ("status.claude.com", true),
            ("gemini.google.com", true),
            ("www.google.com", false),
            ("status.cloud.microsoft", true),
            ("chatgpt.com", false),
        ] {
            let pattern = json!(format!("https://{host}/*"));
            assert_eq!(optional.contains(&pattern), is_there, "{host}");
        }
        let policy = manifest["content_security_policy"]["extension_pages"].as_str().unwrap();
        assert!(policy.contains("connect-src 'self' https://chatgpt.com https://chat.openai.com"));
        // Of a host as large as that no more than the one document.
        assert!(policy.contains(" https://www.google.com/appsstatus/dashboard/incidents.json"));
        assert!(!policy.contains("https://www.google.com "), "{policy}");
    }

    #[test]
    fn each_site_has_a_setting_of_its_own() {
        let mut names: Vec<_> = Site::KNOWN.into_iter().map(setting).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Site::KNOWN.len());
        assert!(!names.contains(&""));
    }
}
