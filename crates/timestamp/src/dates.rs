//! Dates as servers write them: ISO 8601 and RFC 3339 in documents, RFC 2822 and HTTP's in headers
//! and feeds.
//!
//! `time` reads the first three, `httpdate` HTTP's two old forms, which `time` refuses: a year of
//! two digits behind dashes (RFC 850), and C's `asctime`.

use crate::Timestamp;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};
use time::format_description::well_known::{Iso8601, Rfc2822};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

/// A moment in any of the forms below; `None` for everything else, an empty text included.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    parse_iso(text).or_else(|| parse_http(text))
}

/// A moment as ISO 8601 writes it: `2026-02-22T14:54:30.659Z`, any number of fractional
/// digits, a blank for the `T`, `Z` or an offset with or without its colon. A leap second is the
/// last millisecond before it.
///
/// Without a time it is midnight, without an offset it is UTC: status pages mean that.
#[must_use]
pub fn parse_iso(text: &str) -> Option<Timestamp> {
    // RFC 3339 allows small letters and a blank, which ISO 8601 does not.
    let text = text.trim_ascii().to_ascii_uppercase().replacen(' ', "T", 1);
    if text.starts_with(['+', '-']) {
        return None;
    }
    let moment = OffsetDateTime::parse(&text, &Iso8601::PARSING)
        .or_else(|_| PrimitiveDateTime::parse(&text, &Iso8601::PARSING).map(|at| at.assume_utc()))
        .or_else(|_| {
            let day = Date::parse(&text, &Iso8601::PARSING)?;
            Ok::<_, time::error::Parse>(day.with_time(Time::MIDNIGHT).assume_utc())
        });
    moment.ok().map(of)
}

/// A moment as HTTP and RFC 2822 write it: `Sun, 06 Nov 1994 08:49:37 GMT` or `+0100`,
/// and HTTP's two old forms, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
#[must_use]
pub fn parse_http(text: &str) -> Option<Timestamp> {
    let text = text.trim_ascii();
    // Feeds name the zone UTC, too, which RFC 2822 has no name for and `time` refuses.
    let named = text.strip_suffix(" UTC").map(|text| [text, " GMT"].concat());
    if let Ok(moment) = OffsetDateTime::parse(named.as_deref().unwrap_or(text), &Rfc2822) {
        return Some(of(moment));
    }
    let moment = httpdate::parse_http_date(text).ok()?;
    Some(of(moment.into()))
}

fn of(moment: OffsetDateTime) -> Timestamp {
    let millis = moment.unix_timestamp_nanos().div_euclid(1_000_000);
    // No year of four digits is near the limits of an `i64`.
    Timestamp::from_millis(i64::try_from(millis).unwrap_or_default())
}

/// Whole seconds, and milliseconds.
const SECONDS: EncodedConfig = precise_to(None);
const MILLIS: EncodedConfig = precise_to(std::num::NonZeroU8::new(3));

const fn precise_to(decimal_digits: Option<std::num::NonZeroU8>) -> EncodedConfig {
    Config::DEFAULT.set_time_precision(TimePrecision::Second { decimal_digits }).encode()
}

/// The time in ISO 8601, in UTC, with milliseconds only if there are any. A time outside the years
/// 0 to 9999 becomes the nearest one inside.
#[must_use]
pub fn to_iso(moment: Timestamp) -> String {
    let millis = moment.as_millis().clamp(FIRST, LAST);
    let Ok(at) = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000) else {
        return String::new();
    };
    let text = if millis % 1000 == 0 {
        at.format(&Iso8601::<SECONDS>)
    } else {
        at.format(&Iso8601::<MILLIS>)
    };
    text.unwrap_or_default()
}

/// The first and the last millisecond that four digits of a year can name.
const FIRST: i64 = -62_167_219_200_000;
const LAST: i64 = 253_402_300_799_999;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_form_of_one_moment_is_that_moment() {
        for form in [
            "1994-11-06T08:49:37Z",
            "1994-11-06t08:49:37z",
            "1994-11-06 08:49:37",
            " 1994-11-06T08:49:37.000000001Z\n",
            "1994-11-06T01:49:37-07:00",
            "1994-11-06T14:19:37,0+0530",
            "1994-11-06T09:49:37+01",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 09:49:37 +0100",
            "06 Nov 1994 08:49:37 UTC",
            "06 Nov 1994 03:49:37 EST",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parse(form), Some(Timestamp::from_millis(784_111_777_000)), "{form}");
        }
    }

    #[test]
    fn fractions_of_any_length_are_read() {
        let base = parse("2026-08-21T19:48:34Z").unwrap().as_millis();
        for (form, more) in [(".6", 600), (".66", 660), (".663", 663), (".663999999", 663)] {
            let form = format!("2026-08-21T19:48:34{form}Z");
            assert_eq!(parse(&form).unwrap().as_millis() - base, more, "{form}");
        }
    }

    #[test]
    fn the_ends_of_what_can_be_written_are_read() {
        assert_eq!(parse("1970-01-01"), Some(Timestamp::from_millis(0)));
        assert_eq!(parse("9999-12-31T23:59:59Z").unwrap().as_millis(), 253_402_300_799_000);
        assert!(parse("0000-01-01T00:00:00+23:59") < parse("0000-01-01"));
        assert_eq!(parse("2016-12-31T23:59:60Z"), parse("2016-12-31T23:59:59.999Z"));
        assert_eq!(parse("2024-02-29").unwrap().as_millis(), 1_709_164_800_000);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for no in [
            "",
            "$undefined",
            "null",
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31T00:00:00Z",
            "2026-04-01T24:00:00Z",
            "2026-04-01T23:60:00Z",
            "2026-04-01T23:00:61Z",
            "2026-04-01T23:00:00.Z",
            "2026-04-01T23:00:00+99:00",
            "2026-04-01T23:00:00Zed",
            "26-04-01",
            "10000-01-01T00:00:00Z",
            "+2026-04-01",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 anf 1994 08:49:37 GMT",
            "Sun, 06 Nov 08:49:37 GMT",
            "06 Nov 1994",
            "06 Nov 1994 08:49:37 CET",
            "６ Nov 1994 08:49:37 GMT",
            "120",
            "-",
            "20444444444444444444444444444426-10-01",
            "Sun, 06 Nov 99999999999999999999999994 08:49:37 GMT",
        ] {
            assert_eq!(parse(no), None, "{no}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for millis in [0, -1, 1, 951_782_400_000, 1_771_771_470_659, 253_402_300_799_999] {
            let moment = Timestamp::from_millis(millis);
            assert_eq!(parse(&to_iso(moment)), Some(moment), "{}", to_iso(moment));
        }
        assert_eq!(to_iso(Timestamp::from_millis(1_771_771_470_659)), "2026-02-22T14:44:30.659Z");
        assert_eq!(to_iso(Timestamp::from_millis(1_771_771_470_000)), "2026-02-22T14:44:30Z");
    }
}
