//! `cargo xtask www`: the landing page, and the playground below it, as a static site in `target/www`.

use crate::repository::{root, target};
use crate::{build, scripts};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The command.
pub fn run(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "www takes no arguments, not {arguments:?}");
    build::build()?;
    println!("{}", make()?.display());
    Ok(())
}

/// Makes the site from what was built, and says where.
pub fn make() -> Result<std::path::PathBuf> {
    let site = target().join("www");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    build::wasm("playground", build::Effort::Full, &site)?;
    build::copy_folder(&root().join("www/site"), &site)?;
    let extension = build::folder("chrome");
    scripts::bundle_page("www/site/play.js", &site.join("play.js"))?;
    for folder in ["texts", "icons"] {
        build::copy_folder(&extension.join(folder), &site.join(folder))?;
    }
    // The pictures of the README: `cargo xtask screenshots` makes them.
    for picture in ["gatewatch.gif", "panel.png"] {
        let from = root().join("docs").join(picture);
        fs::copy(&from, site.join(picture)).with_context(|| from.display().to_string())?;
    }
    fs::write(site.join("pages.json"), pages()?.to_string())?;
    Ok(site)
}

/// The corpus's pages that ask for nothing from elsewhere, with what each is called.
fn pages() -> Result<Value> {
    let corpus = root().join("tests/corpus");
    let rows = fs::read_to_string(corpus.join("rows.tsv"))?;
    let mut pages = Vec::new();
    for row in rows.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, status, headers, class, action] = cells[..] else { continue };
        let Ok(status) = status.parse::<u16>() else { continue };
        let headers: Value = serde_json::from_str(headers).context(file.to_owned())?;
        let Some(body) = read(&corpus.join(file)).filter(|body| asks_for_nothing(body)) else {
            continue;
        };
        pages.push(json!({ "file": file, "status": status, "headers": headers, "class": class,
            "action": action, "body": body }));
    }
    ensure!(pages.len() > 20, "www: {} pages of the corpus", pages.len());
    Ok(Value::Array(pages))
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().filter(|body| body.len() < 16 * 1024)
}

fn asks_for_nothing(body: &str) -> bool {
    let body = body.to_ascii_lowercase();
    ["src=", "<link", "<script", "url(", "@import", "http-equiv", "<object", "<embed"]
        .iter()
        .all(|asks| !body.contains(asks))
}
