//! A message that is not answered, in a page that lives: shown by a bar, never mended by a reload
//! that nobody asked for.

use super::world::*;
use detect::Response;
use engine::{Button, Document, Event, TabId};

const CHAT: &str = "https://chatgpt.com/c/1";

/// Documents are well; what messages and their probes get fails from `from` to `until`.
fn mute(from: i64, until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| {
        let message = asked.address == MESSAGES;
        if message && (from..until).contains(&asked.at) { bad() } else { ok() }
    }
}

/// Everything is over: nothing shows, nothing is due.
fn is_over(world: &World) {
    assert!(world.is_quiet(), "{:?}", world.engine);
    assert_eq!(world.engine.deadline(), None);
    assert!(world.engine.panels().is_empty());
}

#[test]
fn a_message_that_fails_is_watched_for_and_a_later_success_clears_the_bar() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(5));
            world.send(1);
            world.run(s(40));
            if world.is_undisturbed() {
                let buttons = vec!["check_now", "what_else", "hide"];
                assert_eq!(world.bar(1), Some(("bar_title", buttons)));
                assert!(world.probes.len() >= 3, "{:?}", world.probes);
            }
            world.press(Some(1), Button::GoNow);
            world.run(s(200));
            assert_eq!(world.bar(1), Some(("returning_title", vec!["go_now", "hide"])));
            assert_eq!(world.engine.popup_view().doing.id, "bar_back");
            world.send(1);
            world.pass(s(120));
            is_over(world);
            assert_eq!(world.loads(1), 1, "a page that lives is never loaded by itself");
            assert!(!world.taken.is_empty());
        },
        mute(s(4), s(60)),
    );
}

#[test]
fn a_click_loads_the_page_again_once() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(5));
            world.send(1);
            world.run(s(200));
            world.press(Some(1), Button::GoNow);
            world.pass(s(300));
            is_over(world);
            assert_eq!(world.loads(1), 2);
        },
        mute(s(4), s(60)),
    );
}

#[test]
fn an_answer_that_is_cut_off_is_said_so() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(5));
            world.send_and_get(1, Answer::Fails("net::ERR_INCOMPLETE_CHUNKED_ENCODING"));
            world.pass(s(2));
            if world.is_undisturbed() {
                assert_eq!(world.bar(1).map(|bar| bar.0), Some("why_cut"));
            }
            world.pass(s(100));
            assert_eq!(world.bar(1).map(|bar| bar.0), Some("returning_title"));
            assert_eq!(world.loads(1), 1);
            world.close(1);
            world.pass(s(900));
            is_over(world);
        },
        |_| ok(),
    );
}

#[test]
fn stop_leaving_and_whatever_is_no_failure_shows_nothing() {
    let no_failures = [
        Answer::Fails("net::ERR_ABORTED"),
        Answer::Fails("net::ERR_FAILED"),
        Answer::Fails("NS_BINDING_ABORTED"),
        Answer::Fails("net::ERR_BLOCKED_BY_CLIENT"),
        Answer::Fails("net::ERR_OF_THE_NEXT_VERSION"),
    ];
    for answer in no_failures {
        let mut world = World::new(1, Death::Never, |_| ok());
        world.open(1, CHAT);
        world.run(s(5));
        world.send_and_get(1, answer);
        world.pass(s(1));
        is_over(&world);
    }
}

#[test]
fn limits_blocks_and_checks_of_a_message_are_left_alone() {
    let mitigated = vec![("cf-mitigated", "challenge".to_owned())];
    let replies = [(429, vec![]), (403, mitigated), (401, vec![]), (404, vec![])];
    for (status, headers) in replies {
        let mut world = World::new(1, Death::Never, |_| ok());
        world.open(1, CHAT);
        world.run(s(5));
        let (tab, at, address) = (TabId(1), world.wall(), MESSAGES.to_owned());
        let headers = headers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        let response = Response { status, headers };
        world.tell(Event::ConversationAnswered { tab, address, response: response.clone(), at });
        world.pass(s(1));
        is_over(&world);
        // Nor does a bar stay that a failure before it had brought.
        world.send_and_get(1, bad());
        world.pass(s(1));
        assert!(world.bar(1).is_some());
        let (at, address) = (world.wall(), MESSAGES.to_owned());
        world.tell(Event::ConversationAnswered { tab, address, response, at });
        world.pass(s(1));
        is_over(&world);
    }
}

#[test]
fn telemetry_and_the_sidebars_list_are_nothing() {
    for path in ["/ces/v1/t", "/backend-api/conversations?offset=0", "/backend-api/me"] {
        let mut world = World::new(1, Death::Never, |_| ok());
        world.open(1, CHAT);
        world.run(s(5));
        let (tab, at) = (TabId(1), world.wall());
        let address = ["https://chatgpt.com", path].concat();
        let response = Response { status: 502, headers: vec![] };
        let error = "net::ERR_CONNECTION_RESET".to_owned();
        let told = address.clone();
        world.tell(Event::ConversationAnswered { tab, address: told, response, at });
        world.tell(Event::ConversationFailed { tab, address, error, at });
        world.pass(s(1));
        is_over(&world);
    }
}

#[test]
fn a_page_that_is_left_or_loaded_anew_takes_its_bar_along() {
    let leaving: [fn(&mut World); 4] = [
        |world| world.load(1, "https://example.org/", false),
        |world| world.load(1, "https://chatgpt.com/c/2", false),
        |world| world.reload(1),
        |world| world.close(1),
    ];
    for leave in leaving {
        everywhere(
            |world| {
                world.open(1, CHAT);
                world.run(s(5));
                world.send(1);
                world.run(s(30));
                leave(world);
                world.pass(s(400));
                is_over(world);
            },
            mute(s(4), hours(1)),
        );
    }
}

#[test]
fn a_page_that_was_left_without_any_response_takes_its_bar_along() {
    let mut world = World::new(1, Death::Never, mute(s(4), hours(1)));
    world.open(1, CHAT);
    world.run(s(5));
    world.send(1);
    world.run(s(30));
    let document = world.tabs[&1].document.clone();
    let other = Document { time_origin: 7, ..document.clone() };
    world.tell(Event::BarMissed { tab: TabId(1), document: other });
    assert!(world.bar(1).is_some(), "said of another document");
    world.tell(Event::BarMissed { tab: TabId(1), document });
    world.pass(s(100));
    is_over(&world);
}

#[test]
fn a_failing_page_beside_it_comes_back_and_the_living_one_stays() {
    let site = |asked: Request| {
        let fails = asked.at < s(60) && (asked.address != CHAT || asked.probe);
        if fails { bad() } else { ok() }
    };
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.open(2, "https://chatgpt.com/c/2");
            world.run(s(5));
            world.send(1);
            world.run(s(300));
            assert!(world.is_healthy(2));
            assert_eq!((world.loads(1), world.loads(2)), (1, 2));
            assert_eq!(world.bar(1).map(|bar| bar.0), Some("returning_title"));
        },
        site,
    );
}

#[test]
fn a_bar_that_nobody_reads_goes_after_half_an_hour() {
    let mut world = World::new(1, Death::Never, mute(s(4), s(60)));
    world.open(1, CHAT);
    world.run(s(5));
    world.send(1);
    world.run(s(120));
    assert!(world.bar(1).is_some());
    let probes = world.probes.len();
    world.pass(s(1700));
    assert!(world.bar(1).is_some());
    world.pass(s(600));
    is_over(&world);
    assert_eq!((world.taken.len(), world.probes.len(), world.loads(1)), (1, probes, 1));
}

#[test]
fn a_message_that_fails_after_the_site_answered_is_waited_for_again() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    world.send_and_get(1, bad());
    world.pass(s(60));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("returning_title"));
    world.send_and_get(1, bad());
    world.pass(s(1));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("bar_title"));
}

#[test]
fn who_asks_on_a_bar_what_else_helps_is_shown_it_for_that_tab() {
    let mut world = World::new(1, Death::Never, |asked| if asked.at < s(8) { ok() } else { bad() });
    world.open(1, CHAT);
    world.run(s(5));
    world.send_and_get(1, bad());
    world.pass(s(1));
    world.press(Some(1), Button::WhatElse);
    assert_eq!(world.advised, [TabId(1)]);
    assert!(world.bar(1).is_some(), "the bar stays");
}

#[test]
fn a_hidden_bar_stays_hidden_until_the_page_itself_fails() {
    let mut world = World::new(1, Death::Never, |asked| if asked.at < s(8) { ok() } else { bad() });
    world.open(1, CHAT);
    world.run(s(5));
    world.send_and_get(1, bad());
    world.pass(s(1));
    world.press(Some(1), Button::Hide);
    world.send_and_get(1, bad());
    world.pass(s(1));
    assert_eq!(world.bar(1), None);
    world.run(s(9));
    world.reload(1);
    world.pass(s(1));
    assert!(world.engine.panels().iter().all(|panel| panel.3.is_some()), "the card is shown");
}

#[test]
fn a_hidden_bar_keeps_nothing_awake_once_its_site_answers() {
    let hide = |world: &mut World| world.press(Some(1), Button::Hide);
    for hidden_at in [s(30), s(200)] {
        everywhere(
            |world| {
                world.open(1, CHAT);
                world.run(s(5));
                world.send(1);
                world.run(hidden_at);
                hide(world);
                world.run(s(300));
                is_over(world);
                assert_eq!(world.loads(1), 1, "a page that lives is never loaded by itself");
            },
            mute(s(4), s(60)),
        );
    }
}

#[test]
fn pages_with_bars_share_one_probe() {
    let run = |tabs: i32| {
        let mut world = World::new(5, Death::Never, mute(s(4), s(900)));
        (1..=tabs).for_each(|tab| world.open(tab, CHAT));
        world.run(s(5));
        (1..=tabs).for_each(|tab| world.send(tab));
        world.run(s(900));
        world.probes.len()
    };
    assert!(run(20) <= run(1) + 2);
}
