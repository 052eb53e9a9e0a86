//! The one way to do anything in this repository: `cargo xtask COMMAND`.

mod build;
mod repository;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask COMMAND
  build            target/extension/chrome and target/extension/firefox, ready to load
";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match (command.as_str(), rest.as_slice()) {
        ("build", []) => build::run_build(),
        ("build", [extra, ..]) => bail!("build takes no arguments, not {extra}"),
        _ => {
            eprint!("{USAGE}");
            bail!("no such command: {command:?}")
        }
    }
}
