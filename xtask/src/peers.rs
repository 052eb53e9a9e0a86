//! `cargo xtask peers DIR`: unpacked extensions that people use, a folder each, beside Gatewatch through
//! the same outages in Chromium. Nothing of theirs is in the repository.

use crate::repository::{command, run, target};
use crate::{build, tools};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// How long the site is down where nobody says.
const SECONDS: &str = "60";

/// The command.
///
/// # Errors
/// There are no extensions, or a browser does not open.
pub fn peers(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (folder, seconds) = match words[..] {
        [folder] => (folder, SECONDS),
        [folder, "--seconds", seconds] => (folder, seconds),
        _ => bail!("cargo xtask peers DIR [--seconds N]"),
    };
    // The lab runs in the root, the person may be elsewhere.
    let folder = Path::new(folder).canonicalize().with_context(|| folder.to_owned())?;
    tools::browser("chrome")?;
    build::build()?;
    let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", "peers"]);
    run(lab.arg(build::folder("chrome")).arg(folder).arg(seconds).arg(target()))
}
