//! Compiling by cargo, with its crates counted as they are done.

use crate::progress::Step;
use crate::repository::{output, root, target};
use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// The target of what the extension loads.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The profile of what is compiled to be run once, soon: nothing is optimised.
pub const QUICK: &str = "quick";

/// Compiles some packages of the workspace by a cargo command that names everything else.
///
/// # Errors
/// It does not compile; what is wrong was printed.
pub fn compile(cargo: &mut Command, packages: &[&str], step: &Step<'_>) -> Result<()> {
    let named = packages.iter().flat_map(|package| ["--package", package]);
    let wasm = cargo.get_args().any(|argument| argument == WASM);
    let all = crates(&named.clone().collect::<Vec<_>>(), wasm)?;
    cargo.args(named).args(["--quiet", "--message-format", "json-render-diagnostics"]);
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("could not run cargo")?;
    let messages = child.stdout.take().context("cargo's messages")?;
    let mut done = BTreeSet::new();
    for line in BufReader::new(messages).lines() {
        if let Some(name) = compiled(&line?) {
            done.insert(name);
            step.done(done.len().min(all), all);
        }
    }
    ensure!(child.wait()?.success(), "{} cannot be compiled", packages.join(" and "));
    Ok(())
}

/// How many crates these packages are made of. What is missing of them is fetched.
fn crates(packages: &[&str], wasm: bool) -> Result<usize> {
    let mut tree = crate::repository::command("cargo", &["tree", "--quiet", "--edges"]);
    tree.args(["normal,build", "--prefix", "none", "--format", "{p}"]).args(packages);
    let tree = output(tree.args(wasm.then_some(["--target", WASM]).iter().flatten()))?;
    let crates = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    Ok(crates.filter(|line| !line.is_empty()).collect::<BTreeSet<_>>().len())
}

/// The crate that a message of cargo's says is done.
fn compiled(message: &str) -> Option<String> {
    let rest = message.strip_prefix("{\"reason\":\"compiler-artifact\",\"package_id\":\"")?;
    rest.split_once('"').map(|(id, _)| id.to_owned())
}

/// The command that compiles a package to wasm, without saying which.
///
/// # Errors
/// The root cannot be found.
pub fn wasm(profile: &str) -> Result<Command> {
    // Paths of the machine that builds do not belong into what it builds, and panics that tell
    // nobody need none at all.
    let remap = |from: &str, to: &str| format!("--remap-path-prefix={from}={to}");
    let mut flags = vec![remap(&root().canonicalize()?.display().to_string(), ".")];
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|h| h + "/.cargo"));
    if let Ok(home) = home {
        flags.push(remap(&home, "~"));
    }
    flags.push(remap(&target().display().to_string(), "./target"));
    // `rustc` and one crate type: as long as an rlib is made as well, cargo leaves out what
    // optimises across crates, and the wasm is half as large again.
    let mut cargo = crate::repository::command("cargo", &["rustc", "--lib", "--crate-type"]);
    cargo
        .args(["cdylib", "--profile", profile, "--target", WASM])
        .arg("--target-dir")
        .arg(target())
        // A path may hold spaces.
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    Ok(cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_crate_that_is_done_and_others_none() {
        let done =
            "{\"reason\":\"compiler-artifact\",\"package_id\":\"registry+https://x#a@1\",\"b\":1}";
        assert_eq!(compiled(done).as_deref(), Some("registry+https://x#a@1"));
        assert_eq!(compiled("{\"reason\":\"build-script-executed\",\"package_id\":\"a\"}"), None);
    }

    #[test]
    fn the_demo_compiles_no_crate_that_only_other_commands_need() -> Result<()> {
        let mut tree = crate::repository::command("cargo", &["tree", "--quiet", "--offline"]);
        tree.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
        let tree = output(tree.args(["--package", "builder", "--package", "lab"]))?;
        let names: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.contains("resvg") && names.contains("tokio"), "{names:?}");
        for heavy in ["aws-lc-rs", "playground", "reqwest", "ts-rs", "zip", "zopfli"] {
            assert!(!names.contains(heavy), "the demo compiles {heavy}");
        }
        Ok(())
    }
}
