//! Wall-clock time as the core knows it: milliseconds given from outside.

pub mod dates;
pub mod retry_after;

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` gives them.
///
/// The clock may step back and a laptop may sleep, so arithmetic saturates and
/// a difference is never negative.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "i64", into = "i64")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Timestamp(i64);

impl From<i64> for Timestamp {
    fn from(millis: i64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<Timestamp> for i64 {
    fn from(moment: Timestamp) -> Self {
        moment.as_millis()
    }
}

impl Timestamp {
    /// The latest moment that a JavaScript `Date` can hold (in the year 275760).
    pub const MAX: Self = Self(8_640_000_000_000_000);

    /// A moment from milliseconds since 1970, held within what a `Date` can hold.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        if millis > Self::MAX.0 {
            Self::MAX
        } else if millis < -Self::MAX.0 {
            Self(-Self::MAX.0)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970; negative before.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This moment and `duration` more, at most [`Timestamp::MAX`].
    #[must_use]
    #[inline(never)]
    pub fn after(self, duration: Duration) -> Self {
        let millis = i64::try_from(whole_millis(duration)).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// This moment minus `duration`.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(self.0.saturating_sub(millis))
    }

    /// How long after `earlier` this is; zero if the clock was set back.
    #[must_use]
    #[inline(never)]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// The whole milliseconds of a duration, in 64 bits: `as_millis` has 128, which cost 1 KB.
#[must_use]
#[inline(never)]
pub const fn whole_millis(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1000).saturating_add(duration.subsec_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_steps_back_gives_no_negative_time() {
        let noon = Timestamp::from_millis(1_000_000);
        assert_eq!(noon.since(noon.after(Duration::from_secs(3600))), Duration::ZERO);
        assert_eq!(noon.after(Duration::from_secs(5)).since(noon), Duration::from_secs(5));
    }

    #[test]
    fn arithmetic_saturates_at_what_a_date_can_hold() {
        assert_eq!(Timestamp::MAX.after(Duration::from_secs(1)), Timestamp::MAX);
        assert_eq!(Timestamp::from_millis(i64::MAX).after(Duration::MAX), Timestamp::MAX);
    }
}
