//! What the extension costs and how soon it is there, measured in a real browser: what a healthy
//! page costs (`healthy`), how long the background takes to answer from nothing (`start`), how soon its own pages
//! are painted (`pages`), and how
//! long a failure takes to become a painted card.
//!
//! Of the last each measure loads a page that fails as the one before it does. The times are those of the page itself: from
//! the document's first byte to the frame that holds the card. On the waiting page, where the
//! companion cannot be, it is the time from the failing document's request, as the lab's clock
//! has it, to the page's own first paint of anything.

mod healthy;
mod pages;
pub mod peers;
mod peers_plot;
mod start;

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use serde::Serialize;

use healthy::Size;
pub use healthy::Work;

use crate::drive::{Browser, Kind, Options, PanelSeen};
use crate::{Lab, Record, Scenario};

/// Another address at each measure: one that is loaded again and again gives way to a waiting page.
fn address(number: usize) -> String {
    format!("https://chatgpt.com/c/{number}?model=auto#latest")
}

/// What is shown in each measure: a name and the scenario whose first phase goes on.
const PAGES: [(&str, &str); 3] =
    [("plain page", "outage"), ("strict policy", "strict-csp"), ("waiting page", "empty-body")];

/// Measures of each kind: the issue of a figure is its median.
const MEASURES: usize = 10;

/// Sizes of a failing document in bytes, to see how the card comes later as they grow.
const SIZES: [(&str, usize); 3] =
    [("page of 1 KB", 1 << 10), ("page of 32 KB", 1 << 15), ("page of 1 MB", 1 << 20)];

const SOON: Duration = Duration::from_secs(30);

/// One figure of the table: what was measured in which browser, of whom, how often.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// `chrome` or `firefox`.
    pub browser: String,
    /// Which part of the bench.
    pub part: &'static str,
    /// What was measured.
    pub what: String,
    /// Of whom, or in which state.
    pub of: String,
    /// The unit of the values; empty for counts.
    pub unit: &'static str,
    /// How many measures.
    pub n: usize,
    /// The middle one.
    pub median: f64,
    /// The one that 95 of 100 stay below, by nearest rank.
    pub p95: f64,
    /// All of them, in the order in which they were made.
    pub all: Vec<f64>,
}

impl Figure {
    /// The figure of these values; `None` where there are none.
    fn of(
        browser: Kind,
        part: &'static str,
        what: &str,
        of: &str,
        unit: &'static str,
        all: Vec<f64>,
    ) -> Option<Self> {
        let mut sorted = all.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let median = f64::midpoint(*sorted.get(n.checked_sub(1)? / 2)?, *sorted.get(n / 2)?);
        let p95 = *sorted.get((n * 95).div_ceil(100) - 1)?;
        let (what, of) = (what.to_owned(), of.to_owned());
        Some(Self { browser: browser.to_string(), part, what, of, unit, n, median, p95, all })
    }
}

/// What is measured, in parts that can be asked for alone.
pub const PARTS: [&str; 4] = ["healthy", "background", "pages", "painted"];

/// Measures in one browser, with the extension built in that folder, each part that is `wanted`;
/// `quick` for a look at whether it goes, whose figures are worth little.
///
/// # Errors
/// The browser does not open, or a page is not painted.
pub async fn run(
    kind: Kind,
    extension: &Path,
    quick: bool,
    wanted: impl Fn(&str) -> bool,
) -> anyhow::Result<Vec<Figure>> {
    let size = if quick {
        Size { browsers: 1, pairs: 5, loads: 1 }
    } else {
        Size { browsers: 5, pairs: 10, loads: 50 }
    };
    let measures = if quick { 3 } else { MEASURES };
    let mut figures = Vec::new();
    for part in PARTS.into_iter().filter(|part| wanted(part)) {
        figures.extend(match part {
            "healthy" => healthy::run(kind, extension, size).await?,
            "background" => start::run(kind, extension, measures).await?,
            "pages" => pages::run(kind, extension, measures).await?,
            _ => painted(kind, extension, quick).await?,
        });
    }
    Ok(figures)
}

/// How soon a card is painted, and what it costs while it stands.
async fn painted(kind: Kind, extension: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let measures = if quick { 3 } else { MEASURES };
    let mut figures = Vec::new();
    for (page, scenario) in PAGES {
        for dead in [false, true] {
            let scenario = Scenario::named(scenario)?;
            let all = measure(kind, extension, scenario, dead, measures).await?;
            let background = if dead { "dead" } else { "awake" };
            figures.extend(Figure::of(kind, "painted", page, background, "ms", all));
        }
    }
    for (page, bytes) in SIZES {
        let mut scenario = Scenario::named(PAGES[0].1)?;
        for reply in scenario.phases.iter_mut().flat_map(|phase| &mut phase.replies) {
            reply.pad_to = Some(bytes);
        }
        let all = measure(kind, extension, scenario, false, measures).await?;
        figures.extend(Figure::of(kind, "growth", page, "awake", "ms", all));
    }
    let first = if quick { 1 } else { MEASURES };
    let mut all = Vec::new();
    for _ in 0..first {
        all.push(first_ever(kind, extension).await?);
    }
    figures.extend(Figure::of(kind, "painted", PAGES[0].0, "first ever", "ms", all));
    let all = standing(kind, extension, measures).await?;
    figures.extend(Figure::of(kind, "painted", "main thread, a second", "standing", "ms", all));
    Ok(figures)
}

/// What a card that is looked at costs its page's main thread, in milliseconds a second. Where the
/// browser tells nothing of it there are none.
async fn standing(kind: Kind, extension: &Path, measures: usize) -> anyhow::Result<Vec<f64>> {
    const LOOKED_AT: Duration = Duration::from_secs(5);
    let lab = Lab::start(Scenario::named("long-outage")?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    browser.extension_ready().await?;
    shown(&browser, &lab, 0).await?;
    let mut all = Vec::new();
    let mut before = browser.work().await?;
    while let (Some(begun), true) = (before, all.len() < measures) {
        tokio::time::sleep(LOOKED_AT).await;
        before = browser.work().await?;
        all.extend(before.map(|now| (now.busy_ms - begun.busy_ms) / LOOKED_AT.as_secs_f64()));
    }
    browser.close().await?;
    Ok(all)
}

/// A new profile's first page with the extension fails.
async fn first_ever(kind: Kind, extension: &Path) -> anyhow::Result<f64> {
    let lab = Lab::start(Scenario::named(PAGES[0].1)?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    browser.extension_ready().await?;
    shown(&browser, &lab, 0).await?;
    let took = time(&browser, &lab).await?;
    browser.close().await?;
    Ok(took)
}

async fn measure(
    kind: Kind,
    extension: &Path,
    scenario: Scenario,
    dead: bool,
    measures: usize,
) -> anyhow::Result<Vec<f64>> {
    let about = scenario.about.clone();
    let lab = Lab::start(scenario.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    // A browser that was just started loads pages before it has loaded its extensions.
    browser.extension_ready().await?;
    let mut all = Vec::new();
    // The first one warms the browser's own caches and is not counted.
    for number in 0..=measures {
        shown(&browser, &lab, number).await.with_context(|| {
            format!("{kind}, {about}, dead: {dead}, number {number}, so far {all:?}")
        })?;
        if number > 0 {
            all.push(time(&browser, &lab).await?);
        }
        // Nothing under way: what is measured next is a failure, not the end of a probe.
        let paused = |panel: &PanelSeen| panel.text.contains("Paused");
        if !browser.panel().await?.is_some_and(|panel| paused(&panel)) {
            browser.press("Pause").await?;
        }
        browser.wait_panel("the pause", |panel| panel.is_some_and(paused), SOON).await?;
        if dead {
            end_background(&browser).await?;
        } else {
            ensure!(browser.background_alive().await?, "the background died by itself");
        }
    }
    browser.close().await?;
    Ok(all)
}

/// Loads a failing page until its card stands.
async fn shown(browser: &Browser, lab: &Lab, number: usize) -> anyhow::Result<()> {
    let before = lab.hits(Record::is_main_document);
    browser.goto(&address(number)).await?;
    let asked = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() > before;
    lab.wait_for("the document", asked, SOON).await?;
    let stands = |panel: Option<&PanelSeen>| panel.is_some_and(|panel| !panel.text.is_empty());
    browser.wait_panel("the card", stands, SOON).await?;
    Ok(())
}

/// Ends the background for good: a waiting page asks at each change of the store, and what is
/// asked in the moment of the background's end wakes it again.
async fn end_background(browser: &Browser) -> anyhow::Result<()> {
    for _ in 0..20 {
        if !browser.background_alive().await? {
            return Ok(());
        }
        browser.kill_background().await?;
    }
    ensure!(!browser.background_alive().await?, "the background is woken again and again");
    Ok(())
}

async fn time(browser: &Browser, lab: &Lab) -> anyhow::Result<f64> {
    if !browser.url().await?.contains("waiting.html") {
        return browser.panel_painted().await;
    }
    let painted = "performance.getEntriesByName('first-contentful-paint')[0]";
    browser.wait_page("the paint", painted, SOON).await?;
    let script = format!("return performance.timeOrigin + {painted}.startTime");
    let painted = browser.eval(&script).await?.as_f64().context("no time of the paint")?;
    let asked = lab.records().into_iter().rfind(Record::is_main_document);
    let asked = asked.context("the lab was asked for a document")?.wall;
    Ok(painted - asked.duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_ten_is_between_two_and_the_95th_of_a_hundred_is_the_last_of_ten() {
        let all = vec![9.0, 1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0, 5.0, 100.0];
        let figure = Figure::of(Kind::Chrome, "painted", "plain page", "dead", "ms", all);
        let found = figure.map(|figure| (figure.median, figure.p95));
        assert_eq!(found, Some((5.5, 100.0)));
        assert!(Figure::of(Kind::Chrome, "painted", "", "", "ms", Vec::new()).is_none());
    }
}
