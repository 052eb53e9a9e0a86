//! `cargo xtask replay FILE`: a recorded trace is heard again, and gives the same effects.

use anyhow::{Context, Result, bail};
use playground::heard::heard;

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

/// Each event and each effect that it gave as a line: what a scenario of tests/engine/ is written from.
fn replayed(trace: &str) -> Result<String> {
    let mut lines = String::new();
    for one in heard(trace)? {
        let at = one.entry;
        lines.push_str(&format!("{at} {} {}\n", one.at.as_millis(), one.event));
        for effect in one.effects {
            lines.push_str(&format!("{at}   gives {effect:?}\n"));
        }
    }
    Ok(lines)
}
