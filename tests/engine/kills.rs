//! Killed anywhere: every course of an outage with a death between every two events, and before and
//! after each effect, ends as it would have ended.

use super::world::*;
use engine::{Button, Event};

/// What happens, and how many outages are kept of it.
type Course = (&'static str, fn(&mut World), usize);

/// What happens to somebody, each a course of its own.
const COURSES: [Course; 6] = [
    ("one tab that fails", |world| world.open(1, HOME), 1),
    (
        "three tabs, one that nobody can draw on, one private",
        |world| {
            world.open(1, "https://chatgpt.com/c/1");
            world.open_as(2, "https://chatgpt.com/c/2", Kind::Undrawable);
            world.open_as(3, HOME, Kind::Private);
        },
        1,
    ),
    (
        "two sites at once",
        |world| {
            world.open(1, HOME);
            world.open(2, OLD);
        },
        2,
    ),
    (
        "a message that is not answered",
        |world| {
            world.open(1, HOME);
            world.run(s(2));
            world.send_and_get(1, bad());
        },
        1,
    ),
    (
        "every button",
        |world| {
            world.open(1, HOME);
            for (at, button) in (1..).zip(Button::ALL) {
                world.run(s(at));
                world.press(Some(1), button);
            }
            world.press(Some(1), Button::Resume);
        },
        1,
    ),
    (
        "the network goes and comes",
        |world| {
            world.online = false;
            world.open(1, HOME);
            world.run(s(20));
            world.online = true;
            world.tell(Event::NetworkReturned);
        },
        1,
    ),
];

/// The course with that death, up to its end: everybody is back, nothing is left, nothing was done
/// twice (which the world itself holds at each effect).
fn lives(course: &Course, death: Death) -> World {
    let mut world = World::new(11, death, down(0, s(45)));
    (course.1)(&mut world);
    world.pass(s(600));
    for (tab, it) in &world.tabs {
        assert!(it.is_healthy(), "{}, {death:?}: tab {tab} was lost: {it:?}", course.0);
        assert!(it.loads.len() <= 3, "{}, {death:?}: {:?}", course.0, it.loads);
    }
    assert!(world.is_quiet() && world.engine.deadline().is_none(), "{}, {death:?}", course.0);
    world.replays(11);
    // Neither lost nor doubled: one line for each outage that an ordinary window saw.
    let lines = world.past.len();
    assert_eq!(lines, course.2, "{}, {death:?}: {:?}", course.0, world.past);
    assert!(world.records <= lines + 1, "{}, {death:?}: kept again and again", course.0);
    world
}

#[test]
fn whenever_the_background_dies_everybody_is_back_as_if_it_had_not() {
    let mut kills = 0;
    for course in &COURSES {
        let whole = lives(course, Death::Never);
        let events = (1..=whole.trace.len()).map(Death::AtEvent);
        let effects = 0..whole.effects;
        let deaths = events.chain(effects.flat_map(|at| [Death::Before(at), Death::After(at)]));
        for death in deaths {
            assert_eq!(lives(course, death).deaths, 1, "{}, {death:?}", course.0);
            kills += 1;
        }
    }
    assert!(kills > 600, "docs/reliability.md promises more than {kills} deaths");
}
