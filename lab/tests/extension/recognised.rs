//! What a failing page shows settles what it is; and failures that no event of the network told of.

use super::{CHAT, SOON, Stage, extension, in_both, in_both_and_long, is_probe};
use detect::Evidence;
use lab::drive::{Kind, Options};
use lab::{Record, Scenario, rows};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    // The corpus is the whole project's.
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A site that answers every document as `reply` says, and then is well.
pub(super) fn scene(reply: &str) -> Scenario {
    let text = format!(
        "about = \"One reply for all.\"\n[[phase]]\nname = \"down\"\n[[phase.reply]]\n{reply}\n\
         [[phase]]\nname = \"up\"\n"
    );
    Scenario::parse("reply", &text).unwrap()
}

impl Stage {
    /// What the extension says of the present tab.
    pub(super) async fn verdict(&self) -> Value {
        let script = "
            const tab = (await chrome.tabs.query({ url: 'https://chatgpt.com/*' }))[0];
            return await chrome.runtime.sendMessage({ kind: 'classify', tab: tab.id })";
        let said = self.browser.in_extension(script).await;
        self.told(said).await
    }

    /// Waits until an outage has begun: it asks the status page at once.
    async fn outage_began(&self) {
        let asked = |all: &[Record]| all.iter().any(|r| r.host == lab::scenario::STATUS_HOST);
        self.told(self.lab.wait_for("a question to the status page", asked, SOON).await).await;
    }

    /// The card was there, and goes; nothing was asked of the site and nothing loaded again.
    async fn ends_left_alone(self, class: &str) {
        self.outage_began().await;
        self.outage_ended().await;
        self.no_panel().await;
        let said = self.verdict().await;
        assert_eq!((&said["class"], &said["action"]), (&class.into(), &"leave_alone".into()));
        assert_eq!((self.lab.hits(is_probe), self.documents()), (0, 1));
        self.end().await;
    }
}

async fn a_page_that_lives_in_spite_of_its_503_is_left_alone(kind: Kind) {
    let reply = "documents_only = true\nstatus = 503";
    let stage = Stage::set_scene(kind, scene(reply), Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.ends_left_alone("healthy").await;
}

async fn a_limit_that_comes_as_a_503_is_left_alone(kind: Kind) {
    let reply = "documents_only = true\nstatus = 503\ntext = '<html><head><title>503 Service \
                 Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily \
                 Unavailable</h1></center><hr><center>openresty</center></body></html>'";
    let stage = Stage::set_scene(kind, scene(reply), Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.ends_left_alone("rate_limited").await;
}

async fn openais_own_502_is_one_and_says_by_which_witness(kind: Kind) {
    let reply = "path = \"/c/*\"\nstatus = 502\nbody = \"openai\"";
    let stage = Stage::set_scene(kind, scene(reply), Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let said = stage.verdict().await;
    let expected = [("class", "gateway_502"), ("action", "retry"), ("witness", "status")];
    for (name, value) in expected {
        assert_eq!(said[name], value, "{said}");
    }
    stage.end().await;
}

async fn cloudflares_columns_say_whose_fault_it_is(kind: Kind) {
    let stage = Stage::set(kind, "cloudflare").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage
        .panel("whose fault", |panel| panel.text.contains("the problem is ChatGPT’s servers"))
        .await;
    stage.end().await;
}

async fn a_502_that_the_sites_own_worker_answered_gets_a_panel(kind: Kind) {
    const WORKER: &str = r#"
about = "The site's own service worker fetches its documents."
[[phase]]
name = "well"
[[phase.reply]]
path = "/worker.js"
headers = { content-type = "text/javascript" }
text = """
self.addEventListener('install', () => skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(fetch(event.request));
});
"""
[[phase]]
name = "down"
[[phase.reply]]
path = "/c/*"
status = 502
body = "openai"
[[phase]]
name = "up"
"#;
    let scene = Scenario::parse("worker", WORKER).unwrap();
    let stage = Stage::set_scene(kind, scene, Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    let register = "
        const claimed = new Promise((done) => (navigator.serviceWorker.oncontrollerchange = done));
        await navigator.serviceWorker.register('/worker.js');
        if (!navigator.serviceWorker.controller) await claimed";
    stage.browser.eval(register).await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn a_failing_page_out_of_the_page_cache_asks_anew(kind: Kind) {
    let reply = "path = \"/c/*\"\nstatus = 502\nbody = \"nginx\"\n\
                 headers = { cache-control = \"max-age=60\" }";
    let stage = Stage::set_scene(kind, scene(reply), Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    // A document that the browser keeps still knows this when it comes back.
    stage.browser.eval("document.documentElement.dataset.kept = true").await.unwrap();
    stage.browser.goto("https://chatgpt.com/").await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    let before = stage.lab.hits(is_probe);
    stage.browser.back().await.unwrap();
    // It still fails: nothing but its own word brings what is kept to anybody's notice. Chromium keeps no
    // page of such a status, and asks for it again.
    let kept = stage
        .browser
        .eval("return document.documentElement.dataset.kept === 'true'")
        .await
        .unwrap();
    assert_eq!(kept, kind == Kind::Firefox);
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.probes(before + 2).await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
}

/// The whole corpus: a collector that reads otherwise than the fixtures say makes all that is
/// tested natively worthless.
async fn the_collector_reads_what_the_fixtures_hold(kind: Kind) {
    let name = if kind == Kind::Chrome { "chromium" } else { "firefox" };
    let fixture = root().join("tests/fixtures/facts").join(name).with_extension("json");
    let fixture: Value = serde_json::from_slice(&std::fs::read(fixture).unwrap()).unwrap();
    let all = rows::read(&root().join("tests/corpus/rows.tsv")).unwrap();
    let facts = rows::facts(kind, &extension(kind), &all).await.unwrap();
    for (row, facts) in all.iter().zip(facts) {
        let kept = &fixture["pages"][&row.file]["facts"];
        assert_eq!(facts, *kept, "run `cargo xtask record-facts`: {}", row.file);
    }
}

/// The rows of the corpus of whose cells this is so, as the extension takes them.
async fn said_of_pages(kind: Kind, mut wanted: impl FnMut(&[&str]) -> bool) {
    let list = root().join("tests/corpus/rows.tsv");
    let text = std::fs::read_to_string(&list).unwrap();
    let rows = rows::read(&list).unwrap().into_iter().zip(text.lines());
    let (rows, expected): (Vec<_>, Vec<_>) =
        rows.filter(|(_, line)| wanted(&line.split('\t').collect::<Vec<_>>())).unzip();
    let said = rows::classify(kind, &extension(kind), &rows).await.unwrap();
    let mut wrong = Vec::new();
    for ((class, action), expected) in said.iter().zip(&expected) {
        if !expected.ends_with(&format!("\t{class}\t{action}")) {
            wrong.push(format!("{class}: {expected}"));
        }
    }
    println!("{} pages in {kind}", rows.len());
    assert!(said.len() == expected.len() && wrong.is_empty(), "{wrong:#?}");
}

async fn what_the_extension_says_of_pages_is_what_they_are(kind: Kind) {
    said_of_pages(kind, |_| true).await;
}

/// A page of each status, class and action. That the facts of all of them are what the native tests
/// judge by is held beside this.
async fn what_the_extension_says_of_a_page_of_each_kind_is_what_it_is(kind: Kind) {
    let mut seen = BTreeSet::new();
    let first = |cells: &[&str]| {
        let [_, status, .., class, action] = cells else { panic!("{cells:?}") };
        seen.insert([*status, *class, *action].map(str::to_owned))
    };
    said_of_pages(kind, first).await;
}

/// A site whose one page is this.
fn page(body: String) -> Scenario {
    let mut scene = scene("path = \"/c/*\"\nheaders = { content-type = \"text/html\" }");
    scene.phases[0].replies[0].bytes = Some(body.into_bytes());
    scene
}

/// What is read of a page whose layout is out of date leaves it out of date: what asks for the
/// layout afterwards has all the work still to do.
/// The collector as it is put into pages: whole in itself.
fn collector() -> String {
    let extension = root().join("extension");
    let bundled = std::process::Command::new(extension.join("node_modules/.bin/esbuild"))
        .args(["content/page-facts.ts", "--bundle", "--format=iife", "--global-name=collector"])
        .current_dir(&extension)
        .output()
        .unwrap();
    assert!(bundled.status.success(), "{}", String::from_utf8_lossy(&bundled.stderr));
    String::from_utf8(bundled.stdout).unwrap()
}

async fn the_collector_makes_no_page_lay_itself_out(kind: Kind) {
    let words = "A long answer about what a gateway is, and why one fails. ";
    let long_chat = "<div class=m><p>A question</p><pre><code>let it = 502;</code></pre></div>";
    let pages = [
        ("a long chat", long_chat.repeat(800_000 / long_chat.len())),
        ("few elements and much text", format!("<p>{}</p>", words.repeat(14)).repeat(590)),
        ("one long text", format!("<p>{}</p>", words.repeat(800_000 / words.len()))),
    ];
    let script = format!(
        "{}
         const collect = collector.default;
         const time = (does) => {{
           const begun = performance.now(); does(); return performance.now() - begun;
         }};
         const lay = () => document.body.offsetHeight;
         let size = 10;
         const wrong = () => document.body.style.fontSize = `${{++size}}px`;
         const first = time(() => collect());
         lay();
         const rounds = [];
         for (let round = 0; round < 9; round++) {{
           wrong();
           const whole = time(lay);
           wrong();
           rounds.push([whole, time(() => collect()), time(lay), time(lay)]);
         }}
         const middle = (at) => rounds.map((round) => round[at]).sort((a, b) => a - b)[4];
         return [first, middle(0), middle(1), middle(2), middle(3)]",
        collector()
    );
    for (name, body) in pages {
        let body = format!("<!DOCTYPE html><title>ChatGPT</title><body>{body}");
        let stage = Stage::set_scene(kind, page(body), Options::default()).await;
        stage.browser.goto(CHAT).await.unwrap();
        let told = stage.browser.eval(&script).await.unwrap();
        let [first, whole, collected, left, none]: [f64; 5] = serde_json::from_value(told).unwrap();
        println!(
            "{name} in {kind}: first {first:.2} ms, then {collected:.2}; layout {whole:.1} ms, \
             after the collector {left:.1}, with nothing to do {none:.2}"
        );
        assert!(none < whole / 4.0, "{name}: {none} ms of {whole} with nothing to do");
        assert!(left > whole / 2.0, "{name}: {left} ms of {whole} were left: it forced the rest");
        stage.end().await;
    }
}

/// Pages of others as they were captured, beside the project: rows, and the class of each.
fn captures() -> Option<(Vec<rows::Row>, Vec<String>)> {
    let folder = root().join("../shared/data/pages");
    let Ok(index) = std::fs::read_to_string(folder.join("INDEX.tsv")) else {
        eprintln!("SKIPPED: no captured pages at ../shared/data/pages");
        return None;
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = rows::Row {
            file: cells[0].to_owned(),
            status: cells[2].split('/').next().unwrap().parse().unwrap(),
            headers: Default::default(),
            body: std::fs::read(folder.join(cells[0])).unwrap(),
        };
        let class = match cells[1] {
            "blocked_403" => "blocked",
            "cf_challenge" => "challenge",
            "healthy_article" => "healthy",
            "rate_limited_429" => "rate_limited",
            own => own,
        };
        (row, class.to_owned())
    };
    Some(index.lines().skip(1).map(row).unzip())
}

async fn captured_pages_are_what_their_index_says_with_a_status_and_without(kind: Kind) {
    let Some((rows, classes)) = captures() else { return };
    let said = rows::classify(kind, &extension(kind), &rows).await.unwrap();
    for ((row, (class, action)), expected) in rows.iter().zip(said).zip(&classes) {
        assert_eq!(class, *expected, "{}", row.file);
        let fails = class.starts_with("gateway_") || class == "server_500";
        assert_eq!(action, if fails { "retry" } else { "leave_alone" }, "{}", row.file);
    }
    let facts = rows::facts(kind, &extension(kind), &rows).await.unwrap();
    for ((row, facts), expected) in rows.iter().zip(facts).zip(&classes) {
        let page = serde_json::from_value(facts).unwrap();
        let evidence = Evidence { page, ..Evidence::default() };
        let class = detect::classify(&evidence).class.name();
        assert_eq!(class, *expected, "by its body alone: {}", row.file);
    }
}

in_both! {
    a_page_that_lives_in_spite_of_its_503_is_left_alone
    a_limit_that_comes_as_a_503_is_left_alone
    openais_own_502_is_one_and_says_by_which_witness
    cloudflares_columns_say_whose_fault_it_is
    a_502_that_the_sites_own_worker_answered_gets_a_panel
    a_failing_page_out_of_the_page_cache_asks_anew
    the_collector_reads_what_the_fixtures_hold
    the_collector_makes_no_page_lay_itself_out
    what_the_extension_says_of_a_page_of_each_kind_is_what_it_is
    captured_pages_are_what_their_index_says_with_a_status_and_without
}

in_both_and_long! { what_the_extension_says_of_pages_is_what_they_are }
