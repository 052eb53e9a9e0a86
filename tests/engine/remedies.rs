//! What the engine knows of an outage, told as causes and remedies; and stale data, cleared unasked.

use super::world::*;
use advice::remedies::{Case, Elsewhere, Remedy};
use advice::{Browser, Machine, System, Told, diagnose};
use detect::Class;
use engine::{Button, Effect, Engine, Event, Task};
use evidence::{Evidence, Probed, Question};
use gatewatch::explain::Explained;
use sites::Site;
use status::Said;
use std::cell::Cell;
use std::rc::Rc;

fn explained(engine: &Engine) -> Option<Explained<'_>> {
    let machine = Machine { online: true, ..Machine::default() };
    gatewatch::explain::advice(engine, None, &machine, &Site::ALL)
}

fn told(engine: &Engine) -> Told {
    explained(engine).unwrap().told
}

/// The ids of all that speaks for the first cause, and of the cause itself.
fn first(told: &Told) -> (String, Vec<&'static str>) {
    let (cause, because) = told.causes.first().expect("a cause");
    (format!("{cause:?}"), because.iter().map(|text| text.id).collect())
}

fn offered(told: &Told) -> Vec<Remedy> {
    told.offers.list.iter().map(|offer| offer.remedy).collect()
}

fn person(question: Question, yes: bool) -> Event {
    Event::QuestionAnswered { tab: None, question, yes }
}

#[test]
fn the_report_says_by_what_it_was_recognised_and_what_the_last_checks_brought() {
    let mut world = World::new(7, Death::Relay, down(0, s(900)));
    world.open(1, HOME);
    world.run(s(400));
    let report = told(&world.engine).report;
    assert!(report.contains("Recognised by: status\n  Marker: "), "{report}");
    assert_eq!(report.matches("  At: ").count(), 5, "{report}");
    assert_eq!(report.matches("    Status: 502").count(), 5, "{report}");
}

#[test]
fn what_opens_elsewhere_is_the_page_and_no_message_of_it() {
    let mut world = World::new(7, Death::Never, |_| ok());
    world.open(1, HOME);
    world.run(s(1));
    world.send_and_get(1, bad());
    world.run(s(2));
    let address =
        |world: &World| explained(&world.engine).map(|explained| explained.page.to_owned());
    assert_eq!(address(&world).as_deref(), Some(HOME));
}

/// A page that comes out of a stale store until that is cleared, on a site that answers.
fn stale(death: Death) -> World {
    let clearings = Rc::new(Cell::new(0));
    let seen = clearings.clone();
    let mut world = World::new(5, death, move |asked| {
        let fails = !asked.probe && seen.get() == 0 || asked.at < s(5);
        if fails { bad() } else { ok() }
    });
    world.clearings = clearings;
    world.green = true;
    world
}

#[test]
fn a_page_that_fails_load_after_load_on_a_site_that_answers_is_cleared_once_and_comes_back() {
    for death in [Death::Never, Death::Relay] {
        let mut world = stale(death);
        world.open(1, HOME);
        world.run(s(900));
        assert_eq!(world.clearings.get(), 1, "{death:?}");
        assert!(world.is_healthy(1) && world.is_quiet(), "{death:?}");
    }
}

#[test]
fn a_page_out_of_the_sites_own_store_of_which_nothing_is_heard_is_found_and_cleared() {
    for death in [Death::Never, Death::Relay] {
        let mut world = stale(death);
        world.open(1, HOME);
        world.run(s(4));
        world.stored.insert(1);
        let cleared = |world: &World| world.clearings.get() > 0;
        for _ in 0..900 {
            world.pass(s(1));
            if cleared(&world) {
                // With the store gone the network is asked, and heard.
                world.stored.clear();
            }
        }
        assert_eq!(world.clearings.get(), 1, "{death:?}");
        assert!(world.is_healthy(1) && world.is_quiet(), "{death:?}");
    }
}

#[test]
fn nothing_is_cleared_unasked_under_an_incident_or_while_the_site_fails() {
    let mut world = stale(Death::Never);
    world.incident = Some("investigating");
    world.open(1, HOME);
    world.run(s(900));
    assert_eq!(world.clearings.get(), 0, "under an incident");
    let mut world = World::new(5, Death::Never, down(0, s(800)));
    world.green = true;
    world.open(1, HOME);
    world.run(s(900));
    assert_eq!(world.clearings.get(), 0, "the site fails for everybody");
}

#[test]
fn what_a_clearing_in_vain_leaves_is_no_more_stale_data() {
    let mut world = World::new(5, Death::Never, |asked| match asked.probe {
        true => ok(),
        false => bad(),
    });
    world.green = true;
    world.open(1, HOME);
    world.run(s(1800));
    assert_eq!(world.clearings.get(), 1, "once, and no more");
    let told = told(&world.engine);
    let came = told.offers.list.iter().find(|offer| offer.remedy == Remedy::ClearCache);
    assert!(came.is_none_or(|offer| offer.is_spent), "{came:?}");
}

#[test]
fn what_people_tell_moves_the_causes_and_the_remedies() {
    let mut world = World::new(1, Death::Relay, down(0, hours(9)));
    world.green = true;
    world.open(1, HOME);
    world.run(s(300));
    let (before, _) = first(&told(&world.engine));
    assert!(before.contains("cause_server"), "{:?}", told(&world.engine).causes);
    world.tell(person(Question::PrivateWindow, true));
    let after = told(&world.engine);
    let (cause, because) = first(&after);
    assert!(cause.contains("cause_browser_data"), "{cause}");
    assert!(because.contains(&"sign_tried"), "{because:?}");
    assert_eq!(offered(&after)[0], Remedy::ClearCache);
    world.tell(person(Question::PrivateWindow, false));
    let (cause, _) = first(&told(&world.engine));
    assert_eq!(cause, before, "as it was");
}

#[test]
fn a_network_that_is_gone_is_named_and_its_remedies_are_offered() {
    let mut world = World::new(1, Death::Never, |_| Answer::Fails("net::ERR_NAME_NOT_RESOLVED"));
    world.open_as(1, HOME, Kind::Undrawable);
    world.run(s(60));
    let known = told(&world.engine);
    let (cause, because) = first(&known);
    assert!(cause.contains("cause_network"), "{cause}");
    assert!(because.contains(&"why_dns"), "{because:?}");
    assert!(because.contains(&"sign_neither_reached"), "the status page fails, too: {because:?}");
    assert!(offered(&known).contains(&Remedy::RestartRouter));
    world.tell(person(Question::OtherNetwork, true));
    let known = told(&world.engine);
    let causes = format!("{:?}", known.causes);
    assert!(causes.contains("remedy_other_network") && causes.contains("told_works"), "{causes}");
}

#[test]
fn tabs_and_private_windows_speak_for_themselves() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.open(2, "https://chatgpt.com/c/2");
    world.tabs.get_mut(&2).unwrap().cookie_store = 1;
    world.run(s(60));
    let evidence = format!("{:?}", told(&world.engine).causes);
    assert!(!evidence.contains("remedy_private_window"), "{evidence}");
    let known = told(&world.engine);
    let offer = known.offers.list.iter().find(|offer| offer.remedy == Remedy::PrivateWindow);
    assert!(offer.is_none_or(|offer| offer.is_spent), "it fails in a private window: {offer:?}");
}

#[test]
fn a_clearing_that_was_asked_for_is_not_called_unasked() {
    let mut world = World::new(1, Death::Never, down(0, hours(1)));
    world.open(1, HOME);
    world.run(s(10));
    world.press(Some(1), Button::ClearCache);
    world.pass(s(1));
    let view = world.engine.popup_view();
    assert!(view.notes.iter().any(|note| note.text.id == "cleared"), "{:?}", view.notes);
    assert!(!view.notes.iter().any(|note| note.text.id == "clearing_unasked"));
}

/// What the engine does by a rule of thumb, the diagnosis must say, too, for every code.
#[test]
fn the_cache_is_cleared_unasked_only_where_the_diagnosis_says_so() {
    let mut cleared = vec![];
    for code in (500..=504).chain(520..=527).chain([530]) {
        for stored in [false, true] {
            let clearings = Rc::new(Cell::new(0));
            let mut world = World::new(5, Death::Never, move |asked| match asked.probe {
                false if asked.at > 0 => Answer::Status(code, vec![]),
                _ => ok(),
            });
            world.clearings = clearings;
            world.green = true;
            world.pass(1);
            world.open(1, HOME);
            world.run(s(4));
            if stored {
                world.stored.insert(1);
            }
            for _ in 0..1200 {
                world.pass(s(1));
                if world.clearings.get() > 0 {
                    break;
                }
            }
            let evidence = Evidence {
                class: Some(if code == 500 { Class::ServerError } else { Class::Gateway(code) }),
                code: Some(code),
                status: Some(Said::NoIncident),
                status_reachable: Some(true),
                online: Some(true),
                probe: Some(Probed::Works),
                from_store: stored.then_some(true),
                ..Evidence::default()
            };
            let causes = diagnose(&evidence);
            let (browser, system) = (Browser::default(), System::default());
            let case = Case {
                site: Site::ChatGpt,
                evidence: &evidence,
                causes: &causes,
                browser,
                system,
                came: &[],
                elsewhere: Elsewhere::default(),
            };
            let likely = case.may_clear_by_itself();
            let unasked = world.clearings.get() > 0;
            assert!(!unasked || likely, "{code}, stored: {stored}: {causes:?}");
            cleared.extend(unasked.then_some((code, stored)));
        }
    }
    assert!(cleared.contains(&(502, false)) && cleared.contains(&(504, true)), "{cleared:?}");
}

#[test]
fn however_often_somebody_asks_the_cache_is_cleared_once_in_ten_minutes_and_of_one_site() {
    let mut world = World::new(7, Death::Never, down(0, s(7200)));
    world.open(1, HOME);
    world.open(2, "https://chat.openai.com/c/2");
    world.run(s(10));
    for _ in 0..1200 {
        world.press(Some(1), Button::ClearCache);
        world.pass(s(1));
    }
    let cleared = |world: &World| {
        let is_one = |effect: &Effect| matches!(effect, Effect::Run(_, Task::ClearCache { site }) if *site == Site::ChatGpt);
        let any = |effect: &Effect| matches!(effect, Effect::Run(_, Task::ClearCache { .. }));
        let all = || world.trace.iter().flat_map(|(_, _, effects)| effects);
        assert_eq!(all().filter(|it| is_one(it)).count(), all().filter(|it| any(it)).count());
        all().filter(|it| any(it)).count()
    };
    assert_eq!(cleared(&world), 2, "in twenty minutes");
}
