//! `cargo xtask replay FILE`: a recorded trace is heard again, and gives the same commands.

use anyhow::{Context, Result, bail};
use gatewatch::engine::trace::{Entry, entries};

/// Prints what the trace gives.
///
/// # Errors
/// No file, no trace, or one of another version: the state has no names and no history.
pub fn run(arguments: &[String]) -> Result<()> {
    let [file] = arguments else { bail!("cargo xtask replay FILE") };
    let trace = std::fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))?;
    print!("{}", replayed(&trace)?);
    Ok(())
}

/// Each event and each command that it gave as a line: what a scenario of tests/engine/ is written from.
fn replayed(trace: &str) -> Result<String> {
    let mut lines = String::new();
    let mut engine = None;
    // What brought words from outside is not in the trace: the state behind it says what came of it.
    for (at, entry) in entries(trace).context("no trace of this version")?.into_iter().enumerate() {
        match (entry, &mut engine) {
            (Entry::State(state), _) => engine = Some(state),
            (Entry::Heard(now, event), Some(engine)) => {
                lines.push_str(&format!("{at} {} {event:?}\n", now.as_millis()));
                for command in engine.handle(now, event) {
                    lines.push_str(&format!("{at}   gives {command:?}\n"));
                }
            }
            (Entry::Heard(..), None) => bail!("it begins with no state"),
        }
    }
    Ok(lines)
}
