//! An edge that challenges whoever comes without cookies, while the site behind it is down.

use super::{CHAT, SOON, Stage, in_both, is_probe};
use lab::drive::Kind;
use std::time::{Duration, Instant};

async fn the_failing_page_asks_for_itself_and_is_back_soon_after_the_site(kind: Kind) {
    let stage = Stage::set(kind, "challenged").await;
    let chat = "document.querySelector('[contenteditable=true]')";
    stage.browser.goto(CHAT).await.unwrap();
    stage.told(stage.browser.wait_page("the chat", chat, SOON).await).await;
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    // Each check is two requests: one without cookies, and one from within the page.
    stage.probes(4).await;
    stage.panel("what the page heard", |panel| panel.text.contains("Still down")).await;
    let before = stage.documents();
    stage.lab.go("back").unwrap();
    let since = Instant::now();
    stage.told(stage.browser.wait_page("the chat", chat, SOON).await).await;
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
    assert_eq!(stage.documents(), before + 1, "one load, when it was back");
    stage.end().await;
}

async fn where_the_page_cannot_ask_the_card_says_why_and_a_click_loads_it(kind: Kind) {
    let stage = Stage::set(kind, "challenged-loads-alone").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    stage.panel("why nobody can tell", |it| it.text.contains("turns automatic checks away")).await;
    let (before, checks) = (stage.documents(), stage.lab.hits(is_probe));
    stage.lab.go("back").unwrap();
    stage.probes(checks + 2).await;
    assert_eq!(stage.documents(), before, "loaded without being asked");
    stage.browser.press("Check now").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), before + 1);
    stage.end().await;
}

in_both! {
    the_failing_page_asks_for_itself_and_is_back_soon_after_the_site
    where_the_page_cannot_ask_the_card_says_why_and_a_click_loads_it
}
