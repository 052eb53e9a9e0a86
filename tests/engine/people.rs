//! People while it fails and when it is back: at work, looking, away, with two windows, with a
//! prompt in the address.

use super::world::*;
use engine::{Button, Rank, TabId, Timer, Tone, View};

const PROMPT: &str = "https://chatgpt.com/?q=hello";

fn returns(world: &World, tab: i32) -> usize {
    world.returns.iter().filter(|(_, back)| *back == tab).count()
}

#[test]
fn who_is_at_work_in_the_card_has_twenty_seconds_and_is_told() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.pass(s(5));
            world.tabs.get_mut(&1).unwrap().at_work = true;
            while world.engine.badge().title != "returning_title" && world.now < s(200) {
                world.pass(100);
            }
            world.pass(s(1));
            if world.is_undisturbed() {
                assert_eq!(world.loads(1), 1, "pulled away at {} ms", world.now);
                let (_, _, _, view) = world.engine.panels().pop().unwrap();
                let view = view.unwrap();
                assert_eq!((view.title.id, view.doing.id), ("back_title", "doing_held"));
                let buttons: Vec<_> = view.buttons.iter().map(|b| b.button).collect();
                assert_eq!(buttons[..2], ["go_now", "stay"]);
                assert!(view.next_check.is_some(), "the 20 s are counted down");
            }
            world.pass(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        down(0, s(20)),
    );
}

/// What a card gives to its buttons: the names of those of a rank.
fn ranked(view: &View, rank: Rank) -> Vec<&'static str> {
    view.buttons.iter().filter(|b| b.rank == rank).map(|b| b.button).collect()
}

#[test]
fn no_button_is_loud_until_the_site_answers_and_few_are_in_sight() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.run(s(20));
    for (pressed, in_sight) in
        [(None, vec!["notify", "check_now"]), (Some(Button::Pause), vec!["check_now", "resume"])]
    {
        if let Some(button) = pressed {
            world.press(Some(1), button);
        }
        let (_, _, _, view) = world.engine.panels().pop().unwrap();
        let view = view.unwrap();
        assert_eq!(ranked(&view, Rank::Main), Vec::<&str>::new());
        assert_eq!(ranked(&view, Rank::Plain), in_sight);
        assert_eq!(ranked(&view, Rank::Close), ["hide"]);
        assert_eq!(ranked(&view, Rank::Status), ["status_page"]);
        assert!(ranked(&view, Rank::Folded).contains(&"clear_cache"));
        assert_eq!(view.since.unwrap().0.id, "failing_since");
    }
    let world = told();
    let views = world.engine.panels().into_iter().filter_map(|(_, _, _, view)| view);
    let held: Vec<View> = views.filter(|view| view.doing.id == "doing_held").collect();
    assert_eq!(ranked(&held[0], Rank::Main), ["go_now"]);
    assert!(held[0].since.is_none(), "it answers");
}

/// A tab whose person is at work, from the moment that they were told that the site is back.
fn told() -> World {
    let mut world = World::new(3, Death::Never, down(0, s(20)));
    world.open(1, HOME);
    world.open(2, HOME);
    world.pass(s(5));
    world.tabs.get_mut(&1).unwrap().at_work = true;
    let held = |world: &World| {
        let views = world.engine.panels();
        views.iter().any(|(_, _, _, v)| v.as_ref().is_some_and(|v| v.doing.id == "doing_held"))
    };
    while !held(&world) {
        world.pass(100);
        assert!(world.now < s(100));
    }
    world
}

#[test]
fn a_key_gives_twenty_seconds_more_as_often_as_it_is_pressed() {
    let mut world = told();
    for _ in 0..10 {
        world.pass(s(15));
        world.press(Some(1), Button::Stay);
    }
    assert_eq!(returns(&world, 1), 0);
    assert!(world.is_healthy(2), "the others do not wait for it");
    world.pass(s(19));
    assert_eq!(returns(&world, 1), 0);
    world.pass(s(2));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn go_now_goes_now() {
    let mut world = told();
    world.press(Some(1), Button::GoNow);
    world.pass(s(1));
    assert!(world.is_healthy(1));
}

#[test]
fn a_key_where_nobody_was_asked_changes_nothing() {
    let mut world = World::new(1, Death::Never, down(0, s(100)));
    world.open(1, HOME);
    world.pass(s(20));
    let (before, probes) = (world.engine.deadline(), world.probes.len());
    world.press(Some(1), Button::Stay);
    assert_eq!((world.engine.deadline(), world.probes.len()), (before, probes));
}

#[test]
fn a_prompt_that_never_loaded_is_loaded() {
    everywhere(
        |world| {
            world.open(1, PROMPT);
            world.run(s(200));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        down(0, s(20)),
    );
}

#[test]
fn a_prompt_that_loaded_well_before_it_failed_is_left_to_its_person() {
    everywhere(
        |world| {
            world.open(1, PROMPT);
            world.pass(s(5));
            assert!(world.is_healthy(1));
            world.run(s(20));
            world.reload(1);
            world.run(s(600));
            assert_eq!(returns(world, 1), 0, "its prompt would be sent again");
            world.press(Some(1), Button::GoNow);
            world.pass(s(90));
            assert!(world.is_healthy(1), "by a click it is loaded");
        },
        down(s(10), s(60)),
    );
}

#[test]
fn of_two_tabs_with_the_same_prompt_one_is_loaded() {
    let mut world = World::new(1, Death::Never, down(0, s(30)));
    world.open(1, PROMPT);
    world.open(2, PROMPT);
    world.open(3, HOME);
    world.run(s(400));
    let back: Vec<bool> = (1..=3).map(|tab| world.is_healthy(tab)).collect();
    assert_eq!(back, [true, false, true]);
    assert_eq!(world.returns.len(), 2);
}

#[test]
fn a_page_that_fails_for_itself_alone_does_not_keep_the_others() {
    let site = |asked: Request| match asked.at {
        at if at < s(20) => bad(),
        at if asked.address.ends_with("/broken") && at < s(5000) => bad(),
        _ => ok(),
    };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, "https://chatgpt.com/c/broken");
    for tab in 2..=6 {
        world.open(tab, HOME);
        world.pass(100);
        world.see(tab, false);
    }
    world.run(s(600));
    for tab in 2..=6 {
        assert!(world.is_healthy(tab), "{tab}");
    }
    assert!(world.loads(1) < 10);
    world.run(s(7200));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn a_private_window_that_fails_for_its_cookies_says_nothing_of_the_others() {
    let site = |asked: Request| match asked.at {
        at if at < s(20) => bad(),
        _ if asked.address.ends_with("/private") => bad(),
        _ => ok(),
    };
    let mut world = World::new(1, Death::Never, site);
    world.open_as(1, "https://chatgpt.com/private", Kind::Drawable);
    world.tabs.get_mut(&1).unwrap().cookie_store = 1;
    world.open(2, HOME);
    world.pass(s(1));
    world.see(2, false);
    while returns(&world, 1) == 0 {
        world.pass(s(1));
    }
    let failed = world.now;
    world.pass(s(6));
    assert!(world.is_healthy(2), "it waited for another probe");
    assert!(world.probes.last().unwrap().0 <= failed, "one probe serves all");
}

#[test]
fn a_tab_that_gets_another_number_is_still_known() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.open_as(2, OLD, Kind::Undrawable);
            world.pass(s(5));
            world.replace(1, 11);
            world.replace(2, 12);
            world.run(s(300));
            assert!(world.is_healthy(11) && world.is_healthy(12) && world.is_quiet());
            assert_eq!((world.loads(11), returns(world, 11)), (2, 1));
        },
        down(0, s(30)),
    );
}

#[test]
fn in_a_split_view_both_tabs_are_seen() {
    let probes = |split: bool| {
        let mut world = World::new(2, Death::Never, down(0, s(3600)));
        world.open(1, HOME);
        world.pass(s(1));
        if split {
            // Seen, though another tab of the window is the active one.
            world.tabs.get_mut(&1).unwrap().active = false;
        }
        world.run(s(3600));
        world.probes.len()
    };
    assert_eq!(probes(true), probes(false));
}

#[test]
fn what_nobody_looks_at_comes_back_within_minutes_and_at_once_when_looked_at() {
    let unseen = |seed| {
        let mut world = World::new(seed, Death::Never, down(0, s(600)));
        world.open(1, HOME);
        world.pass(s(1));
        world.see(1, false);
        while world.engine.badge().title != "returning_title" {
            world.pass(s(1));
        }
        world
    };
    let mut waits = vec![];
    for seed in 0..20 {
        let mut world = unseen(seed);
        let answered = world.now;
        world.pass(s(130));
        assert!(world.is_healthy(1));
        waits.push(world.returns[0].0 - answered);
    }
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!(most - least > s(40), "a fleet would come back at once: {waits:?}");
    let mut world = unseen(3);
    world.see(1, true);
    world.pass(s(2));
    assert!(world.is_healthy(1));
}

#[test]
fn after_a_long_outage_the_card_counts_down_to_ones_turn_and_go_now_goes() {
    let returning = |seed| {
        let mut world = World::new(seed, Death::Never, down(0, hours(4)));
        world.open(1, HOME);
        while world.engine.badge().title != "returning_title" {
            world.pass(100);
            assert!(world.now < hours(5));
        }
        world
    };
    let waits = |world: &World| {
        let (_, _, _, view) = world.engine.panels().pop().unwrap();
        let view = view.unwrap();
        let turn = view.doing.id == "doing_turn";
        assert_eq!(turn, view.next_check.is_some(), "what is counted down is said");
        assert_eq!(turn, view.countdown.id == "countdown_held");
        turn
    };
    let all = (0..12).map(returning);
    let (mut waiting, mut others): (Vec<_>, Vec<_>) = all.partition(waits);
    assert!(waiting.len() > 1 && others.len() > 1, "{} wait", waiting.len());
    others[0].pass(s(1));
    assert!(others[0].is_healthy(1), "most are taken back at once");
    waiting[0].pass(s(1));
    assert!(!waiting[0].is_healthy(1));
    waiting[0].press(Some(1), Button::GoNow);
    waiting[0].pass(s(1));
    assert!(waiting[0].is_healthy(1) && waiting[0].is_quiet());
    waiting[1].pass(s(121));
    assert!(waiting[1].is_healthy(1) && waiting[1].is_quiet());
}

#[test]
fn a_paused_outage_ends_soon_after_its_last_tab() {
    let mut world = World::new(1, Death::Never, down(0, hours(9)));
    world.open(1, HOME);
    world.pass(s(60));
    world.press(Some(1), Button::Pause);
    assert_eq!(world.engine.deadline().unwrap().1, Timer::Look);
    let probes = world.probes.len();
    world.pass(hours(2));
    assert!(!world.is_quiet(), "its tab is still there");
    world.close(1);
    world.pass(s(301));
    assert!(world.is_quiet());
    assert_eq!((world.engine.deadline(), world.probes.len()), (None, probes));
}

#[test]
fn a_partial_outage_goes_on_with_the_interval_that_it_had() {
    let site = |asked: Request| if asked.probe && asked.at > s(1500) { ok() } else { bad() };
    let mut world = World::new(4, Death::Never, site);
    world.open(1, HOME);
    world.run(s(9000));
    let after: Vec<i64> = world.probes.iter().map(|p| p.0).filter(|at| *at > s(1500)).collect();
    assert!(after.len() > 5);
    for pair in after.windows(2) {
        assert!(pair[1] - pair[0] > s(60), "the schedule began anew: {after:?}");
    }
}

#[test]
fn the_turn_to_monitoring_brings_a_probe() {
    let mut world = World::new(4, Death::Never, down(0, s(3000)));
    (world.green, world.incident) = (true, Some("investigating"));
    world.open(1, HOME);
    world.run(s(2400));
    world.incident = Some("monitoring");
    let reads = world.status_reads;
    while world.status_reads == reads {
        world.pass(100);
    }
    let read = world.now;
    world.pass(s(11));
    assert!(world.probes.last().unwrap().0 >= read, "{:?}", world.probes);
}

#[test]
fn whoever_loads_the_page_again_and_again_is_told_of_and_our_own_loads_are_not() {
    let told = |world: &World| {
        let engine = &world.engine;
        let card = engine.panels()[0].3.clone().unwrap();
        [engine.popup_view(), card]
            .map(|view| view.notes.iter().any(|note| note.text.id == "note_reloaded"))
    };
    // Every probe promises well, and no load does.
    let lies = |asked: Request| if asked.probe { ok() } else { bad() };
    let mut world = World::new(1, Death::Never, lies);
    world.open(1, HOME);
    world.run(s(3_600));
    assert!(world.loads(1) > 6, "{}", world.loads(1));
    assert_eq!(told(&world), [false, false]);
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    for reloads in 0..8 {
        world.pass(s(3));
        assert_eq!(told(&world), [reloads >= 5; 2], "{reloads}");
        world.reload(1);
    }
}

#[test]
fn who_asks_what_else_helps_is_shown_it_for_that_very_tab_and_once() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.open(2, HOME);
    world.run(s(20));
    let offers =
        |view: View, button: Button| view.buttons.iter().any(|b| b.button == button.name());
    for (_, _, _, view) in world.engine.panels() {
        assert!(offers(view.unwrap(), Button::WhatElse));
    }
    // Where it stands below the card anyway, nobody is sent for it.
    assert!(!offers(world.engine.popup_view(), Button::WhatElse));
    assert!(!offers(world.engine.popup_about(Some(TabId(2))), Button::WhatElse));
    assert!(!offers(world.engine.waiting_view(TabId(2)).unwrap(), Button::WhatElse));
    world.press(Some(2), Button::WhatElse);
    assert_eq!(world.advised, [TabId(2)]);
    // A tab that does not fail, and the popup, which has none, ask for nothing.
    world.press(Some(3), Button::WhatElse);
    world.press(None, Button::WhatElse);
    world.die();
    world.run(s(60));
    assert_eq!(world.advised, [TabId(2)], "after a death it is not shown again");
}

#[test]
fn the_popup_about_a_tab_speaks_of_that_tabs_outage() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.open(2, "https://chat.openai.com/c/1");
    world.run(s(20));
    world.press(Some(2), Button::Pause);
    assert_eq!(world.engine.popup_about(Some(TabId(2))).tone, Tone::Paused);
    assert_ne!(world.engine.popup_about(Some(TabId(1))).tone, Tone::Paused);
    assert_eq!(world.engine.popup_about(Some(TabId(3))).tone, Tone::Quiet);
}

#[test]
fn where_no_waiting_page_opens_the_page_is_loaded_in_its_place() {
    everywhere(
        |world| {
            world.no_waiting_pages = true;
            world.open_as(1, HOME, Kind::Undrawable);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        down(0, s(60)),
    );
}
