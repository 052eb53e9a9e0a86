//! The lab as a program: `cargo run -p lab -- [--scenario NAME] [--layout NAME]`, its `demo` and its `bench`.

use anyhow::{Context as _, bail};
use lab::bench::peers::{self, Outage, Plan};
use lab::demo::Demo;
use lab::{Lab, Scenario, records, rows};
use std::path::Path;
use std::time::Duration;

const USAGE: &str = "usage: lab [--scenario NAME] [--layout NAME] [--port N] [--list]\n       \
    lab demo chrome|firefox SCENARIO EXTENSION PICTURES [--headless]\n       \
    lab bench chrome|firefox EXTENSION [--quick] [healthy|background|pages|painted]\n       \
    lab peers EXTENSION FOLDER SECONDS RESULTS\n       \
    lab classify chrome|firefox EXTENSION ROWS.tsv\n       \
    lab facts chrome|firefox EXTENSION ROWS.tsv\n       \
    lab packed chrome|firefox PACKAGE POLICIES\n       \
    lab update PACKAGE POLICIES NEXT VERSION\n       \
    lab prompts chrome|firefox EXTENSION ROUNDS [WAY [EDITOR [LAYOUT]]]\n       \
    lab pictures chrome|firefox EXTENSION FOLDER [SURFACE...]\n       \
    lab contact-sheet FOLDER chrome|firefox...\n       \
    lab film EXTENSION FOLDER\n       \
    lab store PICTURES EXTENSION FOLDER";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("demo") => demo(&words[1..]).await,
        Some("bench") => bench(&words[1..]).await,
        Some("peers") => peers(&words[1..]).await,
        Some("classify") => classify(&words[1..]).await,
        Some("prompts") => prompts(&words[1..]).await,
        Some("pictures") => pictures(&words[1..]).await,
        Some("contact-sheet") => contact_sheet(&words[1..]).await,
        Some("film") => film(&words[1..]).await,
        Some("store") => store(&words[1..]).await,
        Some("facts") => facts(&words[1..]).await,
        Some("packed") => packed(&words[1..]).await,
        Some("update") => update(&words[1..]).await,
        _ => serve().await,
    }
}

/// `demo chrome|firefox SCENARIO EXTENSION PICTURES [--headless]`
async fn demo(words: &[String]) -> anyhow::Result<()> {
    let [browser, scenario, extension, pictures, rest @ ..] = words else { bail!(USAGE) };
    let site = match rest.iter().position(|word| word == "--site") {
        Some(at) => {
            let name = rest.get(at + 1).context(USAGE)?;
            sites::Site::named(name).with_context(|| format!("no site is called {name}"))?
        }
        None => sites::Site::ChatGpt,
    };
    lab::demo::run(&Demo {
        site,
        kind: browser.parse()?,
        scenario,
        headless: rest.iter().any(|word| word == "--headless"),
        extension: lab::demo::Extension::Folder(Path::new(extension)),
        pictures: Path::new(pictures),
    })
    .await
}

/// `bench chrome|firefox EXTENSION [--quick] [PART…]`: the figures as JSON, of all or of the parts
/// that are named.
async fn bench(words: &[String]) -> anyhow::Result<()> {
    let [browser, extension, rest @ ..] = words else { bail!(USAGE) };
    let quick = rest.iter().any(|word| word == "--quick");
    let (kind, extension) = (browser.parse()?, Path::new(extension));
    let parts: Vec<_> = rest.iter().filter(|word| *word != "--quick").collect();
    if parts.iter().any(|part| !lab::bench::PARTS.contains(&part.as_str())) {
        bail!(USAGE);
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|it| *it == part);
    let figures = lab::bench::run(kind, extension, quick, wanted).await?;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

/// `peers EXTENSION FOLDER SECONDS RESULTS`: the extensions of a folder beside ours, in outages of so
/// many seconds: a table, and `peers.json` and `peers.svg` in the folder of results.
async fn peers(words: &[String]) -> anyhow::Result<()> {
    let [extension, folder, seconds, results] = words else { bail!(USAGE) };
    let plan = Plan {
        outages: Outage::ALL.to_vec(),
        down: Duration::from_secs(seconds.parse().context("SECONDS")?),
        within: Duration::from_secs(120),
        idle: Duration::from_secs(60),
    };
    let seen = peers::run(Path::new(extension), Path::new(folder), &plan).await?;
    print!("{}", seen.table());
    let results = Path::new(results);
    std::fs::write(results.join("peers.json"), serde_json::to_string_pretty(&seen)?)?;
    std::fs::write(results.join("peers.svg"), seen.plot())?;
    println!("plot: {}", results.join("peers.svg").display());
    Ok(())
}

/// `classify chrome|firefox EXTENSION ROWS.tsv`: `file<TAB>class<TAB>action` for each row.
async fn classify(words: &[String]) -> anyhow::Result<()> {
    let [browser, extension, list] = words else { bail!(USAGE) };
    let list = rows::read(Path::new(list))?;
    let said = rows::classify(browser.parse()?, Path::new(extension), &list).await?;
    for (row, (class, action)) in list.iter().zip(said) {
        println!("{}\t{class}\t{action}", row.file);
    }
    Ok(())
}

/// `facts chrome|firefox EXTENSION ROWS.tsv`: what `tests/fixtures/facts/` keeps.
async fn facts(words: &[String]) -> anyhow::Result<()> {
    let [browser, extension, list] = words else { bail!(USAGE) };
    let list = rows::read(Path::new(list))?;
    print!("{}", rows::fixture(browser.parse()?, Path::new(extension), &list).await?);
    Ok(())
}

/// `prompts chrome|firefox EXTENSION ROUNDS`: every way to lose a prompt, so many times.
async fn prompts(words: &[String]) -> anyhow::Result<()> {
    let [browser, extension, rounds, only @ ..] = words else { bail!(USAGE) };
    let rounds = rounds.parse()?;
    lab::matrix::run(browser.parse()?, Path::new(extension), rounds, &only.join(" ")).await
}

/// `pictures chrome|firefox EXTENSION FOLDER [SURFACE...]`: of every surface, or of these.
async fn pictures(words: &[String]) -> anyhow::Result<()> {
    let [browser, extension, folder, only @ ..] = words else { bail!(USAGE) };
    lab::pictures::run(browser.parse()?, Path::new(extension), Path::new(folder), only).await
}

/// `contact-sheet FOLDER chrome|firefox…`: of the pictures that were taken into that folder.
async fn contact_sheet(words: &[String]) -> anyhow::Result<()> {
    let [folder, kinds @ ..] = words else { bail!(USAGE) };
    let kinds = kinds.iter().map(|kind| kind.parse()).collect::<anyhow::Result<Vec<_>>>()?;
    lab::contact_sheet::run(Path::new(folder), &kinds).await
}

/// `film EXTENSION FOLDER`: made anew where it shows what is no longer so.
async fn film(words: &[String]) -> anyhow::Result<()> {
    let [extension, folder] = words else { bail!(USAGE) };
    let folder = Path::new(folder);
    let renewed = lab::film::renew(Path::new(extension), folder).await?;
    for name in lab::film::FILES {
        let said = if renewed { "made anew" } else { "as it was" };
        println!("{}: {said}", folder.join(name).display());
    }
    Ok(())
}

/// `store PICTURES EXTENSION FOLDER`: what stores are given, from pictures that were taken.
async fn store(words: &[String]) -> anyhow::Result<()> {
    let [pictures, extension, folder] = words else { bail!(USAGE) };
    lab::store::run(Path::new(pictures), Path::new(extension), Path::new(folder)).await
}

/// `packed chrome|firefox PACKAGE POLICIES`: an outage for a package that policy installs.
async fn packed(words: &[String]) -> anyhow::Result<()> {
    let [browser, package, policies] = words else { bail!(USAGE) };
    lab::packed::run(browser.parse()?, Path::new(package), Path::new(policies)).await
}

/// `update PACKAGE POLICIES NEXT VERSION`: Chromium is offered the next version in an outage.
async fn update(words: &[String]) -> anyhow::Result<()> {
    let [package, policies, next, version] = words else { bail!(USAGE) };
    lab::packed::update(Path::new(package), Path::new(policies), Path::new(next), version).await
}

async fn serve() -> anyhow::Result<()> {
    let mut name = "outage".to_owned();
    let mut layout = None;
    let mut port = 0;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--scenario" => name = words.next().context(USAGE)?,
            "--layout" => layout = Some(words.next().context(USAGE)?.parse()?),
            "--port" => port = words.next().and_then(|port| port.parse().ok()).context(USAGE)?,
            "--list" => {
                for name in Scenario::names() {
                    println!("{name:<22} {}", Scenario::named(name)?.about);
                }
                return Ok(());
            }
            _ => bail!(USAGE),
        }
    }
    let mut scenario = Scenario::named(&name)?;
    if let Some(layout) = layout {
        scenario = scenario.in_layout(layout);
    }
    let about = scenario.about.clone();
    let lab = Lab::start_at(scenario, port).await?;
    let (port, spki) = (lab.port(), lab.spki_hash());
    println!(
        "Scenario {name}: {about}\n\
         It begins with the first document. Point a browser at it:\n\
         \n  chromium --user-data-dir=$(mktemp -d) --disable-quic \\\n    \
           --host-resolver-rules='MAP * 127.0.0.1:{port}' \\\n    \
           --ignore-certificate-errors-spki-list='{spki}' \\\n    \
           --load-extension=target/extension/chrome https://chatgpt.com/c/abc\n\
         \n  firefox, in a profile of its own, with these in about:config:\n    \
           network.dns.forceResolve = 127.0.0.1\n    \
           network.socket.forcePort = 443={port}\n\
         \nCtrl-C ends it."
    );
    let mut seen = 0;
    loop {
        let more = async {
            // A year: somebody may leave it open over a weekend.
            let limit = Duration::from_secs(365 * 86_400);
            lab.wait_for("a request", |all| all.len() > seen, limit).await
        };
        tokio::select! {
            all = more => {
                let all = all?;
                for record in &all[seen..] {
                    println!("{}", records::line(record));
                }
                seen = all.len();
            }
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}
