//! A trace of what happened to a person is heard again: the same effects, byte for byte.

use super::world::*;
use engine::trace::{Entry, entries, heard, redacted, state};
use engine::{Button, Engine, Event};

/// What the background would have written of that world, and what the engine asked for.
fn recorded(world: &World, seed: u64) -> (String, Vec<String>) {
    let mut engine = Engine::new(seed);
    let (mut trace, mut asked) = (state(&engine), vec![]);
    for (now, event, effects) in &world.trace {
        engine.handle(*now, event.clone());
        match heard(*now, event) {
            Some(line) => {
                trace.push_str(&line);
                asked.extend(effects.iter().map(|effect| format!("{effect:?}")));
            }
            None => trace.push_str(&state(&engine)),
        }
    }
    trace.push_str(&state(&engine));
    (trace, asked)
}

fn heard_again(trace: &str) -> Vec<String> {
    let (mut engine, mut asked) = (None, vec![]);
    for entry in entries(trace).unwrap() {
        match entry {
            Entry::State(state) => engine = Some(*state),
            Entry::Heard(now, event) => {
                let effects = engine.as_mut().unwrap().handle(now, event);
                asked.extend(effects.iter().map(|effect| format!("{effect:?}")));
            }
        }
    }
    asked
}

/// An outage with all that a trace may hold: messages, presses, private windows, the network.
fn lived() -> World {
    let mut world = World::new(5, Death::Never, down(0, s(200)));
    world.green = true;
    world.open(1, "https://chatgpt.com/c/my-secret?q=and%20prompt");
    world.open_as(2, "https://chatgpt.com/c/two", Kind::Undrawable);
    world.open_as(3, HOME, Kind::Private);
    world.run(s(30));
    world.press(Some(1), Button::CheckNow);
    world.press(Some(1), Button::ClearCache);
    world.see(3, false);
    world.tell(Event::NetworkReturned);
    world.tell(Event::PopupOpened);
    world.replace(1, 9);
    world.die();
    world.run(s(900));
    world
}

#[test]
fn an_outage_is_heard_again_and_gives_the_same_commands() {
    let world = lived();
    let (trace, asked) = recorded(&world, 5);
    assert!(asked.len() > 50, "{} effects", asked.len());
    assert_eq!(heard_again(&trace), asked);
}

#[test]
fn without_its_names_it_gives_as_many_of_the_same_kinds() {
    let (trace, asked) = recorded(&lived(), 5);
    let redacted = redacted(&trace);
    let [told, hidden] = [&trace, &redacted].map(|it| format!("{:?}", entries(it).unwrap()));
    for private in ["my-secret", "%20prompt", "/two"] {
        assert!(told.contains(private) && !hidden.contains(private), "{private}");
    }
    let kinds = |effects: &[String]| -> Vec<String> {
        let kind = |effect: &String| effect.split(['{', '"']).next().unwrap().to_owned();
        effects.iter().map(kind).collect()
    };
    assert_eq!(kinds(&heard_again(&redacted)), kinds(&asked));
}

#[test]
fn a_trace_that_is_cut_is_none_and_never_panics() {
    let (trace, _) = recorded(&lived(), 5);
    let cuts = (0..trace.len().min(3_000)).filter(|cut| trace.is_char_boundary(*cut));
    let whole = cuts.filter(|cut| entries(&trace[..*cut]).is_some()).count();
    assert!(whole < 100, "only a cut between two entries leaves a trace: {whole}");
}
