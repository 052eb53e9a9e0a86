//! What people chose, in the middle of things: off is off, and patience is as long as they say.

use super::world::*;
use engine::{Button, Event};
use settings::{Choice, Settings};
use sites::Site;

const OLD: &str = "https://chat.openai.com/c/1";

fn chosen(name: &str, choice: Choice) -> Event {
    Event::SettingsChanged(Settings::FIRST.with(name, choice).unwrap())
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
            world.tell(Event::SettingsChanged(Settings::FIRST));
            world.reload(1);
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 3);
        },
        down(0, s(120)),
    );
}

#[test]
fn the_budget_of_an_hour_is_not_renewed_by_the_switch() {
    let mut world = World::new(1, Death::Never, down(0, hours(2)));
    world.open(1, HOME);
    world.run(s(600));
    let probes = world.probes.len();
    for _ in 0..20 {
        world.tell(off());
        world.tell(Event::SettingsChanged(Settings::FIRST));
        world.reload(1);
        world.pass(s(60));
    }
    let within = |at: i64| at > world.now - hours(1);
    let last_hour = world.probes.iter().filter(|probe| within(probe.0)).count();
    assert!(probes > 5 && last_hour <= 60, "{last_hour}");
}

fn all(choices: &[(&str, Choice)]) -> Event {
    let mut settings = Settings::FIRST;
    for (name, choice) in choices {
        settings = settings.with(name, *choice).unwrap();
    }
    Event::SettingsChanged(settings)
}

#[test]
fn an_address_that_is_switched_off_is_left_alone_and_the_other_is_not() {
    everywhere(
        |world| {
            world.open(1, OLD);
            world.open(2, HOME);
            world.run(s(20));
            world.tell(chosen("on_chat_openai", Choice::Flag(false)));
            world.pass(0);
            let asked =
                |world: &World| world.probes.iter().filter(|p| p.1 == Site::ChatOpenAi).count();
            let before = asked(world);
            let panels: Vec<_> = world.engine.panels().iter().map(|(tab, ..)| tab.0).collect();
            assert_eq!(panels, [2], "the other's goes on");
            world.open(3, OLD);
            world.run(s(300));
            assert_eq!((world.loads(1), world.loads(3)), (1, 1), "nobody loads it again");
            assert_eq!(asked(world), before, "or asks for it");
            assert!(world.is_healthy(2) && world.is_quiet());
        },
        down(0, s(120)),
    );
}

#[test]
fn who_wants_to_be_asked_is_told_that_it_is_back_and_goes_by_a_click() {
    everywhere(
        |world| {
            world.tell(chosen("by_itself", Choice::Flag(false)));
            world.open(1, HOME);
            world.open(2, "https://chatgpt.com/c/2");
            world.pass(s(5));
            let doing = |world: &World| world.engine.panels()[0].3.clone().unwrap().doing.id;
            assert_eq!(doing(world), "doing_waiting_ask");
            world.run(s(600));
            assert_eq!((world.loads(1), world.loads(2)), (1, 1), "loaded without being asked");
            assert_eq!(world.engine.badge().title, "returning_title");
            assert_eq!(doing(world), "doing_back_ask");
            let probes = world.probes.len();
            world.run(s(3000));
            assert_eq!(world.probes.len(), probes, "it is known to answer");
            world.press(Some(1), Button::GoNow);
            world.pass(s(30));
            assert!(world.is_healthy(1), "by a click it is loaded");
            assert_eq!(world.loads(2), 1, "and no other with it");
            world.press(Some(2), Button::GoNow);
            world.pass(s(30));
            assert!(world.is_healthy(2) && world.is_quiet());
        },
        down(0, s(120)),
    );
}

#[test]
fn who_changes_their_mind_is_taken_back_at_once() {
    let mut world = World::new(1, Death::Never, down(0, s(60)));
    world.tell(chosen("by_itself", Choice::Flag(false)));
    world.open(1, HOME);
    world.run(s(300));
    assert_eq!(world.loads(1), 1);
    world.tell(Event::SettingsChanged(Settings::FIRST));
    world.pass(s(5));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn who_looks_elsewhere_is_told_once_that_it_answers_also_where_nothing_loads_by_itself() {
    for (alone, looks, told) in [
        (("by_itself", Choice::Flag(false)), false, 1),
        (("by_itself", Choice::Flag(true)), false, 1),
        (("by_itself", Choice::Flag(false)), true, 0),
        (("by_itself", Choice::Flag(true)), true, 0),
    ] {
        let mut world = World::new(1, Death::Never, down(0, s(60)));
        world.tell(all(&[("notify", Choice::Flag(true)), alone]));
        world.open(1, HOME);
        world.open(2, "https://chatgpt.com/c/2");
        world.pass(s(1));
        for tab in [1, 2] {
            world.see(tab, looks);
        }
        world.run(s(600));
        assert_eq!(world.notified, told, "{alone:?}, looking: {looks}");
        world.press(Some(1), Button::GoNow);
        world.see(2, true);
        world.pass(s(60));
        assert_eq!(world.notified, told, "{alone:?}, looking: {looks}: once");
    }
}

#[test]
fn a_hidden_card_stays_hidden_for_that_outage_and_comes_with_the_next() {
    let site = |asked: Request| {
        let (first, second) = (down(0, s(60)), down(s(7000), s(7100)));
        if asked.at < s(3000) { first(asked) } else { second(asked) }
    };
    let mut world = World::new(1, Death::Never, site);
    world.open(1, HOME);
    world.pass(s(5));
    let hidden = |world: &World| world.engine.panels()[0].3.is_none();
    assert!(!hidden(&world));
    world.press(Some(1), Button::Hide);
    assert!(hidden(&world));
    world.reload(1);
    let painted = world.painted;
    world.pass(s(5));
    assert!(hidden(&world), "its person loads it again by hand");
    assert_eq!(world.painted, painted, "not for a moment");
    world.run(s(200));
    assert!(world.is_healthy(1));
    world.run(s(7010));
    world.reload(1);
    world.pass(s(5));
    assert!(!hidden(&world), "another outage");
}

#[test]
fn one_key_pauses_and_the_same_goes_on() {
    let mut world = World::new(1, Death::Never, down(0, s(6000)));
    assert!(!world.engine.rests(), "there is nothing to pause");
    world.open(1, HOME);
    world.pass(s(5));
    assert!(!world.engine.rests());
    world.press(None, Button::Pause);
    assert!(world.engine.rests());
    let probes = world.probes.len();
    world.pass(s(600));
    assert_eq!(world.probes.len(), probes);
    world.press(None, Button::Resume);
    assert!(!world.engine.rests());
}

#[test]
fn notifications_are_offered_on_the_card_until_they_are_chosen_and_then_promised() {
    let mut world = World::new(1, Death::Never, down(0, s(600)));
    world.open(1, HOME);
    world.pass(s(5));
    let told = |world: &World| {
        let view = world.engine.panels()[0].3.clone().unwrap();
        let offered = view.buttons.iter().any(|it| it.button == Button::Notify.name());
        (offered, view.notes.iter().any(|note| note.text.id == "notify_on"))
    };
    assert_eq!(told(&world), (true, false));
    world.press(Some(1), Button::Notify);
    assert_eq!(told(&world), (true, false), "a press is for the shell, which may be refused");
    world.tell(chosen("notify", Choice::Flag(true)));
    assert_eq!(told(&world), (false, true));
    world.press(Some(1), Button::Pause);
    assert_eq!(told(&world), (false, false), "nobody is told of what is not looked for");
}

#[test]
fn the_icon_says_for_how_long_it_fails_and_nothing_of_that_in_quiet_times() {
    let mut world = World::new(1, Death::Never, down(0, s(600)));
    assert_eq!(world.engine.badge().since, None);
    world.open(1, HOME);
    world.pass(s(5));
    let since = world.engine.badge().since.unwrap();
    world.run(s(300));
    assert_eq!(world.engine.badge().since, Some(since), "the same failure");
    world.press(Some(1), Button::Pause);
    assert_eq!(world.engine.badge().since, None);
    world.press(Some(1), Button::Resume);
    world.run(s(1200));
    assert!(world.is_quiet());
    assert_eq!(world.engine.badge().since, None);
}
