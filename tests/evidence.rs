//! What each piece of evidence is worth: every page of the corpus under other statuses, with one fact
//! less and with one mark more, each page's verdicts in one line with a sum of them all. A change of how
//! pages are recognised changes some of them, and is meant, or it is a fault.
//!
//! `GATEWATCH_WRITE=1 cargo test --test evidence` writes the lines anew, and every verdict in the folder
//! `evidence` of the build, to be compared with what it was.
#![allow(clippy::unwrap_used)]
#![cfg(not(target_arch = "wasm32"))]

use detect::{Evidence, PageFacts, Response, classify, mark};
use lab::rows;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Recorded {
    pages: BTreeMap<String, Page>,
}

#[derive(Deserialize)]
struct Page {
    facts: Option<Value>,
}

/// Those that mean something, and their neighbours.
const STATUSES: [u16; 26] = [
    200, 302, 400, 401, 403, 404, 418, 429, 451, 499, 500, 501, 502, 503, 504, 505, 511, 519, 520,
    524, 527, 528, 529, 530, 531, 599,
];

/// Headers that say something by themselves.
const HEADERS: [(&str, &str); 8] = [
    ("cf-mitigated", "challenge"),
    ("cf-ray", "8f0000000000abcd-FRA"),
    ("content-disposition", "attachment"),
    ("content-type", "application/json"),
    ("content-type", "text/plain"),
    ("ratelimit-remaining", "0"),
    ("retry-after", "30"),
    ("server", "cloudflare"),
];

/// More than any failing page has, and just as much.
const SIZES: [(&str, [u32; 2]); 2] = [("elements", [300, 301]), ("size", [16_384, 16_385])];

fn facts(value: &Value) -> PageFacts {
    serde_json::from_value(value.clone()).unwrap()
}

fn judged(change: &str, response: Option<Response>, page: &Value) -> String {
    let verdict = classify(&Evidence { response, page: Some(facts(page)), error: None });
    format!("{change}: {verdict:?}\n")
}

fn with(page: &Value, name: &str, value: Value) -> Value {
    let mut page = page.clone();
    page[name] = value;
    page
}

fn empty(of: &Value) -> Value {
    match of {
        Value::String(_) => json!(""),
        Value::Array(_) => json!([]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => json!(0),
    }
}

/// Every verdict on a page, the first of them with its own status.
fn verdicts(status: u16, headers: &[(String, String)], page: &Value) -> String {
    let own = || Some(Response { status, headers: headers.to_vec() });
    let mut all = judged("as it is", own(), page);
    all.push_str(&judged("without headers", None, page));
    for status in STATUSES {
        let response = Some(Response { status, headers: Vec::new() });
        all.push_str(&judged(&format!("{status}"), response, page));
    }
    for (name, value) in HEADERS {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let response = Some(Response { status, headers });
        all.push_str(&judged(&format!("{name}: {value}"), response, page));
    }
    for (name, value) in page.as_object().unwrap() {
        let less = with(page, name, empty(value));
        all.push_str(&judged(&format!("no {name}"), own(), &less));
        all.push_str(&judged(&format!("no {name}, without headers"), None, &less));
    }
    let marks = page["marks"].as_array().cloned().unwrap_or_default();
    for (at, mark) in marks.iter().enumerate() {
        let mut less = marks.clone();
        less.remove(at);
        let less = with(page, "marks", less.into());
        all.push_str(&judged(&format!("no mark {mark}"), own(), &less));
        all.push_str(&judged(&format!("no mark {mark}, without headers"), None, &less));
    }
    for mark in mark::SINGLE.into_iter().chain(mark::CHALLENGES) {
        let mut more = marks.clone();
        more.push(mark.into());
        let more = with(page, "marks", more.into());
        all.push_str(&judged(&format!("mark {mark}"), own(), &more));
        all.push_str(&judged(&format!("mark {mark}, without headers"), None, &more));
    }
    for (name, sizes) in SIZES {
        for size in sizes {
            let other = with(page, name, size.into());
            all.push_str(&judged(&format!("{name} {size}"), own(), &other));
            all.push_str(&judged(&format!("{name} {size}, without headers"), None, &other));
        }
    }
    all
}

#[test]
fn each_piece_of_evidence_is_worth_what_it_was() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let recorded: Recorded =
        serde_json::from_str(&read("tests/fixtures/facts/chromium.json")).unwrap();
    let writes = std::env::var_os("GATEWATCH_WRITE").is_some();
    let whole = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("evidence");
    if writes {
        fs::create_dir_all(&whole).unwrap();
    }
    let mut lines = String::new();
    for row in read("tests/corpus/rows.tsv").lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        let Some(page) = &recorded.pages[cells[0]].facts else { continue };
        let headers: BTreeMap<String, String> = serde_json::from_str(cells[2]).unwrap();
        let headers: Vec<_> = headers.into_iter().collect();
        let all = verdicts(cells[1].parse().unwrap(), &headers, page);
        if writes {
            fs::write(whole.join(format!("{}.txt", cells[0])), &all).unwrap();
        }
        let count = all.lines().count();
        lines += &format!("{}: {count} verdicts, {}\n", cells[0], rows::mark(&[all.as_bytes()]));
    }
    let file = root.join("tests/evidence.txt");
    if writes {
        fs::write(&file, &lines).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let others: Vec<_> = lines.lines().filter(|line| !kept.lines().any(|it| it == *line)).collect();
    assert!(kept == lines, "{} pages are judged otherwise: {others:#?}", others.len());
}
