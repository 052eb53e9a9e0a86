//! The sites that are watched, and their messages' paths: the same wherever they are named.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_browser_is_asked_for_the_very_paths_that_the_core_knows() {
    let source = read("extension/background/request-filters.ts");
    let named: Vec<&str> = source
        .split('"')
        .filter(|it| it.starts_with('/') && it.contains("/conversation"))
        .collect();
    let (messages, others) = named.split_at(sites::CONVERSATION_PATHS.len());
    for pattern in others {
        let address = format!("https://chatgpt.com{}", pattern.replace('*', "1a-2b"));
        assert!(sites::ChatRequest::of(&address).is_some(), "{pattern}: the core knows it not");
    }
    assert_eq!(
        messages,
        sites::CONVERSATION_PATHS,
        "left extension/background/request-filters.ts, right crates/sites/src/lib.rs: a message that fails is seen by both"
    );
}

#[test]
fn the_browser_is_asked_for_the_very_assets_that_the_core_knows() {
    let source = read("extension/background/request-filters.ts");
    let named: Vec<&str> = source.split('"').filter(|it| it.contains("/assets/")).collect();
    let known = sites::ASSET_PATHS.map(|folder| format!("{folder}*"));
    assert_eq!(named, known, "left request-filters.ts, right crates/sites/src/lib.rs");
}

#[test]
fn every_site_is_named_wherever_sites_are() {
    for host in sites::Site::ALL.map(sites::Site::host) {
        let whole = format!("\"https://{host}/*\"");
        for file in
            ["extension/shared/sites.ts", "extension/manifest.json", "lab/companion/manifest.json"]
        {
            assert!(read(file).contains(&whole), "{file}: add {host}");
        }
        for file in ["extension/shared/settings-store.ts", "extension/shared/sites.ts"] {
            assert!(read(file).contains(&format!("\"{host}\"")), "{file}: add {host}");
        }
        let told = read("docs/administrators.md").matches(host).count();
        assert!(told >= 2, "docs/administrators.md: {host} among the hosts, and what is asked");
    }
}
