//! `cargo xtask record-facts`: what the collector reads of every page of the corpus, in both browsers.
//!
//! The facts are kept as fixtures (`tests/fixtures/facts/{chromium,firefox}.json`), so that
//! recognition is tested natively. Each is stored with a mark of the page, and the file with a
//! mark of the collector: a test fails where they drifted apart. Captures outside of the
//! repository are judged on the way, and their figures printed, but nothing of them is kept.

use crate::webdriver::{Browser, Session};
use anyhow::Context as _;
use gatewatch::detect::{Action, Class, Evidence, PageFacts, Response, classify};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Captures of others, read where they lie; skipped where they are absent.
const CAPTURES: &str = "../shared/data/pages";

/// One page with what is expected of it.
struct Row {
    file: String,
    response: Response,
    class: String,
    action: Option<String>,
    body: Vec<u8>,
}

/// Records every page (`--check` prints the figures and writes nothing).
///
/// # Errors
/// Where the corpus cannot be read, a browser does not start, or a verdict is wrong.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let write = !arguments.iter().any(|argument| argument == "--check");
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(record(write))
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

async fn record(write: bool) -> anyhow::Result<()> {
    let collector = fs::read_to_string(root().join("extension/collect.js"))?;
    let corpus = corpus()?;
    let captures = captures()?;
    let mut wrong = 0;
    for browser in Browser::ALL {
        let session = Session::start(browser).await?;
        let facts = visit(&session, browser, &collector, &corpus).await?;
        wrong += judge(browser, "corpus", &corpus, &facts);
        if captures.is_empty() {
            eprintln!("no captures at {CAPTURES}: skipped");
        } else {
            let facts = visit(&session, browser, &collector, &captures).await?;
            wrong += judge(browser, "captures", &captures, &facts);
        }
        let (bytes, first, mean) = time(&session, &collector).await?;
        println!(
            "{}: {first:.2} ms at first, {mean:.2} ms then, on a page of {} KB",
            browser.name(),
            bytes / 1024
        );
        session.stop().await?;
        if write {
            let path = root().join(format!("tests/fixtures/facts/{}.json", browser.name()));
            fs::create_dir_all(path.parent().context("a folder")?)?;
            fs::write(&path, fixture(&collector, &corpus, &facts))?;
            println!("{}: wrote {}", browser.name(), path.display());
        }
    }
    anyhow::ensure!(wrong == 0, "{wrong} verdicts are wrong");
    Ok(())
}

/// Opens every page and reads its facts; `null` where no extension may look.
async fn visit(
    session: &Session,
    browser: Browser,
    collector: &str,
    rows: &[Row],
) -> anyhow::Result<BTreeMap<String, Value>> {
    let address = serve(rows).await?;
    let script = injected(collector);
    let mut facts = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        // Firefox shows JSON in a viewer of its own, into which nothing may be injected, and no
        // browser shows a file that was sent to be kept.
        let viewer = browser == Browser::Firefox && kind(row).contains("json");
        let read = if viewer || row.response.is_attachment() {
            Value::Null
        } else {
            session.driver.goto(format!("{address}/{number}")).await?;
            let found = session.driver.execute(script.as_str(), Vec::new()).await?;
            without_empty(found.json().clone())
        };
        facts.insert(row.file.clone(), read);
    }
    Ok(facts)
}

/// The collector as a script that answers with its facts.
fn injected(collector: &str) -> String {
    format!("{}\nreturn collect();", collector.replace("export function", "function"))
}

/// Facts without those that are empty: they read the same, and the fixtures stay short.
fn without_empty(facts: Value) -> Value {
    let Value::Object(facts) = facts else { return facts };
    let empty = [json!(""), json!([]), json!(0)];
    Value::Object(facts.into_iter().filter(|(_, value)| !empty.contains(value)).collect())
}

/// The fixture's text: one line for a page.
fn fixture(collector: &str, rows: &[Row], facts: &BTreeMap<String, Value>) -> String {
    let mut out = format!("{{\"collector\":\"{}\",\"pages\":{{\n", mark(&[collector.as_bytes()]));
    for (number, row) in rows.iter().enumerate() {
        let page =
            json!({ "mark": mark(&[kind(row).as_bytes(), &row.body]), "facts": facts[&row.file] });
        let comma = if number + 1 < rows.len() { "," } else { "" };
        out.push_str(&format!("{}:{page}{comma}\n", json!(row.file)));
    }
    out + "}}\n"
}

/// A mark of some bytes: FNV-1a of 64 bits, as tests/corpus.rs computes it.
fn mark(parts: &[&[u8]]) -> String {
    let bytes = parts.iter().flat_map(|part| part.iter().chain(&[0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Prints how the rows are judged with and without their status, and counts what is wrong.
fn judge(browser: Browser, name: &str, rows: &[Row], facts: &BTreeMap<String, Value>) -> usize {
    let (mut wrong, mut unknown, mut seen) = (0, 0, 0);
    for row in rows {
        let page: Option<PageFacts> = serde_json::from_value(facts[&row.file].clone()).ok();
        let with = classify(&Evidence {
            response: Some(row.response.clone()),
            page: page.clone(),
            error: None,
        });
        let action = row.action.as_deref().unwrap_or(with.action.name());
        if (with.class.name().as_str(), with.action.name()) != (row.class.as_str(), action) {
            wrong += 1;
            println!(
                "  wrong: {} is {}, not {} {} ({})",
                row.file,
                row.class,
                with.class.name(),
                with.action.name(),
                with.why.name()
            );
        }
        let Some(page) = page else { continue };
        seen += 1;
        let alone = classify(&Evidence { page: Some(page), ..Evidence::default() });
        if alone.class == Class::Unknown {
            unknown += 1;
            println!("  unknown without status: {} ({})", row.file, alone.why.name());
        } else if row.class == "healthy" && alone.action == Action::Retry {
            wrong += 1;
            println!("  healthy, called {} without status: {}", alone.class.name(), row.file);
        } else if alone.class.name() != row.class {
            println!("  {} is {} without status: {}", row.class, alone.class.name(), row.file);
        }
    }
    println!(
        "{} {name}: {} pages, {wrong} wrong; without status {unknown} unknown of {seen} seen",
        browser.name(),
        rows.len()
    );
    wrong
}

/// How long the collector takes on a long page: its bytes, and in milliseconds the median of
/// the first runs in fresh documents and of the means of 50 runs after them. A busy machine
/// shows in the first.
async fn time(session: &Session, collector: &str) -> anyhow::Result<(usize, f64, f64)> {
    let turn = |number: usize| {
        format!(
            "<div class=\"turn\" id=\"t{number}\"><div><h6>You said</h6><p>Why is <code>502</code> \
             number {number} a <b>bad gateway</b>? {}</p></div></div>",
            "The upstream went away before it answered. ".repeat(12)
        )
    };
    let body: String = (0..1280).map(turn).collect();
    let head = "<!DOCTYPE html><html><head><title>long</title></head><body>";
    let page = format!("{head}{body}</body></html>").into_bytes();
    let headers = vec![("content-type".into(), "text/html".into())];
    let row = |_| Row {
        file: "long".into(),
        response: Response { status: 200, headers: headers.clone() },
        class: "healthy".into(),
        action: None,
        body: page.clone(),
    };
    let address = serve(&(0..9).map(row).collect::<Vec<_>>()).await?;
    let script = format!(
        "{}\nconst start = performance.now(); collect(); const first = performance.now() - start;\n\
         for (let i = 0; i < 50; i++) collect();\n\
         return [first, (performance.now() - start - first) / 50];",
        collector.replace("export function", "function")
    );
    let (mut firsts, mut means) = (Vec::new(), Vec::new());
    for number in 0..9 {
        session.driver.goto(format!("{address}/{number}")).await?;
        let found = session.driver.execute(script.as_str(), Vec::new()).await?;
        firsts.push(found.json()[0].as_f64().context("a time")?);
        means.push(found.json()[1].as_f64().context("a time")?);
    }
    firsts.sort_by(f64::total_cmp);
    means.sort_by(f64::total_cmp);
    Ok((page.len(), firsts[4], means[4]))
}

/// Serves each row's body once with status 200 and its own type: a page that reloads itself
/// then stays as it is (204). Its scripts do not run and nothing else is loaded, so that two
/// recordings are one.
async fn serve(rows: &[Row]) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let pages: Arc<Vec<(String, Vec<u8>)>> =
        Arc::new(rows.iter().map(|row| (kind(row), row.body.clone())).collect());
    let served = Arc::new(Mutex::new(BTreeSet::new()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&pages), Arc::clone(&served)));
        }
    });
    Ok(address)
}

async fn answer(
    stream: TcpStream,
    pages: Arc<Vec<(String, Vec<u8>)>>,
    served: Arc<Mutex<BTreeSet<usize>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut request = String::new();
    stream.read_line(&mut request).await?;
    let mut line = String::from("-");
    while !line.trim().is_empty() {
        line.clear();
        stream.read_line(&mut line).await?;
    }
    let number = request.split([' ', '/']).find_map(|part| part.parse::<usize>().ok());
    let first =
        number.is_some_and(|number| served.lock().is_ok_and(|mut served| served.insert(number)));
    let reply = match number.and_then(|number| pages.get(number)).filter(|_| first) {
        Some((kind, body)) => {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
                 content-security-policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
                 connection: close\r\n\r\n",
                body.len()
            );
            [head.as_bytes(), body].concat()
        }
        None => b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec(),
    };
    stream.write_all(&reply).await?;
    stream.shutdown().await
}

/// The type that a row is served as.
fn kind(row: &Row) -> String {
    let named = row.response.header("content-type").map(str::to_owned);
    let of_file = if row.file.ends_with(".html") {
        "text/html; charset=utf-8"
    } else {
        "text/plain; charset=utf-8"
    };
    named.unwrap_or_else(|| of_file.into())
}

/// The project's own pages, as tests/corpus/rows.tsv lists them.
fn corpus() -> anyhow::Result<Vec<Row>> {
    let folder = root().join("tests/corpus");
    let rows = fs::read_to_string(folder.join("rows.tsv"))?;
    rows.lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [file, status, headers, class, action] = cells[..] else {
                anyhow::bail!("rows.tsv: {line}")
            };
            let headers: Map<String, Value> = serde_json::from_str(headers)?;
            let headers = headers
                .into_iter()
                .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap_or("").to_owned()))
                .collect();
            Ok(Row {
                file: file.into(),
                response: Response { status: status.parse()?, headers },
                class: class.into(),
                action: Some(action.into()),
                body: fs::read(folder.join(file)).with_context(|| file.to_owned())?,
            })
        })
        .collect()
}

/// The captures, with their classes in the words of this project.
fn captures() -> anyhow::Result<Vec<Row>> {
    let folder = root().join(CAPTURES);
    let Ok(index) = fs::read_to_string(folder.join("INDEX.tsv")) else { return Ok(Vec::new()) };
    index
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t');
            let (Some(file), Some(class), Some(status)) =
                (cells.next(), cells.next(), cells.next())
            else {
                anyhow::bail!("INDEX.tsv: {line}")
            };
            let class = match class {
                "blocked_403" => "blocked",
                "cf_challenge" => "challenge",
                "rate_limited_429" => "rate_limited",
                "healthy_article" => "healthy",
                other => other,
            };
            let status = status.split('/').next().unwrap_or(status).parse()?;
            Ok(Row {
                file: file.into(),
                response: Response { status, headers: Vec::new() },
                class: class.into(),
                action: None,
                body: fs::read(folder.join(file))?,
            })
        })
        .collect()
}
