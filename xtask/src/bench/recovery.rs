//! How long people wait and what they ask of the site meanwhile, in five outages in virtual time:
//! Gatewatch beside what reloads every 5 s, every 30 s, and after times that double up to 60 s.

use crate::simulate::recovery;
use anyhow::Result;
use serde_json::{Value, json};

/// The outages: a name, how long, and what load the site bears when it is back.
const OUTAGES: [(&str, u32, &str); 5] = [
    ("a minute", 60, "1000000"),
    ("ten minutes", 600, "1000000"),
    ("35 minutes", 2_100, "1000000"),
    ("two hours", 7_200, "1000000"),
    ("two hours, a site that bears twice its load", 7_200, "2"),
];

/// Prints the table and gives the figures.
pub fn compare(quick: bool) -> Result<Value> {
    let clients = if quick { "500" } else { "5000" };
    println!("\nFrom the site's mending to the page, and requests a client until then:\n");
    println!(
        "{:<44} {:<16} {:>9} {:>7} {:>7} {:>9} {:>5}",
        "outage", "who", "mean wait", "half", "95 %", "requests", "falls"
    );
    let mut rows = Vec::new();
    for (outage, seconds, bears) in OUTAGES {
        let seconds = seconds.to_string();
        let words = ["--clients", clients, "--outage", &seconds, "--capacity", bears];
        for back in recovery(&words.map(str::to_owned))? {
            let until = |at: Option<usize>| at.map_or("never".into(), |at| format!("{at} s"));
            println!(
                "{outage:<44} {:<16} {:>7.0} s {:>7} {:>7} {:>9.1} {:>5}",
                back.who,
                back.wait,
                until(back.half),
                until(back.most),
                back.asked,
                back.falls
            );
            rows.push(json!({ "outage": outage, "who": back.who, "clients": clients,
                "mean_wait_s": back.wait, "half_s": back.half, "p95_s": back.most,
                "requests": back.asked, "falls": back.falls }));
        }
    }
    Ok(Value::Array(rows))
}
