//! The snapshot under any damage.

use super::world::*;
use engine::{Engine, Snapshot};

#[test]
fn a_damaged_or_cut_snapshot_is_refused_and_never_panics() {
    let mut world = World::new(1, Death::Never, |_| bad());
    world.green = true;
    for tab in 1..5 {
        world.open(tab, HOME);
    }
    world.run(s(100));
    let whole = world.engine.snapshot();
    assert_eq!(Engine::restore(&whole).as_ref(), Some(&world.engine));
    let letters: Vec<char> = whole.0.chars().collect();
    for cut in 0..letters.len() {
        assert_eq!(Engine::restore(&Snapshot(letters[..cut].iter().collect())), None);
        for other in ['\0', '\u{ff}', 'é', '\u{20ac}'] {
            let mut damaged = letters.clone();
            damaged[cut] = other;
            if damaged != letters {
                assert_eq!(Engine::restore(&Snapshot(damaged.iter().collect())), None, "{cut}");
            }
        }
    }
    println!("{} bytes with four tabs", letters.len());
}
