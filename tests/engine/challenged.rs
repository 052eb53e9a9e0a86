//! An edge that challenges every probe: it speaks, and not the site behind it.

use super::world::*;
use engine::{Button, ProbeAnswer};

const CHAT: &str = "https://chatgpt.com/c/1";

/// Down until then; without cookies nobody gets past the edge, before or after.
fn behind_checks(until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| match asked {
        Request { with_cookies: false, .. } => challenge(),
        Request { at, .. } if at < until => bad(),
        Request { .. } => ok(),
    }
}

/// The same, and from within the failing page a probe is challenged, too: a load alone gets through.
fn loads_alone(until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    let site = behind_checks(until);
    move |asked| if asked.probe { challenge() } else { site(asked) }
}

fn notes(world: &World) -> Vec<&'static str> {
    world.engine.popup_view().notes.iter().map(|note| note.text.id).collect()
}

#[test]
fn what_the_edge_says_is_never_taken_for_the_site() {
    let status = |code, challenge| ProbeAnswer::Status { code, challenge, not_before: None };
    for edge in [status(403, true), status(403, false), status(503, true), status(200, true)] {
        assert_eq!(edge.of_the_site(), ProbeAnswer::Challenged);
    }
    for site in [200, 302, 401, 404, 405, 429, 500, 502, 503].map(|code| status(code, false)) {
        assert_eq!(site.clone().of_the_site(), site);
    }
}

#[test]
fn the_site_is_asked_from_within_the_failing_page() {
    for seed in 0..40 {
        let mut world = World::new(seed, Death::Never, behind_checks(s(120)));
        world.open(1, CHAT);
        world.run(s(119));
        assert!(world.returns.is_empty(), "loaded while it was down: {:?}", world.returns);
        assert!(notes(&world).is_empty(), "the page can be asked: {:?}", notes(&world));
        world.run(s(150));
        assert!(world.is_healthy(1), "not back 30 s after the site");
        assert_eq!(world.returns.len(), 1);
    }
}

#[test]
fn where_no_page_can_be_asked_one_is_loaded_every_ten_minutes() {
    for seed in 0..40 {
        let mut world = World::new(seed, Death::Never, behind_checks(s(120)));
        world.open_as(1, CHAT, Kind::Undrawable);
        world.run(s(119));
        assert!(world.returns.len() <= 1, "{:?}", world.returns);
        world.run(s(720));
        assert!(world.is_healthy(1), "seed {seed}: not back ten minutes after the site");
        assert!(world.returns.len() <= 2, "{:?}", world.returns);
    }
}

#[test]
fn a_long_outage_behind_checks_costs_the_site_six_loads_an_hour() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.open(2, "https://chatgpt.com/c/2");
            world.run(hours(1));
            assert!(world.returns.len() <= 7, "{:?}", world.returns);
            let gaps = world.returns.windows(2).map(|pair| pair[1].0 - pair[0].0);
            assert!(gaps.min().is_none_or(|gap| gap >= s(600)), "{:?}", world.returns);
            world.run(hours(1) + s(700));
            assert!(world.is_healthy(1) && world.is_healthy(2));
            assert!(world.is_quiet());
        },
        loads_alone(hours(1)),
    );
}

#[test]
fn the_card_says_why_and_nothing_is_called_back_before_it_is() {
    let mut world = World::new(3, Death::Never, loads_alone(hours(2)));
    world.open(1, CHAT);
    world.run(s(60));
    assert!(notes(&world).contains(&"note_challenged"), "{:?}", notes(&world));
    for second in 60..1_500 {
        world.run(s(second));
        let view = world.engine.popup_view();
        assert_eq!(view.title.id, "panel_title", "at {second} s");
    }
    assert!(!world.returns.is_empty());
}

#[test]
fn a_click_loads_the_page_and_another_a_moment_later_does_not() {
    let mut world = World::new(5, Death::Never, loads_alone(hours(2)));
    world.open(1, CHAT);
    world.run(s(60));
    let before = world.returns.len();
    world.press(Some(1), Button::CheckNow);
    world.pass(s(2));
    assert_eq!(world.returns.len(), before + 1);
    world.press(Some(1), Button::CheckNow);
    world.pass(s(2));
    assert_eq!(world.returns.len(), before + 1, "pressed again at once");
    assert!(!world.is_healthy(1));
}

#[test]
fn word_of_a_fix_brings_the_load_forward_but_not_next_to_another() {
    for seed in 0..20 {
        let mut world = World::new(seed, Death::Never, loads_alone(s(1_000)));
        (world.green, world.incident) = (true, Some("investigating"));
        world.open(1, CHAT);
        world.run(s(1_000));
        let last = world.returns.last().map_or(0, |(at, _)| *at);
        world.incident = Some("resolved");
        // The status page is read every two or three minutes; the load may follow within 10 s.
        world.run((last + s(600)).max(s(1_000)) + s(200));
        assert!(world.is_healthy(1), "seed {seed}: {:?}", world.returns);
        let gaps = world.returns.windows(2).map(|pair| pair[1].0 - pair[0].0);
        assert!(gaps.min().is_none_or(|gap| gap >= s(600)), "{:?}", world.returns);
    }
}

#[test]
fn who_is_at_work_in_the_card_is_not_pulled_away_to_see_how_the_site_is() {
    let mut world = World::new(7, Death::Never, loads_alone(s(30)));
    world.open(1, CHAT);
    world.run(s(10));
    world.tabs.get_mut(&1).unwrap().at_work = true;
    world.run(s(1_500));
    assert_eq!(world.loads(1), 1, "pulled away");
    world.tabs.get_mut(&1).unwrap().at_work = false;
    world.run(s(1_700));
    assert!(world.is_healthy(1));
}

#[test]
fn when_one_page_comes_well_the_others_follow() {
    let mut world = World::new(9, Death::Never, loads_alone(s(30)));
    for tab in 1..=5 {
        world.open(tab, CHAT);
    }
    world.run(s(10));
    world.run(s(760));
    assert!((1..=5).all(|tab| world.is_healthy(tab)), "{:?}", world.returns);
    assert!(world.is_quiet());
}
