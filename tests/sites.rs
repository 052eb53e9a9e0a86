//! The sites that are watched are data: no host and no path of theirs stands anywhere else in code.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use sites::Site;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every file below a folder that is code of ours: no tests, nothing that is made or fetched.
fn code(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !matches!(name, "node_modules" | "generated" | "_locales" | "sites" | "target") {
                code(&path, found);
            }
            continue;
        }
        let ends = |ending: &str| name.ends_with(ending);
        let is_test = ends(".test.ts") || name == "tests.rs";
        if !is_test && [".rs", ".ts", ".mjs", ".html", ".json", ".css"].iter().any(|it| ends(it)) {
            found.push(path);
        }
    }
}

/// The text without comments and without what only tests see.
fn without_comments(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is to stand in crates/sites alone: hosts, and paths up to the first id.
fn words() -> Vec<String> {
    let mut words = Vec::new();
    for service in Site::homes().map(Site::service) {
        words.extend(service.hosts.iter().map(|(_, host)| (*host).to_owned()));
        words.push(service.status.host.to_owned());
        let requests = &service.requests;
        let others = requests.others.iter().map(|(_, path)| *path);
        let paths = requests.messages.iter().copied().chain(others).chain(service.assets.to_vec());
        words.extend(paths.map(|path| path.split('*').next().unwrap_or_default().to_owned()));
    }
    // Too short to be looked for: "/c/" is in many a path.
    words.retain(|word| word.len() > 8 || word.contains('.'));
    words
}

#[test]
fn no_host_and_no_path_of_a_site_stands_outside_of_its_file() {
    let mut files = Vec::new();
    for folder in ["src", "crates", "extension"] {
        code(&root().join(folder), &mut files);
    }
    assert!(files.len() > 200, "{}", files.len());
    let words = words();
    let mut found = Vec::new();
    for file in files {
        let text = without_comments(&std::fs::read_to_string(&file).unwrap());
        for word in words.iter().filter(|word| text.contains(*word)) {
            found.push(format!("{}: {word}", file.strip_prefix(root()).unwrap().display()));
        }
    }
    assert!(found.is_empty(), "they belong into crates/sites/src: {found:#?}");
}

#[test]
fn what_is_looked_for_is_found() {
    let text = "const A = 1; // https://chatgpt.com/\n  // https://claude.ai/\nlet x = 2;\n";
    assert!(!without_comments(text).contains("claude.ai"));
    assert!(without_comments(text).contains("chatgpt.com"), "behind code it is seen");
    for word in ["chatgpt.com", "claude.ai", "status.x.ai", "/backend-api/f/conversation"] {
        assert!(words().iter().any(|known| known == word), "{word}");
    }
}

#[test]
fn every_site_is_named_where_people_read_of_it() {
    for site in Site::KNOWN {
        let (host, service) = (site.host(), site.service());
        let told = read("docs/administrators.md");
        assert!(told.contains(host), "docs/administrators.md: {host}");
        let page = read("docs/sites.md");
        for word in [host, service.name, service.owner, service.status.host] {
            assert!(page.contains(word), "docs/sites.md: {word} of {host}");
        }
    }
    for host in [Site::ChatGpt, Site::ChatOpenAi].map(Site::host) {
        let companion = read("lab/companion/manifest.json");
        assert!(
            companion.contains(&format!("\"https://{host}/*\"")),
            "the lab's companion: {host}"
        );
    }
}
