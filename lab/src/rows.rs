//! Rows of pages as chatgpt.com's documents: what the extension makes of each, and the facts that
//! its collector reads from them.
//!
//! A row is `file<TAB>status<TAB>headers as JSON`; what follows is for others. Files are named
//! from the rows file's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::drive::{Browser, Kind, Options};
use crate::scenario::{Phase, Reply, Stall};
use crate::{Lab, Scenario};

/// One document to serve.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its file, as the rows name it.
    pub file: String,
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Row {
    /// What it says it is: its own header, or what its name ends in.
    #[must_use]
    pub fn content_type(&self) -> &str {
        match self.headers.get("content-type") {
            Some(own) => own,
            None if self.file.ends_with(".html") => "text/html; charset=utf-8",
            None => "text/plain; charset=utf-8",
        }
    }

    /// What the lab answers for it at its address. Its document comes once: where a page loads
    /// itself again, that never ends, and the one that was served stays to be looked at.
    fn replies(&self, number: usize, status: u16) -> [Reply; 3] {
        let mut headers = self.headers.clone();
        headers.insert("content-type".into(), self.content_type().into());
        let path = Some(path(number));
        let reply = Reply {
            path: path.clone(),
            status: Some(status),
            bytes: Some(self.body.clone()),
            headers,
            ..Reply::default()
        };
        let stall = Some(Stall::BeforeHeaders);
        [
            Reply { documents_only: true, first_only: true, ..reply.clone() },
            Reply { path, documents_only: true, stall, ..Reply::default() },
            reply,
        ]
    }
}

/// Reads rows and the files that they name.
///
/// # Errors
/// The file is missing or is not of this form; the error names the line.
pub fn read(rows: &Path) -> anyhow::Result<Vec<Row>> {
    let folder = rows.parent().unwrap_or(Path::new("."));
    let text = std::fs::read_to_string(rows)
        .with_context(|| format!("{} cannot be read", rows.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            row(folder, line).with_context(|| format!("{}:{}", rows.display(), number + 1))
        })
        .collect()
}

fn row(folder: &Path, line: &str) -> anyhow::Result<Row> {
    let mut cells = line.split('\t');
    let mut cell = |name| cells.next().with_context(|| format!("no {name}"));
    let (file, status, headers) = (cell("file")?, cell("status")?, cell("headers")?);
    let headers: BTreeMap<String, Value> = serde_json::from_str(headers).context("the headers")?;
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let status: u16 = status.trim().parse().context("the status")?;
    ensure!((200..600).contains(&status), "{status} is no status of a document");
    Ok(Row {
        file: file.to_owned(),
        status,
        headers: headers.into_iter().map(|(k, v)| (k.to_ascii_lowercase(), text(v))).collect(),
        body: std::fs::read(folder.join(file)).with_context(|| format!("{file} cannot be read"))?,
    })
}

/// What the running extension says of each row: `class` and `action`, as it names them.
///
/// Each is loaded in a tab of a real browser, and a page of the extension asks the extension's
/// background what that tab is.
///
/// # Errors
/// The browser failed, or the extension gave no answer.
pub async fn classify(
    kind: Kind,
    extension: &Path,
    rows: &[Row],
) -> anyhow::Result<Vec<(String, String)>> {
    let replies = rows.iter().enumerate().flat_map(|(n, row)| row.replies(n, row.status));
    let stage = Stage::set(kind, extension, replies.collect()).await?;
    let ask = format!(
        "{THE_TAB}
         const said = await chrome.runtime.sendMessage({{ kind: 'classify', tab: tab.id }});
         return [said.class, said.action]"
    );
    let mut said = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let answer = stage.ask(number, &ask).await.with_context(|| row.file.clone())?;
        said.push(serde_json::from_value(answer).with_context(|| row.file.clone())?);
    }
    stage.end().await?;
    Ok(said)
}

/// The facts that the collector reads from each row, without what it found empty; `Null` where the
/// browser lets no extension in. All are served with status 200: then nothing else of ours is in
/// the page, and facts do not depend on the status.
///
/// # Errors
/// The browser failed.
pub async fn facts(kind: Kind, extension: &Path, rows: &[Row]) -> anyhow::Result<Vec<Value>> {
    let replies = rows.iter().enumerate().flat_map(|(n, row)| row.replies(n, 200));
    let stage = Stage::set(kind, extension, replies.collect()).await?;
    let ask = format!(
        "{THE_TAB}
         const collect = {};
         const run = async (func) => (await chrome.scripting.executeScript(
           {{ target: {{ tabId: tab.id }}, func }}).catch(() => []))[0]?.result;
         // What is saved as a file leaves the page before it where it stood.
         const here = await run(() => location.pathname);
         return here === path ? await run(collect) : null",
        function_of("page-facts.ts")?
    );
    let mut all = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let ask = format!("const path = '{}'; {ask}", path(number));
        let mut facts = stage.ask(number, &ask).await.with_context(|| row.file.clone())?;
        if let Value::Object(facts) = &mut facts {
            facts.retain(|_, fact| !is_empty(fact));
        }
        all.push(facts);
    }
    stage.end().await?;
    Ok(all)
}

/// The default export of one of the extension's content scripts with all that it imports, as the text of
/// one function.
///
/// # Errors
/// It cannot be bundled.
pub fn function_of(content_script: &str) -> anyhow::Result<String> {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extension/build.mjs");
    let mut node = std::process::Command::new("node");
    let made =
        node.arg(build).args(["--function", &format!("content/{content_script}")]).output()?;
    anyhow::ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Ok(String::from_utf8(made.stdout)?)
}

/// The collector as it is written: what the build leaves out of it changes no fact.
fn collector() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../extension/content/page-facts.ts")
}

/// The same as the text of a fixture: with what marks the collector and each page, so that
/// recorded facts tell of which they are.
///
/// # Errors
/// The browser failed.
pub async fn fixture(kind: Kind, extension: &Path, rows: &[Row]) -> anyhow::Result<String> {
    let collector = std::fs::read(collector())?;
    let pages = facts(kind, extension, rows).await?;
    let mut text = format!("{{\"collector\":\"{}\",\"pages\":{{\n", mark(&[&collector]));
    for (number, (row, facts)) in rows.iter().zip(pages).enumerate() {
        let mark = mark(&[row.content_type().as_bytes(), &row.body]);
        let end = if number + 1 == rows.len() { "\n" } else { ",\n" };
        text.push_str(&format!(
            "{}:{{\"mark\":\"{mark}\",\"facts\":{facts}}}{end}",
            Value::from(row.file.as_str())
        ));
    }
    text.push_str("}}\n");
    Ok(text)
}

/// FNV-1a of 64 bits over parts, each ended by a zero.
#[must_use]
pub fn mark(parts: &[&[u8]]) -> String {
    let bytes = parts.iter().flat_map(|part| part.iter().chain(&[0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn is_empty(fact: &Value) -> bool {
    match fact {
        Value::Null => true,
        Value::Bool(is) => !is,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// The tab that is not the asking page's own.
const THE_TAB: &str = "const own = await chrome.tabs.getCurrent();
     const tab = (await chrome.tabs.query({})).find(({ id }) => id !== own.id);";

fn path(number: usize) -> String {
    format!("/c/row-{number}")
}

/// A browser with the extension, the tab that the rows are loaded in, and one that asks.
struct Stage {
    browser: Browser,
    _lab: Lab,
    page: String,
    asking: String,
}

impl Stage {
    async fn set(kind: Kind, extension: &Path, replies: Vec<Reply>) -> anyhow::Result<Self> {
        let phase = Phase { name: "rows".into(), replies, ..Phase::default() };
        let scenario = Scenario {
            name: "rows".into(),
            about: "Rows.".into(),
            phases: vec![phase],
            ..Scenario::default()
        };
        let lab = Lab::start(scenario).await?;
        let options = Options {
            extension: Some(extension.to_owned()),
            companion: false,
            ..Options::default()
        };
        let browser = Browser::open(kind, &lab, options).await?;
        browser.extension_ready().await?;
        let page = browser.present_tab().await?;
        let (asking, _) = browser.new_tab(&browser.extension_url("popup.html")?).await?;
        Ok(Self { browser, _lab: lab, page, asking })
    }

    async fn ask(&self, number: usize, body: &str) -> anyhow::Result<Value> {
        self.browser.switch_to(&self.page).await?;
        self.browser.goto(&format!("https://chatgpt.com{}", path(number))).await?;
        self.browser.switch_to(&self.asking).await?;
        self.browser.eval(body).await
    }

    async fn end(self) -> anyhow::Result<()> {
        self.browser.close().await
    }
}
