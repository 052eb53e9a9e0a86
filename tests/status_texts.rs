//! Every message of the status room stands in the English catalogue, with the arguments it gets.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use status::Unreadable;
use std::{collections::BTreeSet, fs, path::Path};

fn catalogue() -> serde_json::Map<String, serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales/en/messages.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The ids that stand in quotes in the room's sources.
fn spoken() -> BTreeSet<String> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/status/src");
    let mut ids = BTreeSet::new();
    for file in fs::read_dir(room).unwrap() {
        let source = fs::read_to_string(file.unwrap().path()).unwrap();
        for quoted in source.split('"').filter(|quoted| quoted.starts_with("status_")) {
            ids.insert(quoted.to_owned());
        }
    }
    assert!(ids.len() > 20, "no sentences found in the room: {ids:?}");
    ids
}

#[test]
fn every_message_of_the_room_is_in_the_catalogue() {
    let catalogue = catalogue();
    let missing: Vec<_> = spoken().into_iter().filter(|id| !catalogue.contains_key(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_message_says_that_openai_is_fine_or_down() {
    for (id, entry) in catalogue().iter().filter(|(id, _)| id.starts_with("status_")) {
        let message = entry["message"].as_str().unwrap().to_lowercase();
        let words: Vec<&str> = message.split(|c: char| !c.is_alphabetic()).collect();
        for never in ["fine", "down", "operational", "ok", "healthy"] {
            assert!(!words.contains(&never), "{id} says {never}");
        }
    }
}

#[test]
fn the_reason_with_a_code_has_the_code() {
    let why = Unreadable::Status(504).why();
    assert_eq!((why.id, why.args.len()), ("status_why_status", 1));
    assert!(catalogue()[why.id]["message"].as_str().unwrap().contains("{code}"));
}
