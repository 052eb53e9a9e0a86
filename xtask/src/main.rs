//! The one way to do anything in this repository: `cargo xtask COMMAND`.

mod record_facts;
mod webdriver;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match command.as_str() {
        "record-facts" => record_facts::run(&rest),
        other => anyhow::bail!("no command {other:?}; there is: record-facts"),
    }
}
