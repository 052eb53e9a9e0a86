//! The one way to do anything in this repository: `cargo xtask COMMAND`.

mod read_status;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = arguments
        .split_first()
        .map_or(("", [].as_slice()), |(command, rest)| (command.as_str(), rest));
    match command {
        "read-status" => read_status::run(rest),
        other => anyhow::bail!("no command {other:?}; there is: read-status"),
    }
}
