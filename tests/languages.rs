//! The catalogues: each language has every message, its arguments and its plurals.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use settings::LANGUAGES;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_language_has_every_message_with_its_arguments() {
    let arguments = |message: &Value| -> BTreeSet<String> {
        let message = message["message"].as_str().unwrap();
        let named = message.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        // A language may say "it" for a name, and a name for "it".
        let names = ["site", "owner"];
        named.map(|(name, _)| name.to_owned()).filter(|it| !names.contains(&it.as_str())).collect()
    };
    let english = json("en/messages.json");
    let english = english.as_object().unwrap();
    let mut faults = Vec::new();
    for (path, code) in catalogues() {
        let catalogue = json(&path);
        let has = |id: &str| catalogue.get(id).is_some();
        let forms = forms_of_whole_numbers(&code);
        let plural = |id: &str| {
            PLURALS.iter().any(|form| id.ends_with(form) && !forms.contains(form))
                && PLURALS.iter().any(|form| {
                    let family = id.strip_suffix(form).unwrap_or_default();
                    english.contains_key(&format!("{family}_one"))
                })
        };
        for (id, message) in english {
            match catalogue.get(id) {
                None if plural(id) => {}
                None => faults.push(format!("{path}: {id} would be said in English: translate it")),
                // Arabic says these numbers in words.
                Some(own) if code == "ar" && WORDS_FOR_NUMBERS.iter().any(|f| id.ends_with(f)) => {
                    if !arguments(own).is_subset(&arguments(message)) {
                        faults.push(format!("{path}: {id} has other arguments"));
                    }
                }
                Some(own) if arguments(own) != arguments(message) => {
                    faults.push(format!("{path}: {id} has other arguments"));
                }
                Some(own) if code != "en" && own["message"] == message["message"] => {
                    let known = ALIKE.iter().any(|(alike, _)| alike == id);
                    if !known {
                        faults.push(format!(
                            "{path}: {id} is English: translate it, or say in ALIKE why not"
                        ));
                    }
                }
                Some(_) => {}
            }
        }
        for id in catalogue.as_object().unwrap().keys().filter(|id| !english.contains_key(*id)) {
            let plural = PLURALS.iter().any(|form| {
                id.strip_suffix(form).is_some_and(|id| english.contains_key(&format!("{id}_other")))
            });
            if !plural {
                faults.push(format!("{path}: drop {id}, which English has not"));
            }
        }
        for family in english.keys().filter_map(|id| id.strip_suffix("_other")) {
            if !english.contains_key(&format!("{family}_one")) {
                continue;
            }
            for form in forms_of_whole_numbers(&code) {
                if !has(&format!("{family}{form}")) {
                    faults.push(format!("{path}: add {family}{form}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What people can be shown is held within a number that a person can read in an hour; the forms of a
/// plural are one message.
#[test]
fn no_catalogue_has_more_messages_than_its_budget() {
    let budgets = fs::read_to_string(root().join("budgets.json")).unwrap();
    let budgets: Value = serde_json::from_str(&budgets).unwrap();
    let most = budgets["messages"].as_u64().unwrap();
    for (path, _) in catalogues() {
        let catalogue = json(&path);
        let family = |id: &String| {
            let family = PLURALS.iter().find_map(|form| id.strip_suffix(form)).unwrap_or(id);
            let is_plural = catalogue.get(format!("{family}_other")).is_some();
            if is_plural { family } else { id }.to_owned()
        };
        let messages: BTreeSet<String> =
            catalogue.as_object().unwrap().keys().map(family).collect();
        let count = messages.len() as u64;
        assert!(count <= most, "{path} has {count} messages, {most} may be: say one thing once");
    }
}

/// Each message of another language carries, as its `description`, the hash of the English that it
/// was made from, so that it is found once English says something else. How many of each language
/// still wait for their translation stands in `budgets.json` and may only shrink.
#[test]
fn no_translation_is_older_than_its_english() {
    let english = json("en/messages.json");
    let budgets = fs::read_to_string(root().join("budgets.json")).unwrap();
    let budgets: Value = serde_json::from_str(&budgets).unwrap();
    let bounds = budgets["stale translations"].as_object().unwrap();
    let mut faults = Vec::new();
    for (path, code) in catalogues().into_iter().filter(|(_, code)| code != "en") {
        let stale = stale(&json(&path), &english);
        let bound = bounds.get(&code).and_then(Value::as_u64).unwrap_or_default();
        let count = stale.len() as u64;
        if count > bound {
            faults
                .push(format!("{path}: {count} are stale, {bound} may be:\n{}", stale.join("\n")));
        } else if count < bound {
            faults.push(format!("{path}: {count} are stale: lower its bound, {bound}"));
        }
    }
    for code in bounds.keys() {
        let known = catalogues().iter().any(|(_, known)| known == code && code != "en");
        assert!(known, "budgets.json: no language is called {code}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_translation_is_stale_once_its_english_says_something_else() {
    let english = serde_json::json!({
        "back": { "message": "It’s back" },
        "tabs_one": { "message": "{n} tab" },
        "tabs_other": { "message": "{n} tabs" },
    });
    let own = |back: &str, tabs: &str| {
        serde_json::json!({
            "back": { "message": "…", "description": made_from(back) },
            "tabs_few": { "message": "{n} …", "description": made_from(tabs) },
        })
    };
    assert_eq!(made_from("It’s back"), "en:f0845c");
    assert!(stale(&own("It’s back", "{n} tabs"), &english).is_empty());
    let found = stale(&own("It is back", "{n} tab"), &english);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("back") && found[0].contains("It’s back"), "{found:?}");
    let without = serde_json::json!({ "back": { "message": "…" } });
    assert_eq!(stale(&without, &english).len(), 1);
}

#[test]
fn the_glossary_has_every_term_in_every_language() {
    let path = root().join("docs/glossary.tsv");
    let text = fs::read_to_string(path).unwrap();
    let mut rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    assert_eq!(head[..3], ["term", "meaning", "en"], "docs/glossary.tsv");
    let languages: BTreeSet<&str> = head[2..].iter().copied().collect();
    for (_, code) in catalogues() {
        assert!(languages.contains(code.as_str()), "docs/glossary.tsv: add a column for {code}");
    }
    let mut terms = BTreeSet::new();
    for row in rows {
        assert_eq!(row.len(), head.len(), "docs/glossary.tsv: {}", row[0]);
        assert!(row.iter().all(|cell| !cell.trim().is_empty()), "docs/glossary.tsv: {}", row[0]);
        assert!(terms.insert(row[0].to_owned()), "docs/glossary.tsv: {} stands twice", row[0]);
    }
    assert!(terms.contains("form of address") && terms.len() >= 25, "{}", terms.len());
}

#[test]
fn every_language_that_can_be_chosen_has_a_catalogue_and_each_catalogue_can_be_chosen() {
    let there: BTreeSet<String> = catalogues().into_iter().map(|(_, code)| code).collect();
    let chosen: BTreeSet<String> = LANGUAGES
        .iter()
        .map(|(code, _)| (*code).to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    assert_eq!(there, chosen, "left `_locales`, right `LANGUAGES` in crates/settings/src/lib.rs");
    for (path, code) in catalogues() {
        assert_eq!(json(&path)["lang"]["message"], code.as_str(), "{path}: `lang`");
    }
}

#[test]
fn the_name_claims_nothing_of_anybody_elses() {
    for (path, _) in catalogues() {
        let name = json(&path)["name"]["message"].as_str().unwrap().to_lowercase();
        for never in ["gpt", "openai"] {
            assert!(!name.contains(never), "{path}: the name has `{never}`");
        }
        let summary = json(&path)["description"]["message"].as_str().unwrap().to_owned();
        assert!(summary.contains("OpenAI"), "{path}: the summary says whose it is not");
    }
}

/// What may be as it is in English, and why.
const ALIKE: [(&str, &str); 14] = [
    ("panel_label", "a name"),
    ("setting_on_site", "a name and a host"),
    ("digits", "what many languages count with"),
    ("both", "places alone"),
    ("both_stop", "places alone"),
    ("sign_tried", "places alone"),
    ("setting_chats_one", "Spanish, Italian and Dutch say so"),
    ("setting_chats_other", "Spanish and Dutch say so"),
    ("history_error", "Spanish says so"),
    ("minutes_one", "French says so"),
    ("minutes_other", "French says so"),
    ("setting_minutes_one", "French says so"),
    ("setting_minutes_other", "French says so"),
    ("ask_no", "Spanish and Italian say so"),
];

/// The messages of a catalogue that were made from English which is no longer said, a line each: the
/// id, the English to translate, and what to note once that is done.
fn stale(own: &Value, english: &Value) -> Vec<String> {
    let mut stale = Vec::new();
    for (id, message) in own.as_object().unwrap() {
        let plural = PLURALS.iter().find_map(|form| id.strip_suffix(form));
        let source = english.get(id).or_else(|| english.get(format!("{}_other", plural?)));
        let Some(source) = source.and_then(|source| source["message"].as_str()) else { continue };
        let wanted = made_from(source);
        if message["description"].as_str() != Some(&wanted) {
            stale.push(format!("  {id}: {source} ({wanted})"));
        }
    }
    stale
}

/// How a translation notes the English that it was made from: FNV-1a, folded to 24 bits.
fn made_from(english: &str) -> String {
    let hash = english
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("en:{:06x}", (hash >> 24) ^ (hash & 0x00ff_ffff))
}

/// Forms of plurals that stand for one number alone.
const WORDS_FOR_NUMBERS: [&str; 3] = ["_zero", "_one", "_two"];

/// How forms of plurals end.
const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// The forms that whole numbers take, by Unicode's rules of plurals; below a million.
fn forms_of_whole_numbers(code: &str) -> &'static [&'static str] {
    match code {
        "ar" => &PLURALS,
        "pl" | "ru" | "uk" => &["_one", "_few", "_many", "_other"],
        "id" | "ja" | "ko" | "vi" | "zh-CN" | "zh-TW" => &["_other"],
        _ => &["_one", "_other"],
    }
}

/// Every catalogue with its language's code.
fn catalogues() -> Vec<(String, String)> {
    let folders = fs::read_dir(folder()).unwrap();
    let mut all: Vec<_> = folders
        .map(|folder| {
            let name = folder.unwrap().file_name().into_string().unwrap();
            (format!("{name}/messages.json"), name.replace('_', "-"))
        })
        .collect();
    all.sort();
    all
}

fn json(path: &str) -> Value {
    let text = fs::read_to_string(folder().join(path)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn folder() -> PathBuf {
    root().join("extension/_locales")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
