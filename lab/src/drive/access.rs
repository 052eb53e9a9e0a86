//! Who is shut out: what axe-core finds, what the accessibility tree holds, what was said aloud.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{Browser, Kind, chrome};

/// Runs axe-core on the page, or on one element with a closed root. axe looks for roots where an
/// element names its own, so the root that the driver was given is named there. And it
/// knows the colours of what is in the body alone, so our element stands there meanwhile.
///
/// Rules about whole pages are left out for what stands on somebody else's.
const AUDIT: &str = "
const [root, done] = arguments;
const host = root?.host;
const place = host?.parentNode;
const end = (told) => { place?.moveBefore(host, null); done(told); };
if (host) document.body.moveBefore(host, null);
if (host) Object.defineProperty(host, 'shadowRoot', { value: root, configurable: true });
axe.run(host ?? document, { resultTypes: ['violations'], iframes: false,
    rules: { 'target-size': { enabled: true } } })
  .then(({ violations, passes }) => end({
    looked: violations.length + passes.length,
    found: violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      `${id}: ${target.flat().join(' > ')}: ${failureSummary.replace(/\\s+/g, ' ')}`)),
  }), (error) => end({ looked: 0, found: [`axe: ${error}`] }));
";

impl Browser {
    /// What axe-core finds wrong with the present page, or with the element of this name and all
    /// that is in its closed root; in lines for people. axe-core is what `cargo xtask build` fetched.
    ///
    /// # Errors
    /// axe-core or the element is missing, or nothing was looked at.
    pub async fn audit(&self, host: Option<&str>) -> anyhow::Result<Vec<String>> {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe)
            .context("axe-core is missing: cargo xtask build fetches it")?;
        let root = match host {
            Some(name) => self.root_of(name).await?.with_context(|| format!("no {name}"))?,
            None => Value::Null,
        };
        let script = format!("{axe}\n{AUDIT}");
        let told = self.script("execute/async", &script, vec![root]).await?;
        anyhow::ensure!(told["looked"].as_u64() > Some(0), "axe-core looked at nothing: {told}");
        Ok(serde_json::from_value(told["found"].clone())?)
    }

    /// Changes the closed root of an element of this name by the body of a function of it.
    ///
    /// # Errors
    /// There is none, or the script threw.
    pub async fn in_root(&self, host: &str, body: &str) -> anyhow::Result<Value> {
        let root = self.root_of(host).await?.with_context(|| format!("no {host}"))?;
        let script = format!("const [root] = arguments; {body}");
        self.script("execute/sync", &script, vec![root]).await
    }

    /// What the card's region of news held: first when the card came into the present document,
    /// then each time that it changed. Needs the companion.
    ///
    /// # Errors
    /// The companion does not run on this page.
    pub async fn said_aloud(&self) -> anyhow::Result<Vec<String>> {
        let script = "document.dispatchEvent(new CustomEvent('gatewatch-lab-ask'));
            const root = document.documentElement, answer = root.dataset.gatewatchLab;
            delete root.dataset.gatewatchLab;
            return answer ?? null";
        let answer = self.script("execute/sync", script, Vec::new()).await?;
        let text = answer.as_str().context("the companion does not run on this page")?;
        let answer: Value = serde_json::from_str(text)?;
        Ok(serde_json::from_value(answer["said"].clone())?)
    }

    /// The accessibility tree of the present page: each node's role, name and properties, in
    /// order. Chromium alone.
    ///
    /// # Errors
    /// The driver failed, or the browser is another.
    pub async fn accessibility_tree(&self) -> anyhow::Result<Vec<AccessibleNode>> {
        anyhow::ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        let tree = chrome::cdp(self, "Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("no tree")?;
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        Ok(nodes
            .iter()
            .filter(|node| node["ignored"] == false)
            .map(|node| AccessibleNode {
                role: text(&node["role"]),
                name: text(&node["name"]),
                properties: node["properties"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|property| {
                        let name = property["name"].as_str().unwrap_or_default();
                        (name.to_owned(), property["value"]["value"].clone())
                    })
                    .collect(),
            })
            .collect())
    }
}

/// One node of the accessibility tree.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessibleNode {
    /// Its role: `button`, `status`, `timer`.
    pub role: String,
    /// Its name.
    pub name: String,
    /// Its properties, such as `live`.
    pub properties: Vec<(String, Value)>,
}
