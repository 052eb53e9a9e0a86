//! Recognition on the project's own corpus, from the facts that both browsers recorded.
#![allow(clippy::unwrap_used)]
#![cfg(not(target_arch = "wasm32"))]

use detect::{Action, Class, Column, Evidence, Family, PageFacts, Response, Verdict, classify};
use lab::rows::mark;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One line of rows.tsv: a page, the response it came with, and what it is.
struct Row {
    file: String,
    response: Response,
    class: String,
    action: String,
}

/// What `cargo xtask record-facts` wrote for one browser.
#[derive(Deserialize)]
struct Recorded {
    collector: String,
    pages: BTreeMap<String, Page>,
}

#[derive(Deserialize)]
struct Page {
    mark: String,
    /// `None` where no extension may look into what the browser shows.
    facts: Option<PageFacts>,
}

const BROWSERS: [&str; 2] = ["chromium", "firefox"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus() -> PathBuf {
    root().join("tests/corpus")
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(corpus().join("rows.tsv")).unwrap();
    text.lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let headers: BTreeMap<String, String> = serde_json::from_str(cells[2]).unwrap();
            Row {
                file: cells[0].into(),
                response: Response {
                    status: cells[1].parse().unwrap(),
                    headers: headers.into_iter().collect(),
                },
                class: cells[3].into(),
                action: cells[4].into(),
            }
        })
        .collect()
}

fn recorded(browser: &str) -> Recorded {
    let path = root().join(format!("tests/fixtures/facts/{browser}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn with_status(row: &Row, facts: Option<&PageFacts>) -> Verdict {
    let response = Some(row.response.clone());
    classify(&Evidence { response, page: facts.cloned(), error: None })
}

fn without_status(facts: &PageFacts) -> Verdict {
    classify(&Evidence { page: Some(facts.clone()), ..Evidence::default() })
}

/// The verdict on one page of the corpus as Chromium recorded it.
fn verdict_on(file: &str) -> Verdict {
    let row = rows().into_iter().find(|row| row.file == file).unwrap();
    with_status(&row, recorded("chromium").pages[file].facts.as_ref())
}

#[test]
fn the_corpus_is_large_enough_and_whole() {
    let rows = rows();
    let traps = rows.iter().filter(|row| row.file.starts_with("healthy_")).count();
    assert!(rows.len() >= 90 && traps >= 25, "{} pages, {traps} traps", rows.len());
    let mut listed = BTreeSet::new();
    for row in rows {
        assert!(listed.insert(row.file.clone()), "{} has two rows", row.file);
    }
    let there: BTreeSet<String> = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "rows.tsv")
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn the_fixtures_are_of_this_collector_and_of_these_pages() {
    let collector = fs::read(root().join("extension/content/page-facts.ts")).unwrap();
    for browser in BROWSERS {
        let recorded = recorded(browser);
        let mend = format!("run `cargo xtask record-facts`: {browser}");
        assert_eq!(recorded.collector, mark(&[&collector]), "{mend}: another collector");
        let rows = rows();
        assert_eq!(recorded.pages.len(), rows.len(), "{mend}: other pages");
        for row in rows {
            let body = fs::read(corpus().join(&row.file)).unwrap();
            let kind = row.response.header("content-type").unwrap_or_else(|| {
                let page = row.file.ends_with(".html");
                if page { "text/html; charset=utf-8" } else { "text/plain; charset=utf-8" }
            });
            let page = recorded.pages.get(&row.file).map(|page| page.mark.clone());
            assert_eq!(page, Some(mark(&[kind.as_bytes(), &body])), "{mend}: {}", row.file);
        }
    }
}

#[test]
fn with_its_status_no_page_is_taken_for_another() {
    for browser in BROWSERS {
        let recorded = recorded(browser);
        for row in rows() {
            let verdict = with_status(&row, recorded.pages[&row.file].facts.as_ref());
            assert_eq!(
                (verdict.class.name().as_str(), verdict.action.name()),
                (row.class.as_str(), row.action.as_str()),
                "{} in {browser}, by {}",
                row.file,
                verdict.why.name()
            );
        }
    }
}

#[test]
fn the_status_alone_finds_every_gateway_and_never_a_healthy_page() {
    for row in rows() {
        let verdict = with_status(&row, None);
        let failing = row.class.starts_with("gateway_") || row.class == "server_500";
        if failing {
            assert_eq!(verdict.class.name(), row.class, "{}", row.file);
        } else if row.class == "healthy" {
            assert_eq!(verdict.action, Action::LeaveAlone, "{}", row.file);
        }
    }
}

#[test]
fn without_a_status_few_are_unknown_and_no_healthy_page_fails() {
    for browser in BROWSERS {
        let (mut seen, mut unknown) = (0, 0);
        let recorded = recorded(browser);
        for row in rows() {
            let Some(facts) = &recorded.pages[&row.file].facts else { continue };
            let verdict = without_status(facts);
            seen += 1;
            unknown += usize::from(verdict.class == Class::Unknown);
            if row.class == "healthy" {
                let why = verdict.why.name();
                assert_eq!(verdict.class, Class::Healthy, "{} in {browser}, by {why}", row.file);
            } else if verdict.class != Class::Healthy && verdict.class != Class::Unknown {
                assert_eq!(verdict.class.name(), row.class, "{} in {browser}", row.file);
            }
        }
        assert!(unknown * 100 <= seen * 3, "{unknown} of {seen} unknown in {browser}");
    }
}

#[test]
fn without_a_status_a_failing_page_is_missed_only_where_its_body_says_nothing() {
    let silent = BTreeSet::from([
        "caddy_502_empty.html",
        "captive_portal_511.html",
        "unauthorised_401.html",
        "unbranded_502.html",
        "unbranded_502_with_navigation.html",
        "unknown_599.html",
    ]);
    let recorded = recorded("chromium");
    for row in rows().into_iter().filter(|row| row.class != "healthy") {
        let Some(facts) = &recorded.pages[&row.file].facts else { continue };
        let found = without_status(facts).class.name() == row.class;
        assert_eq!(found, !silent.contains(row.file.as_str()), "{}", row.file);
    }
}

#[test]
fn a_502_status_is_believed_whatever_a_page_without_a_composer_says() {
    let recorded = recorded("firefox");
    for row in rows().into_iter().filter(|row| row.file.starts_with("healthy_")) {
        let Some(facts) = &recorded.pages[&row.file].facts else { continue };
        let response = Some(Response { status: 502, headers: Vec::new() });
        let verdict = classify(&Evidence { response, page: Some(facts.clone()), error: None });
        let lives = facts.has(detect::mark::COMPOSER);
        let expected = if lives { Class::Healthy } else { Class::Gateway(502) };
        assert_eq!(verdict.class, expected, "{}", row.file);
    }
}

#[test]
fn cloudflares_columns_say_whose_fault_it_is() {
    let host = verdict_on("cf_stock_502_chatgpt.html").clues;
    assert_eq!((host.fault, host.family), (Some(Column::Host), Some(Family::Cloudflare)));
    assert!(host.ray.is_some() && host.centre.is_some());
    assert_eq!(verdict_on("cf_old_524.html").clues.fault, Some(Column::Host));
    assert_eq!(verdict_on("cf_stock_502_edge_at_fault.html").clues.fault, Some(Column::Edge));
    assert_eq!(verdict_on("cf_1033.html").clues.code, Some(1033));
    assert_eq!(verdict_on("openai_skin_520.html").clues.code, Some(520));
}

#[test]
fn every_maker_of_error_pages_is_named_in_both_browsers() {
    let named: BTreeMap<&str, BTreeSet<Family>> = BROWSERS
        .into_iter()
        .map(|browser| {
            let recorded = recorded(browser);
            let family = |row: Row| {
                let facts = recorded.pages[&row.file].facts.as_ref();
                with_status(&row, facts).clues.family.filter(|_| row.class != "healthy")
            };
            (browser, rows().into_iter().filter_map(family).collect())
        })
        .collect();
    let most = BTreeSet::from([
        Family::Cloudflare,
        Family::OpenAi,
        Family::Nginx,
        Family::ErrorCode,
        Family::Apache,
        Family::HaProxy,
        Family::Envoy,
        Family::CloudFront,
        Family::Google,
        Family::Azure,
        Family::Varnish,
        Family::Iis,
        Family::Kong,
        Family::Squid,
        Family::Traefik,
        Family::Next,
        Family::Empty,
        Family::Other,
    ]);
    assert_eq!(named["firefox"], most, "JSON is shown in a viewer that nobody may look into");
    let all: BTreeSet<Family> = most.into_iter().chain([Family::Json]).collect();
    assert_eq!(named["chromium"], all);
}
