//! Randomised lives in the real browsers: what person, site, network, browser and clock do is drawn by a
//! seed, and whatever they do, the laws hold and everybody is back in the end. A life that breaks one
//! says its seed; `GATEWATCH_LIFE=seed` lives it again.

mod action;
mod browser;
mod end;
mod laws;
mod life;
mod person;
mod site;

use self::action::{Kit, Length, draw};
use self::life::Life;
use super::in_both;
use fastrand::Rng;
use lab::drive::Kind;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// How long the soak lives in each browser where nobody says: `GATEWATCH_MINUTES`.
const MINUTES: u64 = 2;

/// The short life of every run is always the same one: what is drawn anew is for the soak.
const OF_EVERY_RUN: u64 = 406_236_011;

/// The seed that is asked for by `GATEWATCH_LIFE`.
fn asked_for() -> Option<u64> {
    std::env::var("GATEWATCH_LIFE").ok()?.parse().ok()
}

/// Another each time; short enough to be typed.
fn drawn() -> u64 {
    fastrand::u64(..1_000_000_000)
}

/// A life; answers how much was done in it.
async fn live(kind: Kind, seed: u64, length: Length) -> usize {
    let mut draws = Rng::with_seed(seed);
    let actions = length.actions(&mut draws);
    let kit = Kit::draw(&mut draws, length);
    let mut life = Life::begin(kind, seed, length, kit).await;
    for _ in 0..actions {
        let action = draw(&mut draws, length);
        life.play(action).await;
    }
    life.end().await;
    actions
}

async fn a_short_random_life_breaks_no_law(kind: Kind) {
    let seed = asked_for().unwrap_or(OF_EVERY_RUN);
    println!("{kind}: GATEWATCH_LIFE={seed}");
    live(kind, seed, Length::Short).await;
}

async fn random_lives_break_no_law(kind: Kind) {
    let minutes = std::env::var("GATEWATCH_MINUTES").ok().and_then(|it| it.parse().ok());
    let until = Instant::now() + Duration::from_secs(60 * minutes.unwrap_or(MINUTES));
    let first = asked_for().unwrap_or_else(drawn);
    let (mut lives, mut actions, mut broke) = (0, 0, Vec::new());
    for seed in first.. {
        // In a thread of its own, so that one that breaks a law ends no other.
        let handle = Handle::current();
        let one = move || handle.block_on(live(kind, seed, Length::Long));
        match tokio::task::spawn_blocking(one).await {
            Ok(done) => actions += done,
            Err(_) => broke.push(seed),
        }
        lives += 1;
        println!("{kind}: life {seed} {}", if broke.contains(&seed) { "BROKE" } else { "is well" });
        if asked_for().is_some() || Instant::now() >= until {
            break;
        }
    }
    println!(
        "{kind}: {lives} lives from seed {first} on, {actions} actions in those that are well"
    );
    assert!(broke.is_empty(), "lives that broke a law: {broke:?}");
}

in_both! { a_short_random_life_breaks_no_law }
super::in_both_and_long! { random_lives_break_no_law }
