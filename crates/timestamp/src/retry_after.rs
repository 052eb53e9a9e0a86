//! The header Retry-After: how long a server asks not to be asked.

use crate::Timestamp;
use crate::dates;
use std::time::Duration;

/// The longest value that is used: more than an hour counts as an hour (a law of the project).
pub const MOST: Duration = Duration::from_secs(3600);

/// In seconds: a hundred years are as good as more.
const LONGEST: u64 = 100 * 365 * 24 * 3600;

/// How long to wait from `now`, at most [`MOST`]: the value is seconds, or a date of HTTP (RFC
/// 9110, section 10.2.3). A date that has passed is zero; `None` if it cannot be read, so that the
/// caller uses its own schedule.
#[must_use]
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    wait_asked_for(value, now).map(|wait| wait.min(MOST))
}

/// The clock by which a response's dates count: the server's own, if its header `Date` tells, or
/// else ours. The two may differ by hours.
#[must_use]
pub fn clock_of(date: Option<&str>, now: Timestamp) -> Timestamp {
    date.and_then(dates::parse_http).unwrap_or(now)
}

/// The same without a maximum, for what users are told about a limit.
#[must_use]
pub fn wait_asked_for(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim_ascii();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that do not fit are still a number, and a huge one.
        let seconds = value.bytes().fold(0, |sum: u64, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')).min(LONGEST)
        });
        return Some(Duration::from_secs(seconds));
    }
    dates::parse_http(value).map(|until| until.since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: Timestamp = Timestamp::from_millis(784_111_777_000);

    #[test]
    fn seconds_are_seconds_and_over_an_hour_is_an_hour() {
        for (value, seconds) in [
            ("0", 0),
            ("120", 120),
            (" 120\t", 120),
            ("0000120", 120),
            ("3600", 3600),
            ("3601", 3600),
            ("86400", 3600),
            ("99999999999999999999999999999999", 3600),
        ] {
            assert_eq!(retry_after(value, NOW), Some(Duration::from_secs(seconds)), "{value}");
        }
    }

    #[test]
    fn a_servers_own_clock_is_believed_and_else_ours() {
        let date = "Sun, 06 Nov 1994 09:49:37 GMT";
        assert_eq!(clock_of(Some(date), NOW), NOW.after(MOST));
        assert_eq!(clock_of(Some("soon"), NOW), NOW);
        assert_eq!(clock_of(None, NOW), NOW);
    }

    #[test]
    fn a_date_is_the_time_until_it() {
        for (value, seconds) in [
            ("Sun, 06 Nov 1994 08:51:37 GMT", 120),
            ("Sunday, 06-Nov-94 08:51:37 GMT", 120),
            ("Sun Nov  6 08:51:37 1994", 120),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sat, 05 Nov 1994 08:49:37 GMT", 0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ] {
            assert_eq!(retry_after(value, NOW), Some(Duration::from_secs(seconds)), "{value}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_none() {
        for value in [
            "",
            " ",
            "-1",
            "+1",
            "1.5",
            "1e3",
            "0x10",
            "soon",
            "120, 60",
            "12 0",
            "١٢٠",
            "NaN",
            "Infinity",
            "\u{0}",
            "Sun, 06 Nov",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(retry_after(value, NOW), None, "{value}");
        }
    }
}
