//! Other extensions beside it, as stand-ins of `lab/neighbours/`: nothing is done twice, nothing is
//! lost, the card can be read, and a neighbour is named where something shows it.

use super::{CHAT, SOON, Stage, extension, in_both};
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use lab::prompts::{Editor, TEXTS};
use lab::{Record, Scenario};
use serde_json::json;
use std::path::{Path, PathBuf};

fn neighbour(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("neighbours").join(name)
}

impl Stage {
    /// How often a tab's document was asked for in a phase.
    fn documents_in(&self, phase: &str) -> usize {
        self.lab.hits(|record| record.is_main_document() && record.phase == phase)
    }
}

/// The site's documents take a while once it is back, so that a load is pending when it is probed.
const SLOWLY_BACK: &str = r#"
about = "Bad gateway, and then a site whose documents take three seconds."
[[phase]]
name = "down"
[[phase.reply]]
status = 502
body = "openai"
[[phase]]
name = "up"
[[phase.reply]]
documents_only = true
delay_ms = 3000
"#;

async fn beside_an_interval_reloader_nothing_is_loaded_twice(kind: Kind) {
    let scenario = Scenario::parse("slowly-back", SLOWLY_BACK).unwrap();
    let options = Options { neighbours: vec![neighbour("reloader")], ..Options::default() };
    let stage = Stage::set_scene(kind, scenario, options).await;
    stage.browser.goto(CHAT).await.unwrap();
    let again = |all: &[Record]| all.iter().filter(|it| it.is_main_document()).count() >= 6;
    stage.told(stage.lab.wait_for("its reloads", again, SOON).await).await;
    // Who it is cannot be known; that it is not us is said.
    let named = |panel: &PanelSeen| panel.text.contains("You or another extension");
    let panel = stage.panel("its name", named).await;
    assert_eq!(panel.count, 1);
    // The schedule is that of one outage, over all of these documents.
    stage.probes(1).await;
    let probes = stage.lab.hits(super::is_probe);
    assert!(probes <= 3, "{probes} of one outage");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents_in("up"), 1, "one load, whoever began it");
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.end().await;
}

/// What keeps a session alive, and what makes pages dark: both at once.
async fn beside_a_keep_alive_and_a_dark_mode_all_is_as_without_them(kind: Kind) {
    let neighbours = vec![neighbour("keep-alive"), neighbour("dark")];
    let options = Options { neighbours, ..Options::default() };
    let stage = Stage::set_with(kind, "healthy-then-down", options).await;
    let asked = async |phase: &str| {
        let its = |it: &Record| it.path_only() == "/api/auth/session" && it.phase == phase;
        let asked = |all: &[Record]| all.iter().any(its);
        stage.told(stage.lab.wait_for("its question", asked, SOON).await).await;
    };
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    asked("well").await;
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    asked("down").await;
    stage
        .panel("the panel", |panel| panel.text.contains("OpenAI hasn’t posted anything yet"))
        .await;
    let darkened = "document.querySelector('gatewatch-panel[data-darkened]')";
    stage.told(stage.browser.wait_page("the dark mode", darkened, SOON).await).await;
    let picture = format!("{}/neighbours/dark-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    // Colours as they are computed, and that nothing lies over or shines through them.
    let faults = stage.told(stage.browser.layout_faults().await).await;
    assert!(faults.is_empty(), "{faults:#?}");
    let shown = "const { opacity, filter, mixBlendMode } = getComputedStyle(root.host);
        return [opacity, filter, mixBlendMode]";
    let shown = stage.browser.in_root("gatewatch-panel", shown).await;
    assert_eq!(stage.told(shown).await, json!(["1", "none", "normal"]));
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 3, "theirs, their reload and ours");
    stage.end().await;
}

async fn beside_a_draft_saver_a_prompt_comes_back_once(kind: Kind) {
    let options = Options { neighbours: vec![neighbour("drafts")], ..Options::default() };
    let stage = Stage::set_with(kind, "lost-prompt", options).await;
    let (editor, text) = (Editor::ProseMirror, TEXTS[0].1());
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(editor.write(&stage.browser, &text).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.send(&stage.browser).await).await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("saved on this device")).await;
    stage.lab.go("back").unwrap();
    stage.told(editor.ready(&stage.browser).await).await;
    let back = "document.documentElement.dataset.draft === 'back'";
    stage.told(stage.browser.wait_page("the draft", back, SOON).await).await;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|b| b.button("Restore prompt").is_some());
    stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
    stage.browser.press_offer("Restore prompt").await.unwrap();
    let there =
        |bar: Option<&PanelSeen>| bar.is_some_and(|b| b.text.contains("in the message box"));
    stage.told(stage.browser.wait_offer("that it is there", there, SOON).await).await;
    stage.told(editor.holds(&stage.browser, &text).await).await;
    let sent = stage.lab.records().iter().filter_map(Record::prompt).count();
    assert_eq!(sent, 1, "it is never sent by us");
    stage.end().await;
}

/// The extension again, under another id and another name.
fn second_copy(kind: Kind, scratch: &Scratch) -> PathBuf {
    let folder = scratch.path().join("second");
    super::needed::copy(&extension(kind), &folder);
    let manifest = folder.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let other = text.replace(lab::drive::FIREFOX_ID, "second@gatewatch.example");
    assert_eq!(other != text, kind == Kind::Firefox, "Chromium's id is its folder's");
    std::fs::write(&manifest, other).unwrap();
    folder
}

async fn beside_a_second_copy_the_page_is_loaded_once_and_shows_one_card(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let options = Options { neighbours: vec![second_copy(kind, &scratch)], ..Options::default() };
    let scenario = Scenario::parse("slowly-back", SLOWLY_BACK).unwrap();
    let stage = Stage::set_scene(kind, scenario, options).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    // Each asks by itself, once, and then paints what came.
    stage.probes(2).await;
    let panel = stage.panel("a check", |panel| panel.text.contains("1 check so far")).await;
    assert_eq!(panel.count, 1);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    // A response whose load the other copy overtook is asked about four times, in two minutes.
    stage.outage_ended_within(SOON * 3).await;
    assert_eq!(stage.documents_in("up"), 1, "one load, whoever began it");
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.end().await;
}

in_both! {
    beside_an_interval_reloader_nothing_is_loaded_twice
    beside_a_keep_alive_and_a_dark_mode_all_is_as_without_them
    beside_a_draft_saver_a_prompt_comes_back_once
    beside_a_second_copy_the_page_is_loaded_once_and_shows_one_card
}
