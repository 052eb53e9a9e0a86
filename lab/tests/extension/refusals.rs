//! Refusals that are an outage: told of while OpenAI reports trouble, and never knocked at again.

use super::{CHAT, SOON, Stage, in_both, in_both_and_long, is_probe};
use lab::Record;
use lab::drive::{Kind, PanelSeen};
use std::time::Duration;

/// The status page is asked again after a minute, and up to a quarter more.
const NEXT_READING: Duration = Duration::from_secs(110);

/// What a person needs who has it at the site.
const COMPOSER: &str = "document.querySelector('[contenteditable=true]')";

fn is_status(record: &Record) -> bool {
    record.host == lab::scenario::STATUS_HOST && record.is_fetch()
}

async fn a_refusal_in_a_posted_incident_is_told_of(kind: Kind) {
    let stage = Stage::set(kind, "refusing-outage").await;
    stage.lab.go("posted").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    let card = stage.panel("the card", |card| card.text.contains("turned this page away")).await;
    assert!(card.text.contains("this refusal (403) may be part of it"), "{}", card.text);
    assert!(card.text.contains("OpenAI is investigating"), "{}", card.text);
    assert!(card.text.contains("never loads a refused page by itself"), "{}", card.text);
    for never in ["Check now", "Clear", "Go now", "VPN"] {
        assert!(!card.text.contains(never), "{never} is no help: {}", card.text);
    }
    // Who loads it again is told again.
    stage.browser.reload().await.unwrap();
    stage.panel("the card again", |card| card.text.contains("turned this page away")).await;
    assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (2, 0), "asked of the site");
    stage.end().await;
}

async fn a_check_that_cannot_load_its_script_is_told_of(kind: Kind) {
    let stage = Stage::set(kind, "unblock-challenges").await;
    stage.lab.go("posted").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    let says = "The check in front of ChatGPT couldn’t load";
    stage.panel("the card", |card| card.text.contains(says)).await;
    assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (1, 0), "asked of the site");
    // The card goes with the page.
    stage.lab.go("back").unwrap();
    stage.browser.reload().await.unwrap();
    stage.told(stage.browser.wait_page("the chat", COMPOSER, SOON).await).await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn without_an_incident_nothing_is_told_of_it(kind: Kind) {
    for (scenario, phase) in [("refusing-outage", "refusing"), ("unblock-challenges", "failing")] {
        let stage = Stage::set(kind, scenario).await;
        stage.lab.go(phase).unwrap();
        stage.browser.goto(CHAT).await.unwrap();
        let read = |all: &[Record]| all.iter().any(is_status);
        stage.told(stage.lab.wait_for("a look at the status page", read, SOON).await).await;
        // The popup's answer comes after whatever the reading has led to.
        let popup = stage.browser.extension_url("popup.html").unwrap();
        let present = stage.browser.present_tab().await.unwrap();
        stage.browser.new_tab(&popup).await.unwrap();
        stage.panel("the status", |panel| panel.text.contains("no open incident")).await;
        stage.browser.close_tab().await.unwrap();
        stage.browser.switch_to(&present).await.unwrap();
        assert!(stage.browser.panel().await.unwrap().is_none(), "{scenario}");
        assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (1, 0), "{scenario}");
        stage.end().await;
    }
}

async fn when_openai_says_that_it_is_over_a_click_loads_the_page(kind: Kind) {
    let stage = Stage::set(kind, "refusing-outage").await;
    stage.lab.go("refusing").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    let read = |all: &[Record]| all.iter().any(is_status);
    stage.told(stage.lab.wait_for("a look at the status page", read, SOON).await).await;
    assert!(stage.browser.panel().await.unwrap().is_none(), "nothing is posted yet");
    stage.lab.go("posted").unwrap();
    let says = |words: &'static str| {
        move |card: Option<&PanelSeen>| card.is_some_and(|it| it.text.contains(words))
    };
    let card = stage.browser.wait_panel("the card", says("turned this page away"), NEXT_READING);
    stage.told(card.await).await;
    stage.lab.go("back").unwrap();
    let over = "OpenAI says the trouble is over";
    stage.told(stage.browser.wait_panel(over, says(over), NEXT_READING).await).await;
    assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (1, 0), "nobody clicked");
    stage.browser.press("Go now").await.unwrap();
    stage.told(stage.browser.wait_page("the chat", COMPOSER, SOON).await).await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 2);
    stage.end().await;
}

in_both! {
    a_refusal_in_a_posted_incident_is_told_of
    a_check_that_cannot_load_its_script_is_told_of
    without_an_incident_nothing_is_told_of_it
}

in_both_and_long! { when_openai_says_that_it_is_over_a_click_loads_the_page }
