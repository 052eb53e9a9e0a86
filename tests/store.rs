//! What the stores are told: within their limits, in every language, and true of the source.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What Mozilla's store takes of a name, and Chrome's of a summary and of a description.
const LONGEST: [(&str, usize); 2] = [("name", 45), ("description", 132)];
const LONGEST_DESCRIPTION: usize = 16_000;

/// Words of a promise to get round what a site decided, in whatever language the text is.
const NEVER: [&str; 6] = ["bypass", "unlimited", "unblock", "jailbreak", "captcha", "vpn"];

/// What may be asked for a site of one's own: of these, one host at a time.
const OWN_SITE: [&str; 3] = ["https://*/*", "http://localhost/*", "http://*.localhost/*"];

/// The text that says whose Gatewatch is not: on the first-run page and in the popup.
const OWN: &str = "welcome_own";

#[test]
fn every_language_has_its_listing_within_the_stores_limits() {
    let listing = json("docs/store/listing.json");
    let listing = listing.as_object().unwrap();
    let languages: BTreeSet<String> =
        entries("extension/_locales").iter().map(|path| name(path)).collect();
    assert_eq!(listing.keys().cloned().collect::<BTreeSet<_>>(), languages);
    for (language, told) in listing {
        let messages = json(&format!("extension/_locales/{language}/messages.json"));
        for (id, most) in LONGEST {
            let text = messages[id]["message"].as_str().unwrap();
            assert!(text.chars().count() <= most, "{language}: {id} is too long for a store");
        }
        let description = told["description"].as_str().unwrap();
        let independent = told["independent"].as_str().unwrap();
        let points: Vec<&str> =
            told["points"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        assert_eq!(points.len(), listing["en"]["points"].as_array().unwrap().len(), "{language}");
        assert!(points.iter().all(|it| !it.ends_with(['.', '。', '।'])), "{language}: {points:?}");
        let whole = [&[description, independent], points.as_slice()].concat().concat();
        let whole = whole.chars().count();
        assert!((100..LONGEST_DESCRIPTION).contains(&whole), "{language}: {whole} characters");
    }
}

#[test]
fn nobody_takes_it_for_openais_in_any_language() {
    let listing = json("docs/store/listing.json");
    for (language, told) in listing.as_object().unwrap() {
        let messages = json(&format!("extension/_locales/{language}/messages.json"));
        let name = messages["name"]["message"].as_str().unwrap();
        for mark in ["gpt", "openai"] {
            assert!(!name.to_lowercase().contains(mark), "{language}: the name holds `{mark}`");
        }
        let summary = messages["description"]["message"].as_str().unwrap();
        let independent = told["independent"].as_str().unwrap();
        let own = messages[OWN]["message"].as_str().unwrap();
        for text in [summary, independent, own] {
            assert!(text.contains("OpenAI"), "{language}: say of whom it is independent: {text}");
        }
        let english = &listing["en"]["independent"];
        assert!(language == "en" || told["independent"] != *english, "{language}: is English");
    }
    let quoted = format!("\"{OWN}\"");
    for room in ["src/pages/history.rs", "src/pages/welcome.rs"] {
        assert!(read(room).contains(&quoted), "{room} no longer says {OWN}");
    }
    let messages = json("extension/_locales/en/messages.json");
    let own = messages[OWN]["message"].as_str().unwrap();
    assert!(read("www/site/index.html").contains(&format!("<footer>{own}</footer>")));
    assert!(read("www/site/play.js").contains(&format!("messages.{OWN}")));
}

#[test]
fn no_listing_promises_to_get_round_a_limit() {
    let listing = json("docs/store/listing.json");
    for (language, told) in listing.as_object().unwrap() {
        let text = told.to_string().to_lowercase();
        for word in NEVER {
            assert!(!text.contains(word), "{language}: `{word}` reads as a promise");
        }
    }
}

#[test]
fn every_permission_has_its_reason_for_the_stores() {
    let manifest = json("extension/manifest.json");
    let told = read("docs/store/README.md");
    for pattern in OWN_SITE {
        assert!(told.contains(&format!("`{pattern}`")), "gives no reason for {pattern}");
    }
    let lists = ["permissions", "host_permissions", "optional_permissions"];
    for part in [&manifest, &manifest["only in chrome"], &manifest["only in firefox"]] {
        for permission in lists.iter().flat_map(|list| part[list].as_array().into_iter().flatten())
        {
            let permission = permission.as_str().unwrap();
            assert!(
                told.contains(&format!("`{permission}`")),
                "docs/store/README.md gives no reason for {permission}"
            );
        }
    }
}

#[test]
fn every_alarm_has_its_reason_for_the_stores() {
    let told = read("docs/store/README.md");
    let reason = told.lines().find(|line| line.starts_with("| `alarms` |")).unwrap();
    let mut named = BTreeSet::new();
    for path in entries("extension/background") {
        let source = fs::read_to_string(&path).unwrap_or_default();
        for made in source.split("_ALARM = \"").skip(1) {
            named.insert(made.split('"').next().unwrap().to_owned());
        }
        // Of one whose name is made, its beginning.
        for made in source.split("const PREFIX = \"").skip(1) {
            named.insert(format!("{} …", made.split(' ').next().unwrap()));
        }
    }
    assert!(named.len() > 3, "the way of finding them: {named:?}");
    let reasons: BTreeSet<String> =
        reason.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(named, reasons, "left the source, right docs/store/README.md");
}

#[test]
fn the_privacy_policy_names_every_key_of_every_store_and_no_other() {
    let policy = read("www/site/privacy.html");
    let told: BTreeSet<String> = policy
        .split("<tr><td><code>")
        .skip(1)
        .map(|rest| rest.split("</code>").next().unwrap().trim_end_matches(" …").to_owned())
        .collect();
    assert_eq!(told, keys(), "left www/site/privacy.html, right the source");
}

/// Every key under which anything is kept, by the source: what the types of the stores name, and
/// nothing is written to a store but by them.
fn keys() -> BTreeSet<String> {
    let stores = "extension/shared/stores.ts";
    let source = read(stores);
    let mut keys = BTreeSet::new();
    for store in ["LocalStore", "SessionStore", "SyncStore"] {
        let members = source.split(&format!("export interface {store} {{")).nth(1).unwrap();
        for line in members.split("\n}").next().unwrap().lines().map(str::trim) {
            let Some((name, _)) = line.split_once(':').filter(|_| !line.starts_with(['/', '*']))
            else {
                continue;
            };
            // `[outages: `past ${string}`]`: a key that is made, by its beginning.
            let name = match name.strip_prefix('[') {
                Some(_) if line.contains("PromptKey") => "prompt",
                Some(_) => line.split('`').nth(1).unwrap().split(' ').next().unwrap(),
                None => name.trim_end_matches('?').trim_matches('"'),
            };
            keys.insert(name.to_owned());
        }
    }
    // Attached files have a database of their own.
    let files = "extension/background/file-store.ts";
    for made in read(files).split("createObjectStore(").skip(1) {
        let name = made.split(',').next().unwrap();
        let constant = format!("const {name} = \"");
        let value =
            read(files).split(&constant).nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(keys.insert(value), "{files}: {name} is a key of another store");
    }
    for path in scripts().filter(|path| !path.ends_with(".test.ts")) {
        assert!(path == files || !read(&path).contains("indexedDB"), "{path}: {files} alone");
    }
    // What stands in pages has no part of that file, and writes prompts alone.
    let in_pages = ["keep-typing.ts", "prompt-rescue.ts"].map(|name| format!("content/{name}"));
    let others = ["shared/error-log.ts", "shared/settings-store.ts"].map(str::to_owned);
    for path in scripts().filter(|path| !path.ends_with(".test.ts")) {
        let known = in_pages.iter().chain(&others).any(|name| path.ends_with(name));
        let writes = ["local.set(", "session.set(", "sync.set("];
        let source = read(&path);
        let writes = writes.iter().any(|call| source.contains(call));
        assert_eq!(writes, known, "{path}: written to a store by {stores} alone");
    }
    // The core's own, by the names of its type's members.
    let core = read("src/browser/store.rs");
    let items = core.split("pub struct Items {").nth(1).unwrap().split('}').next().unwrap();
    let members = items.lines().filter(|line| !line.contains("//"));
    for name in members.filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name) {
        assert!(keys.contains(name), "{stores}: name {name}, which the core keeps");
    }
    keys
}

/// The scripts that somebody wrote, by their paths.
fn scripts() -> impl Iterator<Item = String> {
    ["background", "content", "pages", "shared"]
        .map(|room| format!("extension/{room}"))
        .into_iter()
        .flat_map(|room| below(&room))
        .filter(|path| path.ends_with(".ts") && !path.contains("/generated/"))
}

fn below(folder: &str) -> Vec<String> {
    let here = entries(folder);
    here.iter()
        .flat_map(|path| {
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            if root().join(&path).is_dir() { below(&path) } else { vec![path] }
        })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("{path} is missing"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

fn entries(folder: &str) -> Vec<PathBuf> {
    fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
