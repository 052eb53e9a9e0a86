//! What people chose, in the middle of things: off is off, and patience is as long as they say.

use super::world::*;
use gatewatch::engine::Event;
use gatewatch::settings::{Choice, Settings};

fn chosen(name: &str, choice: Choice) -> Event {
    Event::Chosen(Settings::FIRST.with(name, choice).unwrap())
}

fn off() -> Event {
    chosen("on", Choice::Flag(false))
}

#[test]
fn switched_off_in_an_outage_everything_ends_at_once() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.open(2, "https://chatgpt.com/c/2");
            world.run(s(20));
            assert!(!world.is_quiet());
            let probes = world.probes.len();
            world.tell(off());
            world.pass(0);
            assert!(world.is_quiet());
            assert!(!world.engine.is_pending());
            // Its loads meanwhile are nobody's business either.
            world.reload(2);
            world.run(hours(1));
            assert_eq!(world.engine.deadline(), None);
            assert!(!world.engine.is_open());
            assert_eq!((world.probes.len(), world.loads(1), world.loads(2)), (probes, 1, 2));
            if world.is_undisturbed() {
                assert_eq!(world.taken_away.len(), 2, "both panels are taken away");
            }
        },
        down(0, hours(2)),
    );
}

#[test]
fn switched_on_again_the_next_failure_is_seen() {
    everywhere(
        |world| {
            world.tell(off());
            world.open(1, HOME);
            world.run(s(60));
            assert!(world.is_quiet() && world.probes.is_empty());
            world.tell(Event::Chosen(Settings::FIRST));
            world.reload(1);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 3);
        },
        down(0, s(120)),
    );
}

#[test]
fn what_is_chosen_in_an_outage_holds_for_it() {
    let mut world = World::new(1, Death::Never, down(0, hours(90)));
    world.open(1, HOME);
    world.tell(chosen("give_up_after", Choice::Number(72.0)));
    world.run(hours(71));
    assert_ne!(world.engine.badge().title, "badge_stopped");
    world.tell(chosen("give_up_after", Choice::Number(1.0)));
    world.pass(s(1));
    assert_eq!(world.engine.badge().title, "badge_stopped");
}

#[test]
fn the_budget_of_an_hour_is_not_renewed_by_the_switch() {
    let mut world = World::new(1, Death::Never, down(0, hours(2)));
    world.open(1, HOME);
    world.run(s(600));
    let probes = world.probes.len();
    for _ in 0..20 {
        world.tell(off());
        world.tell(Event::Chosen(Settings::FIRST));
        world.reload(1);
        world.pass(s(60));
    }
    let within = |at: i64| at > world.now - hours(1);
    let last_hour = world.probes.iter().filter(|probe| within(probe.0)).count();
    assert!(probes > 5 && last_hour <= 60, "{last_hour}");
}
