//! Refusals: left alone, but told for what they may be where OpenAI itself reports trouble.

use super::world::*;
use detect::PageFacts;
use engine::{Button, Surface};

const CHAT: &str = "https://chatgpt.com/c/1";

/// Refuses every document until then; a probe of it would be one too many.
fn refuses(until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| {
        assert!(!asked.probe, "asked while it refuses");
        if asked.at < until { refused() } else { ok() }
    }
}

fn world(site: impl Fn(Request) -> Answer + 'static, incident: Option<&'static str>) -> World {
    let mut world = World::new(1, Death::Never, site);
    (world.green, world.incident) = (true, incident);
    world
}

/// The card on a tab's page: its title, its reason, and what can be pressed.
fn card(world: &World, tab: i32) -> Option<(&'static str, &'static str, Vec<&'static str>)> {
    world.engine.panels().into_iter().find_map(|(id, _, place, view)| {
        let view = view.filter(|_| id.0 == tab && place == Surface::Page)?;
        let buttons = view.buttons.iter().map(|button| button.button).collect();
        Some((view.title.id, view.why.id, buttons))
    })
}

fn title(world: &World) -> Option<&'static str> {
    card(world, 1).map(|(title, ..)| title)
}

#[test]
fn a_refusal_is_told_of_while_openai_reports_trouble_and_nothing_is_asked_or_loaded() {
    let mut world = world(refuses(hours(2)), Some("investigating"));
    world.open(1, CHAT);
    world.run(s(300));
    let (title, why, buttons) = card(&world, 1).expect("a card");
    assert_eq!((title, why), ("refused_title", "why_turned_away"));
    for never in ["check_now", "clear_cache", "go_now"] {
        assert!(!buttons.contains(&never), "{never} is of no use: {buttons:?}");
    }
    let view = world.engine.panels().remove(0).3.unwrap();
    assert_eq!((view.doing.id, view.next_check), ("doing_refused", None));
    world.run(hours(1));
    assert_eq!((world.loads(1), world.probes.len()), (1, 0), "knocked again");
    assert!(world.status_reads > 10, "{} looks at the status page", world.status_reads);
    assert_eq!(card(&world, 1).map(|it| it.0), Some("refused_title"));
}

#[test]
fn when_openai_says_that_it_is_over_a_click_loads_the_page() {
    for end in [None, Some("resolved")] {
        let mut world = world(refuses(s(300)), Some("identified"));
        world.open(1, CHAT);
        world.run(s(300));
        world.incident = end;
        world.run(s(600));
        let (title, _, buttons) = card(&world, 1).expect("still there");
        assert_eq!(title, "refused_over_title", "{end:?}");
        assert!(buttons.contains(&"go_now"), "{buttons:?}");
        assert_eq!(world.engine.badge().title, "refused_over_title");
        assert_eq!(world.loads(1), 1, "loaded and not asked to");
        world.press(Some(1), Button::GoNow);
        world.pass(s(5));
        assert_eq!((world.loads(1), card(&world, 1)), (2, None));
        assert!(world.is_quiet());
    }
}

#[test]
fn a_refusal_that_outlives_the_trouble_is_for_its_person() {
    let mut world = world(refuses(hours(9)), Some("investigating"));
    world.open(1, CHAT);
    world.run(s(300));
    world.incident = Some("resolved");
    world.run(s(600));
    world.press(Some(1), Button::GoNow);
    world.pass(s(5));
    assert_eq!((world.loads(1), card(&world, 1)), (2, None));
    world.run(hours(2));
    assert!(world.is_quiet() && world.engine.deadline().is_none());
    assert_eq!(world.loads(1), 2);
}

#[test]
fn without_a_posted_incident_a_refusal_is_left_alone() {
    for (green, incident) in [(true, None), (true, Some("resolved")), (false, None)] {
        let mut world = world(refuses(hours(9)), incident);
        world.green = green;
        world.open(1, CHAT);
        for minute in 1..90 {
            world.run(s(60 * minute));
            assert_eq!(card(&world, 1), None, "{incident:?}");
        }
        assert!(world.is_quiet() && world.engine.deadline().is_none(), "watched for ever");
        assert_eq!(world.loads(1), 1);
    }
}

#[test]
fn an_incident_that_is_posted_later_explains_the_refusal_then() {
    let mut world = world(refuses(hours(2)), None);
    world.open(1, CHAT);
    world.run(s(600));
    assert_eq!(card(&world, 1), None);
    world.incident = Some("investigating");
    world.run(s(900));
    assert_eq!(title(&world), Some("refused_title"));
}

#[test]
fn who_loads_it_again_meanwhile_keeps_the_card_and_its_time() {
    let mut world = world(refuses(hours(2)), Some("investigating"));
    world.open(1, CHAT);
    world.run(s(300));
    let since = |world: &World| world.engine.panels()[0].3.clone().unwrap().since.unwrap().1;
    let before = since(&world);
    world.reload(1);
    world.pass(s(5));
    assert_eq!(title(&world), Some("refused_title"));
    assert_eq!((since(&world), world.loads(1)), (before, 2));
}

#[test]
fn a_refusal_with_a_reason_of_its_own_and_a_check_are_their_persons() {
    let country = PageFacts {
        kind: "application/json".into(),
        text: r#"{"detail":"unsupported_country"}"#.into(),
        ..PageFacts::default()
    };
    let check = PageFacts {
        text: "Verify you are human".into(),
        marks: vec![detect::mark::CHALLENGES[0].into()],
        ..PageFacts::default()
    };
    for facts in [country, check] {
        let mut world = world(refuses(hours(2)), Some("investigating"));
        world.facts.insert(1, facts.clone());
        world.open(1, CHAT);
        world.run(hours(1));
        assert_eq!(card(&world, 1), None, "{facts:?}");
        assert!(world.is_quiet());
    }
}

#[test]
fn a_check_that_cannot_load_its_own_script_is_told_of() {
    let mut world = world(
        |asked| {
            assert!(!asked.probe, "asked while it refuses");
            challenge()
        },
        Some("investigating"),
    );
    let facts = PageFacts {
        text: "Please unblock challenges.cloudflare.com to proceed.".into(),
        marks: vec![detect::mark::CHALLENGES[0].into()],
        ..PageFacts::default()
    };
    world.facts.insert(1, facts);
    world.open(1, CHAT);
    world.run(s(5));
    assert_eq!(world.status_reads, 0, "most checks are passed by then");
    world.run(s(300));
    assert_eq!(card(&world, 1).map(|it| it.1), Some("why_stuck_check"));
    // The check's own page loads itself when it can.
    world.site = Box::new(|_| ok());
    world.reload(1);
    world.pass(s(10));
    assert!(card(&world, 1).is_none() && world.is_quiet());
}

#[test]
fn beside_a_page_that_failed_the_site_is_asked_and_the_refused_one_stays_its_persons() {
    let site = |asked: Request| match asked {
        Request { at, .. } if at >= s(120) => ok(),
        Request { address, .. } if address == CHAT => refused(),
        Request { .. } => bad(),
    };
    let mut world = world(site, Some("investigating"));
    world.open(1, CHAT);
    world.run(s(10));
    world.open(2, HOME);
    world.run(s(400));
    assert!(!world.probes.is_empty() && world.is_healthy(2));
    assert_eq!((world.loads(1), world.loads(2)), (1, 2));
    assert_eq!(title(&world), Some("refused_title"), "the incident is still open");
}

#[test]
fn whatever_dies_in_between_the_end_is_the_same() {
    let until = s(2000);
    let shown = std::cell::Cell::new(0);
    everywhere(
        |world| {
            (world.green, world.incident) = (true, Some("investigating"));
            world.open(1, CHAT);
            world.run(s(1500));
            assert_eq!(title(world), Some("refused_title"));
            world.incident = Some("resolved");
            world.run(s(3000));
            assert_eq!(title(world), Some("refused_over_title"));
            world.press(Some(1), Button::GoNow);
            world.pass(s(60));
            assert!(world.is_healthy(1) && world.loads(1) <= 2);
            shown.set(shown.get() + 1);
        },
        refuses(until),
    );
    assert!(shown.get() > 20);
}

#[test]
fn switched_off_nobody_asks_why_a_page_was_refused() {
    let mut world = world(refuses(hours(2)), None);
    world.open(1, CHAT);
    world.run(s(20));
    let off = settings::Settings::FIRST.with("on", settings::Choice::Flag(false)).unwrap();
    world.tell(engine::Event::SettingsChanged(off));
    let reads = world.status_reads;
    world.incident = Some("investigating");
    world.run(hours(1));
    assert_eq!((world.status_reads, card(&world, 1)), (reads, None));
    assert!(world.engine.deadline().is_none());
}

const SIGN_IN: &str = "https://chatgpt.com/auth/login?next=%2Fc%2F1";

#[test]
fn who_is_signed_out_in_an_incident_is_told_so_and_nothing_is_asked_of_the_site() {
    let mut world = world(refuses(0), Some("investigating"));
    world.open(1, SIGN_IN);
    world.run(s(300));
    let (name, why, buttons) = card(&world, 1).expect("a card");
    assert_eq!((name, why), ("signed_out_title", "why_signed_out"));
    assert!(!buttons.contains(&"check_now") && !buttons.contains(&"go_now"), "{buttons:?}");
    world.incident = Some("resolved");
    world.run(s(600));
    assert_eq!(title(&world), Some("refused_over_title"));
    assert_eq!((world.loads(1), world.probes.len()), (1, 0));
}

#[test]
fn a_sign_in_while_all_is_well_costs_a_few_looks_at_the_status_page() {
    let mut world = world(refuses(0), None);
    world.open(1, SIGN_IN);
    world.run(hours(1));
    assert_eq!((card(&world, 1), world.probes.len()), (None, 0));
    assert!(world.status_reads <= 4, "{} looks", world.status_reads);
    assert!(world.is_quiet());
}

#[test]
fn a_refused_page_that_fails_once_the_trouble_is_over_is_waited_for() {
    let site = |asked: Request| match asked.at {
        ..300_000 => refused(),
        300_000..900_000 => RESET,
        _ => ok(),
    };
    let mut world = world(site, Some("investigating"));
    world.open(1, CHAT);
    world.run(s(300));
    world.incident = Some("resolved");
    world.run(s(600));
    assert_eq!(title(&world), Some("refused_over_title"));
    world.load(1, CHAT, false);
    world.run(s(899));
    assert_eq!(world.loads(1), 2, "nobody had said that the site answers");
    world.run(s(1_200));
    assert!(world.is_healthy(1) && world.loads(1) == 3);
}
