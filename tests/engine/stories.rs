//! Outages told from beginning to end: each event, what was asked for, and what people were shown. A
//! change of any of it is seen as a change of `tests/engine/stories/`, and meant, or it is a fault.
//!
//! `GATEWATCH_WRITE=1 cargo test --test engine stories::` writes them anew.

use super::story::Story;
use super::world::*;
use engine::prompts::{Given, Saved};
use engine::{Button, Event, TabId};
use std::path::Path;

const CHAT: &str = "https://chatgpt.com/c/1";
const OTHER: &str = "https://chatgpt.com/c/2";

/// Runs a scenario and holds its story to the one that is kept.
fn story(name: &str, site: impl Fn(Request) -> Answer + 'static, scenario: impl Fn(&mut World)) {
    let mut world = World::new(11, Death::Never, site);
    world.story = Some(Story::default());
    scenario(&mut world);
    let told = world.story.take().unwrap().lines.join("\n") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/engine/stories")
        .join(format!("{name}.txt"));
    if std::env::var_os("GATEWATCH_WRITE").is_some() {
        std::fs::write(&file, &told).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(told.lines()).position(|(kept, told)| kept != told);
    let at = differs.unwrap_or(kept.lines().count().min(told.lines().count()));
    let from =
        |text: &str| text.lines().skip(at.saturating_sub(2)).take(6).collect::<Vec<_>>().join("\n");
    assert!(
        kept == told,
        "{name} from line {}\nwas:\n{}\nis:\n{}\nwhere that is meant: GATEWATCH_WRITE=1",
        at + 1,
        from(&kept),
        from(&told)
    );
}

#[test]
fn a_blip() {
    story("a_blip", down(0, s(20)), |world| {
        world.open(1, CHAT);
        world.run(s(120));
    });
}

#[test]
fn a_site_that_says_when() {
    let site = |asked: Request| match asked.at {
        ..200_000 => Answer::Status(503, vec![("retry-after", "200".into())]),
        200_000..400_000 => Answer::Status(429, vec![("retry-after", "90".into())]),
        400_000..500_000 => Answer::Status(503, vec![]),
        _ => ok(),
    };
    story("a_site_that_says_when", site, |world| {
        world.open(1, CHAT);
        world.run(s(60));
        world.press(Some(1), Button::CheckNow);
        world.run(s(900));
    });
}

#[test]
fn checks_and_refusals() {
    let check = || Answer::Status(403, vec![("cf-mitigated", "challenge".into())]);
    let site = move |asked: Request| match (asked.probe, asked.at) {
        (true, ..60_000) => bad(),
        (true, 60_000..200_000) => check(),
        (false, ..100_000) => bad(),
        (false, 100_000..200_000) => check(),
        _ => ok(),
    };
    story("checks_and_refusals", site, |world| {
        world.open(1, CHAT);
        world.open(2, OTHER);
        world.run(s(180));
        world.reload(1);
        world.run(s(300));
        world.reload(2);
        world.run(s(900));
    });
}

#[test]
fn messages_of_a_page_that_lives() {
    let site = |asked: Request| {
        let fails = asked.address == MESSAGES && (5_000..90_000).contains(&asked.at);
        if fails { bad() } else { ok() }
    };
    story("messages", site, |world| {
        world.open(1, CHAT);
        world.open(2, OTHER);
        world.run(s(6));
        world.send(1);
        world.tell(Event::TextKept { tab: TabId(1), saved: Saved::Kept });
        world.send_and_get(2, Answer::Fails("NS_ERROR_NET_PARTIAL_TRANSFER"));
        world.run(s(30));
        world.press(Some(1), Button::CheckNow);
        world.tell(Event::TextKept { tab: TabId(2), saved: Saved::Unseen });
        world.run(s(60));
        world.press(Some(2), Button::WhatElse);
        world.run(s(120));
        world.tell(Event::PromptGiven { tab: TabId(1), given: Given::Put });
        world.press(Some(2), Button::GoNow);
        world.run(s(150));
        world.send(1);
        world.run(s(300));
    });
}

#[test]
fn a_network_that_fails() {
    let site = |asked: Request| match asked.at {
        ..30_000 => Answer::Fails("net::ERR_NAME_NOT_RESOLVED"),
        30_000..90_000 => OFFLINE,
        90_000..130_000 => RESET,
        130_000..200_000 => Answer::Hangs,
        200_000..300_000 => Answer::Status(511, vec![]),
        300_000..330_000 => UNTRUSTED,
        _ => ok(),
    };
    story("a_network_that_fails", site, |world| {
        world.open(1, CHAT);
        world.run(s(40));
        world.online = false;
        world.run(s(90));
        world.online = true;
        world.tell(Event::NetworkReturned);
        world.run(s(210));
        world.open(2, OTHER);
        world.run(s(310));
        world.open(3, HOME);
        world.run(s(320));
        world.retries = true;
        world.reload(3);
        world.run(s(900));
    });
}

#[test]
fn everything_that_can_be_pressed() {
    story("pressed", down(0, s(400)), |world| {
        world.open(1, CHAT);
        world.run(s(5));
        for button in Button::ALL {
            world.press(Some(1), button);
            world.pass(s(7));
        }
        world.press(None, Button::Pause);
        world.pass(s(100));
        world.press(None, Button::CheckNow);
        world.pass(s(30));
        world.press(None, Button::Resume);
        world.pass(s(30));
        world.tabs.get_mut(&1).unwrap().at_work = true;
        world.run(s(420));
        for _ in 0..4 {
            world.pass(s(12));
            world.press(Some(1), Button::Stay);
        }
        world.run(s(700));
    });
}

#[test]
fn what_was_sent_and_prompts_in_addresses() {
    const PROMPT: &str = "https://chatgpt.com/?q=hello";
    story("sent", down(s(10), s(60)), |world| {
        world.open(1, PROMPT);
        world.run(s(12));
        world.reload(1);
        world.open(2, CHAT);
        world.load(2, CHAT, true);
        world.open(3, PROMPT);
        world.open(4, PROMPT);
        world.run(s(200));
        world.press(Some(1), Button::GoNow);
        world.press(Some(2), Button::GoNow);
        world.run(s(300));
        world.close(2);
        world.run(s(400));
    });
}

#[test]
fn clocks_sleep_and_deaths() {
    story("clocks", down(0, hours(3) + s(900)), |world| {
        world.open(1, CHAT);
        world.open(2, OTHER);
        world.run(s(30));
        world.now += hours(3);
        world.pass(s(60));
        world.wrong -= hours(1);
        world.pass(s(120));
        world.die();
        world.pass(s(400));
        world.tabs.get_mut(&2).unwrap().frozen = true;
        world.pass(s(60));
        world.die();
        world.run(hours(3) + s(960));
        world.tabs.get_mut(&2).unwrap().frozen = false;
        world.run(hours(4));
    });
}
