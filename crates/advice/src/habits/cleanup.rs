//! When a scheduled cleanup of the cache is due.

use std::time::Duration;
use timestamp::Timestamp;

/// The fewest and the most days between two cleanings that can be chosen.
pub const DAYS: std::ops::RangeInclusive<u16> = 1..=90;

/// Whether it is time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Not chosen.
    Off,
    /// Not before then.
    At(Timestamp),
    /// It is time, but a tab of the site is open: it waits until none is.
    WhenClosed,
    /// Now.
    Now,
}

/// Whether to clean now. `every` is in days, `None` for off, and limited to [`DAYS`]; `since` is
/// when it was last cleaned, or chosen; `open` whether any tab of the site is open.
#[must_use]
pub fn due(every: Option<u16>, since: Timestamp, open: bool, now: Timestamp) -> Due {
    let Some(days) = every else { return Due::Off };
    let days = days.clamp(*DAYS.start(), *DAYS.end());
    let wait = Duration::from_secs(u64::from(days) * 24 * 3600);
    // A clock that was set back must not postpone it for years.
    let at = since.min(now).after(wait);
    if now < at {
        Due::At(at)
    } else if open {
        Due::WhenClosed
    } else {
        Due::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[test]
    fn it_is_off_until_it_is_chosen() {
        assert_eq!(due(None, Timestamp::default(), false, Timestamp::MAX), Due::Off);
    }

    #[test]
    fn it_is_due_after_its_days_and_only_with_no_tab_open() {
        let start = Timestamp::from_millis(1_700_000_000_000);
        let week = start.after(DAY * 7);
        assert_eq!(due(Some(7), start, false, start), Due::At(week));
        assert_eq!(due(Some(7), start, false, week.before(DAY)), Due::At(week));
        assert_eq!(due(Some(7), start, true, week), Due::WhenClosed);
        assert_eq!(due(Some(7), start, false, week), Due::Now);
    }

    #[test]
    fn odd_numbers_and_a_clock_set_back_do_no_harm() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        assert_eq!(due(Some(0), now, false, now), Due::At(now.after(DAY)));
        assert_eq!(due(Some(u16::MAX), now, false, now), Due::At(now.after(DAY * 90)));
        assert_eq!(due(Some(7), now.after(DAY * 900), false, now), Due::At(now.after(DAY * 7)));
    }
}
