//! `builder BROWSER FOLDER [--editor]`: the extension for the demo, and the lab's composer where its
//! scenario has one.

use anyhow::{Result, bail};
use builder::{build, editor};
use std::path::Path;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [browser, folder, rest @ ..] = &words[..] else {
        bail!("builder chrome|firefox FOLDER [--editor]")
    };
    build::quick(browser, Path::new(folder))?;
    if rest.contains(&"--editor") {
        editor::bundle()?;
    }
    Ok(())
}
