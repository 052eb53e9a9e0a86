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
        named.map(|(name, _)| name.to_owned()).collect()
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
const ALIKE: [(&str, &str); 9] = [
    ("panel_label", "a name"),
    ("badge_quiet", "a name"),
    ("digits", "what many languages count with"),
    ("bar_both", "places alone"),
    ("setting_chats", "Spanish says so"),
    ("history_error", "Spanish says so"),
    ("minutes_one", "French says so"),
    ("minutes_other", "French says so"),
    ("ask_no", "Spanish and Italian say so"),
];

/// How forms of plurals end.
const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// The forms that whole numbers take, by Unicode's rules of plurals; below a million.
fn forms_of_whole_numbers(code: &str) -> &'static [&'static str] {
    match code {
        "ar" => &PLURALS,
        "ru" => &["_one", "_few", "_many", "_other"],
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
    Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales")
}
