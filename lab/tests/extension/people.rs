//! Many tabs, and people who are busy when it comes back.

use super::{CHAT, Stage, in_both, in_both_and_long, is_probe};
use lab::Record;
use lab::drive::Kind;
use std::time::Duration;

/// Opens tabs that nobody looks at, as a click with the middle button does.
async fn open_unseen(stage: &Stage, tabs: std::ops::RangeInclusive<u32>) {
    let (first, last) = tabs.into_inner();
    let script = format!(
        "const [{{ windowId }}] = await chrome.tabs.query({{ url: 'https://chatgpt.com/*' }});
         for (let tab = {first}; tab <= {last}; tab += 1) {{
           await chrome.tabs.create({{ active: false, windowId, url: `https://chatgpt.com/c/${{tab}}` }});
         }}
         return true"
    );
    stage.told(stage.browser.in_extension(&script).await).await;
}

fn documents(all: &[Record]) -> Vec<&Record> {
    let of_site = |r: &&Record| r.is_main_document() && r.host == "chatgpt.com";
    all.iter().filter(of_site).collect()
}

async fn ten_tabs_load_the_site_as_one_and_come_back_one_by_one(kind: Kind) {
    many_tabs(kind, 10).await;
}

async fn thirty_tabs_load_the_site_as_one_and_come_back_one_by_one(kind: Kind) {
    many_tabs(kind, 30).await;
}

async fn many_tabs(kind: Kind, tabs: u32) {
    let stage = Stage::set(kind, "many-tabs").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    open_unseen(&stage, 2..=tabs).await;
    let tabs = usize::try_from(tabs).unwrap();
    let limit = Duration::from_secs(90);
    let failed = |all: &[Record]| documents(all).len() >= tabs;
    stage.told(stage.lab.wait_for("every failing tab", failed, limit).await).await;
    let probed = |all: &[Record]| all.iter().filter(|r| is_probe(r)).count() >= 2;
    stage.told(stage.lab.wait_for("two probes", probed, limit).await).await;
    let all = stage.lab.records();
    let asked: Vec<_> = all.iter().filter(|r| is_probe(r)).map(|r| r.at).collect();
    for pair in asked.windows(2) {
        // The least that the schedule ever leaves between two.
        assert!(pair[1] - pair[0] >= Duration::from_secs(4), "{asked:?}");
    }
    assert_eq!(documents(&all).len(), tabs, "nobody was loaded again while it failed");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    let back = |all: &[Record]| documents(all).len() >= 2 * tabs;
    let all = stage.told(stage.lab.wait_for("every return", back, 4 * limit).await).await;
    stage.outage_ended().await;
    let returns = documents(&all).split_off(tabs);
    assert_eq!(returns[0].path, "/c/abc?model=auto", "the one that is looked at comes first");
    let mut paths: Vec<_> = returns.iter().map(|r| r.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), tabs, "each of them once");
    for pair in returns.windows(2) {
        assert!(pair[1].at - pair[0].at >= Duration::from_secs(1), "{paths:?}");
    }
    assert_eq!(documents(&stage.lab.records()).len(), 2 * tabs);
    stage.end().await;
}

async fn who_is_at_work_in_the_card_is_asked_first(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.button("Pause").is_some()).await;
    for _ in 0..20 {
        let panel = stage.browser.panel().await.unwrap();
        if panel.is_some_and(|panel| panel.focused.as_deref() == Some("Check now")) {
            break;
        }
        stage.browser.key("Tab").await.unwrap();
    }
    stage.lab.go("up").unwrap();
    let panel = stage.panel("the question", |panel| panel.button("Go now").is_some()).await;
    let held = stage.panel("the time left", |panel| panel.text.contains("Loading in")).await;
    assert!(held.button("Wait 20 more seconds").is_some(), "{:?}", held.buttons);
    assert_eq!(panel.count, 1);
    stage.browser.key("a").await.unwrap();
    assert_eq!(stage.documents(), 1, "pulled away");
    stage.browser.press("Go now").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2);
    stage.end().await;
}

async fn who_has_selected_words_of_the_card_is_asked_first(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    let (left, top, width, height) = panel.place;
    let place = |down: f64, across: f64| (left + width * across, top + height * down);
    stage.browser.drag(place(0.15, 0.1), place(0.4, 0.8)).await.unwrap();
    stage.lab.go("up").unwrap();
    let held = stage.panel("the time left", |panel| panel.text.contains("Loading in")).await;
    assert!(held.button("Go now").is_some(), "{:?}", held.buttons);
    assert_eq!(stage.documents(), 1, "pulled away");
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "after the time that the card told");
    stage.end().await;
}

const PROMPT: &str = "https://chatgpt.com/?q=hello";

async fn a_prompt_in_the_address_that_was_sent_is_loaded_on_a_click_alone(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(PROMPT).await.unwrap();
    stage.healthy().await;
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.panel("the word that it answers", |panel| panel.button("Go now").is_some()).await;
    stage.probes(1).await;
    assert_eq!(stage.documents(), 2, "its prompt would be sent again");
    stage.browser.press("Go now").await.unwrap();
    stage.healthy().await;
    assert_eq!((stage.documents(), stage.browser.url().await.unwrap().as_str()), (3, PROMPT));
    stage.end().await;
}

async fn a_prompt_in_the_address_that_never_loaded_is_loaded_again(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(PROMPT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!((stage.documents(), stage.browser.url().await.unwrap().as_str()), (2, PROMPT));
    stage.end().await;
}

/// A waiting page that came while its tab was behind another: who looks at it is not kept waiting at
/// the pace of who does not.
async fn a_waiting_page_is_asked_for_at_once_when_somebody_looks_at_it(kind: Kind) {
    let stage = Stage::set(kind, "empty-body").await;
    let behind = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let open = format!(
        "const own = await chrome.tabs.getCurrent();
         const other = (await chrome.tabs.query({{}})).find(({{ id }}) => id !== own.id);
         await chrome.tabs.update(other.id, {{ url: '{CHAT}' }});
         return await new Promise((waits) => chrome.tabs.onUpdated.addListener(async (id) => {{
           const {{ url, status }} = await chrome.tabs.get(other.id);
           if (url?.includes('waiting.html') && status === 'complete') waits(true);
         }}))"
    );
    let waits = stage.browser.eval(&open).await;
    assert_eq!(stage.told(waits).await, true);
    stage.panel("the pace of nobody", |panel| panel.text.contains("minute")).await;
    let probes = stage.lab.hits(is_probe);
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&behind).await.unwrap();
    stage.probes(probes + 1).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
}

in_both! {
    a_waiting_page_is_asked_for_at_once_when_somebody_looks_at_it
    who_has_selected_words_of_the_card_is_asked_first
    a_prompt_in_the_address_that_was_sent_is_loaded_on_a_click_alone
    a_prompt_in_the_address_that_never_loaded_is_loaded_again
    ten_tabs_load_the_site_as_one_and_come_back_one_by_one
    who_is_at_work_in_the_card_is_asked_first
}

in_both_and_long! {
    thirty_tabs_load_the_site_as_one_and_come_back_one_by_one
}
