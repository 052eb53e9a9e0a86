//! What the package weighs, raw, by gzip and by brotli, and what it weighed at the last release.

use crate::build;
use crate::repository::{command, output, root};
use anyhow::{Context, Result};
use flate2::{Compression, write::DeflateEncoder};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Written at each release by `cargo xtask bench --sizes --keep`.
const LAST: &str = "xtask/sizes.json";

/// Prints the table, keeps it where that is wanted, and gives the figures.
pub fn weigh(keep: bool) -> Result<Value> {
    let folder = build::folder("chrome");
    let mut groups: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
    for path in below(&folder)? {
        let name = path.strip_prefix(&folder)?.to_str().context("a name that is no text")?;
        let group = match name {
            "gatewatch_bg.wasm" => "1 the wasm",
            "english.js" => "3 texts",
            _ if name.ends_with(".js") => "2 scripts",
            _ if name.starts_with("_locales") || name.starts_with("texts") => "3 texts",
            _ => "4 icons, pages, manifest",
        };
        groups.entry(group).or_default().push(path.clone());
        groups.entry("7 everything").or_default().push(path);
    }
    let last = fs::read_to_string(root().join(LAST)).unwrap_or_default();
    let last: Value = serde_json::from_str(&last).unwrap_or_default();
    let release = last["release"].as_str().unwrap_or("no release");
    println!("\n{:<28} {:>9} {:>9} {:>9}   since {release}", "bytes", "raw", "gzip", "brotli");
    let mut figures = Map::new();
    for (group, files) in groups {
        let name = group.split_once(' ').map_or(group, |(_, name)| name);
        let mut raw = 0;
        let mut gzip = 0;
        for file in &files {
            let content = fs::read(file)?;
            raw += content.len();
            gzip += packed(&content)?;
        }
        let brotli = brotli(&files)?;
        let before = last["bytes"][name]["gzip"].as_i64();
        let grown = before.map(|before| i64::try_from(gzip).map(|now| now - before));
        let grown = grown.transpose()?.map_or_else(String::new, |by| format!("{by:+}"));
        println!("{name:<28} {raw:>9} {gzip:>9} {brotli:>9}   {grown}");
        figures.insert(name.into(), json!({ "raw": raw, "gzip": gzip, "brotli": brotli }));
    }
    let figures = json!({ "release": env!("CARGO_PKG_VERSION"), "bytes": figures });
    if keep {
        fs::write(root().join(LAST), serde_json::to_string_pretty(&figures)? + "\n")?;
        println!("kept in {LAST}");
    }
    Ok(figures)
}

fn packed(content: &[u8]) -> Result<usize> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

/// Each file by itself, by Node.js, which the build needs anyway.
fn brotli(files: &[PathBuf]) -> Result<usize> {
    let sum = "let sum = 0; for (const file of process.argv.slice(1)) \
        sum += require('zlib').brotliCompressSync(require('fs').readFileSync(file)).length; \
        console.log(sum)";
    let mut node = command("node", &["-e", sum]);
    Ok(output(node.args(files))?.trim().parse()?)
}

fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut ahead) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = ahead.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() { ahead.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
