//! The repository's own rules; each failure says how to mend it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A file longer than this is two rooms.
const LONGEST_FILE: usize = 500;

/// Named, but not there yet, each with what stands in for it.
const COMMANDS_TO_COME: [(&str, &str); 0] = [];

/// The browsers of the manifest's overlays, as README names them.
const BROWSERS: [(&str, &str); 2] =
    [("only in chrome", "Chromium"), ("only in firefox", "Firefox")];

#[test]
fn every_source_begins_with_a_sentence_of_purpose() {
    for path in tracked(&[".rs"]) {
        let source = read(&path);
        let purpose: Vec<&str> = source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .take_while(|line| !line.trim().is_empty())
            .collect();
        assert!(
            purpose.last().is_some_and(|line| line.trim_end().ends_with(['.', ':', '?'])),
            "{path}: begin it with `//!` and one sentence that says what it is for"
        );
    }
    for path in tracked(&[".js", ".mjs", ".ts"]) {
        assert!(
            read(&path).starts_with("// "),
            "{path}: begin it with a comment that says what it is for"
        );
    }
}

#[test]
fn no_source_is_longer_than_a_room() {
    for path in tracked(&[".rs", ".js", ".mjs", ".ts"]) {
        let lines = read(&path).lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines: split it");
    }
}

#[test]
fn the_background_only_adds_listeners_and_hands_on() {
    for line in read("extension/background/index.ts").lines() {
        let outermost = !line.starts_with([' ', '\t', '}', ')', '/']);
        if line.contains(".addListener(") {
            assert!(
                outermost,
                "a listener that is added later loses events, so add it at the top level: {line}"
            );
        }
        if outermost && line.contains("await ") {
            let inside = line.find("=>").or_else(|| line.find("function"));
            assert!(
                inside.is_some_and(|at| line.find("await ").unwrap() > at),
                "a top-level await keeps the worker from starting: await inside a function: {line}"
            );
        }
    }
}

#[test]
fn readme_names_every_permission_and_no_other() {
    let manifest = json("extension/manifest.json");
    let mut asked = BTreeSet::new();
    for list in ["permissions", "optional_permissions"] {
        for permission in strings(&manifest[list]) {
            asked.insert((permission, "both".to_owned()));
        }
        for (overlay, name) in BROWSERS {
            for permission in strings(&manifest[overlay][list]) {
                asked.insert((permission, name.to_owned()));
            }
        }
    }
    let installed = sites::Site::ChatGpt.service();
    let hosts = installed.hosts.iter().map(|(_, host)| *host).chain([installed.status.host]);
    for host in hosts {
        asked.insert((format!("https://{host}/*"), "both".to_owned()));
    }
    let readme = read("README.md");
    let section = readme.split("\n## ").find(|section| section.starts_with("Permissions"));
    let mut told = BTreeSet::new();
    for row in section.expect("README.md: a section `## Permissions`").lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let [_, permission, browser, why, _] = cells.as_slice()
            && permission.starts_with('`')
        {
            assert!(why.len() > 20, "README.md: say why {permission} is needed");
            told.insert((permission.trim_matches('`').to_owned(), (*browser).to_owned()));
        }
    }
    assert_eq!(
        told, asked,
        "left README.md, right the manifest: mend the table, or drop the permission"
    );
}

#[test]
fn what_ci_runs_is_what_readme_says() {
    let script = read(".ci/run");
    let commands: Vec<&str> = script
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(['#']))
        .filter(|line| !line.starts_with("set ") && !line.starts_with("cd "))
        .collect();
    let readme = read("README.md");
    let told: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("cargo "))
        .map(|line| line.split('#').next().unwrap().trim())
        .filter(|command| command.contains(" test"))
        .collect();
    assert_eq!(commands, told, "left .ci/run, right README.md: both are the one test command");
}

#[test]
fn every_message_is_there_and_is_said() {
    let catalogue = json("extension/_locales/en/messages.json");
    let written: BTreeSet<&str> =
        catalogue.as_object().unwrap().keys().map(String::as_str).collect();
    let families: BTreeSet<&str> =
        written.iter().filter_map(|id| id.split_once('_')).map(|(family, _)| family).collect();
    let manifest = read("extension/manifest.json");
    let mut said: BTreeMap<String, String> = manifest
        .split("__MSG_")
        .skip(1)
        .filter_map(|rest| rest.split_once("__"))
        .map(|(id, _)| (id.to_owned(), "extension/manifest.json".to_owned()))
        .collect();
    let speaks = |path: &String| ["src/", "crates/"].iter().any(|room| path.starts_with(room));
    for path in tracked(&[".rs"]).into_iter().filter(speaks) {
        let source = read(&path);
        let source = source.split("#[cfg(test)]").next().unwrap();
        let speaks =
            ["Text::new", "Text {", "Words {", "Spec {", "catalogue_message(", ".word(", ".named("];
        if !speaks.iter().any(|call| source.contains(call)) {
            continue;
        }
        let direct = ["Text::new(\"", "catalogue_message(\""];
        for id in direct.iter().flat_map(|call| source.split(call).skip(1)) {
            said.insert(id.split('"').next().unwrap().to_owned(), path.clone());
        }
        // Ids in tables and matches: what is written like one of a family of the catalogue's.
        for quoted in source.split('"') {
            let family = quoted.split_once('_').map(|(family, _)| family);
            let is_id =
                quoted.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            let known = written.contains(quoted);
            // Names of a member and of a setting, which look like a message's.
            if ["own_page", "own_site"].contains(&quoted) {
                continue;
            }
            if known || (is_id && family.is_some_and(|family| families.contains(family))) {
                said.insert(quoted.to_owned(), path.clone());
            }
        }
    }
    // What scripts ask the browser for: there is no core that could say it.
    let scripts = tracked(&[".js", ".ts"]);
    for path in scripts.into_iter().filter(|path| path.starts_with("extension/")) {
        for rest in read(&path).split("getMessage(\"").skip(1) {
            said.insert(rest.split('"').next().unwrap().to_owned(), path.clone());
        }
    }
    let plural = |id: &str, form: &str| [id, form].concat();
    let missing: Vec<_> = said
        .iter()
        .filter(|(id, _)| !written.contains(id.as_str()))
        .filter(|(id, _)| {
            let forms = ["_one", "_other"].map(|form| plural(id, form));
            !forms.iter().all(|form| written.contains(form.as_str()))
        })
        .collect();
    assert!(missing.is_empty(), "said, but not in _locales/en/messages.json: add {missing:?}");
    let unsaid: Vec<_> = written
        .iter()
        .filter(|id| {
            let singular = ["_one", "_few", "_many", "_other", "_two", "_zero"]
                .iter()
                .filter_map(|form| id.strip_suffix(form))
                .any(|id| said.contains_key(id));
            !said.contains_key(**id) && !singular
        })
        .collect();
    assert!(unsaid.is_empty(), "in _locales/en/messages.json, but never said: drop {unsaid:?}");
}

#[test]
fn no_file_names_a_machine_or_a_tool_that_wrote_it() {
    // In pieces, so that this file does not find itself.
    let never = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("/tm", "p/"),
        concat!("/us", "ers/"),
        concat!("c:\\us", "ers"),
        concat!("co-authored", "-by"),
        concat!("generated", " by ai"),
        concat!("by claude", " code"),
        concat!("github copi", "lot"),
    ];
    for path in tracked(&[]) {
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        let text = text.to_lowercase();
        for word in never {
            let line = text.lines().position(|line| line.contains(word));
            assert!(
                line.is_none(),
                "{path}:{} has `{word}`: say it without the place or the tool",
                line.unwrap_or_default() + 1
            );
        }
    }
}

#[test]
fn no_test_waits_for_time_to_pass() {
    let never =
        [concat!("set", "Timeout"), concat!("thread", "::sleep"), concat!("time", "::sleep")];
    let is_test = |path: &String| {
        ["tests/", "lab/tests/"].iter().any(|room| path.starts_with(room))
            || path.ends_with(".test.ts")
    };
    for path in tracked(&[".rs", ".js", ".ts"]).into_iter().filter(is_test) {
        let source = read(&path);
        // What the lab's tests put into pages and stores may be slow on purpose.
        let is_lab = path.starts_with("lab/");
        for word in &never[usize::from(is_lab)..] {
            assert!(
                !source.contains(word),
                "{path} has `{word}`: wait for what is expected instead"
            );
        }
        assert!(
            !source.contains(concat!("#[ig", "nore")),
            "{path} has an ignored test: mend it or take it out"
        );
    }
}

#[test]
fn every_file_that_the_extension_names_is_there() {
    let mut named: Vec<(String, String)> = Vec::new();
    walk(&json("extension/manifest.json"), &mut |text| {
        if [".js", ".html", ".css", ".png"].iter().any(|end| text.ends_with(end)) {
            named.push(("extension/manifest.json".into(), text.into()));
        }
    });
    for path in tracked(&[".html"]).into_iter().filter(|path| path.starts_with("extension/")) {
        let html = read(&path);
        for attribute in [" src=\"", " href=\""] {
            for value in html.split(attribute).skip(1) {
                named.push((path.clone(), value.split('"').next().unwrap().to_owned()));
            }
        }
    }
    assert!(named.len() > 8, "nothing was found to check: {named:?}");
    for (by, name) in named {
        // The build draws the icons, each in its size.
        let size = name.strip_prefix("icons/icon-").and_then(|rest| rest.strip_suffix(".png"));
        let source = if size.is_some_and(|size| size.parse::<u32>().is_ok()) {
            "icons/icon.svg"
        } else {
            &source_of(&name)
        };
        assert!(root().join("extension").join(source).is_file(), "{by}: add {source} for {name}");
    }
}

/// The source of a file of the package, as `extension/build.mjs` finds it.
fn source_of(name: &str) -> String {
    match name {
        "background.js" => "background/index.ts".to_owned(),
        "page.css" => "pages/page.css".to_owned(),
        _ => format!("pages/{}/{}", name.split('.').next().unwrap(), name.replace(".js", ".ts")),
    }
}

#[test]
fn what_the_documents_name_is_there() {
    let rooms = [
        "src/",
        "crates/",
        "extension/",
        "lab/",
        "xtask/",
        "tests/",
        "docs/",
        "benches/",
        "fuzz/",
        ".ci/",
    ];
    for path in tracked(&[".md"]) {
        let text = read(&path);
        let quoted = text.split('`').skip(1).step_by(2);
        let quoted = quoted.filter(|name| rooms.iter().any(|room| name.starts_with(room)));
        let folder = Path::new(&path).parent().unwrap();
        let linked = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target)
            .filter(|target| !target.starts_with("http") && !target.starts_with('#'));
        // Placeholders are in capitals.
        let wanted = quoted
            .filter(|name| !name.contains("NAME") && !name.contains(' '))
            .map(|name| root().join(name))
            .chain(linked.map(|target| root().join(folder).join(target)));
        for file in wanted {
            assert!(file.exists(), "{path} names {}: add it or mend the text", file.display());
        }
    }
}

#[test]
fn every_test_that_the_table_of_remedies_names_is_there() {
    let sources: Vec<String> = tracked(&[".rs"])
        .iter()
        .filter(|path| path.contains("tests/"))
        .map(|path| read(path))
        .collect();
    let text = read("docs/remedies.md");
    let section = text.split("\n## ").find(|section| section.starts_with("In each browser"));
    let mut named = 0;
    for row in section.expect("docs/remedies.md: a section `In each browser`").lines().skip(6) {
        let Some(last) = row.trim_end_matches(" |").rsplit(" | ").next() else { continue };
        for name in last.split('`').skip(1).step_by(2).filter(|name| name.len() > 20) {
            named += 1;
            let it = format!("fn {name}(");
            assert!(
                sources.iter().any(|source| source.contains(&it)),
                "docs/remedies.md names the test {name}: add it or mend the table"
            );
        }
    }
    assert!(named > 10, "docs/remedies.md: each row of the table names its test");
}

#[test]
fn every_command_that_is_named_is_there() {
    let usage = read("xtask/src/main.rs");
    let mut missing = BTreeSet::new();
    for path in tracked(&[".md", ".rs", ".toml", "run"]) {
        for rest in read(&path).split("cargo xtask ").skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-');
            let name = &rest[..end.unwrap_or(rest.len())];
            if !name.is_empty() && !usage.contains(&format!("\"{name}\" =>")) {
                missing.insert(name.to_owned());
            }
        }
    }
    let known = COMMANDS_TO_COME.map(|(name, _)| name.to_owned());
    assert_eq!(missing, BTreeSet::from(known), "left: named, but not in xtask; right: known of");
}

#[test]
fn every_command_has_a_job() {
    let commands = read("xtask/src/main.rs");
    let commands =
        commands.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" => "));
    let jobs = read(".github/workflows/checks.yml");
    for (command, _) in commands {
        // One wants a trace, which a person sends: the tests of the commands play one. The other
        // wants what the tests saw: `cargo xtask test` ends with it.
        let has = jobs.contains(&format!("command: \"{command}"))
            || matches!(command, "replay" | "remedies");
        assert!(has, ".github/workflows/checks.yml has no job for `cargo xtask {command}`");
    }
}

#[test]
fn every_action_is_named_by_its_commit() {
    let mut named = 0;
    for path in tracked(&[".yml"]).into_iter().filter(|path| path.starts_with(".github/")) {
        for line in read(&path).lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            named += 1;
            let commit = action.split_once('@').map_or("", |(_, rest)| rest);
            let (commit, version) = commit.split_once(" # v").unwrap_or((commit, ""));
            let whole = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(
                whole && !version.is_empty(),
                "{path}: `{action}`: a tag can be moved, so write `@COMMIT # vVERSION`"
            );
        }
    }
    assert!(named > 3, "no action was found in .github/workflows");
}

#[test]
fn every_dependency_has_its_line() {
    let mut used = BTreeSet::new();
    for path in tracked(&["Cargo.toml"]) {
        used.extend(dependencies(&read(&path)).into_iter().map(|(_, name)| name));
    }
    // Our own crates say themselves what they are for.
    let own =
        |name: &str| ["crates", "xtask"].iter().any(|room| root().join(room).join(name).is_dir());
    used.retain(|name| !own(name));
    let text = read("docs/dependencies.md");
    let mut told = BTreeSet::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("- ")) {
        let (names, why) = line.split_once(": ").expect("docs/dependencies.md: `- name`: why");
        assert!(why.len() > 20, "docs/dependencies.md: say what {names} is for");
        told.extend(names.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    assert_eq!(
        told, used,
        "left docs/dependencies.md, right the manifests: one line for each, and none for others"
    );
}

#[test]
fn the_version_has_its_changes() {
    let heading = format!("\n## {}", env!("CARGO_PKG_VERSION"));
    assert!(
        read("CHANGELOG.md").contains(&heading),
        "CHANGELOG.md: a section `{}`",
        heading.trim()
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The repository's files with one of these endings (all, where none is given): what git keeps
/// and what it would keep.
fn tracked(endings: &[&str]) -> Vec<String> {
    let listed = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .args(["--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("these rules ask git for the files: install git");
    assert!(listed.status.success(), "git: {}", String::from_utf8_lossy(&listed.stderr));
    let paths: Vec<String> = String::from_utf8(listed.stdout)
        .unwrap()
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .filter(|path| endings.is_empty() || endings.iter().any(|end| path.ends_with(end)))
        .map(str::to_owned)
        .collect();
    assert!(!paths.is_empty(), "no file ends with {endings:?}");
    paths
}

/// The direct dependencies of a manifest, each with its section.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let mut section = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
        } else if section.ends_with("dependencies")
            && !section.starts_with("workspace")
            && let Some((name, _)) = line.split_once('=')
            && !line.starts_with('#')
        {
            let name = name.trim().split('.').next().unwrap();
            found.push((section.to_owned(), name.to_owned()));
        }
    }
    found
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// Every text in a document.
fn walk(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        Value::Object(members) => members.values().for_each(|member| walk(member, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
