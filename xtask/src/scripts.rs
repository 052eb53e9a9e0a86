//! The scripts as they are shipped: without comments and blanks, and with short names for what is
//! known in one file alone. What a script exports, and what it calls in the browser, keeps its name.

use crate::editor;
use crate::repository::run;
use anyhow::{Context, Result};
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
}
