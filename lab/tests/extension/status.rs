//! What the panel says of the status page, when that page is green, late, broken or hostile.

use super::{CHAT, SOON, Stage, in_both};
use lab::Record;
use lab::drive::Kind;
use std::time::Duration;

/// The end of every sentence about a page that could not be read.
const SAYS_NOTHING: &str = "This says nothing about ChatGPT itself.";

/// The next round is a minute away: within this nothing may be asked a second time.
const ROUND: Duration = Duration::from_secs(50);

fn of_status(record: &Record) -> bool {
    record.host == "status.openai.com"
}

async fn a_green_page_beside_a_failure_is_no_comfort(kind: Kind) {
    let stage = Stage::set(kind, "green-page").await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage
        .panel("the reading", |panel| panel.text.contains("OpenAI hasn’t posted anything yet"))
        .await;
    assert!(!panel.text.to_lowercase().contains("operational"), "{}", panel.text);
    stage.end().await;
}

async fn an_incident_is_told_as_it_goes_on(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the incident", |p| p.text.contains("OpenAI is investigating")).await;
    stage.browser.press("Details").await.unwrap();
    stage.panel("when", |p| p.text.contains("(now)") || p.text.contains("ago")).await;
    stage.end().await;
}

async fn a_page_that_cannot_be_read_says_nothing_of_chatgpt(kind: Kind) {
    // Which of them it was, the report for support says.
    const UNREADABLE: &str = "its response couldn’t be understood";
    let pages = [
        ("status-down", "it could not be reached"),
        ("status-html", UNREADABLE),
        ("status-10mb", UNREADABLE),
        ("status-garbage", UNREADABLE),
        ("status-cut", UNREADABLE),
        ("status-redirect", UNREADABLE),
        ("status-504", "it returned error 504"),
        ("status-busy", "it returned error 503"),
    ];
    for (scenario, why) in pages {
        let stage = Stage::set(kind, scenario).await;
        stage.browser.goto(CHAT).await.unwrap();
        let panel = stage.panel(why, |panel| panel.text.contains(SAYS_NOTHING)).await;
        assert!(panel.text.contains(why), "{scenario}: {}", panel.text);
        // What the probe found may stand there too: that is no word of the status page's.
        let said = panel.text.replace("Still down", "");
        assert!(!said.contains(" down"), "{scenario}: {said}");
        assert!(!panel.text.contains("No incident"), "{scenario}: {}", panel.text);
        if scenario == "status-busy" {
            let asked = stage.lab.hits(of_status);
            assert_eq!(asked, 1, "one that asks to be left in peace is asked for nothing else");
        }
        stage.end().await;
    }
}

async fn a_page_that_does_not_answer_keeps_nobody_waiting(kind: Kind) {
    for scenario in ["status-slow", "status-stall", "status-20s"] {
        let stage = Stage::set(kind, scenario).await;
        stage.browser.goto(CHAT).await.unwrap();
        stage.panel("the panel before the answer", |p| p.text.contains("Checking OpenAI")).await;
        let asked = |all: &[Record]| all.iter().any(of_status);
        stage.told(stage.lab.wait_for("the question", asked, SOON).await).await;
        let panel = stage.panel("the time-out", |panel| panel.text.contains(SAYS_NOTHING)).await;
        assert!(panel.text.contains("it could not be reached"), "{scenario}: {}", panel.text);
        stage.end().await;
    }
}

async fn what_a_hostile_page_says_is_text(kind: Kind) {
    let stage = Stage::set(kind, "status-hostile").await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage.panel("its reading", |p| !p.text.contains("Checking OpenAI")).await;
    assert_eq!((panel.count, panel.active), (1, 0));
    for part in ["onerror", "<b>ChatGPT</b>", "\u{5d0}\u{5d1}\u{5d2}", "\u{1f469}\u{200d}\u{1f4bb}"]
    {
        assert!(panel.text.contains(part), "{part} in {}", panel.text);
    }
    assert!(!panel.text.contains('\u{202e}') && !panel.text.contains('\u{2067}'));
    assert!(!panel.text.contains(&"W".repeat(500)), "bounded: {}", panel.text);
    assert!(panel.outside.iter().all(|o| o.language == "en" && o.isolation == "isolate"));
    assert!(panel.text.len() < 3000, "bounded: {}", panel.text.len());
    assert!(!panel.text.contains("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".repeat(8).as_str()));
    let title = stage.browser.eval("return document.title").await.unwrap();
    assert!(!title.to_string().contains("owned"), "{title}");
    let (_, top, width, height) = panel.place;
    assert!(top >= 0.0 && width <= 400.0 && height < 900.0, "{:?}", panel.place);
    stage.end().await;
}

async fn all_tabs_ask_together_and_without_cookies(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    let begun = std::time::Instant::now();
    stage.browser.goto("https://status.openai.com/").await.unwrap();
    let store = "document.cookie = 'lab=1; Secure; SameSite=None; Max-Age=600; Path=/'";
    stage.browser.eval(store).await.unwrap();
    stage.browser.reload().await.unwrap();
    let cookie = |record: &Record| record.header("cookie").is_some();
    let sent = stage.lab.hits(|r| of_status(r) && r.is_main_document() && cookie(r));
    assert_eq!(sent, 1, "there is a cookie to be sent");
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the incident", |p| p.text.contains("OpenAI is investigating")).await;
    for address in ["https://chatgpt.com/c/two", "https://chatgpt.com/c/three"] {
        stage.browser.new_tab(address).await.unwrap();
        stage.panel("the incident", |p| p.text.contains("OpenAI is investigating")).await;
        stage.browser.reload().await.unwrap();
        stage.panel("it again", |p| p.text.contains("OpenAI is investigating")).await;
    }
    let asked: Vec<Record> =
        stage.lab.records().into_iter().filter(|r| of_status(r) && r.is_fetch()).collect();
    assert!(!asked.is_empty());
    for record in &asked {
        let same = asked.iter().filter(|other| other.path == record.path).count();
        assert!(begun.elapsed() > ROUND || same == 1, "{} was asked {same} times", record.path);
        assert!(!cookie(record), "{:?}", record.headers);
        assert!(record.header("referer").is_none(), "{:?}", record.headers);
    }
    stage.end().await;
}

in_both! {
    a_green_page_beside_a_failure_is_no_comfort
    an_incident_is_told_as_it_goes_on
    a_page_that_cannot_be_read_says_nothing_of_chatgpt
    a_page_that_does_not_answer_keeps_nobody_waiting
    what_a_hostile_page_says_is_text
    all_tabs_ask_together_and_without_cookies
}
