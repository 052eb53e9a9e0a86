//! Builds both browsers' extensions from one source: the wasm core, the files as they are, the
//! manifests, the icons.

use crate::{icons, scripts, sites, texts};
use anyhow::{Context, Result, anyhow, bail};
use launch::cargo::{QUICK, WASM};
use launch::repository::{self, command, root, target};
use launch::{npm, tools};
use serde_json::{Map, Value, json};
use settings::{FIELDS, Kind, LANGUAGES, OWN_NAMES};
use std::fs;
use std::path::{Path, PathBuf};

/// What `wasm-opt` is told: everything for size, from the flat form twice, and once more; what is
/// called most gets the shortest numbers; that the stack, which is first in memory, never comes
/// down to its last kilobyte; and the features that rustc uses by default. Not that nothing traps: it then moves loads before the checks that keep
/// them in bounds, and they did trap.
const SHRINK: [&str; 17] = [
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--reorder-functions",
    "--reorder-locals",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Where Chromium's manifest says that its schema of policies is.
const POLICY: &str = "managed.json";

pub use launch::tools::BROWSERS;

/// The package that becomes the extension's one wasm: the background and its pages load the same.
const WASM_PACKAGE: &str = "gatewatch";

/// How long the wasm is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// As it is shipped: optimised by all means.
    Full,
    /// As it is compiled soonest, to be looked at.
    Quick,
}

impl Effort {
    /// The profile by which cargo compiles.
    #[must_use]
    pub fn profile(self) -> &'static str {
        match self {
            Self::Full => "wasm",
            Self::Quick => QUICK,
        }
    }
}

/// Builds the extension for both browsers, and says nothing on standard output: that is for what
/// needs it built. What else is generated for the scripts, their types say, is written by `types`.
///
/// # Errors
/// Something could not be built.
pub fn build(types: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let glue = scripts::generated();
    if glue.exists() {
        fs::remove_dir_all(&glue)?;
    }
    types(&glue)?;
    let folders = BROWSERS.map(|browser| (browser, folder(browser)));
    write(Effort::Full, &target().join("bundled"), &folders)
}

/// Builds it for one browser, soon, into a folder of its own; the types stay as they are.
///
/// # Errors
/// Something could not be built.
pub fn quick(browser: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(scripts::generated())?;
    write(Effort::Quick, &folder.with_extension("bundled"), &[(browser, folder.to_owned())])
}

/// Builds it, by way of a folder for the bundled scripts.
fn write(effort: Effort, bundled: &Path, folders: &[(&str, PathBuf)]) -> Result<()> {
    tools::add_wasm_target()?;
    let extension = root().join("extension");
    let glue = scripts::generated();
    sites::module(&glue)?;
    wasm(WASM_PACKAGE, effort, &glue)?;
    texts::english_module(&extension.join("_locales"), &glue)?;
    scripts::bundle(bundled)?;
    for (browser, folder) in folders {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        copy_folder(bundled, folder)?;
        copy_folder(&extension.join("_locales"), &folder.join("_locales"))?;
        copy_folder(&extension.join("icons"), &folder.join("icons"))?;
        fs::copy(glue.join("english.js"), folder.join("english.js"))?;
        let wasm = format!("{WASM_PACKAGE}_bg.wasm");
        fs::copy(glue.join(&wasm), folder.join(&wasm))?;
        let manifest = manifest(&extension.join("manifest.json"), browser)?;
        if manifest.contains(POLICY) {
            fs::write(folder.join(POLICY), policy()?)?;
        }
        fs::write(folder.join("manifest.json"), manifest)?;
        texts::write(folder)?;
        icons::draw(&folder.join("icons"))?;
    }
    Ok(())
}

/// Where a browser's extension is written.
#[must_use]
pub fn folder(browser: &str) -> PathBuf {
    target().join("extension").join(browser)
}

/// A package's wasm and its glue, into a folder.
///
/// # Errors
/// It does not compile, or one of the tools fails.
pub fn wasm(package: &str, effort: Effort, folder: &Path) -> Result<()> {
    repository::run(launch::cargo::wasm(effort.profile())?.args(["--package", package]))?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let mut made = bindgen
        .input_path(target().join(WASM).join(effort.profile()).join(package).with_extension("wasm"))
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(true)
                // A core that broke is begun anew: extension/background/core-loader.ts.
                .reset_state_function(package == "gatewatch")
                .omit_default_module_path(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate_output()
        })
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    made.emit(folder).map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    let wasm = folder.join(format!("{package}_bg.wasm"));
    shorten(&mut made, package, &folder.join(package).with_extension("js"), &wasm)?;
    if effort == Effort::Full { shrink(&wasm) } else { Ok(()) }
}

/// Gives what the wasm imports names of two letters, in the glue and in the wasm: wasm-bindgen's
/// hold a hash each, which nothing packs.
fn shorten(
    made: &mut wasm_bindgen_cli_support::Output,
    package: &str,
    glue: &Path,
    wasm: &Path,
) -> Result<()> {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let (long_module, module) = (&format!("./{package}_bg.js"), "_");
    let mut code = fs::read_to_string(glue)?
        .replace(&format!("\"{long_module}\": "), &format!("\"{module}\": "));
    let imports = made.wasm_mut().imports.iter_mut().filter(|it| it.module == *long_module);
    for (number, import) in imports.enumerate() {
        let letter = |number: usize| char::from(LETTERS[number % LETTERS.len()]);
        let short = String::from_iter([letter(number / LETTERS.len()), letter(number)]);
        let long = format!("\n        {}: ", import.name);
        let times = code.matches(&long).count();
        anyhow::ensure!(times == 1, "{} stands {times} times in the glue", import.name);
        code = code.replace(&long, &format!("\n        {short}: "));
        import.name = short;
        import.module = module.to_owned();
    }
    fs::write(glue, code)?;
    fs::write(wasm, made.wasm_mut().emit_wasm())?;
    Ok(())
}

/// Lets Binaryen make the wasm smaller, with no feature that Chromium 123 or Firefox 142 lacks.
fn shrink(wasm: &Path) -> Result<()> {
    npm::install(npm::BUILD)?;
    repository::run(
        command("node", &[])
            .arg(npm::module(npm::BUILD, "binaryen/bin/wasm-opt"))
            .args(SHRINK)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )
    .context("Binaryen's wasm-opt runs on Node.js")
}

/// The manifest of one browser: what both share, and over it what is only in this one. Lists
/// are joined, objects replaced. The version is the package's.
fn manifest(source: &Path, browser: &str) -> Result<String> {
    let text = fs::read_to_string(source)?;
    let mut manifest: Map<String, Value> = serde_json::from_str(&text)?;
    let mut overlay = None;
    for name in BROWSERS {
        let only = manifest.shift_remove(&format!("only in {name}"));
        if name == browser {
            overlay = only;
        }
    }
    let Some(Value::Object(overlay)) = overlay else {
        bail!("the manifest says nothing of what is only in {browser}");
    };
    for (key, value) in overlay {
        match (manifest.get_mut(&key), value) {
            (Some(Value::Array(shared)), Value::Array(more)) => shared.extend(more),
            (_, value) => {
                manifest.insert(key, value);
            }
        }
    }
    sites::into_manifest(&mut manifest);
    manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

/// What an administrator may set, for the browser that wants to be told: each setting, and what it
/// allows. Where something can be off that is a number else, 0 is off.
fn policy() -> Result<String> {
    let own = OWN_NAMES.map(|name| (name.to_owned(), json!({ "type": "string" })));
    let fields = FIELDS.iter().map(|row| {
        let schema = match row.kind {
            Kind::Switch => json!({ "type": "boolean" }),
            Kind::NumberOrOff { most, .. } => {
                json!({ "type": "integer", "minimum": 0, "maximum": most })
            }
            Kind::Language => {
                let codes: Vec<&str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
                json!({ "type": "string", "enum": codes })
            }
        };
        (row.name.to_owned(), schema)
    });
    let properties: Map<String, Value> = fields.chain(own).collect();
    let schema = json!({ "type": "object", "properties": properties });
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// Copies a folder with all that is in it.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to).with_context(|| to.display().to_string())?;
        }
    }
    Ok(())
}
