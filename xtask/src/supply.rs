//! The record of every crate that makes the wasm, its own code or what writes it: `supply-chain/`.
//! A version that is not in the record fails, so that whoever takes it in looks at what changed.

use crate::repository::{root, target};
use crate::sbom::{Graph, SHIPPED, WASM, checksum, list, text};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const RECORD: &str = "supply-chain/wasm.json";

/// What code can reach that has no business outside of the wasm: where it appears in a crate's
/// source is part of the record.
const REACHES: [&str; 4] = ["std::env", "std::fs", "std::net", "std::process"];

/// Compares the record with the crates that are built; with `GATEWATCH_WRITE=1` writes it.
///
/// # Errors
/// A crate is not in it, or is another than the one that was recorded.
pub fn compare() -> Result<()> {
    let path = root().join(RECORD);
    let found = serde_json::to_string_pretty(&found()?)? + "\n";
    if std::env::var_os("GATEWATCH_WRITE").is_some() {
        fs::write(&path, &found)?;
    }
    let recorded = fs::read_to_string(&path).with_context(|| RECORD.to_owned())?;
    if recorded != found {
        let beside = target().join("supply-chain.json");
        fs::write(&beside, found)?;
        anyhow::bail!(
            "{RECORD} is not of these crates, which stand in {}: read what changed in them, then \
             write it with GATEWATCH_WRITE=1",
            beside.display()
        );
    }
    Ok(())
}

fn found() -> Result<Value> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    let graph = Graph::read(WASM, &SHIPPED)?;
    let linked =
        graph.reached(&SHIPPED, &|kind| kind.is_null(), &|it| !crate::sbom::writes_code(it));
    let mut crates = BTreeMap::new();
    for id in graph.reached(&SHIPPED, &|kind| kind != "dev", &|_| true) {
        let package = graph.package(id)?;
        if package["source"].is_null() {
            continue; // our own
        }
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        ensure!(
            text(&package["source"]).ends_with("github.com/rust-lang/crates.io-index"),
            "{name} is from elsewhere than crates.io"
        );
        let folder = Path::new(text(&package["manifest_path"])).parent();
        let mut source = Source::default();
        source.read(folder.context("a package has a folder")?)?;
        let builds = list(&package["targets"])
            .any(|target| list(&target["kind"]).any(|kind| kind == "custom-build"));
        crates.insert(
            format!("{name} {version}"),
            json!({
                "sha256": checksum(&lock, name, version),
                "repository": package["repository"],
                "license": package["license"],
                "in the wasm": linked.contains(id),
                "build script": builds,
                "files with unsafe": source.with_unsafe,
                "reaches": source.reaches,
            }),
        );
    }
    Ok(json!(crates))
}

/// What a crate's own source has in it.
#[derive(Default)]
struct Source {
    with_unsafe: usize,
    reaches: std::collections::BTreeSet<&'static str>,
}

impl Source {
    fn read(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "tests" | "benches" | "examples") {
                    self.read(&path)?;
                }
            } else if name.ends_with(".rs") {
                let code = fs::read_to_string(&path)?;
                self.with_unsafe +=
                    usize::from(code.contains("unsafe {") || code.contains("unsafe fn"));
                self.reaches.extend(REACHES.into_iter().filter(|it| code.contains(it)));
            }
        }
        Ok(())
    }
}
