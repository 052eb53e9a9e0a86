//! Clearing the site's cache and nothing else, proved by what the server is asked for.

use super::{CHAT, Stage, came, in_both};
use lab::Record;
use lab::drive::Kind;
use serde_json::json;

/// What a person has at the site, by the names under which the shell keeps it.
const KEPT: &str = "
    const rows = await new Promise((done, fail) => {
      const opening = indexedDB.open('lab', 1);
      opening.onerror = fail;
      opening.onsuccess = () => {
        const asking = opening.result.transaction('kept').objectStore('kept').get('row');
        asking.onsuccess = () => done(asking.result);
      };
    });
    return [rows, document.cookie.includes('='), localStorage.getItem('lab-kept') !== null]";

async fn the_sites_cached_files_go_and_all_else_stays(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    let script =
        |record: &Record| record.host == "chatgpt.com" && record.path.ends_with("shell-4f1c.js");
    let other =
        |record: &Record| record.host == "other.example" && record.path.ends_with("other.js");
    stage.browser.goto(CHAT).await.unwrap();
    stage
        .browser
        .wait_page("the store", "document.documentElement.dataset.labReady", super::SOON)
        .await
        .unwrap();
    stage.browser.goto("https://other.example/").await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    assert_eq!((stage.lab.hits(script), stage.lab.hits(other)), (1, 1), "both are cached");
    let cookies = |record: &Record| record.header("cookie").map(str::to_owned);
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the button", |panel| panel.button("Clear ChatGPT’s cache").is_some()).await;
    stage.browser.press("Clear ChatGPT’s cache").await.unwrap();
    let panel = stage.panel("what was cleared", |panel| panel.text.contains("cleared")).await;
    assert!(panel.text.contains("Your sign-in"), "{}", panel.text);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage
        .browser
        .wait_page("the store", "document.documentElement.dataset.labReady", super::SOON)
        .await
        .unwrap();
    let asked: Vec<String> = stage.lab.records().iter().map(lab::records::line).collect();
    assert_eq!(stage.lab.hits(script), 2, "fetched again:\n{}", asked.join("\n"));
    assert_eq!(stage.browser.eval(KEPT).await.unwrap(), json!(["still here", true, true]));
    let last = stage.lab.records().into_iter().rfind(Record::is_main_document).unwrap();
    assert_eq!(cookies(&last).unwrap().split(';').count(), 2, "the HttpOnly one is there too");
    stage.browser.goto("https://other.example/").await.unwrap();
    assert_eq!(stage.lab.hits(other), 1, "another site's cache is untouched");
    // Firefox tells the page's owner that the header was heard.
    stage.end_but(|told| told.contains("Clear-Site-Data header forced the clean up")).await;
    let outcome = match kind {
        Kind::Chrome => "done: cached files, service worker and `CacheStorage`",
        Kind::Firefox => {
            "done: cached files with the site's next page, the other two from its page"
        }
    };
    came(kind, "clear-cache", outcome, "the_sites_cached_files_go_and_all_else_stays");
}

in_both! { the_sites_cached_files_go_and_all_else_stays }
