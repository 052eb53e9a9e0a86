//! `cargo xtask classify` and `cargo xtask record-facts`: pages through a real browser with the
//! built extension.

use crate::repository::{command, output, root, run};
use crate::{build, tools};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// `classify ROWS.tsv [--browser chrome|firefox]`: `file<TAB>class<TAB>action` for each row.
pub fn classify(arguments: &[String]) -> Result<()> {
    let (rows, browser) = match arguments {
        [rows] => (rows, "chrome"),
        [rows, flag, browser] | [flag, browser, rows] if flag == "--browser" => {
            (rows, browser.as_str())
        }
        _ => bail!("classify ROWS.tsv [--browser chrome|firefox]"),
    };
    if !build::BROWSERS.contains(&browser) {
        bail!("--browser is chrome or firefox, not {browser}");
    }
    // The program runs in the root, the person may be elsewhere.
    let rows = Path::new(rows).canonicalize().with_context(|| rows.clone())?;
    tools::browsers()?;
    build::build()?;
    run(&mut lab("classify", browser, &rows))
}

/// `record-facts`: `tests/fixtures/facts/` anew from `tests/corpus/`, with the collector as it is.
pub fn record_facts(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "record-facts takes no arguments, not {arguments:?}");
    tools::browsers()?;
    build::build()?;
    let rows = root().join("tests/corpus/rows.tsv").canonicalize()?;
    for (browser, name) in [("chrome", "chromium"), ("firefox", "firefox")] {
        let recorded = output(&mut lab("facts", browser, &rows))?;
        let file = root().join("tests/fixtures/facts").join(name).with_extension("json");
        std::fs::write(&file, recorded)?;
        println!("{}", file.display());
    }
    Ok(())
}

fn lab(what: &str, browser: &str, rows: &Path) -> Command {
    let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", what, browser]);
    lab.arg(build::folder(browser)).arg(rows);
    lab
}
