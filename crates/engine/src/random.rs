//! The engine's random numbers: a seed kept in the snapshot, so that a trace can be replayed.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::whole_millis;

/// SplitMix64 (Steele, Lea, Flood 2014): eight bytes of state, every seed is good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Random(u64);

impl Random {
    /// A generator from a seed; the shell takes it from `crypto.getRandomValues`.
    #[must_use]
    pub const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 random bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A length of time from nothing up to, but not including, `most`, in whole milliseconds.
    pub fn up_to(&mut self, most: Duration) -> Duration {
        Duration::from_millis(scaled(millis(most), self.draw() >> 32))
    }

    /// `duration` moved by a random part of at most `percent` (up to 100) either way.
    pub fn jitter(&mut self, duration: Duration, percent: u32) -> Duration {
        jittered(duration, percent, self.draw())
    }
}

/// `duration` moved by at most `percent` (up to 100) either way, as `random` says: unbiased,
/// symmetric, the mean of two uniform draws.
///
/// Two draws rather than one because a wait grows with the variance of the interval
/// (mean wait = mean interval / 2 x (1 + variance / mean²)): ± 20 % costs 0.7 % of the wait
/// this way and 1.3 % by one draw, and clients that failed together part as well, only a few
/// probes later.
#[must_use]
pub fn jittered(duration: Duration, percent: u32, random: u64) -> Duration {
    let whole = millis(duration);
    let reach = whole * u64::from(percent.min(100)) / 100;
    let halves = scaled(reach, random >> 32) + scaled(reach, random & 0xffff_ffff);
    Duration::from_millis(whole - reach + halves)
}

/// `most` times a fraction given in 2^32ths.
fn scaled(most: u64, fraction: u64) -> u64 {
    (most * fraction) >> 32
}

/// Whole milliseconds, at most 24 days: the products above stay within 64 bits.
fn millis(duration: Duration) -> u64 {
    whole_millis(duration).min(1 << 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_published_sequence_comes_out() {
        // The reference implementation (prng.di.unimi.it/splitmix64.c) from the state 1234567.
        let mut random = Random::from_seed(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| random.draw()).collect();
        assert_eq!(
            drawn,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn jitter_stays_within_its_reach_and_takes_no_side() {
        let mut random = Random::from_seed(7);
        let minute = Duration::from_secs(60);
        let drawn: Vec<u64> =
            (0..20_000).map(|_| random.jitter(minute, 20).as_millis() as u64).collect();
        assert!(drawn.iter().all(|d| (48_000..=72_000).contains(d)));
        assert!(drawn.iter().any(|d| *d < 49_000) && drawn.iter().any(|d| *d > 71_000));
        let mean = drawn.iter().sum::<u64>() as f64 / drawn.len() as f64;
        assert!((mean - 60_000.0).abs() < 150.0, "{mean}");
    }

    #[test]
    fn any_length_and_percentage_are_borne() {
        for random in [0, u64::MAX] {
            assert!(jittered(Duration::MAX, u32::MAX, random) <= Duration::from_millis(1 << 32));
            assert_eq!(jittered(Duration::ZERO, 20, random), Duration::ZERO);
        }
        assert_eq!(Random::from_seed(3).up_to(Duration::ZERO), Duration::ZERO);
    }

    #[test]
    fn a_snapshot_goes_on_where_it_was() {
        let mut random = Random::from_seed(u64::MAX - 5);
        random.draw();
        let mut restored: Random = codec::from_bytes(&codec::to_bytes(&random)).unwrap();
        assert_eq!(restored.draw(), random.draw());
    }
}
