//! `cargo xtask replay FILE`: a recorded trace is heard again, and gives the same commands.

use anyhow::{Context, Result, bail};
use gatewatch::engine::trace::{Entry, entries};

/// Prints what the trace gives.
///
/// # Errors
/// No file, no trace, or one that the engine of today does not go through as it was gone through.
pub fn run(arguments: &[String]) -> Result<()> {
    let [file] = arguments else { bail!("cargo xtask replay FILE") };
    let trace = std::fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))?;
    print!("{}", replayed(&trace)?);
    Ok(())
}

/// Each command as a line; states that stand in between are held against the engine's own.
fn replayed(trace: &str) -> Result<String> {
    let mut lines = String::new();
    let mut engine = None;
    // What brought words from outside is not in the trace: the state behind it says what came of it.
    for (at, entry) in entries(trace).context("no trace of this version")?.into_iter().enumerate() {
        match (entry, &mut engine) {
            (Entry::State(state), _) => engine = Some(state),
            (Entry::Heard(now, event), Some(engine)) => {
                for command in engine.handle(now, event) {
                    lines.push_str(&format!("{at} {command:?}\n"));
                }
            }
            (Entry::Heard(..), None) => bail!("it begins with no state"),
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trace_of_a_fault_gives_what_it_gave() {
        let folder = crate::repository::root().join("tests/traces");
        let mut heard = 0;
        for file in std::fs::read_dir(folder).expect("the folder").flatten() {
            let path = file.path();
            if path.extension().is_some_and(|end| end == "trace") {
                let read = |path| std::fs::read_to_string(path).expect("a text");
                let gave = read(path.with_extension("commands"));
                let gives = replayed(read(path.clone()).trim_end()).expect("a trace");
                assert_eq!(gives, gave, "left what {} gives, right what it gave", path.display());
                heard += 1;
            }
        }
        assert!(heard > 0);
    }
}
