//! An answer that stands still: told on its page with what the status page says, and the site is asked for
//! nothing. And the end of a long one that nobody sees.

use super::world::*;
use engine::{Button, Event, TabId};
use settings::{Choice, Settings};

const CHAT: &str = "https://chatgpt.com/c/1";

fn stalls(world: &mut World) {
    let document = world.tabs[&1].document.clone();
    world.tell(Event::AnswerStalled { tab: TabId(1), document });
}

fn is_over(world: &World) {
    assert!(world.is_quiet(), "{:?}", world.engine);
    assert_eq!(world.engine.deadline(), None);
    assert!(world.engine.panels().is_empty());
}

#[test]
fn it_is_told_with_what_the_status_page_says_until_it_goes_on() {
    everywhere(
        |world| {
            world.green = true;
            world.open(1, CHAT);
            world.run(s(5));
            stalls(world);
            world.pass(s(30));
            if world.is_undisturbed() {
                assert_eq!(world.bar(1), Some(("stalled_title", vec!["stay"])));
                assert!(world.status_reads > 0, "its bar says what the status page says");
            }
            assert!(world.probes.is_empty(), "{:?}", world.probes);
            world.tell(Event::AnswerMoved { tab: TabId(1) });
            world.pass(s(60));
            is_over(world);
            assert_eq!((world.loads(1), world.probes.len()), (1, 0));
        },
        |_| ok(),
    );
}

#[test]
fn who_waits_on_sees_no_bar_and_it_is_not_told_twice() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    stalls(&mut world);
    world.pass(s(1));
    world.press(Some(1), Button::Stay);
    assert_eq!(world.bar(1), None);
    stalls(&mut world);
    world.pass(s(60));
    assert_eq!(world.bar(1), None);
    let reads = world.status_reads;
    world.pass(hours(1));
    assert_eq!(world.status_reads, reads, "nobody looks");
    world.pass(hours(2));
    is_over(&world);
}

#[test]
fn a_message_that_fails_after_all_is_told_as_a_failure() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    stalls(&mut world);
    world.pass(s(1));
    world.send_and_get(1, bad());
    world.pass(s(1));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("bar_title"));
    world.tell(Event::AnswerMoved { tab: TabId(1) });
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("bar_title"), "it is none of a stall's");
}

#[test]
fn a_page_that_was_left_and_a_chat_in_trouble_show_nothing_of_it() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    stalls(&mut world);
    world.pass(s(1));
    world.open(1, HOME);
    world.pass(s(60));
    is_over(&world);
    world.chat_requests(1, "https://chatgpt.com/backend-api/f/conversation/resume", 502);
    stalls(&mut world);
    assert!(world.engine.panels().is_empty(), "the app is at work on it");
}

#[test]
fn switched_off_it_is_told_no_more_and_a_limit_still_is() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.open(2, CHAT);
    world.run(s(5));
    let (tab, at, address) = (TabId(2), world.wall(), MESSAGES.to_owned());
    let headers = vec![("retry-after".to_owned(), "600".to_owned())];
    let response = detect::Response { status: 429, headers };
    world.tell(Event::ConversationAnswered { tab, address, response, at });
    stalls(&mut world);
    world.pass(s(1));
    assert_eq!(world.bar(1), Some(("stalled_title", vec!["stay"])));
    let off = Settings::FIRST.with("stall_minutes", Choice::Flag(false)).unwrap();
    world.tell(Event::SettingsChanged(off));
    world.pass(s(1));
    assert_eq!(world.taken_away, [world.tabs[&1].document.clone()]);
    assert_eq!((world.bar(1), world.bar(2).map(|bar| bar.0)), (None, Some("limit_title")));
}

#[test]
fn who_switches_it_off_sees_no_bar_of_it_and_goes_on_seeing_others() {
    let off = Settings::FIRST.with("stall_minutes", Choice::Flag(false)).unwrap();
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    stalls(&mut world);
    world.pass(s(1));
    assert!(world.bar(1).is_some());
    world.tell(Event::SettingsChanged(off));
    world.pass(s(1));
    is_over(&world);
    world.send_and_get(1, bad());
    world.pass(s(1));
    world.tell(Event::SettingsChanged(off));
    assert_eq!(world.bar(1).map(|bar| bar.0), Some("bar_title"));
}

#[test]
fn the_end_of_a_long_answer_is_told_to_who_chose_so_and_to_nobody_else() {
    let ended = |world: &mut World, broke| {
        let address = MESSAGES.to_owned();
        world.tell(Event::AnswerEnded { tab: TabId(1), address, broke });
    };
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, CHAT);
    world.run(s(5));
    ended(&mut world, false);
    assert_eq!(world.notified, 0, "it is off at first");
    let chosen = Settings::FIRST.with("tell_end", Choice::Flag(true)).unwrap();
    world.tell(Event::SettingsChanged(chosen));
    ended(&mut world, false);
    ended(&mut world, true);
    assert_eq!(world.notified, 2);
    is_over(&world);
}
