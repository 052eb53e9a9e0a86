//! The package as it was built: what it asks for, what is in it, and what it weighs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use engine::Badge;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use zopfli::{BlockType, DeflateEncoder, Write as _};

/// A budget in bytes, from the file that holds them all: what is put into pages, and the whole.
/// Single files have none beside: it is milliseconds that people feel. A figure that must grow
/// grows there, with the reason in the change.
fn budget(what: &str) -> usize {
    let all: Value = serde_json::from_str(include_str!("../budgets.json")).unwrap();
    all["bytes"][what].as_u64().unwrap().try_into().unwrap()
}

const BROWSERS: [&str; 2] = ["chrome", "firefox"];

/// The sizes of the toolbar's icons, in pixels.
const TOOLBAR: [u8; 2] = [16, 32];

fn drawn(icon: &str, size: u8) -> String {
    format!("icons/{icon}-{size}.png")
}

/// All that may be asked of; the manifest's order.
const HOSTS: [&str; 3] = ["chatgpt.com", "chat.openai.com", "status.openai.com"];

/// The settings show how the address of a status page is written.
const EXAMPLE: &str = "status.example.org";

/// What a site of one's own may be: each is asked for alone, by the click that adds it.
const OWN: [&str; 3] = ["https://*/*", "http://localhost/*", "http://*.localhost/*"];

/// What is asked of such a site: there is no host to name.
const OWN_ASKED: [&str; 3] = ["https:", "http://localhost:*", "http://*.localhost:*"];

/// Asked for by the click that switches a site on.
const OPTIONAL: [&str; 13] = [
    "claude.ai",
    "status.claude.com",
    "gemini.google.com",
    "copilot.microsoft.com",
    "status.cloud.microsoft",
    "www.perplexity.ai",
    "status.perplexity.com",
    "grok.com",
    "status.x.ai",
    "chat.deepseek.com",
    "status.deepseek.com",
    "chat.mistral.ai",
    "status.mistral.ai",
];

/// Documents of a host that is too large to ask for: read in Chromium while there is access to their site.
const PUBLIC: [&str; 1] = ["https://www.google.com/appsstatus/dashboard/incidents.json"];

/// Opened by a person's click alone: where the owners help people, and the status page of a host that is
/// too large to ask for.
const LINKED: [&str; 8] = [
    "help.openai.com",
    "support.claude.com",
    "support.google.com",
    "www.google.com",
    "support.microsoft.com",
    "www.perplexity.ai",
    "x.ai",
    "help.mistral.ai",
];

/// In the package, but named by nothing: each with the reason. Take out what is named again.
const UNNAMED: [(&str, &str); 0] = [];

#[test]
fn each_manifest_asks_for_exactly_what_is_used() {
    let expected = [
        vec!["alarms", "browsingData", "scripting", "storage", "webRequest"],
        vec!["alarms", "declarativeNetRequestWithHostAccess", "scripting", "storage", "webRequest"],
    ];
    for (browser, expected) in BROWSERS.into_iter().zip(expected) {
        let manifest = manifest(browser);
        let mut asked: Vec<&str> = strings(&manifest["permissions"]);
        asked.sort_unstable();
        assert_eq!(asked, expected, "{browser}");
        // Asked for on a page of ours alone, by a click, for a choice that needs it.
        assert_eq!(strings(&manifest["optional_permissions"]), ["notifications"], "{browser}");
        let hosts = HOSTS.map(|host| format!("https://{host}/*"));
        assert_eq!(strings(&manifest["host_permissions"]), hosts, "{browser}");
        let optional = OPTIONAL.iter().map(|host| format!("https://{host}/*"));
        let optional: Vec<String> = optional.chain(OWN.map(str::to_owned)).collect();
        assert_eq!(strings(&manifest["optional_host_permissions"]), optional, "{browser}");
        for absent in [
            "web_accessible_resources",
            "content_scripts",
            "externally_connectable",
            "update_url",
            "key",
        ] {
            assert!(manifest.get(absent).is_none(), "{browser}: the manifest has {absent}");
        }
        let known = manifest.as_object().unwrap();
        assert!(
            known.keys().all(|key| !key.starts_with("only in")),
            "{browser}: an overlay is left"
        );
    }
}

#[test]
fn each_manifest_is_of_this_version_and_for_its_browser() {
    for browser in BROWSERS {
        let manifest = manifest(browser);
        assert_eq!(manifest["manifest_version"], 3, "{browser}");
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"), "{browser}: build it again");
        assert_eq!(manifest["incognito"], "spanning", "{browser}");
        assert_eq!(manifest["background"]["type"], "module", "{browser}");
    }
    let (chrome, firefox) = (manifest("chrome"), manifest("firefox"));
    assert_eq!(chrome["background"]["service_worker"], "background.js");
    assert!(chrome["background"].get("scripts").is_none(), "Chromium warns of `scripts`");
    assert_eq!(chrome["minimum_chrome_version"], "123");
    assert!(chrome.get("browser_specific_settings").is_none());
    assert_eq!(firefox["background"]["scripts"], json!(["background.js"]));
    assert!(firefox["background"].get("service_worker").is_none(), "Firefox has no such worker");
    let gecko = &firefox["browser_specific_settings"]["gecko"];
    assert_eq!(gecko["strict_min_version"], "142.0");
    let android = &firefox["browser_specific_settings"]["gecko_android"];
    assert_eq!(android["strict_min_version"], gecko["strict_min_version"]);
    assert_eq!(gecko["data_collection_permissions"], json!({ "required": ["none"] }));
}

#[test]
fn the_policy_lets_no_foreign_code_in() {
    for browser in BROWSERS {
        let manifest = manifest(browser);
        let policy = manifest["content_security_policy"]["extension_pages"].as_str().unwrap();
        let directives: BTreeMap<&str, Vec<&str>> = policy
            .split(';')
            .map(|directive| {
                let mut words = directive.split_whitespace();
                (words.next().unwrap(), words.collect())
            })
            .collect();
        assert_eq!(directives["default-src"], ["'none'"], "{browser}");
        assert_eq!(directives["script-src"], ["'self'", "'wasm-unsafe-eval'"], "{browser}");
        assert_eq!(directives["object-src"], ["'none'"], "{browser}");
        let hosts = HOSTS.iter().chain(&OPTIONAL).map(|host| format!("https://{host}"));
        let may_ask: BTreeSet<String> = std::iter::once("'self'".to_owned())
            .chain(hosts)
            .chain(PUBLIC.map(str::to_owned))
            .chain(OWN_ASKED.map(str::to_owned))
            .collect();
        let asks: BTreeSet<String> =
            directives["connect-src"].iter().map(|source| (*source).to_owned()).collect();
        assert_eq!(asks, may_ask, "{browser}");
        for (name, sources) in directives {
            assert!(
                name == "connect-src" || sources.iter().all(|source| source.starts_with('\'')),
                "{browser}: {name} reaches out: {sources:?}"
            );
            let loose = ["'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'"];
            assert!(!sources.iter().any(|source| loose.contains(source)), "{browser}: {name}");
        }
    }
}

#[test]
fn every_file_is_named_by_something_and_every_name_is_a_file() {
    let mut opened = opened_by_the_core();
    assert!(opened.contains("waiting.html"), "the core opens the waiting page: {opened:?}");
    opened.extend(TOOLBAR.iter().flat_map(|size| Badge::ICONS.map(|icon| drawn(icon, *size))));
    for browser in BROWSERS {
        let files = files(browser);
        let mut reached = BTreeSet::from(["manifest.json".to_owned()]);
        let mut ahead: Vec<(String, String)> = named(&manifest(browser))
            .into_iter()
            .map(|name| ("manifest.json".to_owned(), name))
            .chain(opened.iter().map(|name| ("the core".to_owned(), name.clone())))
            .collect();
        while let Some((by, name)) = ahead.pop() {
            let Some(content) = files.get(&name) else {
                panic!("{browser}: {by} names {name}, which is not in the package");
            };
            if !reached.insert(name.clone()) {
                continue;
            }
            let text = String::from_utf8_lossy(content);
            let marks: &[&str] = match name.rsplit('.').next() {
                Some("html") => &[" src=\"", " href=\""],
                Some("js") => &[
                    "from\"./",
                    "from\"/",
                    "import\"./",
                    "import(\"./",
                    "getURL(\"",
                    "module_or_path:\"",
                    "files:[\"",
                    "js:[\"",
                    "href:\"",
                    "new Worker(\"",
                    ".js\",\"",
                ],
                _ => &[],
            };
            let behind = |mark: &&'static str| {
                text.match_indices(*mark).map(|(at, mark)| at + mark.len()).collect::<Vec<_>>()
            };
            for at in marks.iter().flat_map(behind) {
                let next = text[at..].split('"').next().unwrap();
                // An empty text beside another is no name, and a selector of `files` is none.
                if !next.is_empty() && !next.contains('[') && next.contains('.') {
                    ahead.push((name.clone(), next.to_owned()));
                }
            }
            // What loads them has a short name by then.
            let wasms = text.split('"').filter(|quoted| quoted.ends_with("_bg.wasm"));
            ahead.extend(wasms.map(|wasm| (name.clone(), wasm.to_owned())));
        }
        // Languages are named by their code alone.
        let unnamed: Vec<&str> = files
            .keys()
            .map(String::as_str)
            .filter(|file| !reached.contains(*file) && !is_texts(file))
            .collect();
        let listed = UNNAMED.map(|(name, _)| name);
        assert_eq!(unnamed, listed, "{browser}: named by nothing; right is what is known of");
    }
}

#[test]
fn both_packages_hold_the_same_but_for_the_manifest() {
    let [mut chrome, mut firefox] = BROWSERS.map(files);
    for files in [&mut chrome, &mut firefox] {
        files.remove("manifest.json");
    }
    // Firefox takes no schema.
    assert!(chrome.remove("managed.json").is_some());
    assert_eq!(chrome.keys().collect::<Vec<_>>(), firefox.keys().collect::<Vec<_>>());
    for (name, content) in &chrome {
        assert!(firefox.get(name) == Some(content), "{name} differs");
    }
}

#[test]
fn icons_have_the_sizes_that_are_said() {
    for browser in BROWSERS {
        let (manifest, files) = (manifest(browser), files(browser));
        for size in TOOLBAR {
            for icon in Badge::ICONS {
                let png = &files[&drawn(icon, size)];
                assert_eq!(png[16..24], [[0, 0, 0, size], [0, 0, 0, size]].concat(), "{icon}");
            }
        }
        for icons in [&manifest["icons"], &manifest["action"]["default_icon"]] {
            for (size, name) in icons.as_object().unwrap() {
                let png = &files[name.as_str().unwrap()];
                assert_eq!(&png[..4], b"\x89PNG", "{browser}: {name}");
                let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
                assert_eq!(format!("{0}x{0}", size), format!("{}x{}", side(16), side(20)));
            }
        }
    }
}

#[test]
fn name_and_summary_fit_the_stores() {
    for (path, content) in files("chrome") {
        if path.ends_with("/messages.json") {
            let messages: Value = serde_json::from_slice(&content).unwrap();
            // Mozilla's store takes 45 characters and Chrome's 75; Chrome's summary has 132.
            for (id, most) in [("name", 45), ("description", 132)] {
                let text = messages[id]["message"].as_str().unwrap();
                assert!(
                    text.chars().count() <= most,
                    "{path}: {id} has more than {most} characters"
                );
            }
        }
    }
}

#[test]
fn nothing_in_it_runs_code_from_text() {
    let never =
        ["eval(", "new Function", "innerHTML", "outerHTML", "document.write", "importScripts"];
    for browser in BROWSERS {
        for (name, content) in files(browser) {
            let text = String::from_utf8_lossy(&content);
            if name.ends_with(".js") || name.ends_with(".html") {
                for word in never {
                    assert!(!text.contains(word), "{browser}: {name} has `{word}`");
                }
            }
            if name.ends_with(".html") {
                for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                    let is_inline = tag.starts_with("script") && !tag.contains(" src=\"");
                    assert!(!is_inline, "{name}: an inline script, which the policy forbids");
                    let is_styled = tag.starts_with("style") || tag.contains(" style=");
                    assert!(!is_styled, "{name}: an inline style, which the policy forbids");
                    let mut attributes = tag.split_whitespace().skip(1);
                    assert!(
                        !attributes.any(|word| word.starts_with("on") && word.contains('=')),
                        "{name}: a handler in an attribute, which the policy forbids: {tag}"
                    );
                }
                let gap = text.split("<script").skip(1).all(|rest| rest.contains("></script>"));
                assert!(gap, "{name}: a script with something in it");
            }
        }
    }
}

#[test]
fn it_knows_no_address_but_those_of_its_sites_and_their_owners() {
    let all: Vec<&str> = HOSTS.into_iter().chain(OPTIONAL).chain(LINKED).chain([EXAMPLE]).collect();
    for browser in BROWSERS {
        for (name, content) in files(browser).iter().filter(|(name, _)| !name.ends_with(".png")) {
            // The name of SVG's elements is written as an address, and nobody asks there.
            let text = String::from_utf8_lossy(content).replace("http://www.w3.org/2000/svg", "");
            for scheme in ["https://", "http://", "wss://", "ws://"] {
                for rest in text.split(scheme).skip(1) {
                    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c));
                    let host = &rest[..end.unwrap_or(rest.len())];
                    // Literals stand side by side in wasm: there only the beginning counts, and
                    // the bare scheme is one.
                    let known = if host.is_empty() {
                        true // a template, whose host is one of the data's, or a pattern
                    } else if name.ends_with(".wasm") {
                        !host.contains('.') || all.iter().any(|known| host.starts_with(known))
                    } else {
                        all.contains(&host) || host == "localhost"
                    };
                    // What the device itself serves is asked without TLS.
                    let is_fit = scheme == "https://" || scheme == "http://" && !host.contains('.');
                    assert!(known && is_fit, "{browser}: {name} has {scheme}{host}");
                }
            }
        }
    }
}

#[test]
fn no_path_of_the_machine_that_built_it_is_left() {
    let never = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        "/target/",
        ".cargo",
    ];
    let here = env!("CARGO_MANIFEST_DIR");
    for browser in BROWSERS {
        for (name, content) in files(browser) {
            let text = String::from_utf8_lossy(&content);
            for path in never.into_iter().chain([here]) {
                assert!(!text.contains(path), "{browser}: {name} holds a path with `{path}`");
            }
        }
    }
}

#[test]
fn it_keeps_its_budget() {
    for browser in BROWSERS {
        let files = files(browser);
        // A ZIP has 76 bytes for each file beside its content and twice its name, and 22 at its end.
        let entry = |(name, file): (&String, &Vec<u8>)| packed(file) + 76 + 2 * name.len();
        let zipped = 22 + files.iter().map(entry).sum::<usize>();
        // Milliseconds are bounded elsewhere; in bytes what healthy pages get, and the whole.
        let weights = [("keep-typing.js", files["keep-typing.js"].len()), ("the package", zipped)]
            .map(|(what, weighs)| (what, weighs, budget(what)));
        for (what, weighs, _) in weights {
            println!("{browser}: {what}: {weighs} bytes");
        }
        for (name, file) in files.iter().filter(|(name, _)| name.ends_with(".wasm")) {
            println!("{browser}: {name}: {} bytes, {} packed", file.len(), packed(file));
        }
        let over: Vec<_> = weights.iter().filter(|(_, weighs, most)| weighs > most).collect();
        assert!(over.is_empty(), "{browser}: (what, weighs, may weigh): {over:?}");
    }
}

/// The folder that `cargo xtask build` writes for a browser.
fn folder(browser: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("extension").join(browser);
    assert!(folder.join("manifest.json").is_file(), "not built: run `cargo xtask build`");
    folder
}

fn manifest(browser: &str) -> Value {
    serde_json::from_slice(&fs::read(folder(browser).join("manifest.json")).unwrap()).unwrap()
}

/// Every file of the package by its path in it.
fn files(browser: &str) -> BTreeMap<String, Vec<u8>> {
    let root = folder(browser);
    let mut files = BTreeMap::new();
    let mut ahead = vec![root.clone()];
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                ahead.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// The files that a manifest names: its texts, too, which it names by their language.
fn named(manifest: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut ahead = vec![manifest];
    while let Some(value) = ahead.pop() {
        match value {
            Value::String(text) => {
                let ends = [".js", ".html", ".css", ".png", "managed.json"];
                names.extend(ends.iter().any(|end| text.ends_with(end)).then(|| text.clone()));
            }
            Value::Array(items) => ahead.extend(items),
            Value::Object(members) => ahead.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let language = manifest["default_locale"].as_str().unwrap();
    names.push(format!("_locales/{language}/messages.json"));
    names
}

/// Pages whose addresses the core makes, by its own source.
fn opened_by_the_core() -> BTreeSet<String> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser");
    let mut opened = BTreeSet::new();
    for file in fs::read_dir(room).unwrap() {
        let path = file.unwrap().path();
        let Ok(source) = fs::read_to_string(path) else { continue };
        for rest in source.split("file_address(\"").skip(1) {
            let name = rest.split('"').next().unwrap().trim_end_matches('#');
            opened.extend((!name.is_empty()).then(|| name.to_owned()));
        }
    }
    opened
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().unwrap()).collect()
}

/// Whether a file of the package holds one language's texts, or what the browser shows of them.
fn is_texts(name: &str) -> bool {
    let within = |folder, end| name.starts_with(folder) && name.ends_with(end);
    within("_locales/", "/messages.json") || within("texts/", ".txt")
}

/// How many bytes it takes as `cargo xtask package` packs it.
fn packed(content: &[u8]) -> usize {
    let mut packed = Vec::new();
    let mut encoder =
        DeflateEncoder::new(zopfli::Options::default(), BlockType::Dynamic, &mut packed);
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap();
    packed.len()
}
