//! `cargo xtask demo`: ChatGPT, or the assistant that `--site` names, breaks and comes back in a real browser, told step by step.

use crate::repository::{command, run, target};
use crate::{build, tools};
use anyhow::{Result, bail};
use sites::Site;

/// The command.
pub fn demo(arguments: &[String]) -> Result<()> {
    let (mut browser, mut scenario, mut site, mut headless) = ("chrome", "outage", None, false);
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
            ("--site", [name, ..]) => {
                let known: Vec<&str> = Site::homes().map(|site| site.service().id).collect();
                if !known.contains(&name.as_str()) {
                    bail!("--site is one of {}, not {name}", known.join(", "));
                }
                site = Some(name);
                rest.next();
            }
            _ => bail!(
                "demo [--browser chrome|firefox] [--scenario NAME] [--site NAME] [--headless]"
            ),
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
    if let Some(site) = site {
        lab.args(["--site", site]);
    }
    run(&mut lab)?;
    if headless {
        println!("pictures in {}", target().join("demo").display());
    }
    Ok(())
}
