//! A hundred failing tabs for as long as one likes: the background's memory stays as it is.

use super::{CHAT, SOON, Stage, is_probe};
use lab::drive::{Kind, Memory, Options, Scratch};
use lab::{Record, Scenario};
use std::time::{Duration, Instant};

/// How many tabs fail.
const TABS: usize = 100;

/// How long, where nobody says: `GATEWATCH_MINUTES`.
const MINUTES: u64 = 2;

/// What half an hour may add to it, in bytes.
const GROWTH: u64 = 1 << 20;

/// A tab and its card, or the way back, of a hundred that share two cores.
const EACH: Duration = Duration::from_secs(6);

/// Opens them one after the other, each where the one before it has failed: a hundred renderers that
/// start at once would not leave the browser time to answer.
async fn open_all(stage: &Stage) {
    for tab in 2..=TABS {
        let open = format!(
            "await chrome.tabs.create({{ active: false, url: 'https://chatgpt.com/c/{tab}' }})"
        );
        stage.told(stage.browser.eval(&open).await).await;
        let failed = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() >= tab;
        stage.told(stage.lab.wait_for("the next failing tab", failed, SOON).await).await;
    }
}

/// What people do meanwhile: one looks at another tab, one loads theirs again, one opens the popup.
async fn somebody_is_about(stage: &Stage, turn: usize) {
    let tab = 2 + turn * 7 % (TABS - 1);
    let before = stage.documents();
    let does = format!(
        "const [tab] = await chrome.tabs.query({{ url: 'https://chatgpt.com/c/{tab}' }});
         await chrome.tabs.update(tab.id, {{ active: true }});
         await chrome.tabs.reload(tab.id);
         const card = await chrome.runtime.sendMessage({{ kind: 'popupView', opened: true }});
         return !!card"
    );
    let said = stage.browser.eval(&does).await;
    assert_eq!(stage.told(said).await, true, "what the popup shows");
    let again = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() > before;
    stage.told(stage.lab.wait_for("the reload of a person", again, SOON).await).await;
}

/// Shows the core's exports to whoever looks into the background.
const CORE: &str = "
    for (const how of ['instantiate', 'instantiateStreaming']) {
      const own = WebAssembly[how];
      WebAssembly[how] = async (...given) => {
        const made = await own(...given);
        const { exports } = made.instance ?? made;
        if (exports.hear) globalThis.core = exports;
        return made;
      };
    }";

async fn a_hundred_failing_tabs_leave_the_background_as_it_was(kind: Kind) {
    let minutes = std::env::var("GATEWATCH_MINUTES").ok().and_then(|it| it.parse().ok());
    // What is built meanwhile is no part of it.
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().join("extension");
    super::needed::copy(&super::extension(kind), &folder);
    // Nobody sees into the core's memory from outside.
    let background = folder.join("background.js");
    let code = std::fs::read_to_string(&background).unwrap();
    std::fs::write(folder.join("core.js"), CORE).unwrap();
    std::fs::write(&background, format!("import \"./core.js\";\n{code}")).unwrap();
    let scenario = Scenario::named("many-tabs").unwrap();
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    // From one page: a window for each question would be a load of its own.
    let page = stage.browser.extension_url("manifest.json").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let mut watcher = stage.told(stage.browser.watch_background().await).await;
    open_all(&stage).await;
    let mut seen: Vec<(Duration, Memory)> = Vec::new();
    let begun = Instant::now();
    let until = Duration::from_secs(60 * minutes.unwrap_or(MINUTES));
    for turn in 0.. {
        somebody_is_about(&stage, turn).await;
        // What is made at the first use of anything is no growth.
        let memory = watcher.memory().unwrap();
        println!("{:6.1} s: {memory:?}", begun.elapsed().as_secs_f64());
        seen.push((begun.elapsed(), memory));
        if begun.elapsed() >= until {
            break;
        }
        // The pace of it: the next probe, or half a minute without one.
        let probes = stage.lab.hits(is_probe);
        let next = |all: &[Record]| all.iter().filter(|r| is_probe(r)).count() > probes;
        let _ = stage.lab.wait_for("the next probe", next, SOON / 2).await;
    }
    // What is being done at a moment is no growth: the middle of the first tenth, and of the last.
    let tenth = (seen.len() / 10).max(3).min(seen.len());
    let (first, last) = (&seen[..tenth], &seen[seen.len() - tenth..]);
    let middle = |part: &[(Duration, Memory)], of: fn(&Memory) -> u64| {
        let mut all: Vec<u64> = part.iter().map(|(_, memory)| of(memory)).collect();
        all.sort_unstable();
        all[all.len() / 2]
    };
    let all = |it: &Memory| it.heap + it.buffers + it.wasm;
    let growth = middle(last, all).saturating_sub(middle(first, all));
    println!("{kind}: {TABS} failing tabs, {:?}: grown by {growth} bytes", begun.elapsed());
    assert!(growth < GROWTH, "{seen:#?}");
    assert!(middle(last, |it| it.wasm) > 0, "the core's memory is not seen");
    let listeners = |it: &Memory| it.listeners;
    assert!(middle(last, listeners) <= middle(first, listeners), "{seen:#?}");
    let all = stage.lab.records();
    let probes: Vec<Duration> = all.iter().filter(|r| is_probe(r)).map(|r| r.at).collect();
    for (at, first) in probes.iter().enumerate() {
        let hour = probes[at..].iter().take_while(|it| **it - *first < Duration::from_secs(3600));
        assert!(hour.count() <= 60, "{probes:?}");
    }
    stage.lab.go("up").unwrap();
    let returned = |all: &[Record]| {
        all.iter().filter(|r| r.phase == "up" && r.is_main_document()).count() >= TABS
    };
    let limit = EACH * u32::try_from(TABS).unwrap();
    stage.told(stage.lab.wait_for("every tab", returned, limit).await).await;
    stage.outage_ended().await;
    let back = "const all = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
        const there = ({ id }) => chrome.scripting.executeScript({ target: { tabId: id },
          func: () => !!document.querySelector('#prompt-textarea') });
        return (await Promise.all(all.map(there))).filter(([{ result }]) => result).length";
    let back = stage.browser.eval(back).await;
    assert_eq!(stage.told(back).await, TABS, "healthy in the end");
    drop(watcher);
    stage.end().await;
}

/// The debugging protocol tells of memory in Chromium alone.
mod long {
    mod chromium {
        #[tokio::test(flavor = "multi_thread")]
        async fn a_hundred_failing_tabs_leave_the_background_as_it_was() {
            let kind = lab::drive::Kind::Chrome;
            super::super::a_hundred_failing_tabs_leave_the_background_as_it_was(kind).await;
        }
    }
}
