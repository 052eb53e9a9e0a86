//! Each permission is there because something needs it: taken away, that fails, and nothing before
//! it.

use super::{CHAT, SOON, Stage, extension};
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// How long the thing that is to fail gets: where it works it takes a second.
const NEVER: Duration = Duration::from_secs(5);

/// What somebody meets in the first minute, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Card,
    Status,
    Clearing,
    OldAddress,
    /// All of it worked.
    End,
}

/// The permissions and hosts of Chromium's manifest, each with the step that it is for.
fn needed() -> [(&'static str, Step); 8] {
    [
        ("alarms", Step::Card),
        ("scripting", Step::Card),
        ("storage", Step::Card),
        ("webRequest", Step::Card),
        ("https://chatgpt.com/*", Step::Card),
        ("https://status.openai.com/*", Step::Status),
        ("browsingData", Step::Clearing),
        ("https://chat.openai.com/*", Step::OldAddress),
    ]
}

/// How far somebody gets whose extension has everything but this; `fails` is not waited for long.
async fn gets_to(kind: Kind, without: &str, fails: Step) -> Step {
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().join("extension");
    copy(&extension(kind), &folder);
    let path = folder.join("manifest.json");
    let mut manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut found = 0;
    for list in ["permissions", "host_permissions"] {
        let list = manifest[list].as_array_mut().unwrap();
        let before = list.len();
        list.retain(|name| name != without);
        found += before - list.len();
    }
    assert_eq!(found, usize::from(!without.is_empty()), "{kind}: {without}");
    if without == "storage" {
        // Chromium gives the permission to whoever names a schema for administrators.
        manifest.as_object_mut().unwrap().remove("storage");
    }
    std::fs::write(&path, manifest.to_string()).unwrap();
    without_first_run(&folder);
    let scenario = lab::Scenario::named("status-incident").unwrap();
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    let limit = |step| if step == fails { NEVER } else { SOON };
    let card = async |step, wanted: &dyn Fn(&PanelSeen) -> bool| {
        let wanted = |panel: Option<&PanelSeen>| panel.is_some_and(wanted);
        stage.browser.wait_panel("a step", wanted, limit(step)).await.is_ok()
    };
    stage.browser.goto(CHAT).await.unwrap();
    let seen = card(Step::Card, &|panel| panel.text.contains("502")).await;
    // On the page itself: a waiting page stands in where nothing may be drawn.
    let there = stage.browser.url().await.unwrap();
    let got = if !seen || there != CHAT {
        Step::Card
    } else if !card(Step::Status, &|panel| panel.text.contains("is investigating")).await {
        Step::Status
    } else {
        stage.browser.press("Clear ChatGPT’s cache").await.unwrap();
        let cleared = card(Step::Clearing, &|panel| panel.text.contains("cleared")).await;
        stage.browser.goto("https://chat.openai.com/c/1").await.unwrap();
        if !cleared {
            Step::Clearing
        } else if !card(Step::OldAddress, &|panel| panel.text.contains("502")).await {
            Step::OldAddress
        } else {
            Step::End
        }
    };
    stage.browser.close().await.unwrap();
    got
}

async fn nothing_is_asked_for_that_nothing_needs(kind: Kind) {
    assert_eq!(gets_to(kind, "", Step::End).await, Step::End);
    for (permission, step) in needed() {
        assert_eq!(gets_to(kind, permission, step).await, step, "without {permission}");
    }
}

/// A background that does not begin shows no first-run page, and nobody is to wait for it.
fn without_first_run(folder: &Path) {
    std::fs::remove_file(folder.join("welcome.html")).unwrap();
    let background = folder.join("background.js");
    let code = std::fs::read_to_string(&background).unwrap();
    let only = r#"!=="install""#;
    assert_eq!(code.matches(only).count(), 1, "it has another form");
    std::fs::write(background, code.replace(only, "")).unwrap();
}

pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

mod chromium {
    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_asked_for_that_nothing_needs() {
        super::nothing_is_asked_for_that_nothing_needs(super::Kind::Chrome).await;
    }
}
