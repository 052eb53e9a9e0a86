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
        let whole = description.chars().count() + independent.chars().count();
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
fn the_privacy_policy_names_every_key_of_every_store_and_no_other() {
    let policy = read("www/site/privacy.html");
    let told: BTreeSet<String> = policy
        .split("<tr><td><code>")
        .skip(1)
        .map(|rest| rest.split("</code>").next().unwrap().trim_end_matches(" …").to_owned())
        .collect();
    assert_eq!(told, keys(), "left www/site/privacy.html, right the source");
}

/// Every key under which anything is kept, by the source.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in entries("extension").iter().filter(|path| ends(path, "js")) {
        let source = fs::read_to_string(path).unwrap();
        for store in ["local.", "session.", "sync."] {
            for call in source.split(store).skip(1) {
                if let Some(rest) = call.strip_prefix("get(\"").or(call.strip_prefix("remove(\"")) {
                    keys.insert(rest.split('"').next().unwrap().to_owned());
                }
                let Some(rest) = call.strip_prefix("set({") else { continue };
                for member in members(rest).iter().filter_map(|member| member.split(':').next()) {
                    let member = member.trim();
                    let spread = member.is_empty() || member.starts_with("...");
                    keys.extend((!spread).then(|| named(member, &source)));
                }
            }
        }
        // Keys that are made: their beginning.
        for rest in source.split("\"prompt \"").skip(1).chain(source.split("`prompt ").skip(1)) {
            keys.extend((!rest.is_empty()).then(|| "prompt".to_owned()));
        }
    }
    // The core keeps by constants, in the files that write.
    for path in entries("src/browser").iter().filter(|path| ends(path, "rs")) {
        let source = fs::read_to_string(path).unwrap();
        if !["api::session_set(", "api::sync_set(", "api::local_set("]
            .iter()
            .any(|call| source.contains(call))
        {
            continue;
        }
        for rest in source.split(": &str = \"").skip(1) {
            keys.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    keys
}

/// An object's own members, from behind its brace on; what stands in them stays together.
fn members(rest: &str) -> Vec<&str> {
    let (mut members, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in rest.char_indices() {
        match c {
            '{' | '[' | '(' => depth += 1,
            '}' if depth == 0 => {
                members.push(&rest[from..at]);
                break;
            }
            '}' | ']' | ')' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&rest[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    members
}

/// A member's name; of one in brackets the text that the file gives that name.
fn named(member: &str, source: &str) -> String {
    let Some(name) = member.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return member.to_owned();
    };
    // One that is made begins with a text of its own.
    let made = source.split(&format!("const {name} = ")).nth(1);
    let name = made.and_then(|made| made.split_once(" + ")).map_or(name, |(begins, _)| {
        if begins.chars().all(|c| c.is_ascii_uppercase()) { begins } else { name }
    });
    let given = source.split(&format!("const {name} = \"")).nth(1);
    let given = given.unwrap_or_else(|| panic!("{name} is no text: name the key where it is kept"));
    given.split('"').next().unwrap().trim_end().to_owned()
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

fn ends(path: &Path, with: &str) -> bool {
    path.extension().is_some_and(|ending| ending == with)
}
