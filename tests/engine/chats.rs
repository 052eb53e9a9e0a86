//! Trouble inside the app: an answer whose stream broke, a chat that does not load. Nothing is said
//! while the page mends it by itself.

use super::world::*;
use engine::{ChatState, TabId};

const CHAT: &str = "https://chatgpt.com/c/1";
const RESUME: &str = "https://chatgpt.com/backend-api/f/conversation/resume";
const STREAM: &str = "https://chatgpt.com/backend-api/conversation/1/stream_status";
const LIST: &str = "https://chatgpt.com/backend-api/conversations?offset=0";
const SESSION: &str = "https://chatgpt.com/api/auth/session";
const PREPARE: &str = "https://chatgpt.com/backend-api/f/conversation/prepare";
const SEND: &str = "https://chatgpt.com/backend-api/f/conversation";
const LOAD: &str = "https://chatgpt.com/backend-api/conversations/1?num_turns=10";

fn chatting() -> World {
    // Its documents come well, and what a probe asks for does not.
    let site = |asked: Request| if asked.probe { bad() } else { ok() };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, CHAT);
    world.run(s(5));
    world
}

fn shows(world: &mut World, chat: ChatState) {
    world.tabs.get_mut(&1).unwrap().chat = chat;
}

fn looks(world: &World) -> usize {
    world.tabs[&1].looks
}

/// The title of the bar.
fn bar(world: &World) -> Option<&'static str> {
    world.bar(1).map(|(title, _)| title)
}

#[test]
fn a_stream_that_broke_is_told_once_the_page_gave_up() {
    let mut world = chatting();
    shows(&mut world, ChatState::Recovering);
    for _ in 0..10 {
        world.chat_requests(1, RESUME, 502);
        world.pass(s(4));
        assert_eq!(bar(&world), None, "the page is at work on it");
    }
    let before = looks(&world);
    assert!(before <= 3, "{before} looks in 40 s");
    shows(&mut world, ChatState::Failed);
    world.pass(s(12));
    assert_eq!(bar(&world), Some("bar_broke_off"));
    assert_eq!(world.tabs[&1].loads.len(), 1, "a living page is loaded on a click alone");
}

#[test]
fn a_stream_that_comes_back_is_nothing_to_be_told_of() {
    let mut world = chatting();
    for _ in 0..3 {
        world.chat_requests(1, RESUME, 502);
        world.chat_requests(1, STREAM, 200);
        world.pass(s(3));
    }
    shows(&mut world, ChatState::Fine);
    world.pass(s(20));
    assert_eq!((bar(&world), looks(&world)), (None, 1));
    assert!(world.is_quiet());
}

#[test]
fn a_message_whose_request_breaks_waits_for_what_the_page_says() {
    let mut world = chatting();
    shows(&mut world, ChatState::Recovering);
    world.send_and_get(1, RESET);
    world.chat_requests(1, RESUME, 200);
    world.pass(s(8));
    assert_eq!(bar(&world), None);
    assert_eq!(world.forgotten, [], "nobody knows yet how it ends");
    shows(&mut world, ChatState::Fine);
    world.pass(s(30));
    assert_eq!(bar(&world), None, "it recovered");
    assert_eq!(world.forgotten, [TabId(1)], "what was kept of the message is not lost any more");
    assert!(world.is_quiet());
}

#[test]
fn what_was_kept_of_a_message_stays_unless_the_page_is_seen_to_be_well() {
    for (chat, resumes) in
        [(ChatState::Failed, true), (ChatState::Gone, true), (ChatState::Fine, false)]
    {
        let mut world = chatting();
        shows(&mut world, chat);
        world.send_and_get(1, RESET);
        if resumes {
            world.chat_requests(1, RESUME, 502);
        }
        world.pass(s(60));
        assert!(looks(&world) > 0, "{chat:?}");
        assert_eq!(world.forgotten, [], "{chat:?}");
    }
    let mut world = chatting();
    shows(&mut world, ChatState::Fine);
    world.chat_requests(1, LOAD, 502);
    world.pass(s(60));
    assert_eq!(
        (looks(&world), &world.forgotten[..]),
        (1, &[][..]),
        "a chat that loads is no answer"
    );
}

#[test]
fn a_message_that_breaks_is_told_in_a_layout_of_which_no_mark_is_known() {
    let mut world = chatting();
    world.send_and_get(1, RESET);
    world.pass(s(2));
    assert_eq!(bar(&world), Some("why_reset"));
}

#[test]
fn a_page_that_recovers_for_ever_is_left_alone() {
    let mut world = chatting();
    shows(&mut world, ChatState::Recovering);
    world.chat_requests(1, RESUME, 502);
    world.pass(hours(1));
    assert!(looks(&world) <= 62, "{} looks", looks(&world));
    assert_eq!(bar(&world), None);
    assert!(world.is_quiet());
}

#[test]
fn a_chat_that_does_not_load_is_told_until_it_does() {
    let mut world = chatting();
    world.chat_requests(1, LOAD, 200);
    assert!(world.is_quiet(), "a chat that loads is nothing");
    shows(&mut world, ChatState::Failed);
    for _ in 0..3 {
        world.chat_requests(1, LOAD, 502);
        world.pass(s(1));
    }
    assert_eq!(bar(&world), None, "the page asks again");
    world.pass(s(8));
    assert_eq!(bar(&world), Some("bar_chat_failed"));
    world.chat_requests(1, LOAD, 200);
    world.pass(s(1));
    assert_eq!(bar(&world), None);
    assert!(world.is_quiet());
}

#[test]
fn a_list_and_a_sign_in_that_do_not_load_are_told_until_they_do() {
    for (address, title) in [(LIST, "bar_list_failed"), (SESSION, "bar_sign_in_failed")] {
        let mut world = chatting();
        world.chat_requests(1, address, 502);
        world.pass(s(2));
        world.chat_requests(1, address, 200);
        world.pass(s(20));
        assert_eq!(bar(&world), None, "{title}: it came when it was asked for again");
        world.chat_requests(1, address, 0);
        world.pass(s(8));
        assert_eq!(bar(&world), Some(title));
        assert_eq!(world.engine.popup_view().why.id, title, "no error 0 is told");
        world.chat_requests(1, address, 200);
        world.pass(s(1));
        assert_eq!(bar(&world), None, "{title}: it came after all");
    }
}

#[test]
fn whatever_dies_in_between_the_end_is_the_same() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(5));
            if let Some(tab) = world.tabs.get_mut(&1) {
                tab.chat = ChatState::Failed;
            }
            world.chat_requests(1, RESUME, 404);
            world.pass(s(60));
            let told = world.backs + usize::from(bar(world).is_some()) + world.taken.len();
            assert!(told > 0, "nobody was told");
        },
        |_| ok(),
    );
}

#[test]
fn switched_off_nothing_is_looked_into() {
    let mut world = chatting();
    world.chat_requests(1, RESUME, 502);
    let off = settings::Settings::FIRST.with("on", settings::Choice::Flag(false)).unwrap();
    world.tell(engine::Event::SettingsChanged(off));
    world.pass(s(60));
    assert_eq!(looks(&world), 0);
    world.chat_requests(1, RESUME, 502);
    world.pass(s(60));
    assert_eq!(looks(&world), 0);
}

#[test]
fn a_message_that_could_not_be_sent_is_told_and_typing_alone_is_not() {
    let mut world = chatting();
    // Somebody types, and what the app asks meanwhile fails.
    for _ in 0..3 {
        world.chat_requests(1, PREPARE, 502);
        world.pass(s(2));
    }
    assert_eq!((bar(&world), looks(&world)), (None, 3), "nothing was sent");
    world.chat_requests(1, PREPARE, 502);
    shows(&mut world, ChatState::Failed);
    world.pass(s(2));
    assert_eq!(bar(&world), Some("bar_not_sent"));
}

#[test]
fn what_fails_again_while_the_page_is_asked_is_looked_at_once_more() {
    let mut world = chatting();
    world.chat_requests(1, PREPARE, 502);
    let late = TabId(1);
    let document = world.tabs[&1].document.clone();
    while looks(&world) == 0 {
        world.pass(s(1) / 10);
    }
    world.chat_requests(1, PREPARE, 502);
    world.tell(engine::Event::ChatInspected { tab: late, document, state: ChatState::Fine });
    shows(&mut world, ChatState::Failed);
    world.pass(s(3));
    assert_eq!(bar(&world), Some("bar_not_sent"));
}

#[test]
fn an_alert_below_a_message_whose_request_ended_well_is_told() {
    let mut world = chatting();
    let shown = |world: &World| {
        let (address, at) = (SEND.to_owned(), world.wall());
        engine::Event::AlertShown { tab: TabId(1), address, at }
    };
    let event = shown(&world);
    world.tell(event);
    world.pass(s(2));
    assert_eq!(bar(&world), None, "whoever says so is not believed: the page is looked into");
    shows(&mut world, ChatState::Failed);
    let event = shown(&world);
    world.tell(event);
    world.pass(s(2));
    assert_eq!(bar(&world), Some("bar_broke_off"));
}

#[test]
fn a_part_that_did_not_load_is_what_is_asked_for() {
    let parts =
        [(LIST, "bar_list_failed"), (SESSION, "bar_sign_in_failed"), (PREPARE, "bar_not_sent")];
    for (request, title) in parts {
        let part = request.split('?').next().unwrap();
        // All else is well.
        let site =
            move |asked: Request| if asked.probe && asked.address == part { bad() } else { ok() };
        let mut world = World::new(1, Death::Never, site);
        world.open(1, CHAT);
        world.run(s(5));
        shows(&mut world, ChatState::Failed);
        world.chat_requests(1, request, 502);
        world.run(s(60));
        assert_eq!(bar(&world), Some(title));
        assert!(!world.probes.is_empty(), "{title}");
    }
}

#[test]
fn where_no_mark_is_known_an_answer_that_is_asked_for_in_vain_failed() {
    for (last, told) in [(404, Some("bar_broke_off")), (200, None)] {
        let mut world = chatting();
        shows(&mut world, ChatState::Unmarked);
        world.chat_requests(1, RESUME, 502);
        world.chat_requests(1, STREAM, last);
        world.pass(s(12));
        assert_eq!(bar(&world), told, "{last}");
    }
}

#[test]
fn a_message_that_is_taken_after_one_that_broke_is_not_told_of() {
    let mut world = chatting();
    shows(&mut world, ChatState::Unmarked);
    world.chat_requests(1, RESUME, 502);
    world.chat_requests(1, STREAM, 404);
    world.send_and_get(1, ok());
    world.pass(s(12));
    assert_eq!(bar(&world), None);
}
