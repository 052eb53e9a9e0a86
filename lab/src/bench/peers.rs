//! Any unpacked extensions beside Gatewatch, through the same outages in real Chromium: how soon their
//! people are back, what that asked of the site, whether a message that was being written is lost,
//! and what each costs while all is well.
//!
//! In an outage all browsers are open at once, each with a lab of its own, whose site goes down and
//! comes back when the others' do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde::Serialize;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::healthy::injected;
use super::peers_plot;
use crate::drive::{Browser, Kind, Options};
use crate::{Lab, Record, Scenario};

/// Without any: whatever the page and the browser do by themselves.
const NOBODY: &str = "no extension";
/// The one whose peers they are.
const OURS: &str = "Gatewatch";
const ADDRESS: &str = "https://chatgpt.com/c/abc?model=auto#latest";
/// Another, so that going there loads a document.
const OTHER: &str = "https://chatgpt.com/c/def?model=auto#latest";
/// Where the message is written, on a page that is well.
const BOX: &str = "document.querySelector('#prompt-textarea')";
const MESSAGE: &str = "A message of some length that nobody wants to write twice.";
/// How long a page is watched for timers, from the beginning of its load.
const WATCHED: Duration = Duration::from_secs(5);
const SOON: Duration = Duration::from_secs(60);

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Outage {
    /// A page that fails with 502.
    #[serde(rename = "502 page")]
    BadGateway,
    /// A page whose connection is reset, so that the browser's own error page stands there.
    #[serde(rename = "connection reset")]
    Reset,
    /// A message is being written on a page that lives, while the site goes down.
    #[serde(rename = "down while writing")]
    Writing,
}

impl Outage {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::BadGateway, Self::Reset, Self::Writing];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadGateway => "502 page",
            Self::Reset => "connection reset",
            Self::Writing => "down while writing",
        }
    }

    fn scenario(self) -> anyhow::Result<Scenario> {
        let fails = match self {
            Self::BadGateway | Self::Writing => "status = 502\nbody = \"openai\"",
            Self::Reset => "status = 200\nbody = \"shell\"\nreset = \"before-headers\"",
        };
        let text = format!(
            "about = \"Well, down, and well again.\"\n[[phase]]\nname = \"well\"\n\
             [[phase]]\nname = \"down\"\nstatus_page = \"investigating\"\n\
             [[phase.reply]]\n{fails}\n[[phase]]\nname = \"up\"\n"
        );
        Ok(Scenario::parse(self.name(), &text)?.by_hand())
    }
}

/// What is run: each outage for so long, and for how long the return is waited for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which outages.
    pub outages: Vec<Outage>,
    /// How long the site is down.
    pub down: Duration,
    /// How long after that somebody who is not back counts as not coming back.
    pub within: Duration,
    /// How long a healthy page is left alone.
    pub idle: Duration,
}

/// What came of one extension in one outage.
#[derive(Debug, Clone, Serialize)]
pub struct Through {
    /// The extension.
    pub of: String,
    /// The outage.
    pub outage: Outage,
    /// From the site's return to the page's, in seconds; none: not within the time.
    pub back: Option<f64>,
    /// Documents that were asked for, from the failure's own on.
    pub loads: usize,
    /// Whatever else was asked that no page of the site asks by itself.
    pub others: usize,
    /// Messages that were being written and are no longer there.
    pub lost: usize,
}

/// What an extension costs a page that is well.
#[derive(Debug, Clone, Serialize)]
pub struct Healthy {
    /// The extension.
    pub of: String,
    /// Bytes of scripts that its manifest puts into the page.
    pub bytes: u64,
    /// Timers that were set in the first seconds of a load.
    pub timers: usize,
    /// Requests in a minute in which nobody does anything.
    pub requests: f64,
}

/// All that was seen.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// In outages.
    pub through: Vec<Through>,
    /// On a page that is well.
    pub healthy: Vec<Healthy>,
}

#[derive(Debug, Clone)]
struct Side {
    name: String,
    folder: Option<PathBuf>,
}

/// Runs every extension below `peers`, a folder each, beside the built one.
///
/// # Errors
/// There is none, or a browser does not open.
pub async fn run(ours: &Path, peers: &Path, plan: &Plan) -> anyhow::Result<Comparison> {
    let mut sides = vec![
        Side { name: NOBODY.to_owned(), folder: None },
        Side { name: OURS.to_owned(), folder: Some(ours.canonicalize()?) },
    ];
    sides.extend(found(peers)?);
    let mut seen = Comparison { through: Vec::new(), healthy: Vec::new() };
    let idle = plan.idle;
    seen.healthy = of_each(&sides, |side| healthy(side, idle)).await.context("all well")?;
    for &outage in &plan.outages {
        let together = Arc::new(Barrier::new(sides.len()));
        let run = |side| through(side, outage, plan.clone(), Arc::clone(&together));
        seen.through.extend(of_each(&sides, run).await.context(outage.name())?);
    }
    Ok(seen)
}

/// The same of every side at once, in their order. The first that fails ends the others, which may
/// be waiting for it.
async fn of_each<T: Send + 'static, F>(
    sides: &[Side],
    run: impl Fn(Side) -> F,
) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (number, side) in sides.iter().cloned().enumerate() {
        let (name, run) = (side.name.clone(), run(side));
        running.spawn(async move { Ok::<_, anyhow::Error>((number, run.await.context(name)?)) });
    }
    let mut came = Vec::new();
    while let Some(one) = running.join_next().await {
        came.push(one??);
    }
    came.sort_by_key(|(number, _)| *number);
    Ok(came.into_iter().map(|(_, came)| came).collect())
}

/// The extensions of a folder, by the names of theirs.
fn found(peers: &Path) -> anyhow::Result<Vec<Side>> {
    let mut sides = Vec::new();
    let list = std::fs::read_dir(peers).with_context(|| peers.display().to_string())?;
    for entry in list {
        let folder = entry?.path();
        if folder.join("manifest.json").is_file() {
            let name = folder.file_name().context("a folder's name")?.to_string_lossy();
            sides.push(Side { name: name.into_owned(), folder: Some(folder.canonicalize()?) });
        }
    }
    ensure!(
        !sides.is_empty(),
        "{}: no folder with a manifest.json, which an unpacked extension is",
        peers.display()
    );
    sides.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sides)
}

impl Side {
    /// A browser with it, at a page that is well: by then its extension runs.
    async fn open(&self, lab: &Lab) -> anyhow::Result<Browser> {
        let mut options = Options { companion: false, ..Options::default() };
        if self.name == OURS {
            options.extension.clone_from(&self.folder);
        } else {
            options.neighbours.extend(self.folder.clone());
        }
        let browser = Browser::open(Kind::Chrome, lab, options).await?;
        if self.name == OURS {
            browser.extension_ready().await?;
        }
        browser.goto(ADDRESS).await?;
        browser.wait_page("a page that is well", BOX, SOON).await?;
        Ok(browser)
    }
}

async fn healthy(side: Side, idle: Duration) -> anyhow::Result<Healthy> {
    let lab = Lab::start(Outage::BadGateway.scenario()?).await?;
    let browser = side.open(&lab).await?;
    let watcher = browser.watch_timers()?.context("Chromium tells of timers")?;
    browser.goto(OTHER).await?;
    browser.wait_page("a page that is well", BOX, SOON).await?;
    tokio::time::sleep(WATCHED).await;
    let timers = watcher.timers()?;
    let before = lab.records().len();
    tokio::time::sleep(idle).await;
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let requests = (lab.records().len() - before) as f64 / (idle.as_secs_f64() / 60.0);
    browser.close().await?;
    let bytes = side.folder.as_deref().map_or(Ok(0), injected)?;
    Ok(Healthy { of: side.name, bytes, timers, requests })
}

async fn through(
    side: Side,
    outage: Outage,
    plan: Plan,
    together: Arc<Barrier>,
) -> anyhow::Result<Through> {
    let lab = Lab::start(outage.scenario()?).await?;
    let browser = side.open(&lab).await?;
    if outage == Outage::Writing {
        let write =
            format!("{BOX}.focus(); document.execCommand('insertText', false, arguments[0])");
        browser.eval(&write.replace("arguments[0]", &serde_json::to_string(MESSAGE)?)).await?;
        ensure!(written(&browser).await?, "the message cannot be written");
    }
    // All sites go down at once.
    together.wait().await;
    let before = lab.records().len();
    lab.go("down")?;
    if outage != Outage::Writing {
        // The page that fails has lost nothing, since nothing was written on it.
        browser.goto(OTHER).await?;
    }
    tokio::time::sleep(plan.down).await;
    lab.go("up")?;
    let returned = Instant::now();
    let back = browser.wait_page("the page", BOX, plan.within).await.is_ok();
    let back = back.then(|| returned.elapsed().as_secs_f64());
    let lost = outage == Outage::Writing && !written(&browser).await.unwrap_or(false);
    let asked = lab.records().split_off(before);
    browser.close().await?;
    let loads = asked.iter().filter(|record| record.is_main_document()).count();
    let others = asked.iter().filter(|record| is_other(record)).count();
    Ok(Through { of: side.name, outage, back, loads, others, lost: usize::from(lost) })
}

/// Whether the message stands in the box.
async fn written(browser: &Browser) -> anyhow::Result<bool> {
    let read = format!("return ({BOX}?.value ?? {BOX}?.textContent ?? '')");
    let stands = browser.eval(&read).await?;
    Ok(stands.as_str().is_some_and(|text| text.contains(MESSAGE)))
}

/// Asked by a script, or of somebody who is not the site.
fn is_other(record: &Record) -> bool {
    !record.is_main_document()
        && (record.is_fetch()
            || record.method == "HEAD"
            || !crate::scenario::SITE_HOSTS.contains(&record.host.as_str()))
}

impl Comparison {
    /// Who in some outage is back sooner than Gatewatch and cost the site less, in the words of the
    /// table. Documents are compared first, since a failing server renders them and the browser then
    /// asks for all that stands in them; a probe ends with the answer's headers, and counts where
    /// the documents are as many.
    #[must_use]
    pub fn better(&self) -> Vec<String> {
        let ours = |outage: Outage| {
            self.through.iter().find(move |it| it.of == OURS && it.outage == outage)
        };
        let cost = |it: &Through| (it.loads, it.others);
        let back = |it: &Through| it.back.unwrap_or(f64::INFINITY);
        let is_better = |it: &&Through| {
            it.of != OURS
                && ours(it.outage).is_some_and(|ours| {
                    back(it) < back(ours) && cost(it) < cost(ours) && it.lost <= ours.lost
                })
        };
        let name = |it: &Through| format!("{}: {}", it.outage.name(), it.of);
        self.through.iter().filter(is_better).map(name).collect()
    }

    /// The tables.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = format!(
            "{:<20} {:<28} {:>9} {:>6} {:>6} {:>5}\n",
            "outage", "extension", "back", "loads", "others", "lost"
        );
        for it in &self.through {
            let back = it.back.map_or_else(|| "never".to_owned(), |back| format!("{back:.1} s"));
            table += &format!(
                "{:<20} {:<28} {back:>9} {:>6} {:>6} {:>5}\n",
                it.outage.name(),
                it.of,
                it.loads,
                it.others,
                it.lost
            );
        }
        table += &format!(
            "\n{:<28} {:>14} {:>8} {:>18}\n",
            "a page that is well", "bytes injected", "timers", "requests, a minute"
        );
        for it in &self.healthy {
            table +=
                &format!("{:<28} {:>14} {:>8} {:>18.1}\n", it.of, it.bytes, it.timers, it.requests);
        }
        let better = self.better();
        if better.is_empty() {
            table += "\nNone is back both sooner and cheaper than Gatewatch.\n";
        } else {
            table += &format!("\nBack sooner and cheaper than Gatewatch: {}\n", better.join(", "));
        }
        table
    }

    /// The plot: for each outage who is back when, against what that asked.
    #[must_use]
    pub fn plot(&self) -> String {
        let outages: BTreeSet<Outage> = self.through.iter().map(|it| it.outage).collect();
        let panels = outages.into_iter().map(|outage| {
            let of = self.through.iter().filter(move |it| it.outage == outage);
            let points = of.map(|it| (it.of.as_str(), it.loads + it.others, it.back)).collect();
            (outage.name(), points)
        });
        peers_plot::draw(&panels.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(of: &str, back: Option<f64>, loads: usize, others: usize) -> Through {
        Through { of: of.to_owned(), outage: Outage::BadGateway, back, loads, others, lost: 0 }
    }

    #[test]
    fn who_is_sooner_and_cheaper_is_named_and_who_is_only_one_of_both_is_not() {
        let through = vec![
            through(NOBODY, None, 1, 0),
            through(OURS, Some(4.0), 2, 6),
            through("storm", Some(1.0), 30, 0),
            through("late", Some(9.0), 2, 0),
            through("oracle", Some(0.5), 2, 0),
            through("reloader", Some(3.0), 4, 0),
            through("prober", Some(3.0), 2, 7),
        ];
        let seen = Comparison { through, healthy: Vec::new() };
        assert_eq!(seen.better(), ["502 page: oracle"]);
        assert!(seen.table().contains("never"), "{}", seen.table());
        assert!(seen.table().ends_with("than Gatewatch: 502 page: oracle\n"), "{}", seen.table());
        let plot = seen.plot();
        assert_eq!(plot.matches("<circle").count(), 7);
        assert!(plot.contains(">storm</text>") && plot.contains("not back"), "{plot}");
    }

    #[test]
    fn every_outage_is_one_that_the_lab_can_play() -> anyhow::Result<()> {
        for outage in Outage::ALL {
            assert_eq!(outage.scenario()?.phases.len(), 3, "{outage:?}");
        }
        Ok(())
    }

    #[test]
    fn a_folder_without_extensions_is_said_to_be_none() -> anyhow::Result<()> {
        let scratch = crate::drive::Scratch::new()?;
        let told = found(scratch.path()).map_err(|error| error.to_string());
        assert!(told.as_ref().is_err_and(|told| told.contains("no folder with a")), "{told:?}");
        Ok(())
    }
}
