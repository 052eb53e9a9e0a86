//! The timeline of outages against OpenAI's incidents, day by day, and each day's total.

use super::{Past, Posted};
use status::{Incident, Reading};
use std::time::Duration;
use timestamp::{Timestamp, whole_millis};

/// How many days are drawn.
pub const DAYS: i64 = 30;

const DAY: i64 = 24 * 60 * 60 * 1000;

// In units of the drawing: a column for each day, a row for each hour.
const LEFT: i64 = 28;
const COLUMN: i64 = 23;
const TOP: i64 = 8;
const HOUR: i64 = 6;
const CLOCK: i64 = 24 * HOUR;
/// The base line of the second drawing, and the height of its highest bar.
const FLOOR: i64 = TOP + CLOCK + 86;
const HIGHEST: i64 = 48;
const WIDTH: i64 = LEFT + DAYS * COLUMN + 12;
const HEIGHT: i64 = FLOOR + 6;
/// Short outages stay visible.
const LEAST: i64 = 2;

/// The known incidents of the owners' assistants: those recorded with outages and those in
/// `readings`, which also correct the ends of the recorded ones.
#[must_use]
pub fn incidents(all: &[Past], readings: &[&Reading], now: Timestamp) -> Vec<Posted> {
    let mut known: Vec<Posted> = Vec::new();
    let read = readings.iter().flat_map(|reading| &reading.incidents);
    for it in read.filter(|it| it.about.is_site()) {
        let ended = if it.phase.is_open() { Some(now) } else { it.ends_at.or(it.updated_at) };
        let Incident { id, title, started_at, .. } = it;
        let (id, title) = (id.clone(), title.clone());
        known.push(Posted { id, title, started: *started_at, ended });
    }
    for past in all {
        let Some(posted) = &past.incident else { continue };
        // If no reading told of its end, it ended when it was last seen.
        match known.iter_mut().find(|known| known.id == posted.id) {
            Some(known) => known.ended = known.ended.max(Some(past.ended)),
            None => {
                known.push(Posted { ended: posted.ended.or(Some(past.ended)), ..posted.clone() })
            }
        }
    }
    known
}

/// The drawing, as SVG within HTML. `zone` is how far local time is ahead of UTC, in minutes (as of
/// now: on the other side of a clock change it is an hour off), `words` puts a duration into words.
/// Texts with `data-at` still get their date.
#[must_use]
pub fn chart(
    all: &[Past],
    incidents: &[Posted],
    now: Timestamp,
    zone: i32,
    words: &dyn Fn(Duration) -> String,
) -> String {
    let ahead = i64::from(zone) * 60_000;
    let day_of = |at: Timestamp| (at.as_millis() + ahead).div_euclid(DAY);
    let newest = all.iter().map(|past| day_of(past.ended)).max().unwrap_or(i64::MIN);
    let today = day_of(now);
    let last = if newest > today - DAYS { today.max(newest) } else { newest };
    let last = if all.is_empty() { today } else { last };
    let first = last - DAYS + 1;
    let mut svg =
        ["<svg role=\"img\" viewBox=\"0 0 ", &number(WIDTH), " ", &number(HEIGHT), "\">"].concat();
    for hour in [0, 6, 12, 18, 24] {
        let y = TOP + hour * HOUR;
        line(&mut svg, y);
        text(&mut svg, LEFT - 6, y + 4, "end", "", &number(hour));
    }
    // Drawn behind and wider, so that both are visible where they overlap.
    for posted in incidents {
        if let (Some(from), Some(until)) = (posted.started, posted.ended) {
            pieces(from, until, ahead, first, last, &mut |day, from, until| {
                let x = LEFT + (day - first) * COLUMN + 1;
                piece(&mut svg, "posted", (x, COLUMN - 2), from, until, &escaped(&posted.title));
            });
        }
    }
    let mut days = [0_i64; DAYS as usize];
    for past in all {
        let said = [past.what(), " · ".into(), escaped(&words(past.lasted()))].concat();
        pieces(past.started, past.ended, ahead, first, last, &mut |day, from, until| {
            let column = day - first;
            let x = LEFT + column * COLUMN + 6;
            piece(&mut svg, "mine", (x, COLUMN - 12), from, until, &said);
            if let Some(sum) = days.get_mut(column as usize) {
                *sum += until - from;
            }
        });
    }
    for column in (0..DAYS).filter(|column| column % 5 == 4) {
        let at = (first + column) * DAY + DAY / 2 - ahead;
        let x = LEFT + column * COLUMN + COLUMN / 2;
        text(&mut svg, x, TOP + CLOCK + 18, "middle", &number(at), "");
    }
    let most = days.iter().copied().max().unwrap_or_default();
    line(&mut svg, FLOOR);
    if most > 0 {
        line(&mut svg, FLOOR - HIGHEST);
        let longest = escaped(&words(Duration::from_millis(most.unsigned_abs())));
        text(&mut svg, LEFT, FLOOR - HIGHEST - 5, "start", "", &longest);
        for (column, sum) in (0..).zip(days).filter(|(_, sum)| *sum > 0) {
            let height = (sum * HIGHEST / most).max(LEAST);
            let x = LEFT + column * COLUMN + 6;
            let said = escaped(&words(Duration::from_millis(sum.unsigned_abs())));
            rect(&mut svg, "mine", (x, COLUMN - 12), (FLOOR - height, height), &said);
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Splits a time span into its parts on each drawn day, in ms of that day.
fn pieces(
    from: Timestamp,
    until: Timestamp,
    ahead: i64,
    first: i64,
    last: i64,
    does: &mut dyn FnMut(i64, i64, i64),
) {
    let from = from.as_millis() + ahead;
    let until = from
        + i64::try_from(whole_millis(until.since(Timestamp::from_millis(from - ahead))))
            .unwrap_or(0);
    let (begins, ends) = (from.div_euclid(DAY).max(first), until.div_euclid(DAY).min(last));
    for day in begins..=ends {
        does(day, (from - day * DAY).max(0), (until - day * DAY).min(DAY));
    }
}

fn piece(svg: &mut String, class: &str, column: (i64, i64), from: i64, until: i64, said: &str) {
    let (y, end) = (from * CLOCK / DAY, until * CLOCK / DAY);
    let height = (end - y).max(LEAST);
    rect(svg, class, column, (TOP + y.min(CLOCK - LEAST), height), said);
}

fn rect(
    svg: &mut String,
    class: &str,
    (x, width): (i64, i64),
    (y, height): (i64, i64),
    said: &str,
) {
    let parts = [
        "<rect class=\"",
        class,
        "\" x=\"",
        &number(x),
        "\" y=\"",
        &number(y),
        "\" width=\"",
        &number(width),
        "\" height=\"",
        &number(height),
        "\" rx=\"1\"><title>",
        said,
        "</title></rect>",
    ];
    svg.push_str(&parts.concat());
}

fn line(svg: &mut String, y: i64) {
    let y = number(y);
    let parts = [
        "<line x1=\"",
        &number(LEFT),
        "\" x2=\"",
        &number(WIDTH),
        "\" y1=\"",
        &y,
        "\" y2=\"",
        &y,
        "\"/>",
    ];
    svg.push_str(&parts.concat());
}

fn text(svg: &mut String, x: i64, y: i64, anchor: &str, at: &str, words: &str) {
    let parts = [
        "<text x=\"",
        &number(x),
        "\" y=\"",
        &number(y),
        "\" text-anchor=\"",
        anchor,
        "\" data-at=\"",
        at,
        "\">",
        words,
        "</text>",
    ];
    svg.push_str(&parts.concat());
}

fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    if number < 0 { ["-", &digits].concat() } else { digits }
}

/// Text from outside, escaped for XML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // XML allows no other controls, nor U+FFFE and U+FFFF.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::past::tests::past;

    /// A Monday's noon, UTC.
    const NOON: i64 = 1_790_078_400_000;
    const HOUR_MS: i64 = 3_600_000;

    fn drawn(all: &[Past], zone: i32) -> String {
        let now = Timestamp::from_millis(NOON + 5 * HOUR_MS);
        let words = |lasted: Duration| format!("{} <min>", lasted.as_secs() / 60);
        chart(all, &incidents(all, &[], now), now, zone, &words)
    }

    fn count(svg: &str, class: &str) -> usize {
        svg.matches(&format!("class=\"{class}\"")).count()
    }

    #[test]
    fn an_outage_stands_in_its_day_at_its_hours_before_openais_incident() {
        let svg = drawn(&[past(NOON, 60)], 0);
        let mine = format!("y=\"{}\" width=\"11\" height=\"6\"", TOP + 12 * HOUR);
        assert!(svg.contains(&mine), "{svg}");
        assert_eq!((count(&svg, "mine"), count(&svg, "posted")), (2, 1), "and a bar: {svg}");
        assert!(svg.find("\"posted\"") < svg.find("\"mine\""), "{svg}");
        assert!(svg.contains("60 &lt;min&gt;") && !svg.contains("<min>"), "{svg}");
        assert!(svg.contains("Elevated errors, &quot;ChatGPT&quot;"), "{svg}");
    }

    #[test]
    fn one_past_midnight_where_its_person_lives_stands_in_both_days() {
        let night = [past(NOON, 120)];
        assert_eq!(count(&drawn(&night, 0), "mine"), 2, "one day and its bar");
        assert_eq!(count(&drawn(&night, 11 * 60), "mine"), 4, "two days and their bars");
    }

    #[test]
    fn what_is_long_ago_is_drawn_where_there_is_nothing_newer() {
        let old = [past(NOON - 90 * DAY, 10)];
        assert_eq!(count(&drawn(&old, 0), "mine"), 2);
        assert_eq!(count(&drawn(&[past(NOON, 10), old[0].clone()], 0), "mine"), 2);
        assert_eq!(count(&drawn(&[], 0), "mine"), 0);
    }

    #[test]
    fn an_incident_of_many_outages_is_drawn_once_to_the_last_of_them() {
        let all = [past(NOON + 3 * HOUR_MS, 10), past(NOON, 10)];
        let known = incidents(&all, &[], Timestamp::from_millis(NOON));
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].ended, Some(all[0].ended));
    }

    #[test]
    fn any_times_at_all_are_drawn() {
        for (from, until) in [(1, i64::MAX), (i64::MAX, i64::MAX), (1, 2)] {
            let mut odd = past(NOON, 1);
            odd.started = Timestamp::from_millis(from);
            odd.ended = Timestamp::from_millis(until);
            assert!(drawn(&[odd], 14 * 60).ends_with("</svg>"));
        }
    }
}
