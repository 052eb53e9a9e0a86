//! The bill of materials: every crate whose code is in the packages, and what they were built with,
//! as CycloneDX.

use crate::repository::{command, output, root};
use crate::{build, editor};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes wasm.
const SHIPPED: [&str; 2] = ["gatewatch", "pages"];

/// The document; the same for the same lock and the same programs.
pub fn sbom() -> Result<String> {
    let question = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
        "wasm32-unknown-unknown",
    ];
    let metadata: Value = serde_json::from_str(&output(&mut command("cargo", &question))?)?;
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let packages: BTreeMap<&str, &Value> =
        list(&metadata["packages"]).map(|package| (text(&package["id"]), package)).collect();
    let needs: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"]["nodes"])
        .map(|node| (text(&node["id"]), list(&node["deps"]).filter_map(linked).collect()))
        .collect();
    let (mut seen, mut ahead) = (BTreeSet::new(), Vec::new());
    ahead
        .extend(packages.iter().filter(|(_, p)| SHIPPED.contains(&text(&p["name"]))).map(|p| *p.0));
    while let Some(id) = ahead.pop() {
        if !packages.get(id).is_some_and(|package| writes_code(package)) && seen.insert(id) {
            ahead.extend(needs.get(id).into_iter().flatten());
        }
    }
    let (mut components, mut dependencies) = (BTreeMap::new(), BTreeMap::new());
    for id in seen {
        let package = packages.get(id).context("cargo names a package that it does not know")?;
        let on: BTreeSet<String> = needs
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|id| packages.get(id))
            .map(|p| purl(p))
            .collect();
        dependencies.insert(purl(package), json!({ "ref": purl(package), "dependsOn": on }));
        components.insert(purl(package), component(package, &lock));
    }
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "Gatewatch",
                "version": env!("CARGO_PKG_VERSION"),
            },
            "tools": { "components": tools(&lock)? },
        },
        "components": components.into_values().collect::<Vec<_>>(),
        "dependencies": dependencies.into_values().collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// A dependency that is linked, not one that builds or tests.
fn linked(dependency: &Value) -> Option<&str> {
    let kinds = list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
    kinds.then(|| text(&dependency["pkg"]))
}

/// A procedural macro runs where the packages are built and is not in them.
fn writes_code(package: &Value) -> bool {
    list(&package["targets"])
        .flat_map(|target| list(&target["kind"]))
        .any(|kind| kind == "proc-macro")
}

fn component(package: &Value, lock: &str) -> Value {
    let (name, version) = (text(&package["name"]), text(&package["version"]));
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": name,
        "version": version,
        "licenses": [{ "expression": text(&package["license"]) }],
        "purl": purl(package),
    });
    if let Some(sum) = checksum(lock, name, version) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// What the packages depend on byte for byte beside the source.
fn tools(lock: &str) -> Result<Value> {
    let rustc = output(&mut command("rustc", &["--version"]))?;
    let node = output(&mut command("node", &["--version"]))?;
    let bindgen = versions(lock, "wasm-bindgen").next().unwrap_or_default();
    let tool = |name: &str, version: &str| json!({ "type": "application", "name": name, "version": version });
    Ok(json!([
        tool("rustc", rustc.trim().trim_start_matches("rustc ")),
        tool("wasm-bindgen", bindgen),
        tool("binaryen", build::BINARYEN),
        tool("esbuild", &editor::esbuild_version()?),
        tool("node", node.trim().trim_start_matches('v')),
    ]))
}

fn purl(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(&package["name"]), text(&package["version"]))
}

/// The lock's entries of that name, from the version on.
fn versions<'a>(lock: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let head = format!("\nname = \"{name}\"\nversion = \"");
    let entries = lock.split("[[package]]").filter_map(move |entry| entry.strip_prefix(&*head));
    entries.filter_map(|entry| entry.split('"').next())
}

fn checksum<'a>(lock: &'a str, name: &str, version: &str) -> Option<&'a str> {
    let head = format!("\nname = \"{name}\"\nversion = \"{version}\"\n");
    let entry = lock.split("[[package]]").find_map(|entry| entry.strip_prefix(&*head))?;
    entry.split("checksum = \"").nth(1)?.split('"').next()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_in_it_with_its_sum_and_what_tests_is_not() -> Result<()> {
        let bom: Value = serde_json::from_str(&sbom()?)?;
        let named = |wanted: &str| list(&bom["components"]).find(|c| text(&c["name"]) == wanted);
        for shipped in ["gatewatch", "pages", "wasm-bindgen", "js-sys"] {
            let component = named(shipped).with_context(|| shipped.to_owned())?;
            let ours = SHIPPED.contains(&shipped);
            let sum = text(&component["hashes"][0]["content"]).len();
            assert_eq!(sum, if ours { 0 } else { 64 }, "{shipped}");
            assert!(!text(&component["licenses"][0]["expression"]).is_empty(), "{shipped}");
        }
        for absent in ["tokio", "proptest", "lab", "resvg", "thirtyfour", "syn", "serde_derive"] {
            assert!(named(absent).is_none(), "{absent}");
        }
        Ok(())
    }
}
