//! What a healthy page costs, side by side: without any extension, with Gatewatch, with two
//! stand-ins that do what the usual tools do, and once more without any: how far two that are the
//! same differ is what the others' figures cannot be held to.
//!
//! The browsers are open at once and load in turn, so that whatever else the machine does falls on
//! all of them, and what one still does after its load on each of the others alike. They are opened
//! anew several times, since one can be a tenth slower than its twin for as long as it lives. Where
//! a figure cannot be had in a browser its row is not there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Figure, SOON};
use crate::drive::{Browser, Kind, Options};
use crate::{Lab, Scenario};

/// A well site on this very machine, and as far away as one is: its documents take a fifth of a second,
/// as a server's across an ocean do that has little to work out.
const NEAR_AND_FAR: &str = "
about = \"A well site, near and far.\"
[[phase]]
name = \"near\"
[[phase]]
name = \"far\"
[[phase.reply]]
documents_only = true
delay_ms = 200
";

const ADDRESS: &str = "https://chatgpt.com/c/abc";

/// How long a page is left alone, to see what it costs idle: two rounds of the stand-in's fetch.
const IDLE: Duration = Duration::from_secs(65);

/// How long a page is watched from the beginning of its load, for the timers that are set in it.
const WATCHED: Duration = Duration::from_secs(5);

/// So often is woken what was asleep: loads of the page, and messages of one chat.
const LOADS: [usize; 3] = [1, 10, 50];
const MESSAGES: usize = 50;

/// By then whatever a load or a message wakes has begun: twice what the slowest start takes.
const WAKES: Duration = Duration::from_millis(300);

/// How much of it is measured.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// How often the browsers are opened anew.
    pub browsers: usize,
    /// Loads in each of them, in turn.
    pub pairs: usize,
    /// Wake-ups are counted up to so many loads.
    pub loads: usize,
}

/// One browser of the comparison.
struct Side {
    name: &'static str,
    lab: Lab,
    browser: Browser,
    /// Whether it has a background that could wake.
    background: bool,
    /// Bytes of scripts that its extension puts into every page.
    injected: u64,
}

/// All figures, for one browser.
///
/// # Errors
/// A browser does not open, or a page does not load.
pub async fn run(kind: Kind, extension: &Path, size: Size) -> anyhow::Result<Vec<Figure>> {
    let stand_ins = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/stand-ins"));
    let sides = [
        ("no extension", None, false),
        ("Gatewatch", Some(extension.to_owned()), true),
        ("page script", Some(stand_ins.join("page-script")), false),
        ("listener", Some(stand_ins.join("listener")), true),
        ("no extension, again", None, false),
    ];
    let mut loads: Vec<_> = sides.iter().map(|_| Loads::default()).collect();
    let mut all = Vec::new();
    for number in 0..size.browsers {
        for side in all.drain(..) {
            Side::close(side).await?;
        }
        for (name, extension, background) in &sides {
            all.push(Side::open(kind, name, extension.clone(), *background).await?);
        }
        near(&all, number * size.pairs, size.pairs, &mut loads).await?;
        far(&all, number * size.pairs, size.pairs, &mut loads).await?;
    }
    let mut figures = Vec::new();
    for (side, loads) in all.iter().zip(loads) {
        loads.tell(side, &mut figures);
    }
    timers(&all, &mut figures).await?;
    idle(&all, &mut figures).await?;
    for side in all.iter().filter(|side| side.background) {
        wake_ups(side, size.loads, &mut figures).await?;
    }
    for side in all {
        side.close().await?;
    }
    Ok(figures)
}

impl Side {
    async fn open(
        kind: Kind,
        name: &'static str,
        extension: Option<PathBuf>,
        background: bool,
    ) -> anyhow::Result<Self> {
        let injected = extension.as_deref().map_or(Ok(0), injected)?;
        let lab = Lab::start(Scenario::parse("near and far", NEAR_AND_FAR)?.by_hand()).await?;
        let options = Options { extension, companion: false, ..Options::default() };
        let browser = Browser::open(kind, &lab, options).await?;
        Ok(Self { name, lab, browser, background, injected })
    }

    async fn load(&self) -> anyhow::Result<f64> {
        self.browser.goto(ADDRESS).await?;
        let loaded = "performance.getEntriesByType('navigation')[0].loadEventEnd";
        self.browser.wait_page("the load", loaded, SOON).await?;
        let took = self.browser.eval(&format!("return {loaded}")).await?;
        Ok(took.as_f64().unwrap_or(f64::NAN))
    }

    fn asked(&self) -> usize {
        self.lab.records().len()
    }

    async fn close(self) -> anyhow::Result<()> {
        self.browser.close().await
    }
}

/// What a side's loads took.
#[derive(Default)]
struct Loads {
    near_ms: Vec<f64>,
    far_ms: Vec<f64>,
    busy_ms: Vec<f64>,
    heap_kb: Vec<f64>,
    /// Requests, of all that were near.
    asked: usize,
}

impl Loads {
    fn tell(self, side: &Side, figures: &mut Vec<Figure>) {
        #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
        let asked = self.asked as f64 / self.near_ms.len() as f64;
        #[expect(clippy::cast_precision_loss, reason = "the size of a script")]
        let injected = side.injected as f64;
        for (what, unit, values) in [
            ("load time", "ms", self.near_ms),
            ("load time, far", "ms", self.far_ms),
            ("main thread, a load", "ms", self.busy_ms),
            ("JS heap", "KB", self.heap_kb),
            ("requests, a load", "", vec![asked]),
            ("bytes injected", "B", vec![injected]),
        ] {
            let kind = side.browser.kind();
            figures.extend(Figure::of(kind, "healthy page", what, side.name, unit, values));
        }
    }
}

/// The bytes of the scripts that a manifest puts into every page.
pub(super) fn injected(extension: &Path) -> anyhow::Result<u64> {
    let manifest = std::fs::read_to_string(extension.join("manifest.json"))?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let mut bytes = 0;
    for scripts in manifest["content_scripts"].as_array().into_iter().flatten() {
        for script in scripts["js"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            bytes += std::fs::metadata(extension.join(script))?.len();
        }
    }
    Ok(bytes)
}

/// The order of a round's loads. For a prime number of sides each begins equally often, and within the
/// rounds follows each of the others equally often, over so many rounds as there are pairs of them.
fn order(sides: usize, round: usize) -> impl Iterator<Item = usize> {
    let step = 1 + round % (sides - 1);
    (0..sides).map(move |at| (round + at * step) % sides)
}

/// Loads in turn, from that round on. One more before it warms caches and is not counted.
async fn near(all: &[Side], from: usize, pairs: usize, loads: &mut [Loads]) -> anyhow::Result<()> {
    for side in all {
        side.load().await?;
    }
    let before: Vec<_> = all.iter().map(Side::asked).collect();
    for round in from..from + pairs {
        for at in order(all.len(), round) {
            let browser = &all[at].browser;
            let begun = browser.work().await?;
            loads[at].near_ms.push(all[at].load().await?);
            if let (Some(begun), Some(ended)) = (begun, browser.work().await?) {
                // A page may come in a process of its own, which begins to count anew.
                let from = if begun.busy_ms > ended.busy_ms { 0.0 } else { begun.busy_ms };
                loads[at].busy_ms.push(ended.busy_ms - from);
                loads[at].heap_kb.push(ended.heap_bytes / 1024.0);
            }
        }
    }
    for ((side, loads), before) in all.iter().zip(loads).zip(before) {
        loads.asked += side.asked() - before;
    }
    Ok(())
}

/// The same loads of a site that is far away: what people wait for.
async fn far(all: &[Side], from: usize, pairs: usize, loads: &mut [Loads]) -> anyhow::Result<()> {
    all.iter().try_for_each(|side| side.lab.go("far"))?;
    for round in from..from + pairs {
        for at in order(all.len(), round) {
            loads[at].far_ms.push(all[at].load().await?);
        }
    }
    all.iter().try_for_each(|side| side.lab.go("near"))
}

/// What an open page costs while nobody does anything: timers show as work of the main thread.
async fn idle(all: &[Side], figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let mut before = Vec::new();
    for side in all {
        before.push((side.asked(), side.browser.work().await?));
    }
    tokio::time::sleep(IDLE).await;
    let minutes = IDLE.as_secs_f64() / 60.0;
    for (side, (asked, work)) in all.iter().zip(before) {
        let kind = side.browser.kind();
        #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
        let requests = vec![(side.asked() - asked) as f64 / minutes];
        let busy = work.zip(side.browser.work().await?);
        let busy = busy.map(|(begun, ended)| (ended.busy_ms - begun.busy_ms) / minutes);
        for (what, unit, values) in [
            ("requests, a minute idle", "", requests),
            ("main thread, a minute idle", "ms", busy.into_iter().collect()),
        ] {
            figures.extend(Figure::of(kind, "healthy page", what, side.name, unit, values));
        }
    }
    Ok(())
}

/// What sets timers in a page as it loads, its own scripts or an extension's.
async fn timers(all: &[Side], figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    for side in all {
        let Some(watcher) = side.browser.watch_timers()? else { continue };
        side.load().await?;
        tokio::time::sleep(WATCHED).await;
        #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
        let set = vec![watcher.timers()? as f64];
        let kind = side.browser.kind();
        figures.extend(Figure::of(kind, "healthy page", "timers, a load", side.name, "", set));
    }
    Ok(())
}

/// How often a background that is asleep is woken by loads, and by the messages of a chat.
async fn wake_ups(side: &Side, most: usize, figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let kind = side.browser.kind();
    let mut woken = 0_u32;
    for number in 1..=most {
        sleep(&side.browser).await?;
        side.load().await?;
        tokio::time::sleep(WAKES).await;
        woken += u32::from(side.browser.background_alive().await?);
        if LOADS.contains(&number) {
            let what = format!("wake-ups, {number} loads");
            let values = vec![f64::from(woken)];
            figures.extend(Figure::of(kind, "healthy page", &what, side.name, "", values));
        }
    }
    let mut woken = 0_u32;
    let messages = MESSAGES.min(most);
    for _ in 0..messages {
        sleep(&side.browser).await?;
        let answered = side.asked() + 1;
        let send = "return (await fetch('/backend-api/f/conversation', {
            method: 'POST', body: '{}' })).status";
        side.browser.eval(send).await?;
        side.lab.wait_for("the message", |all| all.len() >= answered, SOON).await?;
        tokio::time::sleep(WAKES).await;
        woken += u32::from(side.browser.background_alive().await?);
    }
    let what = format!("wake-ups, a chat of {messages} messages");
    let values = vec![f64::from(woken)];
    figures.extend(Figure::of(kind, "healthy page", &what, side.name, "", values));
    Ok(())
}

/// Puts the background to sleep, if it is awake.
async fn sleep(browser: &Browser) -> anyhow::Result<()> {
    if browser.background_alive().await? {
        browser.kill_background().await?;
    }
    Ok(())
}

/// A page's work since its process began to count.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Milliseconds of the main thread.
    pub busy_ms: f64,
    /// Bytes of the JS heap.
    pub heap_bytes: f64,
}

impl Work {
    /// Of the metrics as Chromium tells them.
    pub(crate) fn of(metrics: &Value) -> Option<Self> {
        let named = |name: &str| {
            let all = metrics["metrics"].as_array()?;
            all.iter().find(|metric| metric["name"] == json!(name))?["value"].as_f64()
        };
        let (busy, heap_bytes) = (named("TaskDuration")?, named("JSHeapUsedSize")?);
        Some(Self { busy_ms: busy * 1000.0, heap_bytes })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::order;

    #[test]
    fn each_of_five_follows_each_other_equally_often_and_begins_as_often() {
        let (mut behind, mut first) = (BTreeMap::new(), BTreeMap::new());
        for round in 0..20 {
            let all: Vec<_> = order(5, round).collect();
            *first.entry(all[0]).or_insert(0) += 1;
            for pair in all.windows(2) {
                *behind.entry((pair[0], pair[1])).or_insert(0) += 1;
            }
        }
        assert_eq!(first.into_values().collect::<Vec<_>>(), [4; 5]);
        assert_eq!(behind.into_values().collect::<Vec<_>>(), [4; 20]);
    }
}
