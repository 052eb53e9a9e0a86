//! `cargo xtask test`: everything that can be known without a person.

use crate::repository::{command, target};
use crate::{build, npm, package, reliability, remedies, scripts, supply, tools};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Warnings are errors.
const STRICT: [&str; 3] = ["--", "-D", "warnings"];

/// How many tests passed and failed so far, and the names of those that passed.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    reported: BTreeSet<String>,
    /// How long each step took, in the order in which they were taken.
    times: Vec<(String, Duration)>,
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
    count.times.push(("browsers and tools".to_owned(), begun.elapsed()));
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
        ["wire", "browsers", "chatgpt", "layouts", "peers"]
            .map(|name| ["--test", name])
            .as_flattened(),
    );
    count.tests("the lab", &mut lab);
    // Two for each processor, which keep it busy for two thirds: most of their time is waited for
    // what the schedule says. What takes a minute and more is the soak's.
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let threads = format!("--test-threads={}", (2 * processors).max(4));
    let extension = ["test", "--package", "lab", "--test", "extension"];
    let times = target().join("browser-tests.tsv");
    if times.exists() {
        fs::remove_file(&times)?;
    }
    count.tests(
        "the extension in both browsers",
        command("cargo", &extension)
            .args(["--", &threads, "--skip", "::long::"])
            .env("GATEWATCH_TIMES", &times),
    );
    count.does("the table of remedies", remedies::compare);
    let mut reported = std::mem::take(&mut count.reported);
    count.does("the tables of what is survived", || {
        let list = command("cargo", &extension).args(["--", "--list", "::long::"]).output()?;
        let list = String::from_utf8(list.stdout)?;
        reported.extend(list.lines().filter_map(|it| it.strip_suffix(": test")).map(str::to_owned));
        reliability::compare(&reported)
    });
    println!("{}", where_time_goes(&count.times, &fs::read_to_string(&times).unwrap_or_default()));
    for line in &count.said {
        println!("{line}");
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 {
        bail!("{} failed", count.failed);
    }
    Ok(())
}

/// How many of the browser tests are told that take longest.
const SLOWEST: usize = 15;

/// The steps by how long they took, and the slowest of the browser tests, of which several ran at a
/// time: `browser_tests` holds a line of seconds and name for each.
fn where_time_goes(steps: &[(String, Duration)], browser_tests: &str) -> String {
    let mut steps: Vec<_> = steps.iter().map(|(name, took)| (took.as_secs_f64(), name)).collect();
    steps.sort_by(|one, other| other.0.total_cmp(&one.0));
    let all: f64 = steps.iter().map(|(took, _)| took).sum();
    let mut table = format!("Where the {:.1} minutes went:", all / 60.0);
    for (took, name) in steps.iter().filter(|(took, _)| *took >= 1.0) {
        table += &format!("\n{took:7.0} s {:4.0} %  {name}", took / all * 100.0);
    }
    let parsed = |line: &str| -> Option<(f64, String)> {
        let (seconds, name) = line.split_once('\t')?;
        Some((seconds.parse().ok()?, name.to_owned()))
    };
    let mut tests: Vec<_> = browser_tests.lines().filter_map(parsed).collect();
    tests.sort_by(|one, other| other.0.total_cmp(&one.0));
    if let Some((median, _)) = tests.get(tests.len() / 2) {
        let all: f64 = tests.iter().map(|(took, _)| took).sum();
        let number = tests.len();
        table += &format!(
            "\nThe slowest of {number} browser tests ({median:.1} s in the middle, {:.0} min one after the other):",
            all / 60.0
        );
    }
    for (took, name) in tests.iter().take(SLOWEST) {
        table += &format!("\n{took:7.1} s  {name}");
    }
    table
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
        self.times.push((name.to_owned(), begun.elapsed()));
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
        self.times.push((name.to_owned(), begun.elapsed()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_step_and_the_slowest_browser_test_come_first() {
        let steps = [("quick", 2), ("none", 0), ("slow", 118)]
            .map(|(name, seconds)| (name.to_owned(), Duration::from_secs(seconds)));
        let tests = (0..40).map(|n| format!("{n}.5\ttest_{n}\n")).collect::<String>();
        let table = where_time_goes(&steps, &tests);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines[0], "Where the 2.0 minutes went:");
        assert_eq!(lines[1].trim(), "118 s   98 %  slow");
        assert_eq!(lines[2].trim(), "2 s    2 %  quick");
        assert!(
            lines[3].starts_with("The slowest of 40 browser tests (19.5 s in the middle"),
            "{table}"
        );
        assert_eq!(lines[4].trim(), "39.5 s  test_39");
        assert_eq!(lines.len(), 4 + SLOWEST);
    }
}
