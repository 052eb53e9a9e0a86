//! `cargo xtask package`: what the stores and their reviewers are given, and the proof that the
//! source among it makes the same bytes again.

use crate::repository::{command, output, root, run, target};
use crate::{build, sbom, zipped};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The packages by their names, with `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

const SUMS: &str = "SHA256SUMS";

/// What is written into the source's folder and is none of it: the same as `.gitignore` names.
const BUILT: [&str; 5] = [
    "target",
    "fuzz/target",
    "extension/node_modules",
    "extension/shared/generated",
    "lab/node_modules",
];

/// The command. With `--once` nothing is built a second time.
///
/// # Errors
/// Something could not be built, or the second build differs from the first.
pub fn package(arguments: &[String]) -> Result<()> {
    let once = match arguments {
        [] => false,
        [flag] if flag == "--once" => true,
        _ => bail!("cargo xtask package [--once]"),
    };
    build::build()?;
    let made = make()?;
    print!("{}", fs::read_to_string(made.join(SUMS))?);
    if !once {
        let again = rebuild(&made.join(source_name()))?;
        compare(&fs::read_to_string(made.join(SUMS))?, &again)?;
        println!("built again from the source package, elsewhere and by somebody else: the same");
    }
    println!("{}", made.display());
    Ok(())
}

/// Packs what was built; where it stands.
pub fn make() -> Result<PathBuf> {
    let folder = target().join("packages");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut packages = Files::new();
    for (browser, ending) in [("chrome", "zip"), ("firefox", "xpi")] {
        let files = read(&build::folder(browser), &below(&build::folder(browser), &[])?)?;
        packages.insert(name(&format!("{browser}.{ending}")), zipped::zip(&files)?);
    }
    packages.insert(source_name(), packed(&read(root(), &sources()?)?)?);
    packages.insert(name("sbom.cdx.json"), sbom::sbom()?.into_bytes());
    let mut sums = String::new();
    for (name, content) in &packages {
        fs::write(folder.join(name), content)?;
        let sum: String =
            Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        sums += &format!("{sum}  {name}\n");
    }
    fs::write(folder.join(SUMS), sums)?;
    Ok(folder)
}

/// A browser's package as it will be at another version, and nothing else new: where it stands, which
/// is not beside what is published.
pub fn of_version(browser: &str, version: &str) -> Result<PathBuf> {
    let mut files = read(&build::folder(browser), &below(&build::folder(browser), &[])?)?;
    let manifest = files.get_mut("manifest.json").context("a manifest")?;
    let mut value: serde_json::Value = serde_json::from_slice(manifest)?;
    value["version"] = version.into();
    *manifest = value.to_string().into_bytes();
    let file = target().join("policies").join(format!("{browser}-{version}.zip"));
    fs::write(&file, zipped::zip(&files)?)?;
    Ok(file)
}

/// A package's name.
pub fn name(of: &str) -> String {
    format!("gatewatch-{}-{of}", env!("CARGO_PKG_VERSION"))
}

fn source_name() -> String {
    name("source.zip")
}

/// The same files give the same bytes: sorted by name, without a date, without a machine's rights.
fn packed(files: &Files) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, content) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn read(folder: &Path, names: &[String]) -> Result<Files> {
    let read = |name: &String| {
        let content = fs::read(folder.join(name)).with_context(|| name.clone())?;
        Ok((name.clone(), content))
    };
    names.iter().map(read).collect()
}

/// The names of all files below a folder, but for what is at one of these places.
fn below(folder: &Path, without: &[&str]) -> Result<Vec<String>> {
    let (mut names, mut ahead) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = ahead.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            let name = path.strip_prefix(folder)?.to_str().context("a name that is no text")?;
            if without.contains(&name) {
                continue;
            }
            if path.is_dir() {
                ahead.push(path);
            } else {
                names.push(name.replace('\\', "/"));
            }
        }
    }
    Ok(names)
}

/// The source: what git knows or would add; where there is no git, all but what was built.
fn sources() -> Result<Vec<String>> {
    if !root().join(".git").exists() {
        return below(root(), &BUILT);
    }
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let names = output(&mut command("git", &list))?;
    let there = |name: &&str| root().join(name).is_file();
    Ok(names.split('\0').filter(there).map(str::to_owned).collect())
}

/// Unpacks the source elsewhere and packages it there, by somebody with another home: what it
/// says of its sums. Nothing is shared with the first build but the programs: what cargo and npm
/// fetch, they fetch again, into caches that were empty, so that a first build from a cache that
/// somebody altered is found out.
fn rebuild(source: &Path) -> Result<String> {
    let elsewhere = std::env::temp_dir().join(format!("gatewatch again {}", std::process::id()));
    let (folder, home) = (elsewhere.join("source"), elsewhere.join("home of another"));
    let cargo_home = home.join(".cargo");
    fs::create_dir_all(&cargo_home)?;
    zip::ZipArchive::new(fs::File::open(source)?)?.extract(&folder)?;
    let ours = PathBuf::from(std::env::var_os("HOME").context("who has no home has no cargo")?);
    let or = |name: &str, else_at: &str| {
        std::env::var_os(name).map_or_else(|| ours.join(else_at), PathBuf::from)
    };
    let ours_of_cargo = or("CARGO_HOME", ".cargo");
    // Which mirror is asked is the machine's to say; what it answers is held to the locks' sums.
    let settings = "config.toml";
    if ours_of_cargo.join(settings).exists() {
        fs::copy(ours_of_cargo.join(settings), cargo_home.join(settings))?;
    }
    run(command("cargo", &["xtask", "package", "--once"])
        .current_dir(&folder)
        .env("HOME", &home)
        .env("CARGO_HOME", &cargo_home)
        .env("RUSTUP_HOME", or("RUSTUP_HOME", ".rustup"))
        .env("npm_config_cache", home.join(".npm"))
        .env("npm_config_userconfig", or("npm_config_userconfig", ".npmrc"))
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .stdout(std::process::Stdio::null()))
    .with_context(|| format!("the source package in {}", folder.display()))?;
    let sums = fs::read_to_string(folder.join("target/packages").join(SUMS))?;
    fs::remove_dir_all(&elsewhere)?;
    Ok(sums)
}

fn compare(first: &str, second: &str) -> Result<()> {
    let differ: Vec<&str> = first.lines().filter(|line| !second.contains(line)).collect();
    ensure!(differ.is_empty(), "the second build gave something else for\n{}", differ.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Files {
        names.iter().map(|name| ((*name).to_owned(), name.repeat(900).into_bytes())).collect()
    }

    #[test]
    fn the_same_files_make_the_same_package_in_whatever_order_they_come() {
        let one = packed(&files(&["a.js", "b/c.js", "manifest.json"]));
        let two = packed(&files(&["manifest.json", "b/c.js", "a.js"]));
        assert_eq!(one.ok(), two.ok());
    }

    #[test]
    fn a_package_gives_back_what_was_put_in() -> Result<()> {
        let files = files(&["a.js", "b/c.js"]);
        for packed in [packed(&files)?, zipped::zip(&files)?] {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed))?;
            let mut back = Files::new();
            for at in 0..archive.len() {
                let mut file = archive.by_index(at)?;
                let mut content = Vec::new();
                std::io::Read::read_to_end(&mut file, &mut content)?;
                back.insert(file.name()?.into_owned(), content);
            }
            assert_eq!(back, files);
        }
        Ok(())
    }

    #[test]
    fn a_sum_that_differs_is_named() {
        assert!(compare("1  a\n2  b\n", "1  a\n2  b\n").is_ok());
        let said = compare("1  a\n2  b\n", "1  a\n3  b\n").map_err(|error| error.to_string());
        assert!(said.is_err_and(|said| said.contains("2  b") && !said.contains("1  a")));
    }

    #[test]
    fn the_source_holds_what_is_needed_to_build_and_nothing_that_was_built() -> Result<()> {
        let sources = sources()?;
        for needed in [
            "Cargo.lock",
            ".cargo/config.toml",
            "src/lib.rs",
            "crates/engine/src/lib.rs",
            "extension/manifest.json",
            "extension/package-lock.json",
            "rust-toolchain.toml",
        ] {
            assert!(sources.iter().any(|name| name == needed), "{needed}");
        }
        let built =
            |name: &String| BUILT.iter().any(|folder| name.starts_with(&format!("{folder}/")));
        assert!(!sources.iter().any(built));
        // Without git they are left out by name, so git must leave out the same.
        let by_name = below(root(), &BUILT)?;
        let unknown: Vec<_> = by_name.iter().filter(|name| !sources.contains(name)).collect();
        let of_git = |name: &String| name.starts_with(".git");
        assert!(unknown.into_iter().all(of_git), "neither source nor built: look into the folder");
        Ok(())
    }
}
