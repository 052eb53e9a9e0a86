//! `cargo xtask test`: everything that can be known without a person.

use crate::repository::command;
use crate::{build, tools};
use anyhow::{Result, bail};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The linter of Mozilla's store.
const WEB_EXT: &str = "web-ext@10";

/// How many tests there were.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
}

/// The command. Every step runs, whatever the ones before brought; the last line counts.
pub fn test(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "test takes no arguments, not {arguments:?}");
    build::add_wasm_target()?;
    tools::browsers()?;
    let runner = tools::test_runner()?;
    let mut count = Count::default();
    count.check("formatting", &mut command("cargo", &["fmt", "--all", "--check"]));
    let strict = ["--", "-D", "warnings"];
    let native = ["clippy", "--quiet", "--workspace", "--all-targets"];
    count.check("lints", command("cargo", &native).args(strict));
    let wasm = ["clippy", "--quiet", "--package", "gatewatch", "--lib", "--tests"];
    let wasm_target = ["--target", "wasm32-unknown-unknown"];
    count.check("lints of the wasm", command("cargo", &wasm).args(wasm_target).args(strict));
    match build::build() {
        Ok(()) => count.passed += 1,
        Err(error) => {
            println!("the build failed: {error:#}");
            count.failed += 1;
        }
    }
    count.check("sizes", command("true", &[]).env("GATEWATCH", "sizes"));
    for browser in build::BROWSERS {
        if let Ok(mut lint) = tools::npx(WEB_EXT) {
            let folder = build::folder(browser);
            lint.args(["lint", "--no-config-discovery", "--source-dir"]).arg(folder);
            // Its warnings on Chrome's manifest are about Firefox.
            if browser == "firefox" {
                count.check("web-ext lint", &mut lint);
            }
        }
    }
    count.tests("native", command("cargo", &["test", "--workspace", "--exclude", "lab", "--lib", "--bins"]));
    count.tests("native", command("cargo", &["test", "--package", "gatewatch", "--tests"]).args(["--", "--skip", "chromium::", "--skip", "firefox::"]));
    for (name, driver) in [("CHROMEDRIVER", "chromedriver"), ("GECKODRIVER", "geckodriver")] {
        let mut tests = command("cargo", &["test", "--package", "gatewatch", "--test", "wasm"]);
        tests.args(wasm_target).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
        count.tests(&format!("wasm in a browser, by {driver}"), tests_by(tests, name, driver)?);
    }
    count.tests("the lab", command("cargo", &["test", "--package", "lab"]));
    let browsers = ["test", "--package", "gatewatch", "--test", "browsers"];
    count.tests("the extension", command("cargo", &browsers).args(["--", "--test-threads=1"]));
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 {
        bail!("{} failed", count.failed);
    }
    Ok(())
}
