//! What befalls the machine and the browser in mid-outage: a clock that jumps, a permission that goes.

use super::surfaces::access;
use super::{Stage, in_both, in_both_and_long, is_probe};
use lab::Scenario;
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use std::path::PathBuf;

/// The clock of the background, which a page of the extension may set: what it tells, what it is told
/// with each response, what an alarm is asked for by, and what cards tell. The machine's own is everybody's, and no
/// driver sets it.
const CLOCK: &str = "
    let by = 0;
    const { now } = Date;
    Date.now = () => now() + by;
    const create = chrome.alarms.create.bind(chrome.alarms);
    chrome.alarms.create = (name, { when, ...rest }) =>
      create(name, when === undefined ? rest : { ...rest, when: when - by });
    const { onHeadersReceived } = chrome.webRequest;
    const add = onHeadersReceived.addListener.bind(onHeadersReceived);
    onHeadersReceived.addListener = (hears, ...how) =>
      add((it) => hears({ ...it, timeStamp: it.timeStamp + by }), ...how);
    // A card tells the time, too.
    const run = chrome.scripting.executeScript.bind(chrome.scripting);
    const tell = (by) => {
      const now = (globalThis.machineNow ??= Date.now);
      Date.now = () => now() + by;
    };
    chrome.scripting.executeScript = async (it) => {
      const { target, injectImmediately } = it;
      await run({ target, injectImmediately, func: tell, args: [by] }).catch(() => {});
      return run(it);
    };
    chrome.runtime.onMessage.addListener((message) => {
      if (message?.kind === 'clock') by = message.by;
    });";

/// The extension with a clock that can be set, in a folder of its own.
pub(super) fn with_a_clock(kind: Kind, scratch: &Scratch) -> PathBuf {
    let folder = scratch.path().join("extension");
    super::needed::copy(&super::extension(kind), &folder);
    let background = folder.join("background.js");
    let code = std::fs::read_to_string(&background).unwrap();
    std::fs::write(folder.join("clock.js"), CLOCK).unwrap();
    std::fs::write(&background, format!("import \"./clock.js\";\n{code}")).unwrap();
    folder
}

/// Sets that clock by so many milliseconds, until the background ends.
pub(super) fn sets_the_clock(by: i64) -> String {
    format!("chrome.runtime.sendMessage({{ kind: 'clock', by: {by} }})")
}

async fn a_clock_that_jumps_keeps_nobody_waiting(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let folder = with_a_clock(kind, &scratch);
    let scenario = Scenario::named("healthy-then-down").unwrap();
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    let hour = 3_600_000;
    // The clock is an hour back; and then there is a sleep of three hours.
    for (turn, to) in [(1, -hour), (2, 2 * hour)] {
        stage.lab.go("down").unwrap();
        stage.browser.goto(&format!("https://chatgpt.com/c/{turn}")).await.unwrap();
        stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
        let probes = stage.lab.hits(is_probe);
        stage.probes(probes + 1).await;
        // The site is back when the machine wakes: one that fails on is left to the schedule.
        stage.lab.go("up").unwrap();
        stage.told(stage.browser.in_extension(&sets_the_clock(to)).await).await;
        stage.healthy().await;
        stage.outage_ended().await;
        assert_eq!(stage.documents(), 2 * turn, "one reload each");
    }
    stage.end().await;
}

/// What the browser no longer lets it see is no concern of it: it asks nothing, shows nothing and has no
/// badge; and given back, the page that still fails is found again.
async fn access_that_is_taken_away_in_the_middle_ends_it_and_given_back_begins_it_anew(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.probes(1).await;
    access(&stage, false).await;
    stage.outage_ended().await;
    stage.no_panel().await;
    let badge = "return await chrome.action.getBadgeText({})";
    let badge = stage.browser.in_extension(badge).await;
    assert_eq!(stage.told(badge).await, "");
    assert_eq!(stage.documents(), 1, "the tab is left as it is");
    access(&stage, true).await;
    // The one that stands there counted a check.
    let anew = |panel: &PanelSeen| panel.count == 1 && !panel.text.contains("so far");
    stage.panel("a new outage", anew).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 2, "the one that failed, and one reload");
    // What it asked for without leave is refused by the browser, which writes that down.
    stage.end_but(|told| told.contains("CORS")).await;
}

in_both! {
    access_that_is_taken_away_in_the_middle_ends_it_and_given_back_begins_it_anew
}

in_both_and_long! { a_clock_that_jumps_keeps_nobody_waiting }
