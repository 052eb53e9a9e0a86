//! The report for support, fed with pages, headers, addresses and status pages full of what is private.

use advice::report::{Attempt, Facts, report};
use advice::{Browser, System};
use detect::{Class, Evidence, PageFacts, Response, classify};
use timestamp::Timestamp;

/// What must never be in it.
const SECRETS: [&str; 12] = [
    "203.0.113.7",
    "2001:db8::beef",
    "anna.example@example.org",
    "Anna Example",
    "cf_clearance=0a1b2c",
    "__Secure-next-auth.session-token",
    "eyJhbGciOiJkaXIi",
    "6741f0aa-3c1d-4e2f-9b77-0123456789ab",
    "how do I tell my boss",
    "org-AbCdEf123456",
    "user-Zz99",
    "g-p-68aa11bb22cc",
];

const CHAT: &str = "6741f0aa-3c1d-4e2f-9b77-0123456789ab";

fn written(evidence: &Evidence, address: &str) -> String {
    let verdict = classify(evidence);
    let document = status_page();
    let reading = status::read(document.as_bytes(), sites::Site::ChatGpt, now()).ok();
    report(&Facts {
        now: now(),
        zone: 60,
        since: Some(now()),
        address,
        class: verdict.class,
        why: Some(verdict.why),
        clues: verdict.clues,
        reading: reading.as_ref(),
        checks: 2,
        attempts: &[(now(), Attempt::Status(502)), (now(), Attempt::NetworkError)],
        browser: Browser::Firefox,
        major: 153,
        system: System::Mac,
        version: env!("CARGO_PKG_VERSION"),
    })
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000)
}

/// A status page in which everything that is text holds what is private.
fn status_page() -> String {
    let all = SECRETS.join(" ");
    serde_json::json!({
        "page": {"id": all, "name": all, "url": all, "updated_at": "2026-09-21T12:00:00Z"},
        "status": {"indicator": "major", "description": all},
        "components": [{"id": all, "name": all, "status": "major_outage"}],
        "incidents": [{"id": all, "name": format!("ChatGPT {all}"), "status": "investigating",
            "impact": "major", "created_at": "2026-09-21T12:00:00Z",
            "incident_updates": [{"id": all, "body": all, "status": "investigating"}]}],
    })
    .to_string()
}

fn clean(text: &str, of: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{of}: {secret} in\n{text}");
        for piece in secret.split([' ', '=', '-', '@']).filter(|piece| piece.len() > 5) {
            assert!(!text.contains(piece), "{of}: {piece} in\n{text}");
        }
    }
    // Nothing that looks like an address of a network or of a person.
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    for word in words {
        assert!(word.matches('.').count() < 3, "{of}: {word}");
    }
    assert!(!text.contains('@') && !text.contains("::"), "{of}:\n{text}");
    assert!(text.len() < 1500, "{of}: {} bytes", text.len());
}

#[test]
fn nothing_private_of_a_hostile_page_gets_in() {
    let all = SECRETS.join(" ");
    let pages = SECRETS.iter().copied().chain([all.as_str()]).flat_map(|secret| {
        let secret = secret.to_owned();
        ["text/html", "text/plain", "application/json"].map(|kind| PageFacts {
            kind: kind.into(),
            title: format!("chatgpt.com | 502: Bad gateway {secret}"),
            headings: vec![format!("Bad gateway {secret}"), secret.clone()],
            text: format!("Bad gateway Your IP address: {secret}"),
            shape: secret.clone(),
            sign: secret.clone(),
            marks: vec![secret.clone()],
            label: format!("Error code 502 {secret}"),
            skin: format!("cf-error-details cf-error-502 {secret}"),
            link: format!("errorcode_502{secret}"),
            fault: secret.clone(),
            ray: secret.clone(),
            alert: secret.clone(),
            refresh: secret.clone(),
            elements: 20,
            size: 900,
        })
    });
    let mut count = 0;
    for page in pages {
        let response = Some(Response { status: 502, headers: headers() });
        let text =
            written(&Evidence { response, page: Some(page.clone()), error: None }, &address());
        clean(&text, &page.text);
        count += 1;
    }
    assert_eq!(count, 39);
}

#[test]
fn nothing_private_of_headers_and_addresses_gets_in() {
    for status in [403, 429, 500, 502, 511] {
        let response = Some(Response { status, headers: headers() });
        for address in [
            address(),
            format!("https://chatgpt.com/{}", SECRETS.join("/")),
            format!("https://chat.openai.com/share/{CHAT}"),
            "https://chatgpt.com/?q=how%20do%20I%20tell%20my%20boss".into(),
            "https://chatgpt.com/#anna.example@example.org".into(),
            "https://anna.example@example.org/c/1".into(),
            SECRETS.join("\n"),
        ] {
            let text =
                written(&Evidence { response: response.clone(), ..Evidence::default() }, &address);
            clean(&text, &address);
        }
    }
}

#[test]
fn what_support_needs_is_in_it() {
    let headers = vec![("cf-ray".into(), "08c4d7f0aa11b2c3-ATL".into())];
    let response = Some(Response { status: 502, headers });
    let text = written(&Evidence { response, ..Evidence::default() }, &address());
    for needed in [
        "gateway_502",
        "Status code: 502",
        "Ray ID: 08c4d7f0aa11b2c3",
        "Data centre: ATL",
        "https://chatgpt.com/c/…",
        "OpenAI's status page: ",
        "+01:00",
        "Checks: 2",
        "Browser: Firefox",
        "Version: 153",
        "System: macOS",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(text.contains(needed), "{needed} in\n{text}");
    }
    assert_eq!(classify(&Evidence::default()).class, Class::Unknown, "an empty one is no failure");
}

fn address() -> String {
    format!("https://chatgpt.com/c/{CHAT}?prompt=how do I tell my boss&user=user-Zz99#anna")
}

/// Headers as a server that wants to be seen in a report would send them.
fn headers() -> Vec<(String, String)> {
    let names = [
        "cf-ray",
        "server",
        "set-cookie",
        "x-client-ip",
        "retry-after",
        "cf-mitigated",
        "content-type",
    ];
    names
        .into_iter()
        .flat_map(|name| SECRETS.map(|secret| (name.to_owned(), format!("{secret}-ANN"))))
        .collect()
}
