//! One scenario through every death of the background.

use super::*;

/// Runs a scenario undisturbed, then with a death after each event, and at each effect, before
/// it is done and after.
pub fn everywhere(
    scenario: impl Fn(&mut World),
    site: impl Fn(Request) -> Answer + Clone + 'static,
) {
    let run = |death| {
        println!("{death:?}");
        let mut world = World::new(7, death, site.clone());
        scenario(&mut world);
        world.replays(7);
        world
    };
    let (events, effects) = {
        let world = run(Death::Never);
        (world.trace.len(), world.effects)
    };
    run(Death::Relay);
    (1..=events).for_each(|number| drop(run(Death::AtEvent(number))));
    for number in 0..effects {
        run(Death::Before(number));
        run(Death::After(number));
    }
}
