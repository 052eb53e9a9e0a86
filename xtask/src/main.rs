//! The one way to do anything in this repository: `cargo xtask COMMAND`.

fn main() -> anyhow::Result<()> {
    anyhow::bail!("no command yet")
}
