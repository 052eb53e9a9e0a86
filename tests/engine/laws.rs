//! The snapshot under any damage.

use super::world::*;
use engine::{Engine, RestoreError, Snapshot};

#[test]
fn a_damaged_or_cut_snapshot_is_refused_and_never_panics() {
    let mut world = World::new(1, Death::Never, |_| bad());
    world.green = true;
    for tab in 1..5 {
        world.open(tab, HOME);
    }
    world.run(s(100));
    let whole = world.engine.snapshot();
    assert_eq!(Engine::restore(&whole).as_ref(), Ok(&world.engine));
    let letters: Vec<char> = whole.0.chars().collect();
    for cut in 0..letters.len() {
        assert!(Engine::restore(&Snapshot(letters[..cut].iter().collect())).is_err(), "{cut}");
        for other in ['\0', ' ', '0', 'f', 'F', 'A', 'é', '\u{20ac}'] {
            let mut damaged = letters.clone();
            damaged[cut] = other;
            if damaged != letters {
                let damaged = Snapshot(damaged.iter().collect());
                assert!(Engine::restore(&damaged).is_err(), "{cut} {other}");
            }
        }
    }
    println!("{} bytes with four tabs", letters.len());
}

#[test]
fn a_snapshot_that_cannot_be_read_says_why() {
    let mut world = World::new(1, Death::Never, |_| bad());
    world.open(1, HOME);
    world.run(s(100));
    let Snapshot(whole) = world.engine.snapshot();
    let refused = |snapshot: &str| Engine::restore(&Snapshot(snapshot.to_owned())).err();
    assert_eq!(refused(&whole), None);
    let version = whole.split(' ').next().unwrap();
    for other in [
        "",
        // As versions wrote it that had no version in front.
        "3735928559 1700000000000 42 7 0 0 ",
        &whole.replacen(version, "0.0.1/2", 1),
        &whole.replacen(version, "99.0.0/2", 1),
        &whole.replacen(version, &version.replace("/4", "/5"), 1),
        "null",
        "\u{0}",
    ] {
        assert_eq!(refused(other), Some(RestoreError::Version), "{other}");
    }
    let kept = whole.rsplit(' ').next().unwrap();
    for altered in [
        format!("{version} "),
        format!("{version} 00000000 {kept}"),
        whole[..whole.len() - 4].to_owned(),
        format!("{whole}AAAA"),
        format!("{whole} "),
    ] {
        assert_eq!(refused(&altered), Some(RestoreError::Checksum), "{altered}");
    }
    // Whole, and no engine: more than one, part of one, and nothing.
    let bytes = codec::of_text(kept).unwrap();
    for other in [&[&bytes[..], &[0]].concat(), &bytes[..bytes.len() - 1], &[], &[0xff; 64]] {
        let sealed = Snapshot::sealed(other);
        assert_eq!(Engine::restore(&sealed), Err(RestoreError::Decoding), "{other:?}");
    }
}
