//! What the lab's pages have of others: the editors that message boxes are made of, and answers in Markdown;
//! bundled into `target/editor/`.

use anyhow::{Context, Result};
use launch::npm;
use launch::repository::{root, run, target};

/// What is made of it: a page's whole script, and the composer and the answers as modules for the lab's
/// chat. ProseMirror stands alone, too: most tests need no other.
const BUNDLES: [(&str, &str, &str); 4] = [
    ("page.js", "editor.js", "--format=iife"),
    ("composer.js", "chat-composer.js", "--format=esm"),
    ("editors.js", "chat-editors.js", "--format=esm"),
    ("markdown.js", "chat-markdown.js", "--format=esm"),
];

/// Bundles it.
///
/// # Errors
/// Its packages cannot be installed, or a script is none.
pub fn bundle() -> Result<()> {
    for (source, bundle, format) in BUNDLES {
        run(npm::program(npm::TESTS, "esbuild")?
            .arg(root().join("lab/editor").join(source))
            .args([
                "--bundle",
                format,
                "--log-level=warning",
                "--minify",
                "--define:process.env.NODE_ENV=\"production\"",
            ])
            .arg(format!("--outfile={}", target().join("editor").join(bundle).display())))
        .context("the lab's editor is bundled by esbuild")?;
    }
    Ok(())
}
