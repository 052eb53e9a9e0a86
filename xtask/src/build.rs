//! Builds both browsers' extensions from one source: the wasm core, the files as they are, the
//! manifests, the icons.

use crate::repository::{self, command, output, root, target};
use crate::{editor, icons, npm, scripts, texts, types};
use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Map, Value, json};
use settings::{FIELDS, Kind, LANGUAGES};
use std::fs;
use std::path::{Path, PathBuf};

const WASM: &str = "wasm32-unknown-unknown";

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

/// The two that are written, by the name of their overlay in the manifest.
pub const BROWSERS: [&str; 2] = ["chrome", "firefox"];

/// The command. With `--lab` what the lab needs beside the extension is made, too.
///
/// # Errors
/// Something could not be built.
pub fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build()?,
        [flag] if flag == "--lab" => with_lab()?,
        _ => bail!("cargo xtask build [--lab]"),
    }
    for browser in BROWSERS {
        println!("{}", folder(browser).display());
    }
    Ok(())
}

/// The package that becomes the extension's one wasm: the background and its pages load the same.
const WASM_PACKAGE: &str = "gatewatch";

/// The extension, and what the lab opens it with: its page with a composer, and what looks for
/// barriers. Nothing of that is needed for a release.
///
/// # Errors
/// Something could not be built.
pub fn with_lab() -> Result<()> {
    build()?;
    editor::bundle()
}

/// Builds the extension, and says nothing on standard output: that is for what needs it built.
///
/// # Errors
/// Something could not be built.
pub fn build() -> Result<()> {
    add_wasm_target()?;
    let extension = root().join("extension");
    let (glue, bundled) = (scripts::generated(), target().join("bundled"));
    if glue.exists() {
        fs::remove_dir_all(&glue)?;
    }
    types::write(&glue)?;
    wasm(WASM_PACKAGE, &[], &glue)?;
    texts::english_module(&extension.join("_locales"), &glue)?;
    scripts::bundle(&bundled)?;
    for browser in BROWSERS {
        let folder = folder(browser);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy_folder(&bundled, &folder)?;
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
        texts::write(&folder)?;
        icons::draw(&folder.join("icons"))?;
    }
    Ok(())
}

/// Where a browser's extension is written.
pub fn folder(browser: &str) -> PathBuf {
    target().join("extension").join(browser)
}

/// A package's wasm and its glue, into a folder.
pub fn wasm(package: &str, options: &[&str], folder: &Path) -> Result<()> {
    // Paths of the machine that builds do not belong into what it builds, and panics that tell
    // nobody need none at all.
    let remap = |from: &str, to: &str| format!("--remap-path-prefix={from}={to}");
    let mut flags = vec![remap(&root().canonicalize()?.display().to_string(), ".")];
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|h| h + "/.cargo"));
    if let Ok(home) = home {
        flags.push(remap(&home, "~"));
    }
    flags.push(remap(&target().display().to_string(), "./target"));
    // `rustc` and one crate type: as long as an rlib is made as well, cargo leaves out what
    // optimises across crates, and the wasm is half as large again.
    repository::run(
        command("cargo", &["rustc", "--lib", "--crate-type", "cdylib", "--package", package])
            .args(options)
            .args(["--profile", "wasm", "--target", WASM])
            .arg("--target-dir")
            .arg(target())
            // A path may hold spaces.
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")),
    )?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    let mut made = bindgen
        .input_path(target().join(WASM).join("wasm").join(package).with_extension("wasm"))
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
    shrink(&wasm)
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

/// Adds the wasm target where rustup manages the toolchain.
pub fn add_wasm_target() -> Result<()> {
    let libraries = output(&mut command("rustc", &["--print", "target-libdir", "--target", WASM]))?;
    if !Path::new(libraries.trim()).exists() {
        repository::run(&mut command("rustup", &["target", "add", WASM]))
            .context("the wasm target is missing: rustup target add wasm32-unknown-unknown")?;
    }
    Ok(())
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
    manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

/// What an administrator may set, for the browser that wants to be told: each setting, and what it
/// allows. Where something can be off that is a number else, 0 is off.
fn policy() -> Result<String> {
    let properties: Map<String, Value> = FIELDS
        .iter()
        .map(|row| {
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
        })
        .collect();
    let schema = json!({ "type": "object", "properties": properties });
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// Copies a folder with all that is in it.
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
