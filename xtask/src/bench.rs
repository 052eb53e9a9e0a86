//! `cargo xtask bench`: how soon a failure is on the screen, in both browsers; a table, and
//! `target/bench.json`.

use crate::repository::{command, output, target};
use crate::{build, tools};
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// What the median may take at most, in ms: browser, background awake, background dead.
const BUDGETS: [(&str, f64, f64); 2] = [("chrome", 80.0, 160.0), ("firefox", 100.0, 160.0)];

/// The command. It measures and reports: only a measure that could not be made is an error, since
/// what a figure is worth depends on what else the machine does.
pub fn bench(arguments: &[String]) -> Result<()> {
    let browsers: Vec<&str> = match arguments {
        [] => build::BROWSERS.to_vec(),
        [flag, name] if flag == "--browser" && build::BROWSERS.contains(&name.as_str()) => {
            vec![name]
        }
        _ => bail!("bench [--browser chrome|firefox]"),
    };
    tools::browsers()?;
    build::build()?;
    let mut rows = Vec::new();
    for browser in browsers {
        let mut lab = command("cargo", &["run", "--quiet", "--package", "lab", "--", "bench"]);
        let measured = output(lab.arg(browser).arg(build::folder(browser)))?;
        let measured: Vec<Value> = serde_json::from_str(&measured).context("what lab printed")?;
        rows.extend(measured);
    }
    println!("From the document's first byte to the painted card, in ms:\n");
    println!("browser  page           background    n  median     p95  budget");
    for row in &rows {
        println!("{}", line(row));
    }
    let file = target().join("bench.json");
    std::fs::write(&file, serde_json::to_string_pretty(&rows)?)?;
    println!("\n{}", file.display());
    Ok(())
}

fn line(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    let number = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
    let budget = BUDGETS
        .iter()
        .find(|(browser, ..)| *browser == text("browser"))
        .map(|(_, awake, dead)| if text("background") == "dead" { *dead } else { *awake });
    let budget = budget.unwrap_or(f64::NAN);
    let over = if number("median_ms") > budget { "  over" } else { "" };
    format!(
        "{:<8} {:<14} {:<10} {:>4}  {:>6.0}  {:>6.0}  {budget:>6.0}{over}",
        text("browser"),
        text("page"),
        text("background"),
        row["n"],
        number("median_ms"),
        number("p95_ms"),
    )
}
