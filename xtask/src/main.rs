//! The one way to do anything in this repository: `cargo xtask COMMAND`.

mod bench;
mod build;
mod classify;
mod derive;
mod fuzz;
mod hints;
mod outage;
mod package;
mod packed;
mod peers;
mod read_status;
mod reliability;
mod remedies;
mod replay;
mod sbom;
mod schedule;
mod screenshots;
mod simulate;
mod soak;
mod supply;
mod test;
mod types;
mod work;
mod www;
mod zipped;

use anyhow::{Result, bail};
use builder::scripts;
use launch::{demo, npm, repository, tools};

const USAGE: &str = "\
cargo xtask COMMAND [--install]
  --install                 what is missing is installed by apt, as root, without a question

  build [--lab]             target/extension/chrome and target/extension/firefox, ready to load;
                            lab: and what the tests of one's own choice need beside them
  demo [--browser chrome|firefox] [--scenario NAME] [--headless]
                            ChatGPT breaks and comes back in a real browser
  test                      everything: lints, native tests, wasm and extension in both browsers
  deny                      the dependencies' licences, sources and doubles against deny.toml
  advisories                whether a dependency is known to be unsafe: asks for RustSec's database
  bench [--browser chrome|firefox] [--quick] | --sizes [--keep]
                            what it costs, how soon it is there, how it recovers, what it weighs
                            and how it grows: tables and target/bench.json; sizes alone, kept as
                            the release's
  classify ROWS.tsv [--browser chrome|firefox] [--body-alone]
                            each page as chatgpt.com's: what the extension makes of it, or what
                            its body alone says
  record-facts              tests/fixtures/facts/ anew, from the corpus in both browsers
  fuzz [detect|status|events|kept] [--seconds N]
                            any bytes at all, led by coverage: a short run where nobody says
  read-status FILE...       each status document as one JSON line
  remedies                  docs/remedies.md against what the tests of the last run saw of each
                            remedy in each browser; GATEWATCH_WRITE=1 writes the table
  replay FILE               the commands that a recorded trace gives, one line each
  schedule --seeds N        the probe times of N outages without hints, one line each
  derive [INCIDENTS.csv]    how the schedule follows from real outages, and what hints are worth
  package [--once]          what the stores and reviewers are given: target/packages/; once: not
                            built a second time from its source, elsewhere
  packed                    the packages, installed in both browsers by policy, and an outage there
  supply-chain              supply-chain/ against the crates that make the wasm; GATEWATCH_WRITE=1
                            writes it
  peers DIR [--seconds N]   each unpacked extension of a folder beside Gatewatch through the same
                            outages in Chromium: a table, target/peers.json and target/peers.svg
  simulate [--clients N]    a fleet of engines in virtual time: target/simulate.svg
  screenshots [--browser chrome|firefox | --film]
                            every surface in every look: target/screenshots, with contact sheets;
                            the stores' pictures: target/store; the README's: docs/
  www                       the playground, a static site: target/www
  soak [--minutes N]        the long run: deaths and faults in both browsers again and again, more
                            cases of the model, longer fuzzing, a sample of mutants
";

fn main() -> std::process::ExitCode {
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        // Without a backtrace, which would push what failed out of a short log.
        Err(error) => {
            eprintln!("Error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    // Asked for where it matters: tools.rs.
    let all = std::env::args().skip(1);
    let arguments: Vec<String> = all.filter(|argument| argument != tools::INSTALL).collect();
    let (command, rest) =
        arguments.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    match command {
        "build" => build::run(rest),
        "demo" => demo::demo(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "classify" => classify::classify(rest),
        "record-facts" => classify::record_facts(rest),
        "advisories" => repository::run(&mut tools::deny(&["advisories"])?),
        "deny" => repository::run(&mut tools::deny(&["licenses", "bans", "sources"])?),
        "package" => package::package(rest),
        "peers" => peers::peers(rest),
        "packed" => packed::packed(rest),
        "fuzz" => fuzz::fuzz(rest),
        "read-status" => read_status::run(rest),
        "remedies" => remedies::compare(),
        "replay" => replay::run(rest),
        "schedule" => schedule::run(rest),
        "derive" => derive::run(rest),
        "soak" => soak::soak(rest),
        "supply-chain" => supply::compare(),
        "simulate" => simulate::run(rest),
        "screenshots" => screenshots::screenshots(rest),
        "www" => www::run(rest),
        _ => {
            eprint!("{USAGE}");
            bail!("no such command: {command:?}")
        }
    }
}
