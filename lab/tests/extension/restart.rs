//! The browser ends in mid-outage and starts again with the tabs that it had.

use super::gone::stand;
use super::{CHAT, Stage, in_both};
use lab::drive::{Browser, Kind, Options, Scratch};
use serde_json::json;

/// A browser that opens the tabs of its last time, with the lab's own profile.
pub(super) fn with_its_tabs(kind: Kind, scratch: &Scratch) -> Options {
    Options {
        extension: Some(super::extension(kind)),
        profile: Some(scratch.path().join("profile")),
        chrome_args: vec!["--restore-last-session".into()],
        // 3: those of the last time. The tests' add-on comes with each start as a new one, and its
        // first page must not hide them.
        firefox_prefs: vec![
            ("browser.startup.page".into(), json!(3)),
            ("browser.tabs.loadInBackground".into(), json!(true)),
        ],
        ..Options::default()
    }
}

/// Ends the browser and starts it anew, beside the same lab.
async fn restarted(stage: Stage, kind: Kind, scratch: &Scratch) -> Stage {
    let Stage { lab, browser, scratch: altered } = stage;
    browser.close().await.unwrap();
    let browser = Browser::open(kind, &lab, with_its_tabs(kind, scratch)).await.unwrap();
    Stage { lab, browser, scratch: altered }
}

/// The same without the tabs that it had.
pub(super) async fn restarted_without_its_tabs(
    stage: Stage,
    kind: Kind,
    scratch: &Scratch,
) -> Stage {
    let Stage { lab, browser, scratch: altered } = stage;
    browser.close().await.unwrap();
    let options = Options {
        extension: Some(super::extension(kind)),
        profile: Some(scratch.path().join("profile")),
        ..Options::default()
    };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    Stage { lab, browser, scratch: altered }
}

async fn a_tab_that_failed_when_the_browser_ended_is_brought_back(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let stage = Stage::set_with(kind, "blip", with_its_tabs(kind, &scratch)).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    let stage = restarted(stage, kind, &scratch).await;
    let card = stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    assert_eq!(card.count, 1);
    // The add-on's first page may have come before it, and a tab that nobody sees is asked for seldom.
    let failing = stage.browser.present_tab().await.unwrap();
    stage.browser.switch_to(&failing).await.unwrap();
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    assert_eq!(stage.documents(), 3, "one failure each time, and one reload");
    // A second start makes Firefox's own extensions complain of files of theirs.
    let base = stage.browser.extension_url("").unwrap();
    let ours = move |problem: &str| problem.contains(&base);
    stage.end_but(|problem| kind == Kind::Firefox && !ours(problem)).await;
}

/// Where the browser draws no empty answer, a page of the extension stands in the tab.
async fn a_waiting_page_of_the_browsers_last_time_goes_on_waiting(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let stage = Stage::set_with(kind, "empty-body", with_its_tabs(kind, &scratch)).await;
    // The driver takes hold of a browser by a page that is no extension's.
    stage.browser.goto("https://other.example/").await.unwrap();
    stage.browser.new_tab(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    let stage = restarted(stage, kind, &scratch).await;
    stand(&stage, &[CHAT]).await;
    stage.lab.go("up").unwrap();
    stage.outage_ended().await;
    stand(&stage, &[CHAT]).await;
    stage.end().await;
}

in_both! { a_tab_that_failed_when_the_browser_ended_is_brought_back }

/// Firefox loads the tests' add-on after its tabs are there, and people's before. In the long run alone:
/// which of its tabs the browser shows first after a restart decides how soon a hidden one is asked for.
mod long {
    #[tokio::test(flavor = "multi_thread")]
    async fn a_waiting_page_of_the_browsers_last_time_goes_on_waiting() {
        super::a_waiting_page_of_the_browsers_last_time_goes_on_waiting(lab::drive::Kind::Chrome)
            .await;
    }
}
