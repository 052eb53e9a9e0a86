//! From the failure to the recovery, as a person meets it.

use super::{CHAT, SOON, Stage, came, in_both, is_probe};
use lab::drive::Kind;

async fn a_bad_gateway_is_explained_and_ends_by_itself(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    stage.browser.goto(CHAT).await.unwrap();
    let panel = stage.panel("the panel", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1);
    assert!(panel.text.contains("almost never something on your side"), "{}", panel.text);
    for name in ["Check now", "Pause", "Clear ChatGPT’s cache", "OpenAI status", "Hide"] {
        assert!(panel.button(name).is_some(), "{name}: {:?}", panel.buttons);
    }
    stage.probes(1).await;
    stage.panel("the count of checks", |panel| panel.text.contains("1 check so far")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.panel("the word that it is back", |panel| panel.text.contains("is back")).await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.no_panel().await;
    stage.end().await;
    came(kind, "refresh", "done", "a_bad_gateway_is_explained_and_ends_by_itself");
}

async fn where_the_browser_shows_a_page_of_its_own_a_waiting_page_stands_in(kind: Kind) {
    let stage = Stage::set(kind, "empty-body").await;
    stage.browser.goto("https://other.example/before").await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the waiting page", |panel| panel.text.contains("502")).await;
    assert!(stage.browser.url().await.unwrap().contains("waiting.html"));
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.browser.back().await.unwrap();
    assert_eq!(stage.browser.url().await.unwrap(), "https://other.example/before");
    stage.end().await;
}

async fn check_now_checks_at_once_and_not_twice_in_five_seconds(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the button", |panel| panel.button("Check now").is_some()).await;
    stage.browser.press("Check now").await.unwrap();
    stage.panel("the answer", |panel| panel.text.contains("Still down")).await;
    stage.browser.press("Check now").await.unwrap();
    stage.panel("the refusal", |panel| panel.text.contains("Checked a moment ago")).await;
    assert_eq!(stage.lab.hits(is_probe), 1);
    stage.end().await;
}

async fn the_strip_of_tabs_tells_the_state_and_gets_the_pages_own_title_back(kind: Kind) {
    let stage = Stage::set(kind, "outage").await;
    stage.browser.goto(CHAT).await.unwrap();
    let state = "document.title === '! ChatGPT isn’t responding right now'";
    stage.told(stage.browser.wait_page("the state in the title", state, SOON).await).await;
    stage.browser.press("Pause").await.unwrap();
    let state = "document.title.startsWith('II ')";
    stage.told(stage.browser.wait_page("the pause in the title", state, SOON).await).await;
    // The collector reads the page's own, or what failed would be taken back.
    stage.panel("the failure still", |panel| panel.text.contains("502")).await;
    stage.browser.press("Hide").await.unwrap();
    stage.no_panel().await;
    let own = "document.title === document.querySelector('title').textContent";
    stage.told(stage.browser.wait_page("the page's own title", own, SOON).await).await;
    stage.end().await;
}

async fn paused_it_asks_nothing_and_resumed_it_goes_on(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the button", |panel| panel.button("Pause").is_some()).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.lab.go("up").unwrap();
    assert_eq!(stage.lab.hits(is_probe), 0);
    stage.browser.press("Resume").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.lab.hits(is_probe), 1);
    stage.end().await;
}

async fn hidden_it_stays_hidden_and_still_brings_the_person_back(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the button", |panel| panel.button("Hide").is_some()).await;
    stage.browser.press("Hide").await.unwrap();
    stage.no_panel().await;
    stage.probes(1).await;
    assert!(stage.browser.panel().await.unwrap().is_none());
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn every_form_of_body_is_seen(kind: Kind) {
    let forms = [("nginx", "502"), ("cloudflare", "522"), ("plain", "502"), ("json", "502")];
    for (scenario, code) in forms.into_iter().chain([("strict-csp", "502")]) {
        let stage = Stage::set(kind, scenario).await;
        stage.browser.goto(CHAT).await.unwrap();
        let panel = stage.panel(scenario, |panel| panel.text.contains(code)).await;
        assert_eq!(panel.count, 1, "{scenario}");
        stage.lab.go("up").unwrap();
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT, "{scenario}");
        // Firefox shows JSON in a viewer that greets whoever opens its console.
        stage.end_but(|told| told.contains("available from the console")).await;
    }
}

in_both! {
    a_bad_gateway_is_explained_and_ends_by_itself
    where_the_browser_shows_a_page_of_its_own_a_waiting_page_stands_in
    check_now_checks_at_once_and_not_twice_in_five_seconds
    the_strip_of_tabs_tells_the_state_and_gets_the_pages_own_title_back
    paused_it_asks_nothing_and_resumed_it_goes_on
    hidden_it_stays_hidden_and_still_brings_the_person_back
    every_form_of_body_is_seen
}
