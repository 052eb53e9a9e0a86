//! `cargo xtask screenshots`: pictures of every surface from the real thing, for stores and for eyes,
//! and those of the README.

use crate::repository::{command, output, root, run, target};
use crate::{build, tools, www};
use anyhow::{Result, bail};
use std::path::Path;

/// The command.
pub fn screenshots(arguments: &[String]) -> Result<()> {
    let mut browsers = build::BROWSERS.to_vec();
    let mut everything = true;
    match arguments {
        [] => {}
        [only] if only == "--film" => everything = false,
        [flag, name] if flag == "--browser" && build::BROWSERS.contains(&name.as_str()) => {
            browsers.retain(|browser| browser == name);
        }
        _ => bail!("screenshots [--browser chrome|firefox | --film]"),
    }
    tools::browsers()?;
    if everything && !has_japanese() {
        eprintln!(
            "no font here has Japanese, and pictures will show boxes: install fonts-noto-cjk"
        );
    }
    build::with_lab()?;
    let (chrome, pictures) = (build::folder("chrome"), target().join("screenshots"));
    lab(&["film"], &[&chrome, &root().join("docs")])?;
    if !everything {
        return Ok(());
    }
    www::make()?;
    for browser in &browsers {
        lab(&["pictures", browser], &[&build::folder(browser), &pictures])?;
    }
    let mut sheets =
        command("cargo", &["run", "--quiet", "--package", "lab", "--", "contact-sheet"]);
    run(sheets.arg(&pictures).args(&browsers))?;
    if browsers.contains(&"chrome") {
        lab(&["store"], &[&pictures, &chrome, &target().join("store")])?;
    }
    Ok(())
}

/// Whether a font of this machine has Japanese, as far as anything here can say.
fn has_japanese() -> bool {
    let listed = output(&mut command("fc-list", &[":lang=ja"]));
    listed.map_or(true, |fonts| !fonts.trim().is_empty())
}

/// Runs one of the lab's own commands, with paths behind its words.
fn lab(words: &[&str], paths: &[&Path]) -> Result<()> {
    let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--"]);
    run(lab.args(words).args(paths))
}
