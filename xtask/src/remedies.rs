//! The table of what each remedy does in each browser, made from what the tests saw.

use crate::repository::{root, target};
use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// Every row: the name under which tests write down what they saw, and what stands in the table.
const ROWS: [(&str, &str); 21] = [
    ("refresh", "Reload the page"),
    ("wait", "Wait, with how long it lasts"),
    ("status-page", "OpenAI's status page"),
    ("go-elsewhere", "Go on with another assistant"),
    ("network-sign-in", "Sign in to this network"),
    ("clear-cache", "Clear ChatGPT's cache, asked for"),
    ("clear-cache-many", "the same, counted, with 3,000 entries"),
    ("clear-cache-unasked", "the same, unasked"),
    ("clear-cache-page", "the browser's own page for clearing"),
    ("private-window", "A private window"),
    ("update-browser", "Update this browser"),
    ("other-browser", "Another browser"),
    ("restart-router", "Restart your router"),
    ("other-network", "Another network, and telling how it went"),
    ("vpn", "A VPN"),
    ("other-device", "Another device"),
    ("support", "Write to support, the report"),
    ("reset-browser", "Reset this browser"),
    ("bookmark", "The status page opened, with the keys that bookmark it"),
    ("clean", "The cache cleaned now and then"),
    ("chats", "Many chats: told of, and put to sleep"),
];

const BROWSERS: [&str; 2] = ["chrome", "firefox"];
const HEAD: &str = "| remedy | Chromium | Firefox | shown by |\n|---|---|---|---|\n";

/// Where a test writes what it saw when it passes: `NAME.BROWSER`, the outcome and the test's name
/// in two lines.
fn folder() -> PathBuf {
    target().join("remedies")
}

/// What earlier runs saw is of no use to this one.
///
/// # Errors
/// The folder cannot be removed.
pub fn forget() -> Result<()> {
    let folder = folder();
    if folder.exists() { fs::remove_dir_all(folder).context("target/remedies") } else { Ok(()) }
}

/// Compares the table in the documents with what the tests saw, or writes it, where
/// `GATEWATCH_WRITE` is set.
///
/// # Errors
/// A result is missing, or the table says something else.
pub fn compare() -> Result<()> {
    let table = table(|row, browser| {
        let file = folder().join(format!("{row}.{browser}"));
        let text = fs::read_to_string(file).ok()?;
        let (outcome, test) = text.trim_end().split_once('\n')?;
        Some((outcome.to_owned(), test.to_owned()))
    })?;
    let path = root().join("docs/remedies.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(HEAD).context("docs/remedies.md: no such table")?;
    let end = rest.find("\n\n").map_or(rest.len(), |at| at + 1);
    let after = rest.get(end..).unwrap_or_default();
    let wanted = format!("{before}{table}{after}");
    if std::env::var_os("GATEWATCH_WRITE").is_some() {
        fs::write(path, wanted)?;
    } else {
        ensure!(
            text == wanted,
            "docs/remedies.md says something else than the tests saw: \
             `GATEWATCH_WRITE=1 cargo xtask remedies` writes it\n{table}"
        );
    }
    Ok(())
}

fn table(seen: impl Fn(&str, &str) -> Option<(String, String)>) -> Result<String> {
    let (mut table, mut missing) = (String::from(HEAD), Vec::new());
    for (row, title) in ROWS {
        let (mut cells, mut tests) = (Vec::new(), Vec::new());
        for browser in BROWSERS {
            match seen(row, browser) {
                Some((outcome, test)) => {
                    cells.push(outcome);
                    tests.push(format!("`{test}`"));
                }
                None => missing.push(format!("{row} in {browser}")),
            }
        }
        tests.dedup();
        writeln!(table, "| {title} | {} | {} |", cells.join(" | "), tests.join(", "))?;
    }
    if missing.is_empty() { Ok(table) } else { bail!("no test saw {}", missing.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use advice::remedies::Remedy;

    #[test]
    fn every_remedy_has_its_row() {
        for remedy in Remedy::all() {
            assert!(ROWS.iter().any(|(row, _)| *row == remedy.name()), "{}", remedy.name());
        }
    }

    #[test]
    fn a_result_that_is_missing_fails_and_is_named() {
        let all = |row: &str, browser: &str| Some((format!("{row} {browser}"), "test".to_owned()));
        let lines = table(all).map(|table| table.lines().count());
        assert_eq!(lines.ok(), Some(ROWS.len() + 2));
        let but_one = |row: &str, browser: &str| {
            if (row, browser) == ("vpn", "firefox") { None } else { all(row, browser) }
        };
        let missing = table(but_one).err().map(|error| error.to_string());
        assert_eq!(missing.as_deref(), Some("no test saw vpn in firefox"));
    }
}
