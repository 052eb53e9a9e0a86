//! `cargo xtask fuzz`: any bytes at all, thrown at what reads text from outside, led by coverage.

use crate::repository::{command, root, run, target};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// The targets, each with what it begins from.
const TARGETS: [(&str, &[&str]); 4] =
    [("detect", &[]), ("status", &["tests/fixtures/status"]), ("events", &[]), ("kept", &[])];

/// How long each runs where nobody says, in seconds.
const SHORT: u32 = 15;

/// What makes libFuzzer see which code an input reaches; all of it is stable Rust's. cargo-fuzz,
/// which adds a sanitizer for memory, needs nightly, and there is no unsafe code to watch.
const WATCHED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions --cfg fuzzing";

/// Built for a target by its name, or the build scripts would be watched, too.
const HOST: &str = "x86_64-unknown-linux-gnu";

/// `fuzz [TARGET] [--seconds N]`: each target for so long. What was found stays in
/// `target/fuzz/`, and is where the next run begins.
pub fn fuzz(arguments: &[String]) -> Result<()> {
    let (mut only, mut seconds) = (None, SHORT);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--seconds" {
            seconds = words.next().context("--seconds N")?.parse().context("--seconds")?;
        } else if TARGETS.iter().any(|(name, _)| name == word) {
            only = Some(word.as_str());
        } else {
            bail!("fuzz [detect|status|events|kept] [--seconds N]");
        }
    }
    let place = target().join("fuzz");
    run(command("cargo", &["build", "--quiet", "--release", "--manifest-path"])
        .arg(root().join("fuzz/Cargo.toml"))
        .args(["--target", HOST, "--target-dir"])
        .arg(&place)
        .env("RUSTFLAGS", WATCHED))
    .context("the fuzzers are built with a C++ compiler, on Linux of x86-64")?;
    let wanted: Vec<_> =
        TARGETS.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    // Each keeps a core busy.
    for pair in wanted.chunks(2) {
        std::thread::scope(|scope| {
            let runs: Vec<_> = pair
                .iter()
                .map(|target| scope.spawn(|| run_one(target, &place, seconds)))
                .collect();
            let ended =
                runs.into_iter().map(|it| it.join().unwrap_or_else(|_| bail!("it panicked")));
            ended.collect::<Result<()>>()
        })?;
    }
    Ok(())
}

/// One target for so many seconds.
fn run_one((name, begins): &(&str, &[&str]), place: &Path, seconds: u32) -> Result<()> {
    let (corpus, found) = (place.join("corpus").join(name), place.join("found"));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&found)?;
    println!("{name}, {seconds} s; what breaks it: {}", found.display());
    let program = place.join(HOST).join("release").join(name);
    let mut fuzzer = command(&program.display().to_string(), &["-verbosity=0"]);
    fuzzer.args([
        format!("-max_total_time={seconds}"),
        "-max_len=65536".to_owned(),
        "-print_final_stats=1".to_owned(),
        format!("-artifact_prefix={}/", found.display()),
    ]);
    run(fuzzer.arg(corpus).args(*begins))
}
