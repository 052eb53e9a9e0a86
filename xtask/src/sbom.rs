//! The bill of materials, as CycloneDX: every crate whose code is in the packages, and among the tools
//! everything that they were built with, each with its sum.

use crate::npm;
use crate::repository::{command, output, root};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes wasm.
pub const SHIPPED: [&str; 1] = ["gatewatch"];

/// What builds it.
const BUILDER: &str = "xtask";

pub const WASM: &str = "wasm32-unknown-unknown";

/// The document; the same for the same locks and the same programs.
pub fn sbom() -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let wasm = Graph::read(WASM, &SHIPPED)?;
    let seen = wasm.reached(&SHIPPED, &|kind| kind.is_null(), &|package| !writes_code(package));
    let (mut components, mut dependencies) = (BTreeMap::new(), BTreeMap::new());
    for id in &seen {
        let package = wasm.package(id)?;
        let linked = wasm.needs(id, &|kind| kind.is_null());
        let on: BTreeSet<String> = linked
            .filter(|id| seen.contains(id))
            .map(|id| wasm.package(id).map(purl))
            .collect::<Result<_>>()?;
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
            "tools": { "components": tools(&lock, &components)? },
        },
        "components": components.into_values().collect::<Vec<_>>(),
        "dependencies": dependencies.into_values().collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// What cargo knows of the workspace's packages, built for one platform.
pub struct Graph {
    metadata: Value,
    /// Each package that these are built from, as `name vVERSION`.
    built: BTreeSet<String>,
}

impl Graph {
    /// The graph of packages that are built for a platform, and of nothing that only others in the
    /// workspace switch on: cargo's metadata knows of one set of features for all.
    pub fn read(platform: &str, names: &[&str]) -> Result<Self> {
        let question =
            ["metadata", "--format-version=1", "--locked", "--filter-platform", platform];
        let metadata = serde_json::from_str(&output(&mut command("cargo", &question))?)?;
        let mut tree = command("cargo", &["tree", "--locked", "--prefix=none", "--format={p}"]);
        tree.args(["--edges=normal,build", "--target", platform]);
        for name in names {
            tree.args(["--package", name]);
        }
        let tree = output(&mut tree)?;
        let words = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
        Ok(Self { metadata, built: words.collect() })
    }

    fn is_built(&self, package: &Value) -> bool {
        self.built.contains(&format!("{} v{}", text(&package["name"]), text(&package["version"])))
    }

    pub fn package(&self, id: &str) -> Result<&Value> {
        let known = list(&self.metadata["packages"]).find(|package| text(&package["id"]) == id);
        known.context("cargo names a package that it does not know")
    }

    /// What a package depends on in one of these ways: normal (null), build, dev.
    fn needs<'a>(
        &'a self,
        id: &str,
        way: &dyn Fn(&Value) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let node = list(&self.metadata["resolve"]["nodes"]).find(|node| text(&node["id"]) == id);
        let needs = node.into_iter().flat_map(|node| list(&node["deps"]));
        let needs = needs.filter(|need| list(&need["dep_kinds"]).any(|kind| way(&kind["kind"])));
        needs.map(|need| text(&need["pkg"])).collect::<Vec<_>>().into_iter()
    }

    /// The ids of these packages and of all that they depend on in one of these ways, as far as it
    /// counts.
    pub fn reached(
        &self,
        names: &[&str],
        way: &dyn Fn(&Value) -> bool,
        counts: &dyn Fn(&Value) -> bool,
    ) -> BTreeSet<&str> {
        let named = |package: &&Value| names.contains(&text(&package["name"]));
        let mut ahead: Vec<&str> = list(&self.metadata["packages"])
            .filter(named)
            .map(|package| text(&package["id"]))
            .collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = ahead.pop() {
            let goes_on = |package: &Value| self.is_built(package) && counts(package);
            if self.package(id).is_ok_and(goes_on) && seen.insert(id) {
                ahead.extend(self.needs(id, way));
            }
        }
        seen
    }
}

/// A procedural macro runs where the packages are built and is not in them.
pub fn writes_code(package: &Value) -> bool {
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
        "purl": purl(package),
    });
    if let Some(license) = package["license"].as_str() {
        component["licenses"] = json!([{ "expression": license }]);
    }
    if let Some(sum) = checksum(lock, name, version) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// What the packages depend on byte for byte beside their source: the compiler and Node.js, the
/// crates that write code or that the build is made of, and npm's packages.
fn tools(lock: &str, shipped: &BTreeMap<String, Value>) -> Result<Value> {
    let rustc = output(&mut command("rustc", &["--version"]))?;
    let node = output(&mut command("node", &["--version"]))?;
    let program = |name: &str, version: &str| json!({ "type": "application", "name": name, "version": version });
    let mut tools = vec![
        program("rustc", rustc.trim().trim_start_matches("rustc ")),
        program("node", node.trim().trim_start_matches('v')),
    ];
    let about = output(&mut command("rustc", &["-vV"]))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let builds = Graph::read(host.context("rustc names no host")?, &[BUILDER])?;
    let wasm = Graph::read(WASM, &SHIPPED)?;
    let mut crates = BTreeMap::new();
    for (graph, names) in [(&builds, &[BUILDER][..]), (&wasm, &SHIPPED)] {
        for id in graph.reached(names, &|kind| kind != "dev", &|_| true) {
            let package = graph.package(id)?;
            if !shipped.contains_key(&purl(package)) {
                crates.insert(purl(package), component(package, lock));
            }
        }
    }
    tools.extend(crates.into_values());
    tools.extend(npm_packages()?);
    Ok(Value::Array(tools))
}

/// Every package of the build's lock of npm, for whatever platform, with its sum.
fn npm_packages() -> Result<Vec<Value>> {
    let lock = root().join(npm::BUILD).join("package-lock.json");
    let lock: Value = serde_json::from_str(&std::fs::read_to_string(lock)?)?;
    let packages = lock["packages"].as_object().context("npm's lock has no packages")?;
    let own = packages
        .iter()
        .filter_map(|(path, package)| Some((path.rsplit_once("node_modules/")?.1, package)));
    own.map(|(name, package)| {
        let version = text(&package["version"]);
        let sum = text(&package["integrity"]);
        let sum = sum.strip_prefix("sha512-").with_context(|| format!("{name}: no sum"))?;
        Ok(json!({
            "type": "library",
            "name": name,
            "version": version,
            "licenses": [{ "expression": text(&package["license"]) }],
            "purl": format!("pkg:npm/{}@{version}", name.replace('@', "%40")),
            "hashes": [{ "alg": "SHA-512", "content": hexadecimal(sum)? }],
        }))
    })
    .collect()
}

/// npm writes its sums in base 64, and CycloneDX wants them in base 16.
fn hexadecimal(base64: &str) -> Result<String> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut hex) = (0_u32, 0, String::new());
    for digit in base64.trim_end_matches('=').chars() {
        let value = DIGITS.find(digit).context("no digit of base 64")?;
        bits = (bits << 6) | u32::try_from(value)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            hex += &format!("{:02x}", (bits >> held) & 0xff);
        }
    }
    Ok(hex)
}

fn purl(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(&package["name"]), text(&package["version"]))
}

pub fn checksum<'a>(lock: &'a str, name: &str, version: &str) -> Option<&'a str> {
    let head = format!("\nname = \"{name}\"\nversion = \"{version}\"\n");
    let entry = lock.split("[[package]]").find_map(|entry| entry.strip_prefix(&*head))?;
    entry.split("checksum = \"").nth(1)?.split('"').next()
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_in_it_with_its_sum_and_what_tests_is_not() -> Result<()> {
        let bom: Value = serde_json::from_str(&sbom()?)?;
        let named = |wanted: &str| list(&bom["components"]).find(|c| text(&c["name"]) == wanted);
        for shipped in ["gatewatch", "engine", "wasm-bindgen", "js-sys"] {
            let component = named(shipped).with_context(|| shipped.to_owned())?;
            // A crate of the workspace comes from no registry, so it has no sum there.
            let ours = SHIPPED.contains(&shipped) || shipped == "engine";
            let sum = text(&component["hashes"][0]["content"]).len();
            assert_eq!(sum, if ours { 0 } else { 64 }, "{shipped}");
            assert!(!text(&component["licenses"][0]["expression"]).is_empty(), "{shipped}");
        }
        for absent in
            ["tokio", "ts-rs", "proptest", "lab", "resvg", "thirtyfour", "syn", "serde_derive"]
        {
            assert!(named(absent).is_none(), "{absent}");
        }
        Ok(())
    }

    #[test]
    fn what_it_was_built_with_is_among_the_tools_with_its_sum() -> Result<()> {
        let bom: Value = serde_json::from_str(&sbom()?)?;
        let tools = &bom["metadata"]["tools"]["components"];
        for (tool, sum) in [
            ("rustc", 0),
            ("node", 0),
            ("wasm-bindgen-cli-support", 64),
            ("serde_derive", 64),
            ("resvg", 64),
            ("binaryen", 128),
            ("esbuild", 128),
            ("@esbuild/linux-x64", 128),
            ("typescript", 128),
        ] {
            let tool = list(tools).find(|it| text(&it["name"]) == tool).context(tool)?;
            assert_eq!(text(&tool["hashes"][0]["content"]).len(), sum, "{tool}");
        }
        for of_tests in ["proptest", "thirtyfour", "web-ext", "oxlint", "axe-core"] {
            assert!(list(tools).all(|it| text(&it["name"]) != of_tests), "{of_tests}");
        }
        Ok(())
    }

    #[test]
    fn a_sum_in_base_64_is_the_same_in_base_16() -> Result<()> {
        assert_eq!(hexadecimal("Z2F0ZXdhdGNo")?, "676174657761746368");
        assert_eq!(hexadecimal("//8=")?, "ffff");
        assert!(hexadecimal("*").is_err());
        Ok(())
    }
}
