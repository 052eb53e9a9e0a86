//! The driving of real browsers, against a stand-in for the extension: what the tests of the
//! extension stand on.

#![allow(clippy::unwrap_used)]

use std::{path::PathBuf, time::Duration};

use lab::{
    Lab, Scenario,
    drive::{Browser, FIREFOX_ID, Kind, Landed, Options, Scratch},
};
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(20);
const SOON: Duration = Duration::from_secs(60);
const CHAT: &str = "https://chatgpt.com/c/abc?model=x#end";

/// An extension that stands in for the real one: it paints a panel in a closed shadow root.
fn stand_in(scratch: &Scratch, kind: Kind) -> PathBuf {
    let folder = scratch.path().join("stand-in");
    std::fs::create_dir_all(&folder).unwrap();
    let background = match kind {
        Kind::Chrome => json!({ "service_worker": "background.js" }),
        Kind::Firefox => json!({ "scripts": ["background.js"] }),
    };
    let mut manifest = json!({
        "manifest_version": 3, "name": "Stand-in", "version": "1", "background": background,
        "permissions": ["storage"], "action": { "default_title": "Stand-in" }, "host_permissions": ["https://chatgpt.com/*"],
        "content_scripts": [{ "matches": ["https://chatgpt.com/*"], "js": ["panel.js"],
            "run_at": "document_start" }],
    });
    if kind == Kind::Firefox {
        manifest["browser_specific_settings"] = json!({ "gecko": { "id": FIREFOX_ID } });
    }
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    let files = [
        ("panel.js", include_str!("stand-in/panel.js")),
        ("background.js", include_str!("stand-in/background.js")),
        ("page.html", include_str!("stand-in/page.html")),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

async fn lab(name: &str) -> Lab {
    Lab::start(Scenario::named(name).unwrap().by_hand()).await.unwrap()
}

async fn the_site_loads_over_tls_from_its_cache_and_nobody_else_is_asked(kind: Kind) {
    let lab = lab("healthy").await;
    let browser = Browser::open(kind, &lab, Options::default()).await.unwrap();
    assert_eq!(browser.goto(CHAT).await.unwrap(), Landed::Document);
    assert_eq!(browser.url().await.unwrap(), CHAT);
    let script = |record: &lab::Record| record.path.ends_with("shell-4f1c.js");
    assert_eq!(lab.hits(script), 1);
    browser.goto("https://other.example/").await.unwrap();
    browser.goto(CHAT).await.unwrap();
    assert_eq!(lab.hits(script), 1, "the second load takes the script from the cache");
    assert_eq!(lab.hits(lab::Record::is_main_document), 3);
    let last = lab.records().into_iter().rfind(lab::Record::is_main_document).unwrap();
    assert!(last.header("cookie").unwrap().contains("lab_session=kept"), "{last:?}");
    let kept = browser
        .eval("return [document.cookie, localStorage.getItem('lab-kept') !== null]")
        .await
        .unwrap();
    assert_eq!(kept, json!(["lab_plain=kept", true]), "the HttpOnly cookie is not seen");
    assert!(browser.panel().await.unwrap().is_none());
    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    let hosts = ["chatgpt.com", "other.example"];
    let others = lab.hits(|record| !hosts.contains(&record.host.as_str()));
    assert_eq!(others, 0, "{:#?}", lab.records());
    browser.close().await.unwrap();
}

async fn the_panel_is_seen_and_pressed_in_its_closed_root(kind: Kind) {
    let lab = lab("strict-csp").await;
    let scratch = Scratch::new().unwrap();
    let options = Options { extension: Some(stand_in(&scratch, kind)), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    let seen = browser.wait_panel("a panel", |panel| panel.is_some(), LIMIT).await.unwrap();
    let panel = seen.unwrap();
    assert_eq!((panel.count, panel.dark, panel.language.as_str()), (1, true, "en"));
    assert!(panel.text.starts_with("ChatGPT's gateway fails."), "{panel:#?}");
    let names: Vec<&str> = panel.buttons.iter().map(|button| button.name.as_str()).collect();
    assert_eq!(names, ["Pause", "Check now"], "what is hidden is not seen");
    assert!(panel.button("Pause").unwrap().disabled);
    assert!(browser.press("Pause").await.is_err());
    assert!(browser.press("Hidden").await.is_err());

    browser.press("Check now").await.unwrap();
    let said = |words: &'static str| {
        move |panel: Option<&lab::drive::PanelSeen>| panel.is_some_and(|panel| panel.live == words)
    };
    browser.wait_panel("the click", said("trusted after 1 starts"), LIMIT).await.unwrap();

    let times = browser.panel_times().await.unwrap();
    let (inserted, painted) = (times.inserted_ms.unwrap(), times.painted_ms.unwrap());
    assert!(0.0 < inserted && inserted <= painted && painted < 5_000.0, "{times:?}");
    assert_eq!(times.status, 502);

    assert!(browser.background_alive().await.unwrap());
    browser.kill_background().await.unwrap();
    assert!(!browser.background_alive().await.unwrap());
    assert!(browser.kill_background().await.is_err(), "it is dead already");
    browser.press("Check now").await.unwrap();
    browser.wait_panel("a second life", said("trusted after 2 starts"), LIMIT).await.unwrap();
    assert!(browser.background_alive().await.unwrap());

    let picture = scratch.path().join("pictures/panel.png");
    browser.screenshot(&picture).await.unwrap();
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    assert_eq!(browser.extension_warnings().await.unwrap(), Vec::<String>::new());
    browser.close().await.unwrap();
}

async fn tabs_pages_of_the_extension_and_consoles_are_reached(kind: Kind) {
    let lab = lab("healthy").await;
    let scratch = Scratch::new().unwrap();
    let options = Options { extension: Some(stand_in(&scratch, kind)), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    let first = browser.present_tab().await.unwrap();
    let page = browser.extension_url("page.html").unwrap();
    let (second, _) = browser.new_tab(&page).await.unwrap();
    let tabs = browser.tabs().await.unwrap();
    let urls: Vec<&str> = tabs.iter().map(|tab| tab.url.as_str()).collect();
    assert_eq!(urls, [CHAT, page.as_str()]);
    assert_eq!(browser.present_tab().await.unwrap(), second);
    browser.close_tab().await.unwrap();
    browser.switch_to(&first).await.unwrap();
    let script = "return (await chrome.runtime.sendMessage({ trusted: false })).starts";
    assert_eq!(browser.in_extension(script).await.unwrap(), json!(1));
    assert_eq!(browser.tabs().await.unwrap().len(), 1);
    let script = "const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
                  await chrome.action.setBadgeText({ tabId: tab.id, text: '5' })";
    browser.in_extension(script).await.unwrap();
    let badge = browser.badge("https://chatgpt.com/").await.unwrap();
    assert_eq!((badge.text.as_str(), badge.title.as_str()), ("5", "Stand-in"));
    assert!(browser.badge("https://elsewhere.example/").await.is_err());

    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    let fail = "void chrome.runtime.sendMessage({ fail: true }).catch(() => {})";
    browser.in_extension(fail).await.unwrap();
    browser.eval("console.error('the page complains')").await.unwrap();
    let mut problems = String::new();
    let both = async {
        let told = ["the stand-in was told to fail", "the page complains"];
        while !told.iter().all(|problem| problems.contains(problem)) {
            problems += &browser.console_problems().await.unwrap().join("\n");
        }
    };
    tokio::time::timeout(SOON, both).await.expect("both problems are told");
    browser.close().await.unwrap();
}

async fn an_empty_502_and_a_reset_are_the_browsers_own_error_pages(kind: Kind) {
    let lab = lab("empty-body").await;
    let scratch = Scratch::new().unwrap();
    let options = Options { extension: Some(stand_in(&scratch, kind)), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    let landed = browser.goto(CHAT).await.unwrap();
    assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}");
    assert_eq!(browser.url().await.unwrap(), CHAT);
    assert!(browser.panel().await.unwrap().is_none());
    let none = browser.wait_panel("a panel", |panel| panel.is_some(), Duration::from_millis(300));
    assert!(none.await.unwrap_err().to_string().contains("waited"));
    lab.go("up").unwrap();
    assert_eq!(browser.reload().await.unwrap(), Landed::Document);
    assert_eq!(browser.eval("return document.title").await.unwrap(), json!("ChatGPT"));
    browser.close().await.unwrap();
}

async fn the_extension_runs_in_private_windows_where_it_may(kind: Kind) {
    let lab = lab("blip").await;
    let scratch = Scratch::new().unwrap();
    let extension = Some(stand_in(&scratch, kind));
    let options = Options { extension, private: true, ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.open_private(CHAT).await.unwrap();
    let seen = browser.wait_panel("a panel", |panel| panel.is_some(), LIMIT).await.unwrap();
    assert_eq!(seen.unwrap().count, 1);
    browser.close().await.unwrap();
}

async fn the_extension_is_not_in_private_windows_where_it_may_not(kind: Kind) {
    let lab = lab("blip").await;
    let scratch = Scratch::new().unwrap();
    let options = Options { extension: Some(stand_in(&scratch, kind)), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    browser.wait_panel("a panel", |panel| panel.is_some(), LIMIT).await.unwrap();
    browser.open_private(CHAT).await.unwrap();
    assert_eq!(browser.url().await.unwrap(), CHAT);
    assert!(browser.panel().await.unwrap().is_none());
    browser.close().await.unwrap();
}

async fn a_tab_is_followed_from_page_to_page_in_the_dark_and_narrow(kind: Kind) {
    let lab = lab("blip").await;
    let scratch = Scratch::new().unwrap();
    let extension = Some(stand_in(&scratch, kind));
    let language = Some("de".to_owned());
    let options = Options { extension, dark: true, language, ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    browser.viewport(320, 640).await.unwrap();
    let seen = "return [matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]";
    assert_eq!(browser.eval(seen).await.unwrap(), json!([true, "de"]));
    lab.go("up").unwrap();
    browser.leave_for("https://chatgpt.com/c/def").await.unwrap();
    let healthy = "location.pathname === '/c/def' && document.querySelector('#prompt-textarea')";
    browser.wait_page("the shell", healthy, LIMIT).await.unwrap();
    browser.wait_panel("no panel", |panel| panel.is_none(), LIMIT).await.unwrap();
    let never = browser.wait_page("never", "false", Duration::from_millis(100)).await;
    assert!(never.unwrap_err().to_string().contains("https://chatgpt.com/c/def"));
    browser.close().await.unwrap();
}

async fn a_profile_that_is_asked_for_is_kept(kind: Kind) {
    let lab = lab("healthy").await;
    let scratch = Scratch::new().unwrap();
    let profile = Some(scratch.path().join("kept"));
    for known in [false, true] {
        let options = Options { profile: profile.clone(), ..Options::default() };
        let browser = Browser::open(kind, &lab, options).await.unwrap();
        browser.goto(CHAT).await.unwrap();
        let last = lab.records().into_iter().rfind(lab::Record::is_main_document).unwrap();
        assert_eq!(last.header("cookie").is_some(), known, "{last:?}");
        browser.close().await.unwrap();
    }
}

async fn the_traps_for_a_hasty_extension_are_set(kind: Kind) {
    let frame = lab("frame").await;
    let browser = Browser::open(kind, &frame, Options::default()).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    let failing = |record: &lab::Record| record.path == "/broken-frame" && record.status == 502;
    assert_eq!(frame.hits(failing), 1);
    browser.close().await.unwrap();

    let file = lab("attachment").await;
    let browser = Browser::open(kind, &file, Options::default()).await.unwrap();
    let landed = browser.goto(CHAT).await.unwrap();
    match kind {
        Kind::Chrome => assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}"),
        // It saves the file, and the tab stays where it was.
        Kind::Firefox => assert_eq!(landed, Landed::Pending),
    }
    assert_eq!(file.hits(|record| record.status == 502), 1);
    browser.close().await.unwrap();

    let ahead = lab("prerender").await;
    let browser = Browser::open(kind, &ahead, Options::default()).await.unwrap();
    browser.goto(CHAT).await.unwrap();
    match kind {
        Kind::Chrome => {
            let speculative = |all: &[lab::Record]| {
                all.iter().any(|record| record.is_speculative() && record.status == 502)
            };
            ahead.wait_for("the prerendered 502", speculative, LIMIT).await.unwrap();
            assert_eq!(browser.url().await.unwrap(), CHAT);
        }
        // It knows no speculation rules.
        Kind::Firefox => assert_eq!(ahead.hits(lab::Record::is_speculative), 0),
    }
    browser.close().await.unwrap();
}

lab::in_both! {
    the_site_loads_over_tls_from_its_cache_and_nobody_else_is_asked
    the_panel_is_seen_and_pressed_in_its_closed_root
    tabs_pages_of_the_extension_and_consoles_are_reached
    an_empty_502_and_a_reset_are_the_browsers_own_error_pages
    the_extension_runs_in_private_windows_where_it_may
    the_extension_is_not_in_private_windows_where_it_may_not
    a_tab_is_followed_from_page_to_page_in_the_dark_and_narrow
    a_profile_that_is_asked_for_is_kept
    the_traps_for_a_hasty_extension_are_set
}
