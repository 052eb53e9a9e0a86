//! The extension goes away or breaks in mid-outage: no tab is lost with it, none is disturbed.

use super::{CHAT, SOON, Stage, extension, in_both};
use lab::Scenario;
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use serde_json::json;

/// Three tabs where the browser lets nobody draw, each with a waiting page in its place.
const WAITING: [&str; 3] = [CHAT, "https://chatgpt.com/c/two?a=1#b", "https://chatgpt.com/c/three"];

/// Waits until the pages of the site, or the waiting pages for them, stand at just these addresses.
pub(super) async fn stand(stage: &Stage, addresses: &[&str]) {
    let script = format!(
        "const wanted = {}.sort().join();
         const kept = (url) => decodeURIComponent(url.split('waiting.html#')[1] ?? url);
         return await new Promise((done) => {{
           const look = async () => {{
             const all = (await chrome.tabs.query({{}})).map((tab) => kept(tab.url || tab.pendingUrl || ''));
             const ours = all.filter((url) => /^https:\\/\\/chat(gpt.com|.openai.com)/.test(url));
             if (ours.sort().join() === wanted) done(true);
           }};
           chrome.tabs.onUpdated.addListener(look);
           chrome.tabs.onCreated.addListener(look);
           look();
         }})",
        json!(addresses)
    );
    let all = stage.browser.in_extension(&script).await;
    assert_eq!(stage.told(all).await, true);
}

/// Three waiting pages stood while the extension was switched off, and it is on again.
async fn off_and_on(kind: Kind) -> Stage {
    let stage = Stage::set(kind, "empty-body").await;
    let present = stage.browser.present_tab().await.unwrap();
    for address in WAITING {
        stage.browser.new_tab(address).await.unwrap();
        stage.panel("the card", |panel| panel.text.contains("502")).await;
    }
    stage.browser.switch_to(&present).await.unwrap();
    stage.browser.disable_extension().await.unwrap();
    stage.browser.enable_extension().await.unwrap();
    stage
}

async fn waiting_pages_come_back(kind: Kind) {
    let stage = off_and_on(kind).await;
    stand(&stage, &WAITING).await;
    stage.lab.go("up").unwrap();
    // Where nobody looks at any, the next check is minutes away.
    let look = "const [tab] = (await chrome.tabs.query({})).filter(({ url, pendingUrl }) => (pendingUrl || url || '').includes('chatgpt.com'));
        await chrome.tabs.update(tab.id, { active: true })";
    stage.browser.in_extension(look).await.unwrap();
    stage.outage_ended().await;
    stand(&stage, &WAITING).await;
    let left = "const all = Object.keys(await chrome.storage.local.get(null));
        return all.filter((key) => key.startsWith('waits '))";
    assert_eq!(stage.browser.in_extension(left).await.unwrap(), json!([]));
    stage.asked_nobody_else(&[]);
    stage.end().await;
}

/// What it drew is of no use without it.
async fn where_the_extension_is_switched_off_its_card_steps_aside_and_on_it_is_there_again(
    kind: Kind,
) {
    let stage = Stage::failing(kind, "blip").await;
    stage.probes(1).await;
    stage.browser.disable_extension().await.unwrap();
    // Chromium's script takes it away; Firefox's is ended, and what stands there hides.
    let seen = |panel: Option<&PanelSeen>| panel.is_none_or(|panel| panel.text.is_empty());
    stage.told(stage.browser.wait_panel("that it goes", seen, SOON).await).await;
    assert_eq!(stage.documents(), 1, "the page stands as it did");
    stage.browser.enable_extension().await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn a_waiting_page_that_its_person_closed_does_not_come_back(kind: Kind) {
    let stage = Stage::set(kind, "empty-body").await;
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    let forgotten = "return await new Promise((done) => {
        const look = async () => {
          const all = Object.keys(await chrome.storage.local.get(null));
          if (!all.some((key) => key.startsWith('waits '))) done(true);
        };
        chrome.storage.local.onChanged.addListener(look);
        look();
      })";
    let gone = stage.browser.in_extension(forgotten).await;
    assert_eq!(stage.told(gone).await, true);
    stage.end().await;
}

/// The extension, whose core breaks where a page of its own asks what a tab shows: by a pointer that lies outside
/// of the wasm's memory, as a true fault would.
fn that_breaks(kind: Kind, scratch: &Scratch) -> std::path::PathBuf {
    let folder = scratch.path().join("extension");
    super::needed::copy(&extension(kind), &folder);
    let glue = folder.join("background.js");
    let code = std::fs::read_to_string(&glue).unwrap();
    // Its third parameter is what was heard, as scripts hand it over.
    let (before, call) = code.split_once(".hear(").unwrap();
    assert!(!call.contains(".hear("), "the glue has another form");
    let (before, wasm) = before.rsplit_once('=').unwrap();
    let heard = call.split(&[',', ')']).nth(2).unwrap();
    let breaks =
        format!("({heard}[0]?.kind===\"classify\"&&{wasm}.hear(-16,7,{heard}),{wasm}.hear(");
    let (call, rest) = call.split_once(')').unwrap();
    std::fs::write(&glue, format!("{before}={breaks}{call})){rest}")).unwrap();
    folder
}

async fn a_core_that_breaks_begins_anew_once_and_then_rests_and_says_so(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let scenario = Scenario::named("blip").unwrap();
    let folder = that_breaks(kind, &scratch);
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    let breaks = "await chrome.runtime.sendMessage({ kind: 'classify', tab: 0 });
        const { fault } = await chrome.storage.session.get('fault');
        return [fault.times, !!fault.until]";
    stage.probes(1).await;
    let came = stage.browser.in_extension(breaks).await;
    assert_eq!(stage.told(came).await, json!([1, false]), "it broke, and began anew");
    // The same outage goes on: its count, and its one panel.
    let goes_on = |panel: &PanelSeen| panel.count == 1 && panel.text.contains("checks so far");
    stage.probes(2).await;
    stage.panel("the panel", goes_on).await;
    let came = stage.browser.in_extension(breaks).await;
    assert_eq!(stage.told(came).await, json!([2, true]), "it broke again, and rests");
    let said = stage.browser.in_extension(
        "return [await chrome.action.getBadgeText({}), await chrome.action.getTitle({})]",
    );
    let said = said.await;
    let said = stage.told(said).await;
    assert_eq!(said[0], "!");
    assert!(said[1].as_str().unwrap().contains("paused for an hour"), "{said}");
    // The tab is its person's: their own reload fails and shows what the browser shows.
    let documents = stage.documents();
    stage.lab.go("up").unwrap();
    stage.browser.reload().await.unwrap();
    stage
        .told(
            stage
                .browser
                .wait_page("ChatGPT", "document.querySelector('#prompt-textarea')", SOON)
                .await,
        )
        .await;
    assert_eq!(stage.documents(), documents + 1);
    // What the broken core still waited for finds it gone; Firefox writes that down.
    stage.end_but(|problem| problem.contains("previous WASM instance")).await;
}

in_both! {
    where_the_extension_is_switched_off_its_card_steps_aside_and_on_it_is_there_again
    a_waiting_page_that_its_person_closed_does_not_come_back
    a_core_that_breaks_begins_anew_once_and_then_rests_and_says_so
}

/// Firefox tells the pages before it closes them, so that they take their addresses for left.
mod chromium_alone {
    #[tokio::test(flavor = "multi_thread")]
    async fn waiting_pages_come_back_where_the_extension_was_switched_off() {
        super::waiting_pages_come_back(lab::drive::Kind::Chrome).await;
    }
}

/// Firefox closes them, and its list of closed tabs brings them back: each is a waiting page again, or
/// goes to its address where nothing fails any more.
mod firefox_alone {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn waiting_pages_are_in_the_list_of_closed_tabs_where_the_extension_was_off() {
        let stage = off_and_on(Kind::Firefox).await;
        let undo = "const { SessionStore } =
              ChromeUtils.importESModule('resource:///modules/sessionstore/SessionStore.sys.mjs');
            const shown = Services.wm.getMostRecentWindow('navigator:browser');
            for (let tab = 0; tab < 3; tab += 1) SessionStore.undoCloseTab(shown, 0);
            return true";
        stage.told(stage.browser.in_firefox(undo).await).await;
        stand(&stage, &WAITING).await;
        stage.asked_nobody_else(&[]);
        stage.end().await;
    }
}
