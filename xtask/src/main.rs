//! The one way to do anything in this repository: `cargo xtask COMMAND`.

mod derive;
mod hints;
mod schedule;
mod simulate;
mod work;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &[][..]), |(c, rest)| (c.as_str(), rest));
    match command {
        "derive" => derive::run(rest),
        "schedule" => schedule::run(rest),
        "simulate" => simulate::run(rest),
        _ => anyhow::bail!("cargo xtask derive | schedule | simulate"),
    }
}
