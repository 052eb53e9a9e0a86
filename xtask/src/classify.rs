//! `cargo xtask classify` and `cargo xtask record-facts`: pages through a real browser with the
//! built extension.

use crate::repository::{command, output, root, run};
use crate::{build, tools};
use anyhow::{Context, Result, bail};
use detect::{self, Evidence};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// `classify ROWS.tsv [--browser chrome|firefox] [--body-alone]`: `file<TAB>class<TAB>action` for
/// each row. By its body alone it is judged by what the collector reads from it in that browser,
/// as where the site's own service worker answered and no status is known.
pub fn classify(arguments: &[String]) -> Result<()> {
    let (mut rows, mut browser, mut alone) = (None, "chrome", false);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--browser" => browser = words.next().map_or("", String::as_str),
            "--body-alone" => alone = true,
            file if rows.is_none() => rows = Some(file),
            other => bail!("what is {other:?}?"),
        }
    }
    let Some(rows) = rows else {
        bail!("classify ROWS.tsv [--browser chrome|firefox] [--body-alone]")
    };
    if !build::BROWSERS.contains(&browser) {
        bail!("--browser is chrome or firefox, not {browser:?}");
    }
    // The program runs in the root, the person may be elsewhere.
    let rows = Path::new(rows).canonicalize().with_context(|| rows.to_owned())?;
    tools::browsers()?;
    build::with_lab()?;
    if !alone {
        return run(&mut lab("classify", browser, &rows));
    }
    let recorded: Value = serde_json::from_str(&output(&mut lab("facts", browser, &rows))?)?;
    for row in std::fs::read_to_string(rows)?.lines().filter(|row| !row.trim().is_empty()) {
        let file = row.split('\t').next().unwrap_or_default();
        let page = serde_json::from_value(recorded["pages"][file]["facts"].clone())?;
        let verdict = detect::classify(&Evidence { page, ..Evidence::default() });
        println!("{file}\t{}\t{}", verdict.class.name(), verdict.action.name());
    }
    Ok(())
}

/// `record-facts`: `tests/fixtures/facts/` anew from `tests/corpus/`, with the collector as it is.
pub fn record_facts(arguments: &[String]) -> Result<()> {
    anyhow::ensure!(arguments.is_empty(), "record-facts takes no arguments, not {arguments:?}");
    tools::browsers()?;
    build::with_lab()?;
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
