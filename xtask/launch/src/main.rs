//! `cargo xtask`: compiles what the command needs, says so where that takes long, and runs it.

use anyhow::{Context as _, Result};
use launch::progress::Progress;
use launch::repository::{command, target};
use launch::{cargo, demo, tools};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "demo") {
        let rest: Vec<_> =
            arguments.into_iter().skip(1).filter(|it| it != tools::INSTALL).collect();
        demo::demo(&rest)?;
        return Ok(ExitCode::SUCCESS);
    }
    // The other commands are one program, which takes a minute at first and a second later.
    if !target().join("debug/xtask").exists() {
        let progress = Progress::new(1);
        let step = progress.step("compiling the commands");
        cargo::compile(&mut command("cargo", &["build"]), &["xtask"], &step)?;
    }
    let status = command("cargo", &["run", "--quiet", "--package", "xtask", "--"])
        .args(arguments)
        .current_dir(std::env::current_dir()?)
        .status()
        .context("could not run cargo")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, Into::into))
}
