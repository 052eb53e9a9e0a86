//! The programs that the tests need: found, or installed where that is allowed, or named in one
//! line with what installs them.

use crate::repository::{command, output, run, target};
use anyhow::{Context, Result, bail};
use std::env;
use std::path::PathBuf;

/// What Debian calls the browsers and what goes with them.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "firefox-esr"];

/// The programs of those packages.
const PROGRAMS: [&str; 3] = ["chromium", "chromedriver", "firefox-esr"];

/// What finds who is shut out of a page (npm's `axe-core`); the lab looks for it there.
const AXE: &str = "4.14.1";

/// Newer ones may need a newer Rust.
const GECKODRIVER: &str = "0.37.1";

/// What looks at the dependencies; newer ones may need a newer Rust.
const CARGO_DENY: &str = "0.20.2";

/// What is worth being optimised, a little: it reads wasm that is not. The others wait most of their
/// time, and are built soonest as they are.
const WORKS_HARD: [&str; 1] = ["wasm-bindgen-cli"];

/// Where what is built here goes, so that nothing outside the checkout changes.
fn folder() -> PathBuf {
    target().join("tools")
}

/// Sees to it that both browsers and both drivers are there: chromedriver in the search path, the
/// other where [`geckodriver`] says.
pub fn browsers() -> Result<()> {
    if PROGRAMS.iter().any(|program| find(program).is_none()) {
        let install = format!("apt-get install -y {}", PACKAGES.join(" "));
        if find("apt-get").is_none() || output(&mut command("id", &["-u"]))?.trim() != "0" {
            bail!("the browsers are missing: as root, {install}");
        }
        run(&mut command("apt-get", &["update", "-q"]))?;
        let mut apt = command("apt-get", &["install", "-y", "-q"]);
        run(apt.args(PACKAGES).env("DEBIAN_FRONTEND", "noninteractive")).context(install)?;
    }
    geckodriver().map(drop)
}

/// Firefox's driver.
pub fn geckodriver() -> Result<PathBuf> {
    cargo_install("geckodriver", "geckodriver", GECKODRIVER)
}

/// Chromium's driver.
pub fn chromedriver() -> Result<PathBuf> {
    find("chromedriver").context("chromedriver is missing: apt-get install chromium-driver")
}

/// wasm-bindgen's own runner of tests, of the very version that the lock names.
pub fn test_runner() -> Result<PathBuf> {
    let version = wasm_bindgen_version()?;
    cargo_install("wasm-bindgen-cli", "wasm-bindgen-test-runner", &version)
}

/// cargo-deny, about to hold the dependencies to `deny.toml` in these respects.
pub fn deny(respects: &[&str]) -> Result<std::process::Command> {
    let program = cargo_install("cargo-deny", "cargo-deny", CARGO_DENY)?;
    let mut deny = command(&program.to_string_lossy(), &["--locked", "check"]);
    deny.args(respects);
    Ok(deny)
}

/// An npm package's program: `npx` fetches it into npm's own cache.
pub fn npx(package: &str) -> Result<std::process::Command> {
    if find("npx").is_none() {
        bail!("npm is missing: install Node.js 20 or newer");
    }
    Ok(command("npx", &["--yes", package]))
}

/// Sees to it that axe-core is in `target/tools/axe`.
pub fn axe() -> Result<()> {
    let place = folder().join("axe");
    let manifest = place.join("node_modules/axe-core/package.json");
    let there = std::fs::read_to_string(manifest).unwrap_or_default();
    if there.contains(&format!("\"version\": \"{AXE}\"")) {
        return Ok(());
    }
    std::fs::create_dir_all(&place)?;
    let npm = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix"];
    run(command("npm", &npm).arg(&place).arg(format!("axe-core@{AXE}")))
        .context("axe-core comes by npm: install Node.js with its npm")
}

fn wasm_bindgen_version() -> Result<String> {
    let lock = std::fs::read_to_string(crate::repository::root().join("Cargo.lock"))?;
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"wasm-bindgen\"\n"))
        .and_then(|package| package.split("version = \"").nth(1)?.split('"').next());
    Ok(version.context("Cargo.lock names no wasm-bindgen")?.to_owned())
}

/// Installs a program of crates.io with the versions that its authors tested; where a mirror of the
/// registry does not have one of those (mirrors hold the newest back for a while), with the newest
/// that it has.
fn cargo_install(package: &str, program: &str, version: &str) -> Result<PathBuf> {
    let path = folder().join("bin").join(program);
    let installed = folder().join("bin").join(format!("{program}-{version}.installed"));
    if !(path.exists() && installed.exists()) {
        let install = |locked: &[&str]| {
            let wanted = ["install", "--force", package, "--version", version, "--root"];
            let optimised = if WORKS_HARD.contains(&package) { "1" } else { "0" };
            run(command("cargo", &wanted)
                .arg(folder())
                .args(locked)
                .args(["--profile", "dev"])
                .env("CARGO_PROFILE_DEV_OPT_LEVEL", optimised)
                .env("CARGO_PROFILE_DEV_DEBUG", "false")
                .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
                .env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"))
            .with_context(|| format!("cargo install {package} --version {version}"))
        };
        if let Err(error) = install(&["--locked"]) {
            println!("{error:#}; once more, with the versions that the registry has");
            install(&[])?;
        }
        std::fs::write(installed, "")?;
    }
    Ok(path)
}

fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
