//! The shape of the house: no circle between the files of a crate, and no browser below `src/`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What reaches a browser: for the packages that become wasm, and for no crate below them.
const WEB: [&str; 4] = ["wasm-bindgen", "js-sys", "web-sys", "gloo"];

#[test]
fn no_files_of_a_crate_form_a_circle() {
    for (name, folder) in product() {
        if let Some(circle) = circles(&Sources::of(&folder)).first() {
            panic!(
                "crate {name}: these files use each other in a circle: {}\nMove what they share \
                 into a file of its own (`types.rs`); all of it: {:#?}",
                circle.way.join(" -> "),
                circle.files
            );
        }
    }
}

#[test]
fn nothing_below_the_root_package_knows_that_there_is_a_browser() {
    for (name, needs) in manifests() {
        let web = needs.iter().find(|need| WEB.iter().any(|web| need.starts_with(web)));
        assert!(web.is_none(), "crates/{name} depends on {web:?}: that belongs into src/browser/");
    }
}

#[test]
fn what_decides_and_what_explains_know_nothing_of_each_other() {
    let needs: BTreeMap<String, BTreeSet<String>> = manifests().into_iter().collect();
    for (from, to) in [("engine", "advice"), ("advice", "engine"), ("history", "advice")] {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![from]);
        while let Some(next) = ahead.pop() {
            if seen.insert(next) {
                ahead.extend(needs.get(next).into_iter().flatten().map(String::as_str));
            }
        }
        assert!(!seen.contains(to), "crates/{from} reaches crates/{to}: what ties them is src/'s");
    }
}

#[test]
fn what_the_core_calls_is_what_the_scripts_give_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let core = fs::read_to_string(root.join("src/browser/hooks.rs")).unwrap();
    let declared = core.split("pub type Hooks;").nth(1).unwrap().split("\n}\n").next().unwrap();
    let called: BTreeSet<&str> = declared
        .split("#[wasm_bindgen(")
        .skip(1)
        .map(|item| {
            let named = item.split(")]").next().unwrap().split("js_name = ").nth(1);
            named.unwrap_or_else(|| item.split("fn ").nth(1).unwrap().split('(').next().unwrap())
        })
        .collect();
    let scripts = fs::read_to_string(root.join("extension/background/core-hooks.ts")).unwrap();
    let given = scripts.split("export interface CoreHooks {").nth(1).unwrap();
    let given: BTreeSet<&str> = given
        .lines()
        .filter(|line| line.starts_with("  ") && !line.trim_start().starts_with(['/', '*', '}']))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.trim().split_once([':', '(']).map(|(name, _)| name))
        .filter(|name| *name != ")")
        .collect();
    assert_eq!(called, given, "left src/browser/hooks.rs, right core-hooks.ts");
}

#[test]
fn scripts_hold_the_minutes_of_an_answer_to_what_their_setting_allows() {
    let row = settings::FIELDS.iter().find(|row| row.name == "stall_minutes").unwrap();
    let settings::Kind::NumberOrOff { least, most, .. } = row.kind else { panic!("no number") };
    let first = settings::Settings::FIRST.number(row.field).unwrap_or(0);
    let held = format!("MINUTES = {{ least: {least}, most: {most}, first: {first} }};");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/background/open-answers.ts");
    assert!(fs::read_to_string(script).unwrap().contains(&held), "{held}");
}

#[test]
fn scripts_hold_the_days_between_two_cleanups_to_what_their_setting_allows() {
    let row = settings::FIELDS.iter().find(|row| row.name == "clean_days").unwrap();
    let settings::Kind::NumberOrOff { least, most, .. } = row.kind else { panic!("no number") };
    let held = format!("DAYS = {{ least: {least}, most: {most} }};");
    let script = "extension/background/scheduled-cleanup.ts";
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
    assert!(fs::read_to_string(script).unwrap().contains(&held), "{held}");
}

#[test]
fn a_planted_circle_is_found_and_named() {
    let planted = Sources::from([
        ("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\npub struct Shared;"),
        ("a.rs", "use super::b::{self, B};\npub struct A(B);"),
        ("b.rs", "use crate::c::C;\n// use super::Shared;\npub struct B(C);"),
        ("c.rs", "pub struct C;\nfn way(_: crate::A) {}"),
    ]);
    let found = circles(&planted);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].way, ["a.rs", "b.rs", "c.rs", "a.rs"]);
}

#[test]
fn a_circle_through_the_root_or_a_folder_is_one_too() {
    let root = Sources::from([
        ("lib.rs", "mod read;\npub struct Reading;\npub fn all() -> Reading { read::one() }"),
        ("read.rs", "use super::Reading;\npub fn one() -> Reading { Reading }"),
    ]);
    assert_eq!(circles(&root)[0].way, ["lib.rs", "read.rs", "lib.rs"]);
    let folder = Sources::from([
        ("lib.rs", "mod rooms;\nmod cases;"),
        ("rooms/mod.rs", "mod one;\nuse super::cases::Case;\npub struct Room(Case);"),
        ("rooms/one.rs", "use super::Room;"),
        ("cases.rs", "use crate::rooms::Room;\npub struct Case(Box<Room>);"),
    ]);
    assert_eq!(circles(&folder)[0].way, ["cases.rs", "rooms/mod.rs", "cases.rs"]);
}

#[test]
fn what_only_hands_on_and_what_only_tests_use_is_no_circle() {
    let fine = Sources::from([
        ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\npub struct Shared;"),
        ("a.rs", "use super::{B, Shared};\npub struct A(B, Shared);\n#[cfg(test)]\nmod tests {}"),
        (
            "b.rs",
            "/// See [`A`](super::A).\npub struct B;\n#[cfg(test)]\nmod tests { use super::super::A; }",
        ),
    ]);
    assert_eq!(circles(&fine).len(), 0);
}

/// Files of one crate, by their path below `src/`.
struct Sources(BTreeMap<String, String>);

/// Files that use each other.
struct Circle {
    files: BTreeSet<String>,
    /// One way round.
    way: Vec<String>,
}

impl<const N: usize> From<[(&str, &str); N]> for Sources {
    fn from(files: [(&str, &str); N]) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }
}

impl Sources {
    fn of(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut ahead = vec![folder.to_owned()];
        while let Some(next) = ahead.pop() {
            for entry in fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    ahead.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self(files)
    }
}

/// One file as it matters here.
struct File {
    name: String,
    /// What it uses, from the crate's root on.
    uses: Vec<Vec<String>>,
    /// What it hands on under a name of its own.
    gives: BTreeMap<String, Vec<String>>,
}

/// The circles between files, each once.
fn circles(sources: &Sources) -> Vec<Circle> {
    let modules: BTreeSet<Vec<String>> = sources.0.keys().map(|name| module(name)).collect();
    let files: BTreeMap<Vec<String>, File> = sources
        .0
        .iter()
        .map(|(name, text)| (module(name), file(name, &product_of(text), &modules)))
        .collect();
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files.values() {
        let to = file.uses.iter().map(|path| defined(path.clone(), &files));
        let to = to.filter(|to| *to != file.name).collect();
        edges.insert(&file.name, to);
    }
    let mut found: Vec<Circle> = Vec::new();
    for &from in edges.keys() {
        if found.iter().any(|circle| circle.files.contains(from)) {
            continue;
        }
        let Some(way) = way(from, from, &edges) else { continue };
        let both = |&&to: &&&str| {
            self::way(from, to, &edges).is_some() && self::way(to, from, &edges).is_some()
        };
        let files = edges.keys().filter(both).map(|&to| to.to_owned()).collect();
        found.push(Circle { files, way });
    }
    found
}

/// The shortest way from one file to another, both named.
fn way(from: &str, to: &str, edges: &BTreeMap<&str, BTreeSet<&str>>) -> Option<Vec<String>> {
    let mut ways = std::collections::VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for &next in edges.get(way.last()?).into_iter().flatten() {
            if next == to {
                return Some(way.into_iter().chain([next]).map(str::to_owned).collect());
            }
            if seen.insert(next) {
                ways.push_back(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

/// The file that defines what a path names: what is handed on is followed to where it stands.
fn defined(mut path: Vec<String>, files: &BTreeMap<Vec<String>, File>) -> &str {
    // No name is handed on more often.
    for _ in 0..8 {
        let length = (0..=path.len()).rev().find(|end| files.contains_key(&path[..*end])).unwrap();
        let file = &files[&path[..length]];
        match path.get(length).and_then(|name| file.gives.get(name)) {
            Some(given) => path = given.iter().chain(&path[length + 1..]).cloned().collect(),
            None => return &file.name,
        }
    }
    panic!("{path:?} is handed on in a circle");
}

fn module(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs");
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(parts.last().unwrap().as_str(), "lib" | "mod") {
        parts.pop();
    }
    parts
}

/// A source without comments and without what is compiled for tests alone.
fn product_of(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let text = text.split("#[cfg(test)]\npub").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn file(name: &str, text: &str, modules: &BTreeSet<Vec<String>>) -> File {
    let here = module(name);
    let is_root = name.ends_with("lib.rs") || name.ends_with("mod.rs");
    let (mut uses, mut given, mut rest) = (Vec::new(), Vec::new(), text.to_owned());
    let mut imports = Vec::new();
    // `use` begins a statement: nothing else in Rust does.
    while let Some((at, end)) = next_use(&rest) {
        let public = rest[..at].trim_end().rsplit('\n').next().unwrap().trim_start();
        let public = public.starts_with("pub");
        let mut paths = Vec::new();
        expand("", rest[at + 4..end].trim(), &mut paths);
        imports.extend(paths.into_iter().map(|path| (public, path)));
        rest.replace_range(at..=end, "");
    }
    let words: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').collect();
    for (public, path) in imports {
        let (path, name) = match path.split_once(" as ") {
            Some((path, name)) => (path.to_owned(), name.trim().to_owned()),
            None => (path.clone(), path.rsplit("::").next().unwrap().to_owned()),
        };
        let Some(path) = absolute(&path, &here, modules) else { continue };
        let mine = words.iter().any(|word| word.split("::").next() == Some(name.as_str()));
        if !(public && is_root) || mine {
            uses.push(path.clone());
        }
        if public {
            given.push((name, path));
        }
    }
    for word in words.iter().filter(|word| word.contains("::")) {
        uses.extend(absolute(word.trim_matches(':'), &here, modules));
    }
    File { name: name.to_owned(), uses, gives: given.into_iter().collect() }
}

/// Where the next `use` stands, and its semicolon.
fn next_use(text: &str) -> Option<(usize, usize)> {
    let begins = |at: &usize| {
        let line = text[..*at].rsplit('\n').next().unwrap().trim_start();
        line.is_empty() || (line.starts_with("pub") && line.ends_with([' ', ')']))
    };
    let at = text.match_indices("use ").map(|(at, _)| at).find(begins)?;
    Some((at, at + text[at..].find(';')?))
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, inner)) = tree.split_once('{') else {
        let path = [before, tree.trim()].concat();
        paths.push(path.trim_end_matches("::self").to_owned());
        return;
    };
    let before = [before, head.trim()].concat();
    let inner = inner.trim_end().strip_suffix('}').unwrap();
    let (mut depth, mut from) = (0, 0);
    for (at, sign) in inner.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&before, &inner[from..at], paths);
                from = at + 1;
            }
            _ => {}
        }
    }
    if !inner[from..].trim().is_empty() {
        expand(&before, &inner[from..], paths);
    }
}

/// A path from the crate's root on; `None` where it leads out of the crate.
fn absolute(path: &str, here: &[String], modules: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
    let mut parts = path.split("::").map(str::trim).peekable();
    let mut at = match *parts.peek()? {
        "crate" => Vec::new(),
        "self" | "super" => here.to_vec(),
        first => {
            let child: Vec<String> = here.iter().cloned().chain([first.to_owned()]).collect();
            if !modules.contains(&child) {
                return None;
            }
            here.to_vec()
        }
    };
    for part in parts {
        match part {
            "crate" | "self" => {}
            "super" => drop(at.pop()),
            part => at.push(part.to_owned()),
        }
    }
    Some(at)
}

/// The crates of the product, each with its folder of sources.
fn product() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![("gatewatch".to_owned(), root.join("src"))];
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        found.push((name, path.join("src")));
    }
    assert!(found.len() > 6, "no crates below crates/");
    found.sort();
    found
}

/// The crates below `crates/`, each with all that its manifest names as a dependency.
fn manifests() -> Vec<(String, BTreeSet<String>)> {
    let below = product().into_iter().filter(|(name, _)| name != "gatewatch");
    below
        .map(|(name, folder)| {
            let text = fs::read_to_string(folder.with_file_name("Cargo.toml")).unwrap();
            let sections = text
                .split("\n[")
                .filter(|it| it.split(']').next().unwrap().ends_with("dependencies"));
            let lines = sections.flat_map(|section| section.lines().skip(1));
            let needs = lines
                .filter_map(|line| line.split_once('='))
                .map(|(need, _)| need.trim().to_owned());
            (name, needs.collect())
        })
        .collect()
}
