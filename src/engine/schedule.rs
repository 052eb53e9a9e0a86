//! When the next probe is due.

use super::random::Random;
use core::time::Duration;

/// Either way, so that people who met the failure together do not probe together.
const JITTER_PERCENT: u32 = 20;

/// How long to wait for the next probe of an outage that has lasted `elapsed`:
/// 5 s growing by 1.12, at most 100 s, each moved by up to 20 % either way. After
/// n such intervals 5 s · (1.12ⁿ − 1) / 0.12 have passed, so the next one follows from
/// the time alone, and an outage that was lost and found goes on where it was.
pub fn interval(elapsed: Duration, random: &mut Random) -> Duration {
    let elapsed = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX / 12);
    let millis = 5_000_u64.saturating_add(elapsed.saturating_mul(12) / 100).min(100_000);
    random.jittered(Duration::from_millis(millis), JITTER_PERCENT)
}
