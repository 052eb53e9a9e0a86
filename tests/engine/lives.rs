//! Lives of the engine in which anything happens, each in one line: how much was heard and done in it,
//! and a sum of all that was asked for and shown. A change of how it decides changes some of them, and is
//! meant, or it is a fault.
//!
//! `GATEWATCH_WRITE=1 cargo test --test engine lives::` writes them anew, and each life whole in
//! the folder `lives` of the build, to be compared with what it was.

use super::model::{Site, act, answer, apply};
use super::story::Story;
use super::world::*;
use lab::rows::mark;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

const LIVES: usize = 60;

#[test]
fn they_go_as_they_went() {
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let acts = prop::collection::vec(act(), 1..120);
    let writes = std::env::var_os("GATEWATCH_WRITE").is_some();
    let whole = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lives");
    if writes {
        std::fs::create_dir_all(&whole).unwrap();
    }
    let mut lives = String::new();
    for number in 0..LIVES {
        let acts = acts.new_tree(&mut runner).unwrap().current();
        let site = Rc::new(Cell::new(Site::Down));
        let seen = Rc::clone(&site);
        let mut world =
            World::new(number as u64, Death::Never, move |asked| answer(seen.get(), asked));
        world.story = Some(Story::default());
        for act in &acts {
            apply(&mut world, &site, act);
        }
        let told = world.story.take().unwrap().lines.join("\n");
        if writes {
            std::fs::write(whole.join(format!("{number}.txt")), &told).unwrap();
        }
        let (events, probes, returns) =
            (world.trace.len(), world.probes.len(), world.returns.len());
        let sum = mark(&[told.as_bytes()]);
        lives += &format!("{number}: {events} events, {probes} probes, {returns} returns, {sum}\n");
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/lives.txt");
    if writes {
        std::fs::write(&file, &lives).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let other = kept.lines().zip(lives.lines()).filter(|(kept, now)| kept != now).count();
    let first = kept.lines().zip(lives.lines()).find(|(kept, now)| kept != now);
    assert!(kept == lives, "{other} of {LIVES} lives went otherwise, the first: {first:?}");
}
