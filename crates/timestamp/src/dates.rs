//! Dates as servers write them: ISO 8601 and RFC 3339 in documents, RFC 2822 and HTTP's in headers and feeds.
//!
//! Our own, because a library for it weighs 6 to 190 KB of wasm (`httpdate`, `time`, `jiff`) and this 3.

use crate::Timestamp;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A moment in any of the forms below; `None` for everything else, an empty text included.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    parse_iso(text).or_else(|| parse_http(text))
}

/// A moment as ISO 8601 writes it: `2026-02-22T14:54:30.659Z`, any number of fractional
/// digits, a blank for the `T`, `Z` or an offset with or without its colon.
///
/// Without a time it is midnight, without an offset it is UTC: status pages mean that.
#[must_use]
#[inline(never)]
pub fn parse_iso(text: &str) -> Option<Timestamp> {
    let mut rest = text.trim_ascii().as_bytes();
    let year = digits(&mut rest, 4)?;
    sign(&mut rest, b"-")?;
    let month = digits(&mut rest, 2)?;
    sign(&mut rest, b"-")?;
    let day = digits(&mut rest, 2)?;
    let midnight = days(year, month, day)? * DAY;
    if rest.is_empty() {
        return Some(Timestamp::from_millis(midnight));
    }
    sign(&mut rest, b"Tt ")?;
    let clock = clock(&mut rest)?;
    let offset = match rest {
        [] | [b'Z' | b'z'] => 0,
        _ => offset(rest)?,
    };
    Some(Timestamp::from_millis(midnight + clock - offset))
}

/// A moment as HTTP and RFC 2822 write it: `Sun, 06 Nov 1994 08:49:37 GMT` or `+0100`,
/// and HTTP's two old forms, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
/// A year of two digits from 70 on is of the last century.
#[must_use]
#[inline(never)]
pub fn parse_http(text: &str) -> Option<Timestamp> {
    let (mut day, mut month, mut year, mut time, mut zone) = (None, None, None, None, 0);
    let mut first = true;
    // Bytes rather than patterns of text, which weigh 3 KB of wasm.
    for token in text.as_bytes().split(|byte| matches!(byte, b' ' | b',')) {
        if token.is_empty() {
            continue;
        }
        let is_first = std::mem::replace(&mut first, false);
        if token.contains(&b':') {
            let mut rest = token;
            time = Some(clock(&mut rest)?);
            if !rest.is_empty() {
                return None;
            }
        } else if matches!(token.first(), Some(b'+' | b'-')) {
            zone = offset(token)?;
        } else if matches!(token, b"GMT" | b"UTC" | b"UT" | b"Z")
            || (is_first && token.iter().all(u8::is_ascii_alphabetic))
        {
            // The zone is UTC already, and the weekday is not needed.
        } else {
            for mut piece in token.split(|byte| *byte == b'-') {
                let length = piece.len();
                if !piece.first().is_some_and(u8::is_ascii_digit) {
                    month = Some(month_of(piece)?);
                } else if day.is_none() {
                    day = Some(digits(&mut piece, length)?);
                } else if year.is_none() {
                    year = Some(match (digits(&mut piece, length.min(5))?, length) {
                        (number @ 70.., 2) => 1900 + number,
                        (number, 2) => 2000 + number,
                        (number, _) => number,
                    });
                } else {
                    return None;
                }
            }
        }
    }
    Some(Timestamp::from_millis(days(year?, month?, day?)? * DAY + time? - zone))
}

/// The moment in ISO 8601, in UTC, with milliseconds only where there are some.
#[must_use]
pub fn to_iso(moment: Timestamp) -> String {
    let millis = moment.as_millis();
    let (day, clock) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": civil_from_days.
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (date, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (clock / (60 * MINUTE), clock / MINUTE % 60);
    let (second, milli) = (clock / 1000 % 60, clock % 1000);
    let mut out = String::new();
    if year < 0 {
        out.push('-');
    }
    padded(&mut out, year, if year < 0 { 3 } else { 4 }, '-');
    padded(&mut out, month, 2, '-');
    padded(&mut out, date, 2, 'T');
    padded(&mut out, hour, 2, ':');
    padded(&mut out, minute, 2, ':');
    padded(&mut out, second, 2, if milli == 0 { 'Z' } else { '.' });
    if milli != 0 {
        padded(&mut out, milli, 3, 'Z');
    }
    out
}

/// A number in decimal, of at least so many digits, and what stands behind it.
#[inline(never)]
pub fn padded(out: &mut String, number: i64, width: usize, behind: char) {
    let digits = number.unsigned_abs().to_string();
    for _ in digits.len()..width {
        out.push('0');
    }
    out.push_str(&digits);
    out.push(behind);
}

/// Days since 1970-01-01 of a date that exists.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    // The same source: days_from_civil.
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
}

/// `HH:MM`, `HH:MM:SS` or with a fraction, in ms; a leap second is the second after it.
fn clock(rest: &mut &[u8]) -> Option<i64> {
    let hour = digits(rest, 2)?;
    sign(rest, b":")?;
    let minute = digits(rest, 2)?;
    let mut millis = 0;
    if sign(rest, b":").is_some() {
        let second = digits(rest, 2)?;
        if second > 60 {
            return None;
        }
        millis = second * 1000;
        if sign(rest, b".,").is_some() {
            let mut unit = 100;
            rest.first().filter(|byte| byte.is_ascii_digit())?;
            while let Some(digit) = digits(rest, 1) {
                millis += digit * unit;
                unit /= 10;
            }
        }
    }
    (hour < 24 && minute < 60).then_some((hour * 60 + minute) * MINUTE + millis)
}

/// `+HH:MM`, `+HHMM` or `+HH`, in ms.
fn offset(text: &[u8]) -> Option<i64> {
    let (first, mut rest) = text.split_first()?;
    let ahead = match first {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = digits(&mut rest, 2)?;
    sign(&mut rest, b":");
    let minutes = if rest.is_empty() { 0 } else { digits(&mut rest, 2)? };
    (rest.is_empty() && hours < 24 && minutes < 60)
        .then_some(ahead * (hours * 60 + minutes) * MINUTE)
}

/// Exactly `count` digits off the front, as a number; no part of a date has more than nine.
fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (taken, after) = rest.split_at_checked(count).filter(|_| count <= 9)?;
    let mut number = 0;
    for byte in taken {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    *rest = after;
    Some(number)
}

/// One byte of `any` off the front.
fn sign(rest: &mut &[u8], any: &[u8]) -> Option<()> {
    let (first, after) = rest.split_first()?;
    any.contains(first).then(|| *rest = after)
}

/// The month of an English name, long or short.
fn month_of(name: &[u8]) -> Option<i64> {
    const SHORT: [&[u8; 3]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let start = name.get(..3)?;
    let at = SHORT.iter().position(|month| month.eq_ignore_ascii_case(start))?;
    Some(i64::try_from(at).ok()? + 1)
}

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
        assert_eq!(parse("2016-12-31T23:59:60Z"), parse("2017-01-01T00:00:00Z"));
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
            "06 Nov 1994 08:49:37 EST",
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
