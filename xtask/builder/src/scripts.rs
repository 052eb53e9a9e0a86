//! The scripts and pages as they are shipped: one file for each that a browser loads, made by
//! esbuild as `extension/build.mjs` says.

use anyhow::{Context, Result};
use launch::npm;
use launch::repository::{command, root, run, target};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the build writes what scripts import and nobody wrote by hand.
pub fn generated() -> PathBuf {
    root().join("extension/shared/generated")
}

/// Bundles every script, page and stylesheet into a folder, which is emptied first.
///
/// # Errors
/// A script is none, or imports what is not there.
pub fn bundle(folder: &Path) -> Result<()> {
    npm::install(npm::BUILD)?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    run(command("node", &["extension/build.mjs"]).arg(folder))
        .context("the scripts are bundled by extension/build.mjs, on Node.js")
}

/// Bundles one script that a page outside of the extension loads, with what it imports.
///
/// # Errors
/// It is none, or imports what is not there.
pub fn bundle_page(script: &str, to: &Path) -> Result<()> {
    npm::install(npm::BUILD)?;
    run(command("node", &["extension/build.mjs", "--page", script]).arg(to))
}

/// Holds the scripts to their types, and their tests, which know Node.js as well.
///
/// # Errors
/// A type is wrong.
pub fn types() -> Result<()> {
    npm::install(npm::TESTS)?;
    for project in ["extension/tsconfig.json", "extension/tsconfig.test.json"] {
        run(npm::program(npm::BUILD, "tsc")?.args(["--noEmit", "--project", project]))
            .with_context(|| format!("the types of {project}"))?;
    }
    Ok(())
}

/// Runs the tests of the scripts that need no browser, on Node.js.
///
/// # Errors
/// One fails, or there is none.
pub fn test() -> Result<()> {
    npm::install(npm::BUILD)?;
    let folder = target().join("script-tests");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    run(command("node", &["extension/test.mjs"]).arg(&folder))?;
    run(command("node", &["--test"]).arg(&folder)).context("the scripts' own tests")
}
