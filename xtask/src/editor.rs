//! The lab's page with a real composer: ProseMirror, bundled into `target/editor/`.

use crate::npm;
use crate::repository::{root, run, target};
use anyhow::{Context, Result};

/// Bundles it.
///
/// # Errors
/// Its packages cannot be installed, or its script is none.
pub fn bundle() -> Result<()> {
    run(npm::program(npm::TESTS, "esbuild")?
        .arg(root().join("lab/editor/page.js"))
        .args(["--bundle", "--format=iife", "--log-level=warning"])
        .arg(format!("--outfile={}", target().join("editor/editor.js").display())))
    .context("the lab's editor is bundled by esbuild")
}
