//! How soon the extension's own pages are there: the popup from the call that opens it, as a click on
//! the toolbar does, to its first paint with words; settings and history from the start of their load to the
//! last paint that added anything large; and how long a history of ten thousand outages takes to
//! scroll by a screen.

use std::path::Path;

use anyhow::Context as _;
use serde_json::json;

use super::{Figure, SOON, end_background};
use crate::drive::{Browser, Kind, Options};
use crate::surfaces::pasts;
use crate::{Lab, Scenario};

/// Entries of a long history.
const LONG: i64 = 10_000;

/// Opens the popup from a page of the extension's, which alone sees into it, and closes it again.
/// Times of both are on one clock.
const POPUP: &str = "
    const begun = performance.timeOrigin + performance.now();
    await chrome.action.openPopup();
    // Firefox opens it first and loads it then.
    let popup;
    while (!([popup] = chrome.extension.getViews({ type: 'popup' }), popup?.PerformanceObserver))
      await new Promise((again) => setTimeout(again));
    const painted = await new Promise((done) => {
      const see = (entries) => {
        const paint = entries.getEntriesByName('first-contentful-paint')[0];
        if (paint) done(popup.performance.timeOrigin + paint.startTime);
      };
      new popup.PerformanceObserver(see).observe({ type: 'paint', buffered: true });
    });
    await new Promise((done) => {
      popup.addEventListener('pagehide', () => setTimeout(done));
      popup.close();
    });
    return painted - begun";

/// When the last large thing was painted, once the frame after the next is out.
const LAID_OUT: &str = "
    const frame = () => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
    await frame();
    await frame();
    return await new Promise((done) => {
      const see = (entries) => done(Math.max(...entries.getEntries().map(({ startTime }) => startTime)));
      new PerformanceObserver(see).observe({ type: 'largest-contentful-paint', buffered: true });
    })";

/// A screen further down.
const SCROLLED: &str = "
    const frame = () => new Promise((shown) => requestAnimationFrame(shown));
    await frame();
    const from = performance.now();
    document.scrollingElement.scrollBy(0, innerHeight);
    await frame();
    return performance.now() - from";

/// All figures, for one browser.
///
/// # Errors
/// The browser does not open, or a page is not painted.
pub async fn run(kind: Kind, extension: &Path, measures: usize) -> anyhow::Result<Vec<Figure>> {
    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let extension = Some(extension.to_owned());
    let browser = Browser::open(kind, &lab, Options { extension, ..Options::default() }).await?;
    browser.extension_ready().await?;
    let mut figures = Vec::new();
    let mut tell = |what: &str, of: &str, all| {
        figures.extend(Figure::of(kind, "pages", what, of, "ms", all));
    };
    browser.goto(&browser.extension_url("manifest.json")?).await?;
    for of in ["awake", "dead"] {
        let mut all = Vec::new();
        // The first one warms the browser's own caches and is not counted.
        for number in 0..=measures {
            if of == "dead" {
                end_background(&browser).await?;
            }
            let took = browser.eval(POPUP).await.context("the popup")?;
            let took = took.as_f64().context("no time of the popup")?;
            all.extend((number > 0).then_some(took));
        }
        tell("popup", of, all);
    }
    let filled = "document.querySelector('main button')";
    tell("settings", "dead", laid_out(&browser, "settings.html", filled, measures).await?);
    keep(&browser, 40).await?;
    let rows = "document.querySelector('tbody tr')";
    tell("history", "40 outages", laid_out(&browser, "history.html", rows, measures).await?);
    keep(&browser, LONG).await?;
    let long = laid_out(&browser, "history.html", rows, measures).await?;
    tell("history", "10,000 outages", long);
    let mut scrolled = Vec::new();
    for _ in 0..measures {
        let took = browser.eval(SCROLLED).await.context("the long history")?;
        scrolled.push(took.as_f64().context("no time of a screen further")?);
    }
    tell("history, a screen further", "10,000 outages", scrolled);
    browser.close().await?;
    Ok(figures)
}

/// Keeps a history of so many outages, as the background does: some hundreds under each month.
async fn keep(browser: &Browser, count: i64) -> anyhow::Result<()> {
    let months: serde_json::Map<_, _> = pasts(count)
        .chunks(400)
        .enumerate()
        .map(|(at, lines)| (format!("past {:04}-01", 2000 + at), json!(lines)))
        .collect();
    let script = format!("await chrome.storage.local.set({})", serde_json::Value::Object(months));
    browser.in_extension(&script).await.map(drop)
}

/// Loads a page again and again, each time with the background dead, and waits until it is filled.
async fn laid_out(
    browser: &Browser,
    page: &str,
    filled: &str,
    measures: usize,
) -> anyhow::Result<Vec<f64>> {
    let page = browser.extension_url(page)?;
    let mut all = Vec::new();
    for number in 0..=measures {
        end_background(browser).await?;
        browser.goto(&page).await?;
        browser.wait_page("what the page shows", filled, SOON).await?;
        let took = browser.eval(LAID_OUT).await?.as_f64().context("no time of the paint")?;
        all.extend((number > 0).then_some(took));
    }
    Ok(all)
}
