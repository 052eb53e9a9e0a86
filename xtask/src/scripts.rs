//! The scripts as they are shipped: without comments and blanks, and with short names for what is
//! known in one file alone. What a script exports, and what it calls in the browser, keeps its name.
//! The background is one file, since it begins anew many times a day, and each module that it is
//! made of takes the browser half a millisecond.

use crate::editor;
use crate::repository::run;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a script ends with that is put into a page as a file and has nothing to tell: the value of
/// its last line goes back to the background, and Firefox refuses one that cannot be copied.
const NOTHING_TOLD: &str = "void 0;";

/// Shortens every script of a folder, where it stands. Each is read by itself: nothing of one goes
/// into another.
///
/// # Errors
/// A script cannot be read, or is none.
pub fn shorten(folder: &Path) -> Result<()> {
    let mut scripts = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            scripts.push(path);
        }
    }
    scripts.sort();
    let tell_nothing: Vec<PathBuf> = scripts
        .iter()
        .filter(|path| fs::read_to_string(path).is_ok_and(|code| tells_nothing(&code)))
        .cloned()
        .collect();
    run(editor::esbuild()
        .args(["--minify", "--target=esnext"])
        .args(["--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        .arg("--allow-overwrite")
        .arg(format!("--outdir={}", folder.display()))
        .args(&scripts))
    .context("the scripts are made short by esbuild")?;
    for path in tell_nothing {
        let short = fs::read_to_string(&path)?;
        fs::write(path, short + NOTHING_TOLD + "\n")?;
    }
    Ok(())
}

/// A module that pages load too stays by itself where it has so many bytes: twice in the package it
/// would weigh more than half a millisecond is worth.
const SHARED: u64 = 4096;

/// Joins what the background is made of into one script, and leaves out what then stands there for
/// nobody. A small thing that pages load too stands in both.
///
/// # Errors
/// One of its scripts is missing, or is none.
pub fn join(folder: &Path) -> Result<()> {
    let background = folder.join("background.js");
    let mut parts = BTreeSet::from(["background.js".to_owned()]);
    let mut ahead = vec!["background.js".to_owned()];
    while let Some(part) = ahead.pop() {
        let code = fs::read_to_string(folder.join(&part)).with_context(|| part.clone())?;
        ahead.extend(imported(&code).filter(|name| parts.insert(name.clone())));
    }
    parts.remove("background.js");
    // What a page loads, and what that loads in turn.
    let mut others = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_code = path.extension().is_some_and(|it| it == "js" || it == "html");
        if is_code && name != "background.js" && !parts.contains(&name) {
            others.push(fs::read_to_string(path)?);
        }
    }
    let mut shared = BTreeSet::new();
    while let Some(code) = others.pop() {
        for name in parts.iter().filter(|name| is_named(&code, name)) {
            if shared.insert(name.clone()) {
                others.push(fs::read_to_string(folder.join(name))?);
            }
        }
    }
    let mut esbuild = editor::esbuild();
    for name in &shared {
        if fs::metadata(folder.join(name))?.len() >= SHARED {
            esbuild.arg(format!("--external:./{name}"));
        }
    }
    run(esbuild
        .arg(&background)
        .args(["--bundle", "--format=esm", "--minify", "--target=esnext"])
        .args(["--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        .arg("--allow-overwrite")
        .arg(format!("--outfile={}", background.display())))
    .context("the background is made one file by esbuild")?;
    for name in parts.difference(&shared) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

/// The modules that a script which was made short cannot do without.
fn imported(code: &str) -> impl Iterator<Item = String> {
    let marks = ["from\"./", "import\"./"];
    let behind = move |mark: &'static str| code.split(mark).skip(1);
    marks.into_iter().flat_map(behind).filter_map(|rest| rest.split('"').next().map(str::to_owned))
}

/// Names in each page the modules that its script loads one behind the other, so that the browser
/// fetches them at once.
///
/// # Errors
/// A page has no stylesheet, before which they are named, or a script is missing.
pub fn preload(folder: &Path) -> Result<()> {
    const BEFORE: &str = "<link rel=\"stylesheet\"";
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let page = fs::read_to_string(&path)?;
        let (before, after) =
            page.split_once(BEFORE).with_context(|| path.display().to_string())?;
        let scripts = after.split(" src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let scripts = scripts.filter(|name| name.ends_with(".js"));
        let mut loaded: Vec<String> = scripts.map(str::to_owned).collect();
        let mut links = String::new();
        let mut at = 0;
        while at < loaded.len() {
            let name = loaded[at].clone();
            links += &format!("<link rel=\"modulepreload\" href=\"{name}\">\n");
            let code = fs::read_to_string(folder.join(&name)).with_context(|| name.clone())?;
            for next in imported(&code) {
                if !loaded.contains(&next) {
                    loaded.push(next);
                }
            }
            at += 1;
        }
        fs::write(&path, format!("{before}{links}{BEFORE}{after}"))?;
    }
    Ok(())
}

/// Whether scripts or pages load that file, by whatever way there is.
fn is_named(code: &str, name: &str) -> bool {
    [format!("\"./{name}\""), format!("\"{name}\"")].iter().any(|it| code.contains(it))
}

fn tells_nothing(code: &str) -> bool {
    code.lines().next_back().is_some_and(|last| last.starts_with(NOTHING_TOLD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_line_that_tells_nothing_is_known_with_and_without_a_word_of_why() {
        assert!(tells_nothing("read();\nvoid 0;\n"));
        assert!(tells_nothing("read();\nvoid 0; // as the other\n"));
        assert!(!tells_nothing("void 0;\nread();\n"));
    }

    #[test]
    fn a_background_is_joined_with_its_own_and_shares_what_is_large() -> Result<()> {
        editor::bundle()?; // the bundler comes with it
        let folder = std::env::temp_dir().join(format!("gatewatch joined {}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let large = format!("export const large=\"{}\";", "x".repeat(5000));
        for (name, code) in [
            (
                "background.js",
                "import{own}from\"./own.js\";import{large}from\"./large.js\";\
                import{small}from\"./small.js\";own(large,small);",
            ),
            ("own.js", "import\"./behind.js\";export const own=(...it)=>console.log(...it);"),
            ("behind.js", "console.log(1);"),
            ("large.js", &large),
            ("small.js", "export const small=2;"),
            ("page.js", "import{large}from\"./large.js\";import(\"./small.js\");"),
            ("page.html", "<script type=\"module\" src=\"page.js\"></script>"),
        ] {
            fs::write(folder.join(name), code)?;
        }
        join(&folder)?;
        let mut left = Vec::new();
        for file in fs::read_dir(&folder)? {
            left.push(file?.file_name().into_string().unwrap_or_default());
        }
        left.sort();
        assert_eq!(left, ["background.js", "large.js", "page.html", "page.js", "small.js"]);
        let background = fs::read_to_string(folder.join("background.js"))?;
        assert_eq!(imported(&background).collect::<Vec<_>>(), ["large.js"]);
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn a_page_names_what_its_script_loads_and_nothing_twice() -> Result<()> {
        let folder =
            std::env::temp_dir().join(format!("gatewatch preloads {}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let page = |links: &str| {
            format!(
                "<!doctype html>\n{links}<link rel=\"stylesheet\" href=\"page.css\">\n\
                 <img src=\"a.png\"><script type=\"module\" src=\"page.js\"></script>\n"
            )
        };
        for (name, code) in [
            ("page.html", page("").as_str()),
            ("page.js", "import{a}from\"./a.js\";import\"./b.js\";import(\"./later.js\");"),
            ("a.js", "import\"./b.js\";export const a=1;"),
            ("b.js", "import\"./page.js\";"),
        ] {
            fs::write(folder.join(name), code)?;
        }
        preload(&folder)?;
        let link = |name| format!("<link rel=\"modulepreload\" href=\"{name}\">\n");
        let links = ["page.js", "a.js", "b.js"].map(link).concat();
        assert_eq!(fs::read_to_string(folder.join("page.html"))?, page(&links));
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
