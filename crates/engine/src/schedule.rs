//! When the next probe is due: as soon after the recovery as its cost allows.
//!
//! # Derivation
//! Probes that are `d` apart find a recovery `d/2` late on average. Where `h` is the hazard (the
//! chance that the outage ends in the next second, given that it has lasted so far) and a probe is
//! worth `c` seconds of waiting, `h d/2 + c/d` a second is least at `d = sqrt(2 c / h)`: the
//! interval grows as the square root of one over the hazard. [`TABLE`] is the exact optimum
//! (dynamic programming over all schedules, `c` = 0.42 s) for what people meet: seven times in ten
//! a blip that no status page lists (log-normal, median 20 s, sigma 1.2), else one of the ChatGPT
//! incidents of 2023 to 2026, entered at a uniform moment. `cargo xtask derive INCIDENTS.csv`
//! computes it again, prints it beside the table, and judges the table on outages that it was not
//! made from.
//!
//! What the table says: for half a minute a blip is likely and a probe every 6 s pays; the longer
//! it lasts, the likelier it is an incident, and the interval grows by about a sixth of the time
//! gone by, to 81 s at ten minutes; from there hazard and interval hardly change. Towards the end
//! of the 12 h it shrinks again: of the outages that end before Gatewatch stops, those still here
//! end soon. At 60 s it stops shrinking: no hour may hold more than
//! [`MOST_AN_HOUR`](super::budget::MOST_AN_HOUR) probes.
//!
//! # Hints
//! A hint is news of the hazard ([`Pace`]): under an open incident it is low and the interval long,
//! after `monitoring` about four times as high and the interval half as long, under a green page a
//! blip's. The turn to `monitoring` or resolved itself brings the next probe to within [`SOON`];
//! news never puts a probe off that is due already. A page that nobody looks at asks seldom and
//! asks at once when somebody comes ([`Attention`]).
//!
//! # Order of use
//! [`interval`], stretched by [`Sent::paced`](super::budget::Sent::paced), brought forward by
//! hints, then held by [`due`](super::budget::due).

use super::random::jittered;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::{Timestamp, whole_millis};

/// (seconds since the outage's first failure, seconds to the next probe), linear in between.
///
/// Whole seconds of the optimum at `c` = 0.42 s, except the first two (6.5 and 5.5 s, in
/// [`FIRST`]) and the last, which the cap of 60 an hour holds at 60.
pub const TABLE: [(u32, u32); 10] = [
    (20, 7),
    (60, 12),
    (300, 53),
    (450, 71),
    (600, 81),
    (1_200, 88),
    (7_200, 99),
    (21_600, 99),
    (32_400, 80),
    (43_200, 60),
];

/// Milliseconds to the first probe (at most 7.8 s with jitter: the first comes within 8 s), and to
/// the next at 7 s, from where [`TABLE`] goes on.
pub const FIRST: [(u32, u32); 2] = [(0, 6_500), (7_000, 5_500)];

/// Each interval is moved by a random part of at most this much of it, in percent, so that clients
/// that failed together part.
pub const JITTER_PERCENT: u32 = 20;

/// Two probes that people ask for (*Check now*, coming back to the tab) are at least this far
/// apart.
pub const BETWEEN_CLICKS: Duration = Duration::from_secs(5);

/// After a hint that the site may be back, the probe is sent within this time, at a random moment,
/// because everyone reads the same page.
pub const SOON: Duration = Duration::from_secs(10);

/// A site that fails again within this long of its recovery was never back: the outage goes on.
pub const FLAP: Duration = Duration::from_secs(10 * 60);

/// In the first half minute the status page does not slow the schedule: a user who has just met the
/// failure is looking, and a fix may be in that is not posted. `cargo xtask derive` prints what
/// that costs: 2 to 3 of the 23 to 26 points that the news saves.
pub const NEWS_COUNT_FROM: Duration = Duration::from_secs(30);

/// What the status page says of the outage, as far as it moves the schedule.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Pace {
    /// Nothing: the page was not read, or could not be.
    #[default]
    NoNews,
    /// The page was read and holds no incident about ChatGPT: a blip, or not posted yet.
    Green,
    /// An incident of that age is being investigated or identified: no blip, and not over yet.
    Incident(Duration),
    /// A maintenance of that age is under way, whose planned end is so far off.
    Ends(Duration, Duration),
    /// `monitoring`, or a maintenance's planned end is past, that long after it began: it ends
    /// soon.
    FixIn(Duration),
    /// The incident was closed while the site still fails: what is left is not what was posted.
    Resolved,
}

/// Whether somebody sees a failing page.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Attention {
    /// Nothing is known of tabs becoming hidden or visible: assume a visible one.
    #[default]
    Looking,
    /// The user came back to a failing page within the last [`CAME_BACK`].
    CameBack,
    /// Every failing page is hidden.
    Hidden,
}

/// For this long after the user came back to a page the interval is shorter.
pub const CAME_BACK: Duration = Duration::from_secs(60);

/// What the next interval depends on besides the time gone by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What the status page says.
    pub pace: Pace,
    /// Whether somebody looks.
    pub attention: Attention,
    /// The last probe met a network error, which Firefox repeats by itself up to ten times.
    pub network_error: bool,
}

/// From one probe (or the first failure) to the next, `elapsed` after the outage's first failure,
/// in the circumstances given, jittered by [`JITTER_PERCENT`] as `random` says.
#[must_use]
pub fn interval(elapsed: Duration, circumstances: Circumstances, random: u64) -> Duration {
    jittered(base_in(elapsed, circumstances), JITTER_PERCENT, random)
}

/// The interval without hints and without jitter.
#[must_use]
pub fn base(elapsed: Duration) -> Duration {
    let seconds = TABLE.into_iter().map(|(t, d)| (t * 1_000, d * 1_000));
    along(FIRST.into_iter().chain(seconds), elapsed).map_or(AFTER_TABLE, Duration::from_millis)
}

/// The value at `x` on the line through the points (all in ms); none from the last point on.
fn along(points: impl Iterator<Item = (u32, u32)>, x: Duration) -> Option<u64> {
    let x = i64::try_from(whole_millis(x)).unwrap_or(i64::MAX);
    let (mut x0, mut y0) = (0, 0);
    for (x1, y1) in points.map(|(x, y)| (i64::from(x), i64::from(y))) {
        if x < x1 {
            return Some((y0 + (y1 - y0) * (x - x0) / (x1 - x0)).unsigned_abs());
        }
        (x0, y0) = (x1, y1);
    }
    None
}

/// If the user lets it run past the table's end, there is no time limit to hurry towards.
const AFTER_TABLE: Duration = Duration::from_secs(120);

/// While the page says that it is not over: (age of the incident in seconds, seconds to the next
/// probe) once a fix is in, twice that before.
///
/// The older an incident, the longer it still lasts, whatever the time since this person met it; of
/// the posted incidents a fifth end before `monitoring`, in more than half of their time, so that
/// the hazard is about a fourth and the interval twice as long. Found by search over the incidents
/// with a status page as the facts describe it (`cargo xtask derive` prints what it is worth).
const NEWS: [(u32, u32); 4] = [(0, 31), (1_800, 41), (10_800, 65), (43_200, 97)];

/// Up to this age a green page speaks for a blip: seven in ten failures are, and most incidents
/// that people meet are posted already.
const BLIP: Duration = Duration::from_secs(600);

/// An incident this much older than a failure says nothing about it for that long: on many days
/// something is posted for hours, and most failures are short all the same. `cargo xtask derive`
/// gives the hints the same worth with it as without.
const UNRELATED: Duration = Duration::from_secs(6 * 3600);
const UNRELATED_FOR: Duration = Duration::from_secs(120);

/// The interval under a green page, in percent: before and after [`BLIP`].
const GREEN_PERCENT: (u64, u64) = (60, 120);

/// Pages that are not visible are loaded within this time.
const UNSEEN: Duration = Duration::from_secs(120);

/// (how long the outage lasted in ms, how many in a hundred tabs to which the user came back wait for
/// another interval before they are reloaded). Found with `cargo xtask simulate`: as many as keep the
/// highest load after the recovery within one and a half times the outage's mean.
const WAITS: [(u32, u32); 5] =
    [(1_800_000, 0), (3_600_000, 30), (7_200_000, 60), (21_600_000, 77), (43_200_000, 85)];
const WAITS_AT_MOST: u64 = 85;

/// This many percent fewer tabs that stayed visible are delayed: they probe less often, so the
/// outage's beginning counts for more.
const FEWER_LOOKING: u64 = 30;

/// Shorter while a user who came back is looking, which is a small part of the time.
const CAME_BACK_PERCENT: u64 = 25;

/// Never shorter than this, whatever the hints (milliseconds).
const LEAST: u64 = 4_500;

/// While no tab is visible: this many times the interval, and never under [`HIDDEN_LEAST`]
/// milliseconds: at most a fifth of the probes over any stretch.
const HIDDEN_TIMES: u64 = 6;
const HIDDEN_LEAST: u64 = 90_000;

fn base_in(elapsed: Duration, circumstances: Circumstances) -> Duration {
    let Circumstances { pace, attention, network_error } = circumstances;
    let by_age = whole_millis(base(elapsed));
    let paced = match pace {
        Pace::NoNews | Pace::Resolved => by_age,
        Pace::Green if elapsed < BLIP => by_age * GREEN_PERCENT.0 / 100,
        Pace::Green => by_age * GREEN_PERCENT.1 / 100,
        Pace::Incident(age) if elapsed < UNRELATED_FOR && age > elapsed + UNRELATED => by_age,
        Pace::Incident(age) => 2 * news(age.max(elapsed)),
        // A plan is kept to the minute or overrun: probe soon after its end, and not before.
        Pace::Ends(age, left) => (2 * news(age.max(elapsed))).min(whole_millis(left)),
        Pace::FixIn(after) => news(after),
    };
    let seen = match attention {
        Attention::Looking => paced,
        Attention::CameBack => paced * CAME_BACK_PERCENT / 100,
        Attention::Hidden => (by_age.max(paced) * HIDDEN_TIMES).max(HIDDEN_LEAST),
    };
    let ms = seen.max(LEAST);
    Duration::from_millis(if network_error { ms * 2 } else { ms })
}

fn news(age: Duration) -> u64 {
    along(NEWS.into_iter().map(|(t, d)| (t * 1_000, d * 1_000)), age).unwrap_or(100_000)
}

/// From a successful probe to the load of the page. Zero at first; if the site seemed back
/// `false_ups` times already in this outage and failed again (a partial outage, or one that
/// collapsed under those who came back), a random part of 30 s, doubled each time, at most 15 min:
/// clients come back more and more slowly until the site can carry them. The schedule goes on by
/// the outage's age; it does not start anew.
#[must_use]
pub fn settle(false_ups: u32, random: u64) -> Duration {
    let Some(doublings) = false_ups.checked_sub(1) else { return Duration::ZERO };
    let most = Duration::from_secs((30u64 << doublings.min(5)).min(15 * 60));
    jittered(most / 2, 100, random)
}

/// From a successful probe to the first load. Other clients keep probing for an interval, and a
/// load for each of them would double the requests: so after a long outage a part of the visible
/// tabs ([`WAITS`]) is taken back one interval later, when the probes are over. A user who came
/// back or asked less than [`SOON`] ago (`since`) does not wait; hidden tabs wait up to [`UNSEEN`],
/// and are taken back at once when they are looked at.
///
/// Spreading all loads over some seconds would not do: within an interval there are as many loads
/// as probes, whenever each of them comes.
#[must_use]
pub fn part(
    lasted: Duration,
    circumstances: Circumstances,
    since: Duration,
    random: u64,
) -> Duration {
    let percent = along(WAITS.into_iter(), lasted).unwrap_or(WAITS_AT_MOST);
    let waits = match circumstances.attention {
        Attention::Hidden => return jittered(UNSEEN / 2, 100, random),
        Attention::CameBack if since < SOON => 0,
        Attention::CameBack => percent,
        Attention::Looking => percent.saturating_sub(FEWER_LOOKING),
    };
    if random % 100 < waits {
        interval(lasted, circumstances, random).min(UNSEEN)
    } else {
        Duration::ZERO
    }
}

/// Whether a failure continues the outage that ended at `recovered_at`.
#[must_use]
pub fn flaps(recovered_at: Timestamp, failed_at: Timestamp) -> bool {
    failed_at.since(recovered_at) < FLAP
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::budget::MOST_AN_HOUR;
    use crate::random::Random;

    pub(crate) const PLAIN: Circumstances =
        Circumstances { pace: Pace::NoNews, attention: Attention::Looking, network_error: false };

    /// Probe times in ms of an outage that lasts 13 h.
    pub(crate) fn probes(seed: u64, circumstances: Circumstances) -> Vec<u64> {
        let mut random = Random::from_seed(seed);
        let mut at = Duration::ZERO;
        let mut out = Vec::new();
        while at < Duration::from_secs(13 * 3600) {
            at += interval(at, circumstances, random.draw());
            out.push(at.as_millis() as u64);
        }
        out
    }

    #[test]
    fn each_change_of_pace_comes_at_its_very_moment() {
        let (ms, zero) = (Duration::from_millis(1), Duration::ZERO);
        let paced = |elapsed, pace| base_in(elapsed, Circumstances { pace, ..PLAIN });
        let share = |elapsed, percent| base(elapsed).as_millis() as u64 * percent / 100;
        let green = |elapsed| paced(elapsed, Pace::Green).as_millis() as u64;
        assert_eq!(green(BLIP - ms), share(BLIP - ms, GREEN_PERCENT.0));
        assert_eq!(green(BLIP), share(BLIP, GREEN_PERCENT.1));
        let old = |elapsed, age| paced(elapsed, Pace::Incident(age));
        let just = UNRELATED_FOR - ms;
        assert_eq!(old(just, just + UNRELATED + ms), base(just));
        assert_ne!(old(just, just + UNRELATED), base(just), "not so much older");
        assert_ne!(old(UNRELATED_FOR, UNRELATED_FOR + UNRELATED + ms), base(UNRELATED_FOR));
        let came_back = |since| {
            let attention = Attention::CameBack;
            part(Duration::from_secs(7200), Circumstances { attention, ..PLAIN }, since, 0)
        };
        assert_eq!(came_back(SOON - ms), zero);
        assert_ne!(came_back(SOON), zero);
        let at = |ms| Timestamp::from_millis(1_790_000_000_000 + ms);
        let flap = FLAP.as_millis() as i64;
        assert!(flaps(at(0), at(flap - 1)) && !flaps(at(0), at(flap)));
    }

    #[test]
    fn an_old_incident_slows_no_blip_and_a_planned_end_is_not_slept_through() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let paced =
            |elapsed, pace| base_in(Duration::from_secs(elapsed), Circumstances { pace, ..PLAIN });
        let plain = |elapsed| paced(elapsed, Pace::NoNews);
        assert_eq!(paced(60, Pace::Incident(hours(30))), plain(60));
        assert!(paced(60, Pace::Incident(hours(1))) > plain(60));
        assert!(paced(180, Pace::Incident(hours(30))) > plain(180));
        let left = Duration::from_secs(50);
        assert_eq!(paced(600, Pace::Ends(hours(2), left)), left);
        assert!(paced(600, Pace::Ends(hours(2), hours(1))) > left);
    }

    #[test]
    fn the_first_probe_comes_within_eight_seconds() {
        for random in [0, u64::MAX, 1 << 32] {
            let first = interval(Duration::ZERO, PLAIN, random);
            assert!((Duration::from_secs(5)..Duration::from_secs(8)).contains(&first), "{first:?}");
        }
    }

    #[test]
    fn the_interval_follows_the_table_and_fits_between_its_points() {
        for (at, interval) in TABLE.into_iter().take(TABLE.len() - 1) {
            assert_eq!(base(Duration::from_secs(at.into())).as_secs(), u64::from(interval));
        }
        assert_eq!(base(Duration::from_secs(40)), Duration::from_millis(9_500));
        assert_eq!(base(Duration::MAX), AFTER_TABLE);
    }

    #[test]
    fn no_hour_without_hints_reaches_the_cap() {
        for seed in 0..60 {
            let sent = probes(seed, PLAIN);
            for (i, at) in sent.iter().enumerate() {
                let hour = sent[i..].iter().take_while(|t| **t < at + 3_600_000).count();
                assert!(hour < MOST_AN_HOUR, "{hour} probes in the hour from {at} ms");
            }
        }
    }

    #[test]
    fn hidden_pages_cost_at_most_a_fifth_of_the_probes_at_any_age() {
        let hidden = Circumstances { attention: Attention::Hidden, ..PLAIN };
        for seed in 0..60 {
            let (seen, unseen) = (probes(seed, PLAIN), probes(seed + 1_000, hidden));
            for (i, at) in unseen.iter().enumerate() {
                let of_seen = seen.iter().take_while(|t| *t <= at).count();
                assert!(5 * (i + 1) <= of_seen, "{} of {of_seen} by {at} ms", i + 1);
            }
        }
    }

    #[test]
    fn a_network_error_doubles_the_interval() {
        let twice = Circumstances { network_error: true, ..PLAIN };
        let at = Duration::from_secs(500);
        assert_eq!(base_in(at, twice), 2 * base_in(at, PLAIN));
    }

    #[test]
    fn those_who_come_back_to_a_site_that_falls_over_are_spread_ever_wider() {
        let most = |n| settle(n, u64::MAX).as_secs_f64().round() as u64;
        assert_eq!([0, 1, 2, 3, 6, u32::MAX].map(most), [0, 30, 60, 120, 900, 900]);
        assert_eq!(settle(3, 0), Duration::ZERO);
    }

    /// How many in a thousand wait for another interval.
    fn waiting(attention: Attention, lasted: u64, since: u64) -> usize {
        let seen = Circumstances { attention, ..PLAIN };
        let (lasted, since) = (Duration::from_secs(lasted), Duration::from_secs(since));
        let mut random = Random::from_seed(11);
        (0..1000).filter(|_| !part(lasted, seen, since, random.draw()).is_zero()).count()
    }

    #[test]
    fn the_longer_it_lasted_the_more_wait_for_the_others_probes_to_be_over() {
        for attention in [Attention::Looking, Attention::CameBack] {
            assert_eq!(waiting(attention, 1_800, 60), 0);
            let by_hour = [1, 2, 4, 6, 12].map(|hour| waiting(attention, hour * 3_600, 60));
            assert!(by_hour.is_sorted() && by_hour[1] > 200, "{by_hour:?}");
        }
        let long = Duration::from_secs(7_200);
        let seen = Circumstances { attention: Attention::CameBack, ..PLAIN };
        for random in 0..1000 {
            let part = part(long, seen, Duration::from_secs(60), random * (u64::MAX / 1000));
            assert!(part.is_zero() || part == interval(long, seen, random * (u64::MAX / 1000)));
        }
    }

    #[test]
    fn who_has_just_come_back_is_taken_back_at_once_and_the_unseen_within_minutes() {
        assert_eq!(waiting(Attention::CameBack, 40_000, 9), 0);
        let unseen = Circumstances { attention: Attention::Hidden, ..PLAIN };
        let most = part(Duration::from_secs(60), unseen, Duration::MAX, u64::MAX);
        assert_eq!(most.as_secs_f64().round(), 120.0);
    }

    #[test]
    fn a_site_that_fails_again_soon_was_never_back() {
        let back = Timestamp::from_millis(1_700_000_000_000);
        assert!(flaps(back, back.after(Duration::from_secs(599))));
        assert!(!flaps(back, back.after(Duration::from_secs(600))));
    }
}
