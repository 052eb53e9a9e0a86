//! The programs that the tests need: found, or installed where that is allowed, or named in one
//! line with what installs them.

use crate::cargo::WASM;
use crate::repository::{command, output, run, target};
use anyhow::{Context, Result, bail, ensure};
use std::env;
use std::fs::File;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The two browsers, as the commands call them.
pub const BROWSERS: [&str; 2] = ["chrome", "firefox"];

/// What a command is told where it may install the system's packages.
pub const INSTALL: &str = "--install";

/// The programs that a browser is run by, each with the name of Debian's package.
fn programs(browser: &str) -> &'static [(&'static str, &'static str)] {
    match browser {
        "chrome" => &[("chromium", "chromium"), ("chromedriver", "chromium-driver")],
        _ => &[("firefox-esr", "firefox-esr")],
    }
}

/// Newer ones may need a newer Rust.
const GECKODRIVER: &str = "0.37.1";

/// What looks at the dependencies; newer ones may need a newer Rust.
const CARGO_DENY: &str = "0.20.2";

/// Where what is built here goes, so that nothing outside the checkout changes.
fn folder() -> PathBuf {
    target().join("tools")
}

/// Sees to it that both browsers and both drivers are there: chromedriver in the search path, the
/// other where [`geckodriver`] says. What is installed as root is said before it is done, and a
/// person at a terminal is asked, unless the command was told to by [`INSTALL`].
///
/// # Errors
/// Something is missing and may not be installed, or cannot be.
pub fn browsers() -> Result<()> {
    if let Some(installation) = missing(&BROWSERS)? {
        installation.run(None)?;
    }
    geckodriver().map(drop)
}

/// Sees to it that one of the browsers is there, with its driver.
///
/// # Errors
/// As [`browsers`].
pub fn browser(browser: &str) -> Result<()> {
    if let Some(installation) = missing(&[browser])? {
        installation.run(None)?;
    }
    if browser == "firefox" { geckodriver().map(drop) } else { Ok(()) }
}

/// Packages of the system that are to be installed, and may be.
#[derive(Debug)]
pub struct Installation {
    packages: Vec<&'static str>,
}

/// What is missing of these browsers, once it is known that it may be installed.
///
/// # Errors
/// It may not.
pub fn missing(browsers: &[&str]) -> Result<Option<Installation>> {
    let programs = browsers.iter().flat_map(|browser| programs(browser));
    let (missing, packages): (Vec<_>, Vec<_>) =
        programs.filter(|(program, _)| find(program).is_none()).copied().unzip();
    if missing.is_empty() {
        return Ok(None);
    }
    let install = format!("apt-get install -y {}", packages.join(" "));
    let missing = missing.join(", ");
    if find("apt-get").is_none() || output(&mut command("id", &["-u"]))?.trim() != "0" {
        bail!("missing: {missing}. As root: {install}");
    }
    // Not on standard output, which is a command's answer.
    eprintln!("missing: {missing}. Now, as root: {install}");
    ensure!(may_install()?, "not installed, as you wish: {install}");
    Ok(Some(Installation { packages }))
}

impl Installation {
    /// Installs them, with what apt says going to the terminal, or into a log.
    ///
    /// # Errors
    /// apt could not.
    pub fn run(&self, log: Option<&File>) -> Result<()> {
        let mut update = command("apt-get", &["update", "-q"]);
        // What a package recommends is for people at its desktop.
        let mut install = command("apt-get", &["install", "-y", "-q", "--no-install-recommends"]);
        install.args(&self.packages).env("DEBIAN_FRONTEND", "noninteractive");
        for apt in [&mut update, &mut install] {
            if let Some(log) = log {
                apt.stdout(log.try_clone()?).stderr(log.try_clone()?);
            }
            run(apt)?;
        }
        Ok(())
    }
}

/// Whether the system's packages may be installed. Where nobody sits (in CI, in a script) there is
/// nobody to ask.
fn may_install() -> Result<bool> {
    let told = env::args().any(|argument| argument == INSTALL) || env::var_os("CI").is_some();
    if told || !std::io::stdin().is_terminal() {
        return Ok(true);
    }
    eprint!("Install them? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}

/// Adds the wasm target where rustup manages the toolchain.
///
/// # Errors
/// It is missing and cannot be added.
pub fn add_wasm_target() -> Result<()> {
    let libraries = output(&mut command("rustc", &["--print", "target-libdir", "--target", WASM]))?;
    if !Path::new(libraries.trim()).exists() {
        run(&mut command("rustup", &["target", "add", WASM]))
            .context("the wasm target is missing: rustup target add wasm32-unknown-unknown")?;
    }
    Ok(())
}

/// Firefox's driver.
///
/// # Errors
/// It cannot be compiled.
pub fn geckodriver() -> Result<PathBuf> {
    cargo_install("geckodriver", "geckodriver", GECKODRIVER)
}

/// Chromium's driver.
///
/// # Errors
/// It is not installed.
pub fn chromedriver() -> Result<PathBuf> {
    find("chromedriver").context("chromedriver is missing: apt-get install chromium-driver")
}

/// wasm-bindgen's own runner of tests, of the very version that the lock names.
///
/// # Errors
/// It cannot be compiled, or is of another version.
pub fn test_runner() -> Result<PathBuf> {
    let version = wasm_bindgen_version()?;
    let manifest =
        std::fs::read_to_string(crate::repository::root().join("lab/runner/Cargo.toml"))?;
    let same = manifest.contains(&format!("wasm-bindgen-cli = \"={version}\""));
    ensure!(same, "lab/runner/Cargo.toml: wasm-bindgen-cli must be {version}, as in Cargo.lock");
    let target = folder().join("runner");
    // It is worth being optimised, a little: it reads wasm that is not.
    let mut build = command("cargo", &["build", "--quiet", "--locked", "--manifest-path"]);
    build.arg("lab/runner/Cargo.toml").arg("--target-dir").arg(&target);
    run(soon_built(&mut build, "1")).context("wasm-bindgen's runner of tests, by lab/runner")?;
    Ok(target.join("debug/wasm-bindgen-test-runner"))
}

/// cargo-deny, about to hold the dependencies to `deny.toml` in these respects.
///
/// # Errors
/// It cannot be compiled.
pub fn deny(respects: &[&str]) -> Result<Command> {
    let program = cargo_install("cargo-deny", "cargo-deny", CARGO_DENY)?;
    let mut deny = command(&program.to_string_lossy(), &["--locked", "check"]);
    deny.args(respects);
    Ok(deny)
}

fn wasm_bindgen_version() -> Result<String> {
    let lock = std::fs::read_to_string(crate::repository::root().join("Cargo.lock"))?;
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"wasm-bindgen\"\n"))
        .and_then(|package| package.split("version = \"").nth(1)?.split('"').next());
    Ok(version.context("Cargo.lock names no wasm-bindgen")?.to_owned())
}

/// Installs a program of crates.io with the versions that its authors tested and locked, and no
/// others.
fn cargo_install(package: &str, program: &str, version: &str) -> Result<PathBuf> {
    let path = folder().join("bin").join(program);
    let installed = folder().join("bin").join(format!("{program}-{version}.installed"));
    if !(path.exists() && installed.exists()) {
        let wanted = ["install", "--locked", "--force", package, "--version", version, "--root"];
        let mut install = command("cargo", &wanted);
        install.arg(folder());
        run(soon_built(&mut install, "0")).with_context(|| {
            format!(
                "{package} {version} cannot be installed with the versions of its own lock: \
                 `cargo install --locked {package} --version {version}` says above which is \
                 missing. No others are taken in their place: where a mirror of crates.io lacks \
                 one, ask the mirror for it, or put {program} {version} into {}",
                folder().join("bin").display()
            )
        })?;
        std::fs::write(installed, "")?;
    }
    Ok(path)
}

/// As it is built soonest: a program that is built to be run here.
fn soon_built<'a>(cargo: &'a mut Command, optimised: &str) -> &'a mut Command {
    cargo
        .args(["--profile", "dev"])
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", optimised)
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false")
        .env("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false")
}

fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
