//! `cargo xtask demo`: ChatGPT breaks and comes back in a real browser, told step by step.
//!
//! Compiled is what it takes and no more: one browser's driver, a builder of the extension, the lab,
//! and a core that nobody optimised. What the system's packages are missing comes meanwhile.

use crate::cargo::{self, QUICK};
use crate::progress::Progress;
use crate::repository::{command, root, run, target};
use crate::{npm, tools};
use anyhow::{Context as _, Result, anyhow, bail};
use std::fs::{self, File};
use std::path::Path;
use std::thread;

/// What is to be shown.
struct Demo {
    browser: String,
    scenario: String,
    /// The assistant, by its name in `crates/sites`; the lab knows which there are.
    site: Option<String>,
    headless: bool,
}

/// The command.
///
/// # Errors
/// Something could not be installed, compiled or shown.
pub fn demo(arguments: &[String]) -> Result<()> {
    let demo = Demo::read(arguments)?;
    let extension = target().join(QUICK).join("extension").join(&demo.browser);
    demo.prepare(&extension)?;
    let pictures = target().join("demo");
    let mut lab = command(&target().join(QUICK).join("lab").to_string_lossy(), &["demo"]);
    lab.args([&demo.browser, &demo.scenario]).arg(extension).arg(&pictures);
    if let Some(site) = &demo.site {
        lab.args(["--site", site]);
    }
    run(lab.args(demo.headless.then_some("--headless")))?;
    if demo.headless {
        println!("pictures in {}", pictures.display());
    }
    Ok(())
}

impl Demo {
    fn read(arguments: &[String]) -> Result<Self> {
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
                    site = Some(name.clone());
                    rest.next();
                }
                _ => bail!(
                    "demo [--browser chrome|firefox] [--scenario NAME] [--site NAME] [--headless]"
                ),
            }
        }
        if !tools::BROWSERS.contains(&browser) {
            bail!("--browser is chrome or firefox, not {browser}");
        }
        Ok(Self { browser: browser.to_owned(), scenario: scenario.to_owned(), site, headless })
    }

    /// Sees to it that all that is needed is there.
    fn prepare(&self, extension: &Path) -> Result<()> {
        let scenario = root().join("lab/scenarios").join(&self.scenario).with_extension("toml");
        let scenario = fs::read_to_string(scenario)
            .with_context(|| format!("no scenario is called {}", self.scenario))?;
        // Asks, so it comes before the line that says what goes on.
        let missing = tools::missing(&[&self.browser])?;
        tools::add_wasm_target()?;
        fs::create_dir_all(target())?;
        let log = target().join("apt.log");
        let firefox = self.browser == "firefox";
        let progress = Progress::new(4 + usize::from(missing.is_some()) + usize::from(firefox));
        thread::scope(|scope| {
            let apt = match &missing {
                None => None,
                Some(missing) => {
                    let log = File::create(&log)?;
                    Some(scope.spawn(move || missing.run(Some(&log))))
                }
            };
            // What it could not fetch is fetched, or missed, where it is needed.
            scope.spawn(|| drop(npm::install(npm::BUILD)));
            let step = progress.step("compiling the core");
            cargo::compile(&mut cargo::wasm(QUICK)?, &["gatewatch"], &step)?;
            let step = progress.step("compiling the builder and the lab");
            let mut build = command("cargo", &["build", "--profile", QUICK]);
            cargo::compile(&mut build, &["builder", "lab"], &step)?;
            if firefox {
                progress.step("compiling Firefox's driver");
                tools::geckodriver()?;
            }
            if let Some(apt) = apt {
                progress.step("installing the browser, which takes longest");
                let installed = apt.join().unwrap_or_else(|_| Err(anyhow!("it panicked")));
                installed.with_context(|| format!("what apt said is in {}", log.display()))?;
            }
            progress.step("building the extension");
            let builder = target().join(QUICK).join("builder");
            let mut build = command(&builder.to_string_lossy(), &[&self.browser]);
            build.arg(extension);
            let editor = self.site.is_some() || has_composer(&scenario);
            run(build.args(editor.then_some("--editor")))?;
            progress.step("starting the browser");
            Ok(())
        })
    }
}

/// Whether a scenario's pages have a real message box, which is bundled from npm's packages.
fn has_composer(scenario: &str) -> bool {
    scenario.contains("\"editor\"") || scenario.contains("chatgpt") || scenario.contains("layout")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npms_packages_for_tests_are_fetched_for_scenarios_with_a_message_box_alone() -> Result<()> {
        let read = |name: &str| fs::read_to_string(root().join("lab/scenarios").join(name));
        assert!(!has_composer(&read("outage.toml")?));
        assert!(has_composer(&read("lost-prompt.toml")?));
        assert!(has_composer(&read("handoff-lost.toml")?));
        assert!(has_composer(&read("blank-app.toml")?));
        Ok(())
    }
}
