//! Randomness from a seed that is kept in the snapshot, so that a run can be repeated.

use core::time::Duration;
use nanoserde::{DeBin, SerBin};

/// `SplitMix64` (Steele, Lea, Flood 2014): 64 bits of state, every seed is good.
#[derive(Clone, Debug, PartialEq, Eq, SerBin, DeBin)]
pub struct Random {
    // Two halves, since a JavaScript number cannot hold 64 bits.
    high: u32,
    low: u32,
}

impl Random {
    /// A generator that gives the same numbers for the same seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { high: (seed >> 32) as u32, low: seed as u32 }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let state = ((u64::from(self.high) << 32) | u64::from(self.low))
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        *self = Self::new(state);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `around`, moved evenly by up to `percent` either way.
    pub fn jittered(&mut self, around: Duration, percent: u32) -> Duration {
        let millis = u64::try_from(around.as_millis()).unwrap_or(u64::MAX / 200);
        let spread = millis / 100 * u64::from(percent) + millis % 100 * u64::from(percent) / 100;
        let offset = self.next_u64() % (2 * spread + 1);
        Duration::from_millis(millis - spread + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_within_its_bounds_and_is_centred() {
        let mut random = Random::new(7);
        let drawn: Vec<u64> = (0..10_000)
            .map(|_| random.jittered(Duration::from_secs(10), 20).as_millis() as u64)
            .collect();
        assert!(drawn.iter().all(|ms| (8_000..=12_000).contains(ms)));
        let mean = drawn.iter().sum::<u64>() / 10_000;
        assert!((9_950..=10_050).contains(&mean), "{mean}");
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            [random.next_u64(), random.next_u64()]
        };
        assert_eq!(draw(u64::MAX), draw(u64::MAX));
        assert_ne!(draw(1), draw(2));
    }
}
