//! `cargo xtask build`: both browsers' extensions, with TypeScript's types of what crosses the border.

pub use builder::build::{BROWSERS, Effort, copy_folder, folder, wasm};

use crate::types;
use anyhow::{Result, bail};
use builder::editor;

/// The command. With `--lab` what the lab needs beside the extension is made, too.
///
/// # Errors
/// Something could not be built.
pub fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build()?,
        [flag] if flag == "--lab" => with_lab()?,
        _ => bail!("cargo xtask build [--lab]"),
    }
    for browser in BROWSERS {
        println!("{}", folder(browser).display());
    }
    Ok(())
}

/// The extension, and what the lab opens it with: its page with a composer, and what looks for
/// barriers. Nothing of that is needed for a release.
///
/// # Errors
/// Something could not be built.
pub fn with_lab() -> Result<()> {
    build()?;
    editor::bundle()
}

/// Builds the extension, and says nothing on standard output: that is for what needs it built.
///
/// # Errors
/// Something could not be built.
pub fn build() -> Result<()> {
    builder::build::build(types::write)
}
