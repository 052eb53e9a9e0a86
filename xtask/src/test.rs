//! `cargo xtask test`: everything that can be known without a person.

use crate::repository::command;
use crate::{build, npm, package, reliability, remedies, scripts, supply, tools};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Warnings are errors.
const STRICT: [&str; 3] = ["--", "-D", "warnings"];

/// How many tests passed and failed so far, and the names of those that passed.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    reported: BTreeSet<String>,
    /// What each failure said, to be said once more at the end, where a log that is cut still has it.
    said: Vec<String>,
}

/// So many lines of what one failed test says are said again: its message and what was seen.
const LINES_OF_A_FAILURE: usize = 40;

/// The command. Every step runs, whatever the ones before it brought; the last line counts.
///
/// # Errors
/// Something failed, or a program is missing that cannot be installed here.
pub fn test(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "test takes no arguments, not {arguments:?}");
    tools::add_wasm_target()?;
    remedies::forget()?;
    let mut count = Count::default();
    let fetching = std::thread::spawn(fetch);
    let begun = Instant::now();
    tools::browsers()?;
    let runner = tools::test_runner()?;
    println!("== browsers and tools: there after {} s", begun.elapsed().as_secs());
    count.step("formatting", &mut command("cargo", &["fmt", "--all", "--check"]));
    let native = ["clippy", "--quiet", "--workspace", "--all-targets"];
    count.step("lints", command("cargo", &native).args(STRICT));
    let core = ["clippy", "--quiet", "--lib", "-pgatewatch"];
    count.step("lints of the wasm", command("cargo", &core).args(WASM).args(STRICT));
    // What it could not fetch is fetched, or missed, where it is needed.
    let _ = fetching.join();
    // A name that a merge left without its definition is found here and not by a person.
    let scripts = ["extension", "lab", "www"];
    count.step("lints of the scripts", npm::program(npm::TESTS, "oxlint")?.args(scripts));
    let mut strict = npm::program(npm::TESTS, "oxlint")?;
    strict.args(["--config", "extension/oxlint.json", "extension"]);
    count.step("lints of the TypeScript", &mut strict);
    let mut format = npm::program(npm::TESTS, "oxfmt")?;
    format.args(["--config", "extension/oxfmt.json", "--check", "extension"]);
    count.step("formatting of the TypeScript", &mut format);
    count.does("the dependencies", || {
        crate::repository::run(&mut tools::deny(&["licenses", "bans", "sources"])?)
    });
    count.does("the record of crates", supply::compare);
    count.does("the build", build::with_lab);
    count.does("the types of the scripts", scripts::types);
    count.does("the scripts' own tests", scripts::test);
    count.does("the playground", || crate::www::make().map(drop));
    count.does("the packages", || package::make().map(drop));
    // The linter of Mozilla's store.
    let mut lint = npm::program(npm::TESTS, "web-ext")?;
    lint.args(["lint", "--no-config-discovery", "--source-dir"]).arg(build::folder("firefox"));
    count.step("Mozilla's linter", &mut lint);
    let others = ["test", "--workspace", "--exclude", "lab", "--exclude", "gatewatch"];
    count.tests("the commands", &mut command("cargo", &others));
    count.tests("the core", &mut command("cargo", &["test", "--package", "gatewatch"]));
    count.does("the fuzzers, a short run", || crate::fuzz::fuzz(&[]));
    let in_wasm = ["test", "--package", "gatewatch", "--test", "wasm"];
    let drivers =
        [("CHROMEDRIVER", tools::chromedriver()?), ("GECKODRIVER", tools::geckodriver()?)];
    for (name, driver) in drivers {
        let mut tests = command("cargo", &in_wasm);
        tests.args(WASM).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner);
        count.tests(&format!("the wasm, by {}", name.to_lowercase()), tests.env(name, driver));
    }
    let mut lab = command("cargo", &["test", "--package", "lab", "--lib", "--bins"]);
    lab.args(
        ["wire", "browsers", "chatgpt", "layouts"].map(|name| ["--test", name]).as_flattened(),
    );
    count.tests("the lab", &mut lab);
    // Four at a time, which keep two processors busy for two thirds: most of their time is waited
    // for what the schedule says. What takes a minute and more is the soak's.
    let extension = ["test", "--package", "lab", "--test", "extension"];
    count.tests(
        "the extension in both browsers",
        command("cargo", &extension).args(["--", "--test-threads=4", "--skip", "::long::"]),
    );
    count.does("the table of remedies", remedies::compare);
    let mut reported = std::mem::take(&mut count.reported);
    count.does("the tables of what is survived", || {
        let list = command("cargo", &extension).args(["--", "--list", "::long::"]).output()?;
        let list = String::from_utf8(list.stdout)?;
        reported.extend(list.lines().filter_map(|it| it.strip_suffix(": test")).map(str::to_owned));
        reliability::compare(&reported)
    });
    for line in &count.said {
        println!("{line}");
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 {
        bail!("{} failed", count.failed);
    }
    Ok(())
}

/// Brings npm's packages while the tools are compiled.
fn fetch() {
    for folder in [npm::BUILD, npm::TESTS] {
        let _ = npm::install(folder);
    }
}

impl Count {
    /// A step that counts as one test.
    fn step(&mut self, name: &str, command: &mut Command) {
        self.does(name, || crate::repository::run(command));
    }

    /// A step that says itself how it went.
    fn does(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        let begun = Instant::now();
        let result = work();
        let seconds = begun.elapsed().as_secs();
        match result {
            Ok(()) => {
                self.passed += 1;
                println!("== {name}: passed in {seconds} s");
            }
            Err(error) => {
                self.failed += 1;
                let line = format!("== {name}: FAILED in {seconds} s: {error:#}");
                println!("{line}");
                self.said.push(line);
            }
        }
    }

    /// A run of tests, each of which counts. One that ends badly without a failed test (it did not
    /// build, or ran none) counts as failed.
    fn tests(&mut self, name: &str, command: &mut Command) {
        let begun = Instant::now();
        let (passed, failed) = match counted(command, &mut self.reported, &mut self.said) {
            Ok((passed, failed, true)) if passed > 0 => (passed, failed),
            Ok((passed, failed, _)) => (passed, failed.max(1)),
            Err(error) => {
                println!("{error:#}");
                (0, 1)
            }
        };
        self.passed += passed;
        self.failed += failed;
        let seconds = begun.elapsed().as_secs();
        let line = format!("== {name}: {passed} passed, {failed} failed in {seconds} s");
        println!("{line}");
        if failed > 0 {
            self.said.push(line);
        }
    }
}

/// Runs tests, shows what they print, notes the names of those that passed, and adds up their closing
/// lines: passed, failed, and whether the whole run says that it went well.
fn counted(
    command: &mut Command,
    reported: &mut BTreeSet<String>,
    said: &mut Vec<String>,
) -> Result<(usize, usize, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let (mut passed, mut failed) = (0, 0);
    let mut lines_left = 0;
    let Some(output) = child.stdout.take() else { bail!("no output") };
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        let passes = line.strip_prefix("test ").and_then(|it| it.strip_suffix(" ... ok"));
        reported.extend(passes.map(str::to_owned));
        if line.starts_with("---- ") {
            lines_left = LINES_OF_A_FAILURE;
        } else if line == "failures:" || line == "stack backtrace:" {
            lines_left = 0;
        }
        if lines_left > 0 && !line.is_empty() {
            said.push(line.clone());
            lines_left -= 1;
        }
        if let Some(counts) = line.strip_prefix("test result: ") {
            passed += number_before(counts, " passed");
            failed += number_before(counts, " failed");
        }
    }
    Ok((passed, failed, child.wait()?.success()))
}

fn number_before(line: &str, word: &str) -> usize {
    let before = line.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
