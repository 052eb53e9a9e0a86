//! `cargo xtask demo`: ChatGPT breaks and comes back in a real browser, told step by step.

use crate::repository::{command, run, target};
use crate::{build, tools};
use anyhow::{Result, bail};

/// The command.
pub fn demo(arguments: &[String]) -> Result<()> {
    let (mut browser, mut scenario, mut headless) = ("chrome", "outage", false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), rest.as_slice()) {
            ("--headless", _) => headless = true,
            ("--browser", [name, ..]) => {
                browser = name;
                rest.next();
            }
            ("--scenario", [name, ..]) => {
                scenario = name;
                rest.next();
            }
            _ => bail!("demo [--browser chrome|firefox] [--scenario NAME] [--headless]"),
        }
    }
    if !build::BROWSERS.contains(&browser) {
        bail!("--browser is chrome or firefox, not {browser}");
    }
    tools::browsers()?;
    build::with_lab()?;
    let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", "demo"]);
    lab.args([browser, scenario]).arg(build::folder(browser)).arg(target().join("demo"));
    if headless {
        lab.arg("--headless");
    }
    run(&mut lab)?;
    if headless {
        println!("pictures in {}", target().join("demo").display());
    }
    Ok(())
}
