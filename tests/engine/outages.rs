//! One tab and an outage of its site: how it is noticed, waited out and ended.

use super::world::*;
use engine::Button;

fn told(seconds: &'static str, until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| match asked.at {
        at if at >= until => ok(),
        _ => Answer::Status(503, vec![("retry-after", seconds.into())]),
    }
}

#[test]
fn a_blip_of_eight_seconds_is_over_before_anybody_reloads() {
    everywhere(
        |world| {
            world.open(1, "https://chatgpt.com/c/1?q=a#b");
            world.run(s(90));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
            if world.is_undisturbed() {
                assert!(world.tabs[&1].loads[1] < s(16), "{:?}", world.tabs[&1].loads);
                assert!(world.probes[0].0 <= s(8) + 300);
                assert_eq!(world.backs, 1);
            }
            assert_eq!(world.engine.deadline(), None);
        },
        down(0, s(8)),
    );
}

#[test]
fn an_outage_of_half_a_minute_takes_at_most_twelve_probes_and_one_reload() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(150));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
            if world.is_undisturbed() {
                assert!(world.probes.len() <= 12);
                assert!(world.tabs[&1].loads[1] < s(45));
            }
        },
        down(0, s(30)),
    );
}

#[test]
fn an_outage_of_two_hours_stays_within_sixty_probes_an_hour() {
    let mut world = World::new(3, Death::Never, down(0, hours(2)));
    world.open(1, HOME);
    world.run(hours(2) + s(200));
    assert!(world.is_healthy(1) && world.is_quiet());
    assert_eq!(world.loads(1), 2);
}

#[test]
fn retry_after_in_seconds_is_a_floor() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert!(world.probes[0].0 >= s(90), "{:?}", world.probes);
            assert_eq!(world.loads(1), 2);
        },
        told("90", s(10)),
    );
}

#[test]
fn retry_after_as_a_date_is_a_floor() {
    // 1790000000 s is 2026-09-21T14:13:20Z.
    let mut world = World::new(1, Death::Never, told("Mon, 21 Sep 2026 14:15:20 GMT", s(10)));
    world.open(1, HOME);
    world.run(s(300));
    assert!(world.is_healthy(1));
    assert!((s(120)..s(220)).contains(&world.probes[0].0), "{:?}", world.probes);
}

#[test]
fn a_retry_after_that_cannot_be_read_changes_nothing() {
    let mut world = World::new(1, Death::Never, told("soon, or later", s(20)));
    world.open(1, HOME);
    world.run(s(60));
    assert!(world.is_healthy(1) && world.probes[0].0 <= s(8) + 300);
}

#[test]
fn a_retry_after_of_five_hours_counts_as_one() {
    let mut world = World::new(1, Death::Never, told("18000", s(10)));
    world.open(1, HOME);
    world.run(hours(1) + s(120));
    assert!(world.is_healthy(1));
    assert!(world.probes[0].0 >= hours(1));
}

#[test]
fn check_now_does_not_break_retry_after() {
    let mut world = World::new(1, Death::Never, told("600", s(10)));
    world.open(1, HOME);
    world.run(s(20));
    world.press(Some(1), Button::CheckNow);
    world.run(s(500));
    assert!(world.probes.is_empty());
}

#[test]
fn check_now_twice_is_one_probe_and_a_reason() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.run(s(600));
    let before = world.probes.len();
    world.press(Some(1), Button::CheckNow);
    world.press(Some(1), Button::CheckNow);
    world.pass(500);
    world.press(None, Button::CheckNow);
    assert_eq!(world.probes.len(), before + 1);
    assert!(world.engine.popup_view().notes.iter().any(|n| n.text.id == "refused_too_soon"));
    // The reason goes with the next answer.
    world.pass(s(150));
    assert!(world.engine.popup_view().notes.iter().all(|n| n.text.id != "refused_too_soon"));
}

#[test]
fn a_site_that_flaps_is_met_ever_more_slowly() {
    let site = |asked: Request| if asked.at / s(60) % 2 == 0 { bad() } else { ok() };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, HOME);
    for minute in 1..120 {
        world.run(s(60) * minute);
        // Each time it falls over, the person finds out by loading it.
        if minute % 2 == 0 && world.is_healthy(1) {
            world.load(1, HOME, false);
        }
    }
    let in_part = |from: i64| {
        world.probes.iter().filter(|(at, _)| (from..from + s(1800)).contains(at)).count()
    };
    let parts: Vec<usize> = (0..4).map(|part| in_part(s(1800) * part)).collect();
    // The first half hour asks for each minute anew; from then on the site counts as one that flaps.
    assert!(parts[0] >= 10, "{parts:?}");
    assert!(parts[1..].iter().all(|part| part * 2 < parts[0]), "{parts:?}");
    assert!(parts.windows(2).all(|two| two[1] <= two[0] + 1), "{parts:?}");
}

#[test]
fn where_the_probe_is_answered_and_the_page_is_not_it_is_asked_less_and_less() {
    let site = |asked: Request| if asked.probe || asked.at > s(3000) { ok() } else { bad() };
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(6000));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert!(world.loads(1) <= 16, "{}", world.loads(1));
        },
        site,
    );
}

#[test]
fn pause_is_nothing_at_all_and_resume_goes_on() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(30));
            world.press(Some(1), Button::Pause);
            world.pass(s(60));
            let (probes, reads) = (world.probes.len(), world.status_reads);
            world.pass(hours(13));
            assert_eq!((world.probes.len(), world.status_reads), (probes, reads));
            world.press(Some(1), Button::Resume);
            world.pass(s(60));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        down(0, hours(1)),
    );
}

#[test]
fn pause_while_a_probe_is_in_flight_and_resume_never_make_two() {
    let site = |asked: Request| if asked.probe { Answer::Hangs } else { bad() };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, HOME);
    world.run(s(8) + 300);
    assert_eq!(world.probes.len(), 1);
    world.press(Some(1), Button::Pause);
    world.press(Some(1), Button::Resume);
    world.pass(s(4));
    assert_eq!(world.probes.len(), 1);
    world.pass(s(30));
    assert!(world.probes.len() > 1);
}

#[test]
fn after_twelve_hours_it_stops_says_so_and_goes_on_by_a_press() {
    let mut world = World::new(1, Death::Never, down(0, hours(14)));
    world.open(1, HOME);
    world.run(hours(12) + s(60));
    assert_eq!(world.engine.badge().title, "countdown_left");
    let (probes, reads) = (world.probes.len(), world.status_reads);
    world.run(hours(15));
    assert_eq!((world.probes.len(), world.status_reads), (probes, reads));
    world.press(Some(1), Button::Resume);
    world.pass(s(60));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn a_probe_answered_429_waits_a_quarter_of_an_hour() {
    let mut world = World::new(1, Death::Never, |asked| match asked.probe {
        true => Answer::Status(429, vec![]),
        false => bad(),
    });
    world.open(1, HOME);
    world.run(s(1000));
    assert_eq!(world.probes.len(), 2);
    assert!(world.probes[1].0 - world.probes[0].0 >= s(900));
}

#[test]
fn a_challenge_that_comes_back_is_left_to_the_person() {
    let site = |asked: Request| {
        if asked.at < s(30) { bad() } else { challenge() }
    };
    everywhere(
        |world| {
            world.open(1, HOME);
            // Nobody can ask whether the site is back: a load tells, within ten minutes.
            world.run(s(700));
            assert_eq!(world.loads(1), 2);
            assert!(world.is_quiet());
        },
        site,
    );
}

#[test]
fn the_old_host_that_redirects_is_back_when_both_are() {
    let site = |asked: Request| match (asked.address.starts_with(OLD), asked.at) {
        (true, at) if at > s(20) => Answer::Redirect(HOME),
        (false, at) if at > s(200) => ok(),
        _ => bad(),
    };
    everywhere(
        |world| {
            world.open(1, OLD);
            world.run(s(400));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
            if world.is_undisturbed() {
                assert_eq!(world.backs, 1);
            }
        },
        site,
    );
}

#[test]
fn a_new_host_that_redirects_too_is_not_asked_in_a_circle() {
    let site = |asked: Request| match asked.at {
        at if at < s(20) => bad(),
        _ if asked.probe => Answer::Redirect(HOME),
        _ => ok(),
    };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, OLD);
    world.run(s(60));
    assert!(world.is_healthy(1));
    assert!(world.probes.len() < 9, "{:?}", world.probes);
}
