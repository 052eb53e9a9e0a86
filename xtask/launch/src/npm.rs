//! What comes by npm: the two lists of packages with their locks, installed as they are locked, and
//! the programs among them.

use crate::repository::{command, root, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What the extension is built with, and nothing else: the release needs no more.
pub const BUILD: &str = "extension";

/// What tests it.
pub const TESTS: &str = "lab";

/// Installs the packages of a folder beside its `package.json`, unless they are those of its lock
/// already. What npm fetches is held to the lock's sums, and no script of a package runs.
///
/// # Errors
/// There is no npm, or a package cannot be fetched or is another one.
pub fn install(folder: &str) -> Result<()> {
    let place = root().join(folder);
    let lock = fs::read(place.join("package-lock.json"))?;
    // In the folder that npm empties first: an installation that broke off leaves none.
    let installed = place.join("node_modules/.installed");
    if fs::read(&installed).is_ok_and(|of| of == lock) {
        return Ok(());
    }
    let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    run(command("npm", &ci).current_dir(&place)).with_context(|| {
        format!("npm ci in {folder}/: install Node.js 20 or newer with its npm, and see that npm reaches its registry")
    })?;
    fs::write(installed, lock)?;
    Ok(())
}

/// A program of an installed package, run from the root.
///
/// # Errors
/// The packages cannot be installed.
pub fn program(folder: &str, name: &str) -> Result<Command> {
    install(folder)?;
    Ok(command(&module(folder, &format!(".bin/{name}")).display().to_string(), &[]))
}

/// Where something of an installed package stands.
#[must_use]
pub fn module(folder: &str, path: &str) -> PathBuf {
    root().join(folder).join("node_modules").join(path)
}
