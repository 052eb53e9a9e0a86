//! What is kept of outages that are over.

use super::world::*;
use detect::Class;
use engine::TabId;
use history::Past;
use sites::Site;

fn kept(world: &World) -> Vec<&Past> {
    world.past.values().collect()
}

#[test]
fn an_outage_that_is_over_is_kept_with_what_was_known_of_it() {
    let mut world = World::new(5, Death::Never, down(0, s(900)));
    (world.green, world.incident) = (true, Some("investigating"));
    world.open(1, "https://chatgpt.com/c/secret?q=mine");
    world.pass(s(1800));
    assert!(world.is_healthy(1));
    let all = kept(&world);
    let [past] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (past.site, past.class, past.code, past.back),
        (Site::ChatGpt, Class::Gateway(502), 502, true)
    );
    let lasted = past.lasted().as_secs();
    assert!((900..1000).contains(&lasted), "{lasted} s");
    assert_eq!(past.probes as usize, world.probes.len());
    let incident = past.incident.as_ref().expect("OpenAI's own");
    assert_eq!(
        (incident.id.as_str(), incident.title.as_str()),
        ("1", "Elevated errors on ChatGPT")
    );
    assert!(incident.started.is_some_and(|at| at <= past.started) && incident.ended.is_none());
    assert!(!past.line().contains("secret"));
}

#[test]
fn what_a_private_window_alone_saw_is_not_kept() {
    let mut world = World::new(5, Death::Never, down(0, s(900)));
    world.open_as(1, HOME, Kind::Private);
    world.pass(s(1800));
    assert!(world.is_healthy(1));
    assert!(kept(&world).is_empty(), "{:?}", world.past);
}

#[test]
fn of_an_outage_that_began_in_a_private_window_only_the_rest_is_kept() {
    let mut world = World::new(5, Death::Never, down(0, s(900)));
    world.open_as(1, HOME, Kind::Private);
    world.pass(s(300));
    world.open(2, "https://chatgpt.com/c/2");
    world.pass(s(1500));
    let all = kept(&world);
    let [past] = all.as_slice() else { panic!("{all:?}") };
    assert!(past.started.as_millis() >= BASE + s(300), "{past:?}");
}

#[test]
fn an_outage_whose_tab_was_closed_was_not_waited_for() {
    let mut world = World::new(5, Death::Never, down(0, hours(9)));
    world.open(1, HOME);
    world.pass(s(300));
    world.close(1);
    world.pass(s(1800));
    let all = kept(&world);
    let [past] = all.as_slice() else { panic!("{all:?}") };
    assert!(!past.back, "{past:?}");
}

#[test]
fn what_is_switched_off_in_the_middle_is_not_kept() {
    use engine::Event;
    use settings::{Choice, Settings};
    let mut world = World::new(5, Death::Never, down(0, s(900)));
    world.open(1, HOME);
    world.pass(s(300));
    let off = Settings::FIRST.with("on", Choice::Flag(false)).unwrap();
    world.tell(Event::SettingsChanged(off));
    world.pass(s(900));
    assert!(kept(&world).is_empty() && world.engine.deadline().is_none());
    assert!(world.engine.panels().iter().all(|(tab, ..)| *tab != TabId(1)));
}
