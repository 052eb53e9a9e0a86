//! Tabs that close, move on and hang; presses, clocks, sleep and dishonest headers.

use super::world::*;
use engine::{Button, Event, Surface, TabId};

/// Does something to the tab at each step of an outage of 20 s.
fn at_each_step(does: impl Fn(&mut World), check: impl Fn(&World)) {
    for step in 0..120 {
        let mut world = World::new(step, Death::Never, down(0, s(20)));
        world.open(1, HOME);
        world.open(2, "https://chatgpt.com/c/2");
        world.run(400 + step as i64 * 331);
        does(&mut world);
        world.pass(s(400));
        check(&world);
        assert!(world.is_healthy(2), "step {step}");
        assert!(world.loads(2) <= 2, "step {step}");
        assert!(world.is_quiet() && world.engine.deadline().is_none(), "step {step}");
    }
}

#[test]
fn a_tab_is_closed_in_the_middle_of_each_step() {
    at_each_step(|world| world.close(1), |_| {});
}

#[test]
fn a_tab_moves_on_in_the_middle_of_each_step() {
    at_each_step(
        |world| world.load(1, "https://example.org/", false),
        |world| assert_eq!(world.tabs[&1].document.address, "https://example.org/"),
    );
}

#[test]
fn a_tab_is_put_to_sleep_in_the_middle_of_each_step() {
    at_each_step(
        |world| world.tabs.get_mut(&1).unwrap().discarded = true,
        |world| assert!(world.tabs[&1].discarded),
    );
}

#[test]
fn a_person_reloads_by_hand_in_the_middle_of_each_step() {
    at_each_step(
        |world| world.reload(1),
        |world| {
            assert!(world.is_healthy(1));
            assert!(world.loads(1) <= 3);
        },
    );
}

#[test]
fn the_network_breaks_under_a_reload_by_hand() {
    let site = |asked: Request| match asked.at {
        at if at < s(5) => bad(),
        at if at < s(60) => RESET,
        _ => ok(),
    };
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(6));
            world.reload(1);
            world.run(s(400));
            assert!(world.is_healthy(1) && world.is_quiet());
        },
        site,
    );
}

#[test]
fn a_page_where_nothing_can_be_drawn_waits_on_a_page_of_ours() {
    everywhere(
        |world| {
            world.open_as(1, "https://chatgpt.com/c/1?q=a#b", Kind::Undrawable);
            world.run(s(20));
            if world.is_undisturbed() {
                assert_eq!(world.tabs[&1].stands, Stands::WaitingPage);
            }
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.tabs[&1].document.address, "https://chatgpt.com/c/1?q=a#b");
            assert_eq!(world.loads(1), 2);
        },
        down(0, s(60)),
    );
}

#[test]
fn a_failing_page_that_reloads_itself_gives_way_to_one_that_waits() {
    everywhere(
        |world| {
            world.open(1, HOME);
            for _ in 0..40 {
                world.pass(500);
                if world.tabs[&1].stands != Stands::WaitingPage {
                    world.reload(1);
                }
            }
            assert!(world.loads(1) < 12, "{}", world.loads(1));
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
        },
        down(0, s(60)),
    );
}

#[test]
fn who_loads_it_from_the_waiting_page_of_a_restless_one_has_a_card_again() {
    everywhere(
        |world| {
            world.open(1, HOME);
            while world.tabs[&1].stands != Stands::WaitingPage {
                world.pass(500);
                world.reload(1);
            }
            world.load(1, HOME, false);
            // A background that died is heard of again some seconds later.
            world.pass(s(10));
            assert_ne!(world.tabs[&1].stands, Stands::WaitingPage);
            assert_eq!(world.engine.panels().len(), 1);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
        },
        down(0, s(60)),
    );
}

#[test]
fn who_loads_a_failing_page_now_and_then_keeps_it() {
    everywhere(
        |world| {
            world.open(1, HOME);
            for _ in 0..20 {
                world.pass(s(3));
                world.reload(1);
                assert_ne!(world.tabs[&1].stands, Stands::WaitingPage);
            }
        },
        down(0, s(90)),
    );
}

#[test]
fn a_waiting_page_that_asks_again_is_as_seen_as_it_said() {
    let mut world = World::new(3, Death::Never, down(0, hours(1)));
    world.open_as(1, HOME, Kind::Undrawable);
    world.run(s(20));
    world.see(1, false);
    world.pass(s(600));
    let address = HOME.to_owned();
    world.tell(Event::WaitingPageOpened { tab: TabId(1), address });
    let probes = world.probes.len();
    world.see(1, true);
    world.pass(s(6));
    assert!(world.probes.len() > probes, "who looks sees the truth soon");
}

#[test]
fn a_private_window_has_no_waiting_page_and_is_reloaded_in_place() {
    everywhere(
        |world| {
            world.open_as(1, HOME, Kind::Private);
            world.run(s(20));
            assert_ne!(world.tabs[&1].stands, Stands::WaitingPage);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        down(0, s(60)),
    );
}

#[test]
fn a_waiting_page_that_opens_while_nothing_fails_goes_to_its_address() {
    let mut world = World::new(1, Death::Never, |_| ok());
    let address = HOME.to_owned();
    world.tell(Event::WaitingPageOpened { tab: TabId(4), address });
    assert_eq!(world.engine.waiting_view(TabId(4)), None);
    assert!(world.is_quiet() && world.engine.deadline().is_none());
}

#[test]
fn a_502_that_was_fetched_ahead_of_the_person_is_no_failure() {
    let mut world = World::new(1, Death::Never, |_| ok());
    world.open(1, HOME);
    world.run(s(1));
    let at = world.wall();
    let response = detect::Response { status: 502, headers: vec![] };
    let (tab, address) = (TabId(1), "https://chatgpt.com/c/ahead".to_owned());
    world.tell(Event::ResponseArrived { tab, address, post: false, response, at });
    world.run(s(200));
    assert!(world.is_quiet() && world.engine.deadline().is_none());
    assert!(world.probes.is_empty());
}

#[test]
fn what_was_sent_is_never_sent_again_and_its_tab_ends_the_outage_when_it_closes() {
    for kind in [Kind::Drawable, Kind::Undrawable] {
        everywhere(
            |world| {
                world.open_as(1, HOME, kind);
                world.run(s(1));
                world.load(1, "https://chatgpt.com/sent", true);
                world.run(s(400));
                assert_eq!(world.loads(1), 2);
                world.press(Some(1), Button::GoNow);
                world.pass(s(60));
                assert_eq!(world.loads(1), 2, "nobody asks for it but the person's own reload");
                assert!(!world.is_quiet());
                world.close(1);
                world.pass(s(600));
                assert!(world.is_quiet() && world.engine.deadline().is_none());
            },
            |asked| if asked.at > s(1) && asked.at < s(60) { bad() } else { ok() },
        );
    }
}

#[test]
fn the_clock_goes_back_an_hour_and_nobody_waits_an_hour() {
    for step in 0..60 {
        let mut world = World::new(step, Death::Never, down(0, s(60)));
        world.open(1, HOME);
        world.run(400 + step as i64 * 1117);
        world.wrong -= hours(1);
        world.run(s(240));
        assert!(world.is_healthy(1) && world.is_quiet(), "step {step}");
        assert_eq!(world.loads(1), 2);
    }
}

#[test]
fn the_machine_sleeps_for_three_hours_and_the_page_is_back_soon_after() {
    for step in 0..60 {
        let mut world = World::new(step, Death::Never, down(0, hours(3)));
        world.open(1, HOME);
        world.run(400 + step as i64 * 1117);
        world.now += hours(3);
        world.pass(s(90));
        assert!(world.is_healthy(1) && world.is_quiet(), "step {step}");
        assert_eq!(world.loads(1), 2);
    }
}

#[test]
fn a_night_of_sleep_is_not_time_that_was_waited() {
    let mut world = World::new(1, Death::Never, down(0, hours(13)));
    world.open(1, HOME);
    world.run(s(600));
    world.now += hours(13);
    world.pass(s(60));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn a_load_that_hangs_is_never_overtaken() {
    let site = |asked: Request| match (asked.probe, asked.at) {
        (_, at) if at < s(30) => bad(),
        (true, _) => ok(),
        (false, _) => Answer::Hangs,
    };
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(1200));
            assert_eq!(world.loads(1), 2);
            assert!(world.probes.len() < 60);
        },
        site,
    );
}

#[test]
fn a_failing_page_that_never_ends_is_loaded_again_half_a_minute_after_the_site_is_back() {
    everywhere(
        |world| {
            world.endless.insert(1);
            world.open(1, HOME);
            world.run(s(400));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
            if world.is_undisturbed() {
                let up = world.probes.iter().find(|(at, _)| *at >= s(20)).unwrap().0;
                let after = world.returns[0].0 - up;
                assert!((s(30)..s(33)).contains(&after), "{after} ms after the site answered");
            }
        },
        down(0, s(20)),
    );
}

#[test]
fn beside_a_page_that_never_ends_the_others_are_back_soon() {
    let mut world = World::new(1, Death::Never, down(0, s(20)));
    world.endless.insert(1);
    for tab in 1..=5 {
        world.open(tab, &format!("{HOME}c/{tab}"));
    }
    let up = |world: &World| world.probes.iter().any(|(at, _)| *at >= s(20));
    while !up(&world) {
        world.pass(s(1));
    }
    world.pass(s(25));
    assert!((2..=5).all(|tab| world.is_healthy(tab)), "{:?}", world.returns);
    world.pass(s(60));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn a_click_loads_a_failing_page_that_never_ends() {
    let mut world = World::new(1, Death::Never, down(0, s(20)));
    world.endless.insert(1);
    world.open(1, HOME);
    while world.engine.badge().title != "returning_title" {
        world.pass(200);
    }
    let clicked = world.now;
    world.press(Some(1), Button::GoNow);
    world.pass(s(1));
    assert!(world.is_healthy(1), "{:?}", world.returns);
    assert!(world.returns[0].0 - clicked < 100, "{:?}", world.returns);
    world.pass(s(60));
    assert!(world.is_quiet() && world.loads(1) == 2);
}

#[test]
fn a_click_overtakes_a_load_that_hangs() {
    let site = |asked: Request| match (asked.probe, asked.at) {
        (_, at) if at < s(30) => bad(),
        (true, _) => ok(),
        (false, at) if at < s(60) => Answer::Hangs,
        (false, _) => ok(),
    };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, HOME);
    let offered = |world: &World| {
        let views = world.engine.panels().into_iter().filter_map(|(.., view)| view);
        views.flat_map(|view| view.buttons).any(|button| button.button == "go_now")
    };
    while world.now < s(60) || !offered(&world) {
        world.pass(s(1));
        assert!(world.now < s(1200));
    }
    assert_eq!(world.loads(1), 2, "not by itself");
    world.press(Some(1), Button::GoNow);
    world.pass(s(1));
    assert!(world.is_healthy(1) && world.loads(1) == 3);
}

#[test]
fn good_headers_whose_body_never_comes_are_no_recovery() {
    let mut world = World::new(1, Death::Never, down(0, s(300)));
    world.open(1, HOME);
    world.run(s(60));
    let (tab, at, address) = (TabId(1), world.wall(), HOME.to_owned());
    let response = detect::Response { status: 200, headers: vec![] };
    world.tabs.get_mut(&1).unwrap().stands = Stands::ErrorPage;
    let arrived =
        Event::ResponseArrived { tab, address: address.clone(), post: false, response, at };
    world.engine.handle(at, arrived);
    world.tell(Event::NavigationFailed {
        tab,
        address,
        post: false,
        error: "net::ERR_CONNECTION_RESET".into(),
    });
    world.pass(s(5));
    assert!(!world.is_quiet());
    world.run(s(500));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn an_address_of_a_megabyte_is_not_kept() {
    let mut world = World::new(1, Death::Never, |_| bad());
    world.open(1, &format!("{HOME}?q={}", "a".repeat(1 << 20)));
    world.run(s(60));
    assert!(world.engine.snapshot().0.len() < 1000);
}

#[test]
fn a_person_loads_a_page_anew_after_it_stopped() {
    let mut world = World::new(1, Death::Never, down(0, hours(20)));
    world.open(1, HOME);
    world.run(hours(13));
    assert_eq!(world.engine.badge().title, "countdown_left");
    world.open(2, HOME);
    world.pass(s(5));
    assert_eq!(world.engine.badge().title, "panel_title");
}

#[test]
fn a_paused_outage_whose_tabs_are_closed_is_over_when_somebody_asks() {
    let mut world = World::new(1, Death::Never, |_| bad());
    world.open(1, HOME);
    world.run(s(5));
    world.press(Some(1), Button::Pause);
    world.close(1);
    world.tell(Event::PopupOpened);
    world.pass(s(1));
    assert!(world.is_quiet());
}

/// The headers said that it fails; of the rest some came, or nothing that could be drawn on.
#[test]
fn a_failing_page_that_breaks_off_has_a_card_or_a_page_of_ours_in_its_place() {
    for left in [Left::Part, Left::Nothing, Left::ErrorPage] {
        everywhere(
            |world| {
                world.breaks.insert(1, left);
                world.open(1, HOME);
                world.run(s(15));
                if world.is_undisturbed() {
                    let card = world
                        .engine
                        .panels()
                        .iter()
                        .any(|(_, _, place, _)| *place == Surface::Page);
                    let waits = world.tabs[&1].stands == Stands::WaitingPage;
                    assert_eq!((card, waits), (left == Left::Part, left != Left::Part), "{left:?}");
                    assert!(!world.engine.is_pending(), "{left:?}: it was asked long enough");
                    assert_eq!(world.loads(1), 1, "{left:?}");
                }
                world.run(s(300));
                assert!(world.is_healthy(1) && world.is_quiet(), "{left:?}");
                assert_eq!(world.loads(1), 2, "{left:?}");
            },
            down(0, s(40)),
        );
    }
}

/// What a person's own load brings is good headers and a part of a page, or not even that.
#[test]
fn a_load_by_hand_that_breaks_off_after_good_headers_is_waited_out() {
    for left in [Left::Part, Left::Nothing, Left::ErrorPage] {
        let site = |asked: Request| match asked.at {
            // The load by hand.
            10_000..11_000 if !asked.probe => ok(),
            ..60_000 => bad(),
            _ => ok(),
        };
        everywhere(
            |world| {
                world.open(1, HOME);
                world.run(s(10));
                world.cuts = Some((1, left));
                world.reload(1);
                world.run(s(400));
                assert!(world.is_healthy(1) && world.is_quiet(), "{left:?}: {:?}", world.tabs[&1]);
                assert_eq!(world.loads(1), 3, "{left:?}");
            },
            site,
        );
    }
}

/// The first document fails; the load that follows at once meets a certificate that is not to be trusted.
#[test]
fn a_certificate_is_left_to_its_warning_whatever_was_seen_before() {
    for (left, after) in [(None, 300), (Some(Left::Part), 400)] {
        let mut world = World::new(
            5,
            Death::Never,
            move |asked| {
                if asked.at < 300 { bad() } else { UNTRUSTED }
            },
        );
        world.breaks.extend(left.map(|left| (1, left)));
        world.open(1, HOME);
        world.run(after);
        world.reload(1);
        world.run(s(60));
        assert_eq!(world.tabs[&1].stands, Stands::ErrorPage, "no page of ours over the warning");
        assert!(world.probes.iter().all(|(at, _)| *at < s(1)), "{:?}", world.probes);
    }
}

/// The question that was put off is due by the new clock.
#[test]
fn a_page_that_answers_late_has_its_card_though_the_clock_went_back() {
    let mut world = World::new(5, Death::Never, down(0, s(60)));
    world.open(1, HOME);
    world.pass(240);
    world.tabs.get_mut(&1).unwrap().frozen = true;
    world.pass(s(1));
    world.wrong -= hours(1);
    world.tabs.get_mut(&1).unwrap().frozen = false;
    world.pass(s(9));
    assert_eq!(world.engine.panels().len(), 1);
}
