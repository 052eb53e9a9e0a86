//! ChatGPT breaks and comes back in a real browser, and each step is told with its time.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail, ensure};
use sites::Site;

use crate::assistants;
use crate::drive::{Browser, Kind, Options, Scratch, says};
use crate::scenario::Phase;
use crate::{Lab, Record, Scenario, shows};

/// The address that somebody came for: with everything that must not be lost.
pub(crate) const ADDRESS: &str = "https://chatgpt.com/c/abc?model=auto#latest";

/// How soon a failure must be on the screen.
const PANEL_WITHIN: Duration = Duration::from_secs(20);

/// How long after the site is back the tab may take at most.
const BACK_WITHIN: Duration = Duration::from_secs(120);

/// What the scenario `outage` may take at most: probes, reloads, and the time from the site's
/// return to the tab's.
const OUTAGE: (usize, usize, Duration) = (12, 1, Duration::from_secs(15));

/// How the browser gets the extension.
#[derive(Debug, Clone, Copy)]
pub enum Extension<'a> {
    /// From the folder in which it was built.
    Folder(&'a Path),
    /// By a policy, which installs the extension of that id.
    ByPolicy(&'a str),
}

/// What to show, and where to put the pictures.
#[derive(Debug)]
pub struct Demo<'a> {
    /// The browser.
    pub kind: Kind,
    /// The scenario's name.
    pub scenario: &'a str,
    /// Which site breaks.
    pub site: Site,
    /// Without a window, with pictures.
    pub headless: bool,
    /// The extension, and how the browser gets it.
    pub extension: Extension<'a>,
    /// The folder for pictures.
    pub pictures: &'a Path,
}

impl Demo<'_> {
    /// Takes a picture of the page, where there is no window to see it in.
    pub(crate) async fn picture(&self, browser: &Browser, what: &str) -> anyhow::Result<()> {
        if self.headless {
            let id = self.site.service().id;
            let of = if self.site.is_installed() { String::new() } else { format!("{id}-") };
            let name = format!("{of}{}-{}-{what}.png", self.scenario, self.kind);
            browser.screenshot(&self.pictures.join(name)).await?;
        }
        Ok(())
    }
}

/// Runs it; an error unless the tab got back to its address.
///
/// # Errors
/// The browser does not open, the failure is not seen, the tab does not get back, or a console
/// holds a problem.
pub async fn run(demo: &Demo<'_>) -> anyhow::Result<()> {
    let scenario = Scenario::named(demo.scenario)?;
    println!("{}: {}", demo.scenario, scenario.about);
    let well = |phase: &&Phase| phase.is_well();
    let well: Vec<String> =
        scenario.phases.iter().filter(well).map(|phase| phase.name.clone()).collect();
    let lasts = scenario.phases.iter().filter_map(|phase| phase.seconds).sum::<f64>();
    let lasts = Duration::from_secs_f64(lasts);
    let lab = Lab::start(scenario).await?;
    // It must outlive the browser.
    let scratch = Scratch::new()?;
    let mut options = Options { headless: demo.headless, ..Options::default() };
    match demo.extension {
        Extension::Folder(folder) if demo.site.is_installed() => {
            options.extension = Some(folder.to_owned());
        }
        Extension::Folder(folder) => {
            let copy = scratch.path().join("extension");
            assistants::with_access(folder, &copy, &[demo.site])?;
            options.extension = Some(copy);
        }
        Extension::ByPolicy(id) => options.by_policy = Some(id.to_owned()),
    }
    let browser = Browser::open(demo.kind, &lab, options).await?;
    let shown = match shows::named(demo.scenario) {
        Some(show) => shows::run(show, demo, &lab, &browser).await,
        None => show(demo, &lab, &browser, lasts, &well).await,
    };
    let problems = browser.console_problems().await?;
    if shown.is_err() {
        println!("the consoles hold: {problems:#?}");
        println!("the lab was asked for:");
        for record in lab.records() {
            println!("{}", crate::records::line(&record));
        }
    }
    browser.close().await?;
    shown?;
    // Firefox tells the page's owner that a header was heard which clears the cache.
    let mut problems = problems;
    problems.retain(|told| !told.contains("Clear-Site-Data header forced the clean up"));
    // And that a socket which is shut did not open.
    problems
        .retain(|told| !told.to_lowercase().contains("websocket") && !told.contains("Web Socket"));
    // And the app that it loads its page again, as React Router does.
    problems.retain(|told| !told.contains("reloading page...") && !told.contains("MIMEMISMATCH"));
    ensure!(problems.is_empty(), "the consoles hold problems: {problems:#?}");
    Ok(())
}

async fn show(
    demo: &Demo<'_>,
    lab: &Lab,
    browser: &Browser,
    lasts: Duration,
    well: &[String],
) -> anyhow::Result<()> {
    browser.extension_ready().await?;
    if !demo.site.is_installed() {
        browser.in_extension(&assistants::choosing(&[demo.site])).await?;
    }
    let address =
        if demo.site.is_installed() { ADDRESS.to_owned() } else { assistants::chat(demo.site) };
    browser.goto(&address).await?;
    let seen = browser.wait_panel("the panel", |panel| panel.is_some(), PANEL_WITHIN).await?;
    let seen = seen.context("there is a panel")?;
    let waiting = browser.url().await?.contains("waiting.html");
    let mut steps = Vec::new();
    let first = lab.records().into_iter().find(Record::is_main_document);
    let first = first.context("the lab was asked for a document")?;
    steps.push((first.wall, "failure seen".to_owned()));
    if waiting {
        steps.push((SystemTime::now(), "waiting page shown".to_owned()));
    } else {
        let painted = browser.panel_painted().await?;
        let at = first.wall + Duration::from_secs_f64(painted / 1000.0);
        steps
            .push((at, format!("panel painted, {painted:.0} ms after the document was committed")));
    }
    println!("{}\n", seen.text);
    demo.picture(browser, if waiting { "waiting" } else { "panel" }).await?;
    let composer = "document.querySelector('#prompt-textarea')";
    let healthy = if demo.site.is_installed() { composer } else { assistants::IS_THERE };
    browser.wait_page(demo.site.service().name, healthy, lasts + BACK_WITHIN).await?;
    let healthy_at = SystemTime::now();
    steps.push((healthy_at, "tab healthy".to_owned()));
    let url = browser.url().await?;
    if !waiting {
        browser.wait_panel("the word that it is back", says("back"), PANEL_WITHIN).await?;
    }
    demo.picture(browser, "recovered").await?;
    for record in lab.records() {
        let step = match record.host.as_str() {
            host if host == demo.site.service().status.host => {
                format!("status page: {} -> {}", record.path, record.status)
            }
            _ if record.method == "HEAD" => format!("probe -> {}", record.status),
            _ if record.is_main_document() => format!("document -> {}", record.status),
            _ => continue,
        };
        steps.push((record.wall, step));
    }
    let mut back = None;
    let mut was_well = false;
    for (phase, at) in lab.phases_entered() {
        let is_well = well.contains(&phase);
        let turn = if is_well && !was_well { ": site back" } else { "" };
        steps.push((at, format!("-- {phase} --{turn}")));
        // The last time that it came back before the tab did.
        if is_well && !was_well && at <= healthy_at {
            back = Some(at);
        }
        was_well = is_well;
    }
    steps.sort_by_key(|step| step.0);
    for (at, step) in &steps {
        let offset = at.duration_since(first.wall).unwrap_or_default();
        println!("{:8.2} s  {step}", offset.as_secs_f64());
    }
    let probes = lab.hits(|record| record.method == "HEAD");
    let reloads = lab.hits(Record::is_main_document).saturating_sub(1);
    let after = back.and_then(|back| healthy_at.duration_since(back).ok()).unwrap_or_default();
    println!(
        "\n{probes} probes, {reloads} reloads, healthy {:.1} s after the site",
        after.as_secs_f64()
    );
    let (most_probes, exactly, within) = OUTAGE;
    if demo.scenario == "outage" {
        ensure!(
            probes <= most_probes && reloads == exactly && after <= within,
            "at most {most_probes} probes, {exactly} reload and {within:?} were agreed"
        );
    }
    if url != address {
        bail!("the tab came back to {url} and not to {address}");
    }
    Ok(())
}
