//! `cargo xtask screenshots`: pictures of every surface from the real thing, for stores and for eyes.

use crate::repository::{command, run, target};
use crate::{build, tools, www};
use anyhow::{Result, bail};

/// The command.
pub fn screenshots(arguments: &[String]) -> Result<()> {
    let browser = match arguments {
        [] => "chrome",
        [flag, name] if flag == "--browser" && build::BROWSERS.contains(&name.as_str()) => name,
        _ => bail!("screenshots [--browser chrome|firefox]"),
    };
    tools::browsers()?;
    build::with_lab()?;
    www::make()?;
    let folder = target().join("screenshots");
    let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", "pictures"]);
    run(lab.arg(browser).arg(build::folder(browser)).arg(folder))
}
