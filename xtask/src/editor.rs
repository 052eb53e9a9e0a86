//! The lab's pages with a real composer: ProseMirror's packages of npm, bundled into `target/editor/`.

use crate::repository::{command, root, run, target};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What is made of it: a page's whole script, and the composer as a module for the lab's chat.
const BUNDLES: [(&str, &str, &str); 2] = [
    ("page.js", "editor.js", "--format=iife"),
    ("composer.js", "chat-composer.js", "--format=esm"),
];

/// Bundles it, where what it is made of has changed since.
pub fn bundle() -> Result<()> {
    let (source, folder) = (root().join("lab/editor"), target().join("editor"));
    fs::create_dir_all(&folder)?;
    let same = |name: &str| {
        let there = fs::read(folder.join(name)).unwrap_or_default();
        Ok::<_, std::io::Error>(there == fs::read(source.join(name))?)
    };
    let packages = same("package.json")? && folder.join("node_modules").is_dir();
    let made = |(source, bundle, _): &(&str, &str, &str)| {
        same(source).unwrap_or(false) && folder.join(bundle).is_file()
    };
    if packages && BUNDLES.iter().all(made) {
        return Ok(());
    }
    if !packages {
        fs::copy(source.join("package.json"), folder.join("package.json"))?;
        let install = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
        run(command("npm", &install).arg(&folder))
            .context("the lab's editor comes by npm: install Node.js with its npm")?;
    }
    // Beside their packages, where the bundler looks for them; both before the first is bundled,
    // because the page takes its composer from the other file.
    for (source_name, ..) in BUNDLES {
        fs::copy(source.join(source_name), folder.join(source_name))?;
    }
    for (source_name, bundle, format) in BUNDLES {
        bundled(&folder, source_name, bundle, format)
            .inspect_err(|_| drop(fs::remove_file(folder.join(source_name))))?;
    }
    Ok(())
}

/// The bundler, there once the editor was bundled. It shortens the extension's scripts, too.
pub fn esbuild() -> Command {
    command(&target().join("editor/node_modules/.bin/esbuild").display().to_string(), &[])
}

/// Its release, which `lab/editor/package.json` pins.
///
/// # Errors
/// It does not.
pub fn esbuild_version() -> Result<String> {
    let packages = fs::read_to_string(root().join("lab/editor/package.json"))?;
    let packages: Value = serde_json::from_str(&packages)?;
    let version = packages["dependencies"]["esbuild"].as_str();
    version.map(str::to_owned).context("lab/editor/package.json pins no esbuild")
}

fn bundled(folder: &Path, source: &str, bundle: &str, format: &str) -> Result<()> {
    run(esbuild()
        .arg(folder.join(source))
        .args(["--bundle", format, "--log-level=warning"])
        .arg(format!("--outfile={}", folder.join(bundle).display())))
}
