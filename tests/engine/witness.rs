//! What a failing page shows is heard: it confirms the failure, or takes it back.

use super::world::*;
use detect::{PageFacts, mark};

fn marked(mark: &str) -> PageFacts {
    PageFacts { kind: "text/html".into(), marks: vec![mark.into()], ..PageFacts::default() }
}

fn failing_with(status: u16) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |_| Answer::Status(status, vec![])
}

#[test]
fn a_page_that_lives_in_spite_of_its_503_is_left_alone() {
    everywhere(
        |world| {
            world.facts.insert(1, marked(mark::COMPOSER));
            world.open(1, HOME);
            world.run(s(120));
            assert!(world.is_quiet() && world.engine.deadline().is_none());
            assert_eq!(world.loads(1), 1, "nothing is ever reloaded");
            assert!(!world.taken_away.is_empty(), "its panel goes");
            if world.is_undisturbed() {
                assert_eq!((world.taken_away.len(), world.probes.len()), (1, 0));
            }
        },
        failing_with(503),
    );
}

#[test]
fn a_check_that_comes_as_a_503_is_for_its_person() {
    everywhere(
        |world| {
            world.facts.insert(1, marked(mark::CHALLENGES[0]));
            world.open(1, HOME);
            world.run(s(120));
            assert!(world.is_quiet());
            assert_eq!(world.loads(1), 1);
        },
        failing_with(503),
    );
}

#[test]
fn what_was_no_failure_leaves_no_trace_in_the_schedule() {
    let first_probe = |trap: bool| {
        let mut world = World::new(3, Death::Never, failing_with(503));
        if trap {
            world.facts.insert(1, marked(mark::COMPOSER));
            world.open(1, HOME);
            world.pass(s(30));
            world.close(1);
        }
        let begun = world.now;
        world.open(2, HOME);
        world.pass(s(60));
        world.probes.first().unwrap().0 - begun
    };
    assert!((first_probe(true) - first_probe(false)).abs() < s(5));
}

#[test]
fn a_tab_beside_one_that_lives_goes_on_failing() {
    everywhere(
        |world| {
            world.open(1, HOME);
            world.run(s(2));
            world.facts.insert(2, marked(mark::COMPOSER));
            world.open(2, HOME);
            world.run(s(60));
            assert_eq!((world.loads(1), world.loads(2)), (2, 1));
            assert!(world.is_healthy(1) && world.is_quiet());
        },
        |asked: Request| {
            let down = asked.at < s(20) || !asked.probe && asked.at < s(21);
            if down { Answer::Status(503, vec![]) } else { ok() }
        },
    );
}

#[test]
fn a_full_house_is_asked_no_sooner_than_in_two_minutes() {
    let full = PageFacts {
        kind: "text/html".into(),
        title: "ChatGPT".into(),
        headings: vec!["ChatGPT is at capacity right now".into()],
        text: "ChatGPT is at capacity right now".into(),
        marks: vec![mark::NEXT.into()],
        ..PageFacts::default()
    };
    let mut world = World::new(3, Death::Never, failing_with(503));
    world.facts.insert(1, full);
    world.open(1, HOME);
    world.run(s(1000));
    let first = world.probes.first().unwrap().0;
    assert!(first >= s(120), "{first}");
    assert!(world.probes.windows(2).all(|pair| pair[1].0 - pair[0].0 >= s(120)));
}

#[test]
fn facts_of_another_document_or_told_twice_change_nothing() {
    use detect::{Evidence, classify};
    use engine::{Document, Event, TabId};
    let mut world = World::new(3, Death::Never, failing_with(502));
    world.open(1, HOME);
    world.run(s(2));
    let before = world.engine.state();
    let read = |document: Document| {
        let page = Some(marked(mark::COMPOSER));
        let verdict = Box::new(classify(&Evidence { page, ..Evidence::default() }));
        Event::PageRead { tab: TabId(1), document, verdict }
    };
    let document = world.tabs[&1].document.clone();
    let older = Document { time_origin: document.time_origin - 1, ..document.clone() };
    world.tell(read(older));
    world.tell(read(document));
    assert_eq!(world.engine.state(), before);
    assert!(world.taken_away.is_empty());
}
