//! Any witnesses at all: no panic, and nothing below 500 with a healthy shell is retried.
//!
//! `cargo xtask fuzz detect --seconds 60`
#![no_main]

use arbitrary::Arbitrary;
use detect::{Action, Evidence, NetworkError, PageFacts, Response, classify, mark};
use libfuzzer_sys::fuzz_target;

/// What the fuzzer makes up.
#[derive(Arbitrary, Debug)]
struct Input {
    status: Option<u16>,
    headers: Vec<(u8, String)>,
    error: Option<String>,
    page: Option<Page>,
}

#[derive(Arbitrary, Debug)]
struct Page {
    kind: u8,
    title: String,
    headings: [String; 2],
    text: String,
    shape: u8,
    sign: String,
    marks: u32,
    label: String,
    skin: String,
    link: String,
    ray: String,
    alert: String,
    elements: u16,
    size: u16,
}

const HEADERS: [&str; 5] =
    ["cf-ray", "cf-mitigated", "retry-after", "content-disposition", "x-ratelimit-remaining"];
const KINDS: [&str; 3] = ["text/html", "text/plain", "application/json"];
const SHAPES: [&str; 4] = ["center hr center", "center", "h1 p", ""];
const MARKS: [&str; 12] = [
    mark::COMPOSER,
    mark::BUILD,
    mark::ROUTER,
    mark::NEXT,
    mark::NEXT_ERROR,
    mark::ARTICLE,
    mark::CF_DETAILS,
    mark::BLOCK_HEADLINE,
    mark::BLOCKED_ICON,
    mark::SQUID,
    mark::ORCHESTRATE,
    mark::CHALLENGE_PLATFORM,
];

fn pick<'a>(all: &[&'a str], at: u8) -> &'a str {
    all[usize::from(at) % all.len()]
}

fuzz_target!(|input: Input| {
    let headers = input.headers.into_iter().map(|(name, value)| (pick(&HEADERS, name).into(), value));
    let headers: Vec<(String, String)> = headers.collect();
    let evidence = Evidence {
        response: input.status.map(|status| Response { status, headers }),
        error: input.error.as_deref().map(NetworkError::named),
        page: input.page.map(|page| PageFacts {
            kind: pick(&KINDS, page.kind).into(),
            title: page.title,
            headings: page.headings.into(),
            text: page.text,
            shape: pick(&SHAPES, page.shape).into(),
            sign: page.sign,
            marks: (0..MARKS.len())
                .filter(|at| page.marks >> at & 1 == 1)
                .map(|at| MARKS[at].into())
                .collect(),
            label: page.label,
            skin: page.skin,
            link: page.link,
            ray: page.ray,
            alert: page.alert,
            elements: page.elements.into(),
            size: page.size.into(),
            ..PageFacts::default()
        }),
    };
    let verdict = classify(&evidence);
    let below = evidence.response.as_ref().is_none_or(|response| response.status < 500);
    let shell = evidence
        .page
        .as_ref()
        .is_some_and(|page| page.is_app() && page.kind == "text/html");
    assert!(!(below && shell && evidence.error.is_none() && verdict.action == Action::Retry));
});
