//! `cargo xtask bench`: what it costs, how soon it is there, how it recovers, what it weighs and how
//! it grows: tables, and `target/bench.json`.
//!
//! It measures and reports. Times are judged by nobody but the reader, since what a figure is worth
//! depends on what else the machine does; sizes and counts are held by `cargo xtask test`. The
//! budgets of all of them stand in `budgets.json`.

mod recovery;
mod sizes;

use crate::repository::{command, output, root, target};
use crate::{build, tools};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

const USAGE: &str = "cargo xtask bench [--browser chrome|firefox] [--quick] | --sizes [--keep]";

/// The command.
///
/// # Errors
/// A measure could not be made.
pub fn bench(arguments: &[String]) -> Result<()> {
    let mut browsers = build::BROWSERS.to_vec();
    let (mut quick, mut sizes_only, mut keep) = (false, false, false);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--browser" => {
                let name = words.next().map(String::as_str).context(USAGE)?;
                browsers.retain(|known| *known == name);
                anyhow::ensure!(!browsers.is_empty(), USAGE);
            }
            "--quick" => quick = true,
            "--sizes" => sizes_only = true,
            "--keep" => keep = true,
            _ => bail!(USAGE),
        }
    }
    build::with_lab()?;
    let weights = sizes::weigh(keep)?;
    if sizes_only {
        return Ok(());
    }
    let recovery = recovery::compare(quick)?;
    println!("\nHow it grows with failing tabs, status documents and the history:\n");
    let mut growth = Map::new();
    for bench in ["engine", "status", "past"] {
        let table = output(&mut command("cargo", &["bench", "--quiet", "--bench", bench]))?;
        print!("{table}");
        growth.insert(bench.into(), table.lines().collect());
    }
    tools::browsers()?;
    let mut figures = Vec::new();
    for browser in browsers {
        let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", "bench"]);
        lab.arg(browser).arg(build::folder(browser));
        lab.args(quick.then_some("--quick"));
        let measured: Vec<Value> =
            serde_json::from_str(&output(&mut lab)?).context("what lab printed")?;
        figures.extend(measured);
    }
    println!("\nIn the browsers (times depend on what else the machine does):\n");
    println!(
        "{:<8} {:<13} {:<32} {:<19} {:>4} {:>10} {:>10}  budget",
        "browser", "part", "what", "of", "n", "median", "p95"
    );
    let budgets = budgets()?;
    for figure in &figures {
        println!("{}", line(figure, &figures, &budgets));
    }
    let all = json!({ "quick": quick, "sizes": weights, "recovery": recovery, "growth": growth, "browsers": figures });
    let file = target().join("bench.json");
    std::fs::write(&file, serde_json::to_string_pretty(&all)?)?;
    println!("\n{}", file.display());
    Ok(())
}

/// Every budget, from the one file that holds them.
pub fn budgets() -> Result<Value> {
    Ok(serde_json::from_str(&std::fs::read_to_string(root().join("budgets.json"))?)?)
}

fn line(figure: &Value, all: &[Value], budgets: &Value) -> String {
    let text = |name: &str| figure[name].as_str().unwrap_or_default();
    let number = |name: &str| figure[name].as_f64().unwrap_or(f64::NAN);
    let most = budget(figure, all, budgets);
    let told = most.map_or_else(String::new, |most| {
        let over = if number("median") > most { "  over" } else { "" };
        format!("{most:>8.1}{over}")
    });
    format!(
        "{:<8} {:<13} {:<32} {:<19} {:>4} {:>10.1} {:>10.1}{told}",
        text("browser"),
        text("part"),
        [text("what"), text("unit")].join(" "),
        text("of"),
        figure["n"],
        number("median"),
        number("p95"),
    )
}

/// What a figure's median may be at most, where anything is said of it.
fn budget(figure: &Value, all: &[Value], budgets: &Value) -> Option<f64> {
    let what = figure["what"].as_str()?;
    if figure["part"] == "painted" {
        let strict = if what == "strict policy" { ", strict policy" } else { "" };
        let key = format!("{} {}", figure["browser"].as_str()?, figure["of"].as_str()?);
        let painted = &budgets["painted, ms"];
        return painted[key.clone() + strict].as_f64().or(painted[key].as_f64());
    }
    if figure["part"] == "pages" {
        return budgets["pages, ms"][what].as_f64();
    }
    if figure["of"] != "Gatewatch" {
        return None;
    }
    let healthy = &budgets["healthy page"];
    // Two of them, since browsers that are the same differ.
    let bare = || {
        let same = |other: &&Value| {
            other["of"].as_str().is_some_and(|of| of.starts_with("no extension"))
                && other["what"] == figure["what"]
                && other["browser"] == figure["browser"]
        };
        let medians: Vec<_> =
            all.iter().filter(same).flat_map(|it| it["median"].as_f64()).collect();
        #[expect(clippy::cast_precision_loss, reason = "there are two")]
        let mean = medians.iter().sum::<f64>() / medians.len() as f64;
        (!medians.is_empty()).then_some(mean)
    };
    match what {
        "load time" | "load time, far" => {
            Some(bare()? * healthy["load time, times that of no extension"].as_f64()?)
        }
        // The page and the driver set their own.
        "timers, a load" => {
            Some(bare()? + healthy["timers, beside those of no extension"].as_f64()?)
        }
        _ => healthy[what].as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_held_against_that_without_an_extension_in_the_same_browser() -> Result<()> {
        let load = |browser: &str, of: &str, median: f64| {
            json!({ "browser": browser,
            "part": "healthy page", "what": "load time", "of": of, "median": median })
        };
        let all = [
            load("firefox", "no extension", 50.0),
            load("chrome", "no extension", 99.0),
            load("chrome", "no extension, again", 101.0),
            load("chrome", "Gatewatch", 103.0),
        ];
        let budgets = budgets()?;
        assert_eq!(budget(&all[3], &all, &budgets), Some(102.0));
        assert!(line(&all[3], &all, &budgets).ends_with("over"));
        assert_eq!(budget(&all[1], &all, &budgets), None);
        Ok(())
    }

    #[test]
    fn timers_are_those_beside_the_pages_own() -> Result<()> {
        let timers = |of: &str, median: f64| {
            json!({ "browser": "chrome",
            "part": "healthy page", "what": "timers, a load", "of": of, "median": median })
        };
        let all = [timers("no extension", 1.0), timers("Gatewatch", 2.0)];
        assert_eq!(budget(&all[1], &all, &budgets()?), Some(1.0));
        assert!(line(&all[1], &all, &budgets()?).ends_with("over"));
        Ok(())
    }

    #[test]
    fn a_painted_card_has_the_budget_of_its_page_and_its_background() -> Result<()> {
        let painted = |page: &str, of: &str| {
            json!({ "browser": "firefox", "part": "painted",
            "what": page, "of": of, "median": 1.0 })
        };
        let budgets = budgets()?;
        let of = |page, background| budget(&painted(page, background), &[], &budgets);
        assert_eq!(of("plain page", "awake"), Some(75.0));
        assert_eq!(of("strict policy", "dead"), Some(160.0));
        assert_eq!(of("strict policy", "awake"), Some(75.0));
        assert_eq!(of("plain page", "first ever"), None);
        Ok(())
    }
}
