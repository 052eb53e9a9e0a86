//! The toolbar: its icon tells the state, its popup shows the same card, and its buttons work.

use super::needed::copy;
use super::{CHAT, Stage, extension, in_both, is_probe};
use lab::Scenario;
use lab::drive::{Kind, Options, Scratch};
use std::fs;
use std::path::PathBuf;

/// Notes each icon that the browser took, since it tells nobody which one stands.
const NOTES: &str = "const own = chrome.action.setIcon.bind(chrome.action), taken = [];
    chrome.action.setIcon = async (how) => {
      let name = how.path[32];
      await own(how).catch((error) => { name = `${error}`; });
      if (taken.at(-1) !== name) taken.push(name);
      await chrome.storage.session.set({ taken });
    };";

/// The extension, noting its icons.
fn that_notes(kind: Kind, scratch: &Scratch) -> PathBuf {
    let folder = scratch.path().join("extension");
    copy(&extension(kind), &folder);
    fs::write(folder.join("notes.js"), NOTES).unwrap();
    let background = folder.join("background.js");
    let whole = fs::read_to_string(&background).unwrap();
    fs::write(&background, format!("import \"./notes.js\";{whole}")).unwrap();
    folder
}

async fn the_toolbar_shows_the_outage_and_its_popup_checks(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let folder = that_notes(kind, &scratch);
    let scenario = Scenario::named("blip").unwrap();
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let badge = stage.browser.badge("https://chatgpt.com/").await.unwrap();
    assert!(!badge.text.is_empty() && badge.title.contains("isn’t responding"), "{badge:?}");
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    let before = stage.lab.hits(is_probe);
    stage.browser.press("Check now").await.unwrap();
    stage.probes(before + 1).await;
    stage.panel("the answer", |panel| panel.text.contains("Still down")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.panel("the same in the tab", |panel| panel.text.contains("Paused")).await;
    stage.lab.go("up").unwrap();
    stage.browser.press("Resume").await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    let badge = stage.browser.badge("https://chatgpt.com/").await.unwrap();
    assert!(badge.text.is_empty(), "{badge:?}");
    let off = "const { settings = {} } = await chrome.storage.sync.get('settings');
        await chrome.storage.sync.set({ settings: { ...settings, on: false } });
        const seen = async () => (await chrome.storage.session.get('taken')).taken;
        return await new Promise((done) => {
          const look = async () => (await seen()).at(-1).includes('off') && done(await seen());
          chrome.storage.session.onChanged.addListener(look);
          look();
        })";
    let taken = stage.browser.in_extension(off).await;
    let taken = stage.told(taken).await;
    let taken: Vec<&str> =
        taken.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    let taken: Vec<&str> = taken
        .into_iter()
        .map(|file| file.strip_prefix("icons/").and_then(|it| it.strip_suffix("-32.png")).unwrap())
        .collect();
    // The core that wakes paints what it finds; then the gate shuts, and so on.
    let met = ["shut", "held", "shut", "held", "shut", "back", "icon", "off"];
    let after = taken.strip_prefix(&["icon"]).unwrap_or(&taken);
    let mut ahead = met.iter().peekable();
    for icon in after {
        while ahead.next_if(|it| *it != icon).is_some() {}
        assert!(ahead.peek().is_some(), "{icon} is out of turn: {taken:?}");
    }
    for icon in met {
        assert!(after.contains(&icon), "{icon} was never shown: {taken:?}");
    }
    stage.end().await;
}

/// Asks for the popup's card twenty times, and counts how often the core's state changes meanwhile.
const ASKS: &str = "
    let changes = 0;
    chrome.storage.session.onChanged.addListener(({ snapshot }) => {
      if (snapshot) changes += 1;
    });
    for (let asked = 0; asked < 20; asked += 1) {
      await chrome.runtime.sendMessage({ kind: 'popupView', opened: false });
    }
    return changes";

async fn a_popup_that_stands_open_over_a_pause_keeps_nobody_busy(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    let changes = stage.told(stage.browser.eval(ASKS).await).await;
    // The pause itself may be written only now.
    assert!(changes.as_u64().is_some_and(|changes| changes <= 2), "{changes}");
    stage.end().await;
}

in_both! {
    the_toolbar_shows_the_outage_and_its_popup_checks
    a_popup_that_stands_open_over_a_pause_keeps_nobody_busy
}
