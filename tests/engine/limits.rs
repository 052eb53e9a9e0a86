//! A message that a limit refused: its page counts down to the end that the site named, and nobody asks
//! the site for anything because of it.

use super::world::*;
use detect::Response;
use engine::{Button, Event, TabId};
use settings::{Choice, Settings};

const CHAT: &str = "https://chatgpt.com/c/1";

/// A tab with a chat that is well.
fn chatting() -> World {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    world
}

/// A message is refused, with that header.
fn refused_until(world: &mut World, retry_after: &str) {
    refused_with(world, &[("retry-after", retry_after)]);
}

fn refused_with(world: &mut World, headers: &[(&str, &str)]) {
    let (tab, at, address) = (TabId(1), world.wall(), MESSAGES.to_owned());
    let headers =
        headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let response = Response { status: 429, headers };
    world.tell(Event::ConversationAnswered { tab, address, response, at });
}

fn is_over(world: &World) {
    assert!(world.is_quiet(), "{:?}", world.engine);
    assert_eq!(world.engine.deadline(), None);
    assert!(world.engine.panels().is_empty());
}

/// How long the bar counts down from now on, in seconds.
fn left(world: &World) -> Option<u64> {
    let panels = world.engine.panels();
    let end = panels.first()?.3.as_ref()?.next_check?;
    Some(end.since(world.wall()).as_secs())
}

#[test]
fn it_is_told_until_its_end_and_then_that_it_is_over() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(5));
            refused_until(world, "120");
            world.pass(s(20));
            if world.is_undisturbed() {
                assert_eq!(world.bar(1), Some(("limit_title", vec!["notify", "hide"])));
                assert_eq!(left(world), Some(100));
                let popup = world.engine.popup_about(Some(TabId(1)));
                assert_eq!(popup.title.id, "limit_title");
                assert_eq!(popup.buttons.len(), 1, "the popup asks for leave");
            }
            world.pass(s(110));
            if world.is_undisturbed() {
                assert_eq!(world.bar(1), Some(("limit_over_title", vec!["hide"])));
            }
            world.pass(s(3600));
            is_over(world);
            assert!(world.probes.is_empty(), "{:?}", world.probes);
            assert_eq!((world.status_reads, world.loads(1), world.notified), (0, 1, 0));
        },
        |_| ok(),
    );
}

#[test]
fn who_asked_for_it_is_told_once_even_of_a_page_that_was_left() {
    for leaves in [false, true] {
        let mut world = World::new(1, Death::Never, |_| ok());
        let told = Settings::FIRST.with("notify", Choice::Flag(true)).unwrap();
        world.open(1, CHAT);
        world.run(s(5));
        refused_until(&mut world, "10800");
        world.pass(s(1));
        assert_eq!(left(&world), Some(10_799), "longer than a probe would wait");
        world.tell(Event::SettingsChanged(told));
        assert_eq!(world.bar(1), Some(("limit_title", vec!["hide"])));
        if leaves {
            world.open(1, HOME);
        } else {
            world.press(Some(1), Button::Hide);
        }
        world.pass(hours(3) - s(10));
        assert_eq!((world.bar(1), world.notified), (None, 0));
        world.pass(s(20));
        assert_eq!(world.notified, 1);
        world.pass(hours(1));
        assert_eq!(world.notified, 1);
        is_over(&world);
    }
}

#[test]
fn what_names_no_end_or_one_that_is_none_is_left_alone() {
    for header in ["", "soon", "0", "99999999999999999999"] {
        let mut world = chatting();
        refused_until(&mut world, header);
        world.pass(s(1));
        is_over(&world);
    }
}

/// This computer's clock is years away from the server's in both.
#[test]
fn an_end_that_is_a_date_is_read_by_the_servers_own_clock() {
    for (date, end) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:59:37 GMT"),
        ("Fri, 06 Nov 2099 23:55:00 GMT", "Sat, 07 Nov 2099 00:05:00 GMT"),
    ] {
        let mut world = chatting();
        refused_with(&mut world, &[("date", date), ("retry-after", end)]);
        world.pass(s(1));
        assert_eq!(left(&world), Some(599), "{date}");
    }
}

#[test]
fn the_next_message_that_is_taken_ends_it() {
    let mut world = chatting();
    refused_until(&mut world, "600");
    world.pass(s(1));
    assert!(world.bar(1).is_some());
    world.send(1);
    world.pass(s(1));
    is_over(&world);
}

#[test]
fn a_site_that_limits_and_then_fails_is_not_probed_before_the_end() {
    let mut world = chatting();
    refused_until(&mut world, "300");
    world.pass(s(1));
    world.send_and_get(1, bad());
    world.pass(s(240));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("bar_title"), "the failure is told instead");
    assert!(world.probes.is_empty(), "{:?}", world.probes);
    world.pass(s(120));
    assert!(!world.probes.is_empty());
}

#[test]
fn off_is_off() {
    let mut world = chatting();
    refused_until(&mut world, "300");
    world.pass(s(1));
    let off = Settings::FIRST.with("on_chatgpt", Choice::Flag(false)).unwrap();
    world.tell(Event::SettingsChanged(off));
    world.pass(s(1));
    assert!(world.engine.panels().is_empty() && world.engine.deadline().is_none());
    assert_eq!(world.taken.len(), 1);
}

fn with_notifications() -> Event {
    Event::SettingsChanged(Settings::FIRST.with("notify", Choice::Flag(true)).unwrap())
}

#[test]
fn a_download_or_a_page_loaded_ahead_leaves_no_bar_that_nobody_takes_away() {
    let mut world = chatting();
    refused_until(&mut world, "600");
    world.pass(s(1));
    let (tab, at, address) = (TabId(1), world.wall(), HOME.to_owned());
    let response = Response { status: 200, headers: vec![] };
    world.tell(Event::ResponseArrived { tab, address, post: false, response, at });
    world.pass(s(1));
    assert_eq!(world.taken_away, [world.tabs[&1].document.clone()]);
    is_over(&world);
}

#[test]
fn an_end_that_came_long_before_the_machine_woke_is_told_then_and_stays_for_half_an_hour() {
    let mut world = chatting();
    world.tell(with_notifications());
    refused_until(&mut world, "600");
    world.pass(s(1));
    world.now += hours(3); // it sleeps
    world.pass(s(1));
    assert_eq!(world.notified, 1, "it was promised");
    assert_eq!(world.bar(1), Some(("limit_over_title", vec!["hide"])));
    world.pass(s(29 * 60));
    assert!(world.bar(1).is_some());
    world.pass(s(2 * 60));
    assert_eq!(world.notified, 1);
    is_over(&world);
}

#[test]
fn who_was_promised_word_gets_it_though_another_message_was_taken_meanwhile() {
    for hides in [false, true] {
        let mut world = chatting();
        world.tell(with_notifications());
        refused_until(&mut world, "600");
        world.pass(s(1));
        if hides {
            world.press(Some(1), Button::Hide);
        }
        world.send(1);
        world.pass(s(10));
        assert_eq!((world.bar(1), world.notified), (None, 0));
        world.pass(s(600));
        assert_eq!(world.notified, 1);
        is_over(&world);
    }
}

#[test]
fn nothing_is_promised_of_what_is_asked_since_a_floor_is_an_hour_at_most() {
    let mut world = World::new(1, Death::Never, |asked: Request| match asked.at {
        ..10_000 => ok(),
        _ => bad(),
    });
    world.open(1, CHAT);
    world.open(2, HOME);
    world.run(s(5));
    refused_until(&mut world, "10800");
    world.pass(s(10));
    world.send_and_get(2, bad());
    world.pass(s(50 * 60));
    assert!(world.probes.is_empty(), "{:?}", world.probes);
    world.pass(s(20 * 60));
    assert!(!world.probes.is_empty(), "the site fails, and the limit has two more hours");
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("limit_title"));
    let texts = include_str!("../../extension/_locales/en/messages.json");
    let texts: serde_json::Value = serde_json::from_str(texts).unwrap();
    for id in ["limit_doing", "limit_told"] {
        let said = texts[id]["message"].as_str().unwrap();
        assert!(!said.contains("Until then"), "{id}: {said}");
    }
}

#[test]
fn of_a_page_that_is_closed_asleep_or_elsewhere_nothing_is_left_once_another_is_heard_of() {
    type Leaves = fn(&mut World);
    let closes: Leaves = |world| world.close(1);
    let sleeps: Leaves = |world| world.tabs.get_mut(&1).unwrap().discarded = true;
    let goes: Leaves = |world| {
        world.tabs.get_mut(&1).unwrap().document.address = "https://example.org/".to_owned();
    };
    for leaves in [closes, sleeps, goes] {
        for promised in [false, true] {
            let mut world = World::new(1, Death::Never, |_| ok());
            world.open(1, CHAT);
            world.run(s(5));
            if promised {
                world.tell(with_notifications());
            }
            refused_until(&mut world, "10800");
            world.pass(s(1));
            leaves(&mut world);
            world.open(2, HOME);
            world.pass(s(5));
            if promised {
                assert!(world.engine.is_open() && world.bar(1).is_none());
                world.pass(hours(3));
                assert_eq!(world.notified, 1);
            }
            is_over(&world);
            assert!(!world.engine.is_open(), "each healthy page would wake the core");
        }
    }
}

#[test]
fn a_page_that_stands_keeps_its_bar_whatever_else_is_opened_or_said() {
    let mut world = chatting();
    refused_until(&mut world, "600");
    world.pass(s(1));
    world.open(2, HOME);
    world.pass(s(5));
    world.send(2);
    world.pass(s(5));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("limit_title"));
    world.pass(hours(1));
    is_over(&world);
}
