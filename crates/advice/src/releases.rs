//! How old a browser is, by its major version and the calendar that was known at build time: no
//! request is made.

use super::machine::Browser;
use evidence::Age;
use std::time::Duration;
use timestamp::Timestamp;

const DAY: u32 = 24 * 3600;
const YEAR: Duration = Duration::from_secs(365 * DAY as u64);

/// Releases, as (major, days since 1970); between two entries the pace is even, so the date of a
/// release that is left out is right within two weeks. Chromium Dash and Chrome's release notes:
/// every four weeks since 94, every two since 153. Edge follows by some days.
const CHROMIUM: &[(u16, u16)] = &[
    (94, 18_891),  // 2021-09-21
    (100, 19_080), // 2022-03-29
    (110, 19_395), // 2023-02-07
    (120, 19_696), // 2023-12-05
    (130, 20_011), // 2024-10-15
    (140, 20_333), // 2025-09-02
    (153, 20_704), // 2026-09-08
    (156, 20_746), // 2026-10-20
];
/// whattrainisitnow.com: about every four weeks, every two since 154.
const FIREFOX: &[(u16, u16)] = &[
    (91, 18_849),  // 2021-08-10
    (102, 19_171), // 2022-06-28
    (115, 19_542), // 2023-07-04
    (128, 19_913), // 2024-07-09
    (140, 20_263), // 2025-06-24
    (149, 20_536), // 2026-03-24
    (154, 20_683), // 2026-08-18
    (158, 20_739), // 2026-10-13
];
/// Apple's release notes: one a year, with the systems; 18 was followed by 26.
const SAFARI: &[(u16, u16)] = &[
    (15, 18_890), // 2021-09-20
    (16, 19_247), // 2022-09-12
    (17, 19_618), // 2023-09-18
    (18, 19_982), // 2024-09-16
    (26, 20_346), // 2025-09-15
];
/// Firefox's long-term releases are supported for this long after their first day.
const LONG_LIVED: [u16; 4] = [115, 128, 140, 153];
const LOOKED_AFTER: Duration = Duration::from_secs(62 * 7 * DAY as u64);

/// How old a browser of that major version is; `None` if the clock is set to before the version's
/// release.
#[must_use]
pub fn age(browser: Browser, major: u16, now: Timestamp) -> Option<Age> {
    let calendar = match browser {
        Browser::Chrome | Browser::Edge => CHROMIUM,
        Browser::Firefox => FIREFOX,
        Browser::Safari => SAFARI,
    };
    let Some(day) = released(calendar, major) else {
        let newest = calendar.last().map_or(0, |(major, _)| *major);
        // Newer than anything known at build time counts as current.
        return Some(if major > newest { Age::Current } else { Age::Old });
    };
    let mut from = Timestamp::from_millis(i64::from(day) * i64::from(DAY) * 1000);
    if now < from {
        return None;
    }
    if browser == Browser::Firefox && LONG_LIVED.contains(&major) {
        from = from.after(LOOKED_AFTER);
    }
    let age = now.since(from);
    Some(if age > YEAR * 2 {
        Age::Old
    } else if age > YEAR {
        Age::Behind
    } else {
        Age::Current
    })
}

/// The day of a release within a calendar.
fn released(calendar: &[(u16, u16)], major: u16) -> Option<u16> {
    let at = calendar.iter().rposition(|(known, _)| *known <= major)?;
    let (before, day) = calendar.get(at)?;
    if *before == major {
        return Some(*day);
    }
    let (after, end) = calendar.get(at + 1)?;
    let (done, all) = (u32::from(major - before), u32::from(after - before));
    // The result is between the two days of the calendar.
    Some(day + (u32::from(end - day) * done / all) as u16)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use timestamp::dates::parse_iso;

    fn on(date: &str) -> Timestamp {
        parse_iso(&[date, "T12:00:00Z"].concat()).unwrap()
    }

    #[test]
    fn the_calendar_is_as_the_browsers_kept_it() {
        // Release dates that the table does not list.
        for (calendar, major, date) in [
            (CHROMIUM, 116, "2023-08-15"),
            (CHROMIUM, 123, "2024-03-19"),
            (CHROMIUM, 131, "2024-11-12"),
            (CHROMIUM, 135, "2025-04-01"),
            (CHROMIUM, 154, "2026-09-22"),
            (FIREFOX, 121, "2023-12-19"),
            (FIREFOX, 135, "2025-02-04"),
            (FIREFOX, 145, "2025-11-11"),
            (FIREFOX, 156, "2026-09-15"),
        ] {
            let day = i64::from(released(calendar, major).unwrap());
            let known = on(date).as_millis() / 86_400_000;
            assert!((day - known).abs() <= 14, "{major} on day {day}, {date} is {known}");
        }
    }

    #[test]
    fn a_browser_ages_by_years() {
        use Browser::{Chrome, Edge, Firefox, Safari};
        for (browser, major, date, age_then) in [
            (Chrome, 156, "2026-11-22", Some(Age::Current)),
            (Chrome, 140, "2026-11-22", Some(Age::Behind)),
            (Edge, 123, "2026-11-22", Some(Age::Old)),
            (Firefox, 142, "2026-11-22", Some(Age::Behind)),
            // A long-term release, supported until autumn 2026.
            (Firefox, 140, "2026-11-22", Some(Age::Current)),
            (Firefox, 115, "2026-11-22", Some(Age::Old)),
            (Safari, 26, "2026-01-01", Some(Age::Current)),
            (Safari, 17, "2026-01-01", Some(Age::Old)),
            (Chrome, 80, "2026-11-22", Some(Age::Old)),
        ] {
            assert_eq!(age(browser, major, on(date)), age_then, "{browser:?} {major} on {date}");
        }
    }

    #[test]
    fn what_is_newer_than_the_calendar_is_not_called_old() {
        assert_eq!(age(Browser::Chrome, 190, on("2029-01-01")), Some(Age::Current));
        assert_eq!(age(Browser::Safari, u16::MAX, on("2026-01-01")), Some(Age::Current));
    }

    #[test]
    fn a_clock_that_is_wrong_says_nothing() {
        assert_eq!(age(Browser::Chrome, 156, on("1971-01-01")), None);
    }
}
