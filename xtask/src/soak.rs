//! `cargo xtask soak [--minutes N]`: the long run of what the test command runs a sample of.

use crate::repository::{command, output, run, target};
use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How long it takes where nobody says.
const MINUTES: u32 = 30;

/// The model's cases for each minute: about a quarter of it on two cores.
const CASES: u32 = 1_000;

/// The rooms of lab/tests/extension/ that kill, break and take away.
const ROOMS: [&str; 7] =
    ["death::", "faults::", "gone::", "hostile::", "install::", "machine::", "neighbours::"];

/// So many deliberate breaks of the engine and of recognition there are, about.
const MUTANTS: u32 = 1_470;

/// A break is tried in about so many minutes: it is built, and the tests that are to find it run.
const MINUTES_EACH: u32 = 1;

fn run_for(minutes: u32) -> Result<()> {
    let begun = Instant::now();
    println!("== the model, {} cases", minutes * CASES);
    run(command("cargo", &["test", "--package", "gatewatch", "--test", "engine", "model::"])
        .env("GATEWATCH_CASES", (minutes * CASES).to_string()))?;
    // A quarter of the time for four targets, of which two run at a time.
    crate::fuzz::fuzz(&["--seconds".to_owned(), (minutes * 60 / 8).max(1).to_string()])?;
    mutants(minutes)?;
    crate::build::with_lab()?;
    println!("== what takes a minute and more, in both browsers");
    let long = ["test", "--package", "lab", "--test", "extension", "::long::"];
    let own = ["--skip", "load::", "--skip", "lives::"];
    run(command("cargo", &long).args(["--", "--test-threads=4"]).args(own))?;
    println!("== random lives in both browsers, {minutes} min");
    let lives = ["test", "--package", "lab", "--test", "extension", "lives::long::"];
    run(command("cargo", &lives)
        .args(["--", "--nocapture", "--test-threads=2"])
        .env("GATEWATCH_MINUTES", minutes.to_string()))?;
    println!("== a hundred failing tabs, {minutes} min");
    let load = ["test", "--package", "lab", "--test", "extension", "load::long::"];
    run(command("cargo", &load)
        .args(["--", "--nocapture"])
        .env("GATEWATCH_MINUTES", minutes.to_string()))?;
    let mut rounds = 0;
    loop {
        let tests = ["test", "--package", "lab", "--test", "extension", "--"];
        run(command("cargo", &tests).args(["--test-threads=2", "--skip", "::long::"]).args(ROOMS))?;
        rounds += 1;
        println!("== {rounds} rounds in both browsers");
        if begun.elapsed() >= Duration::from_secs(u64::from(minutes) * 60) {
            return Ok(());
        }
    }
}

/// The command.
///
/// # Errors
/// Something did not hold: the first of it ends the run.
pub fn soak(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => run_for(MINUTES),
        [name, minutes] if name == "--minutes" => {
            run_for(minutes.parse().context("--minutes N, a whole number")?)
        }
        _ => bail!("cargo xtask soak [--minutes N]"),
    }
}

/// A sample of deliberate breaks of the engine and of recognition, for a quarter of the time: which of
/// them no test finds. Another part of them each day.
fn mutants(minutes: u32) -> Result<()> {
    let tool = target().join("tools/bin/cargo-mutants");
    if !tool.exists() {
        run(command("cargo", &["install", "--quiet", "cargo-mutants", "--locked", "--root"])
            .arg(target().join("tools")))?;
    }
    let tests =
        ["--lib", "--test", "engine", "--test", "corpus", "--test", "verdicts", "--test", "advice"];
    let mut mutants = command(
        &tool.display().to_string(),
        &["mutants", "--package", "engine", "--package", "detect"],
    );
    let shards = (MUTANTS * MINUTES_EACH * 4 / minutes.max(1)).max(1);
    let day = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    let shard = format!("{}/{shards}", day % u64::from(shards));
    // Most of what tests them stands at the root.
    mutants.args(["--test-package", "gatewatch", "--test-package", "engine"]);
    mutants.args(["--test-package", "detect"]);
    mutants.args([
        "--file",
        "crates/engine/src/**",
        "--file",
        "crates/detect/src/**",
        "--shard",
        &shard,
    ]);
    // Not one file after the other.
    mutants.args(["--sharding", "round-robin"]);
    mutants.arg("--output").arg(target().join("mutants")).arg("--").args(tests);
    // It ends with an error where one survives: the list is what is wanted.
    match output(&mut mutants) {
        Ok(said) => println!("{said}"),
        Err(error) => println!("{error:#}"),
    }
    Ok(())
}
