//! When the next probe is due: as soon after the recovery as its cost allows.
//!
//! # Derivation
//! Probes that are `d` apart find a recovery `d/2` late on average. Where `h` is the hazard (the
//! chance that the outage ends in the next second, given that it has lasted so far) and a probe is
//! worth `c` seconds of waiting, `h d/2 + c/d` a second is least at `d = sqrt(2 c / h)`: the
//! interval grows as the square root of one over the hazard. [`TABLE`] is the exact optimum
//! (dynamic programming over all schedules, `c` = 0.42 s) for what people meet: seven times in ten a
//! blip that no status page lists (log-normal, median 20 s, sigma 1.2), else one of the ChatGPT
//! incidents of 2023 to 2026, entered at a uniform moment. `cargo xtask derive INCIDENTS.csv` computes
//! it again, prints it beside the table, and judges the table on outages that it was not made from.
//!
//! What the table says: for half a minute a blip is likely and a probe every 6 s pays; the longer
//! it lasts, the likelier it is an incident, and the interval grows by about a sixth of the time
//! gone by, to 81 s at ten minutes; from there hazard and interval hardly change. Towards the end
//! of the 12 h it shrinks again: of the outages that end before Gatewatch stops, those still here
//! end soon. At 60 s it stops shrinking: no hour may hold more than [`MOST_AN_HOUR`] probes.
//!
//! # Hints
//! A hint is news of the hazard ([`Pace`]): under an open incident it is low and the interval long,
//! after `monitoring` about four times as high and the interval half as long, under a green page a
//! blip's. The turn to `monitoring` or resolved itself brings the next probe to within
//! [`SOON`]; news never puts a probe off that is due already. A page that nobody looks at asks
//! seldom and asks at once when somebody comes ([`Attention`]).
//!
//! # Order of use
//! [`interval`], stretched by [`Sent::paced`], brought forward by hints, then held by [`due`].

use super::random::jittered;
use crate::time::Timestamp;
use core::time::Duration;
use serde::{Deserialize, Serialize};

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

/// The most probes in any hour, *Check now* included (the design's second law).
pub const MOST_AN_HOUR: usize = 60;

/// The longest Retry-After that is honoured; larger values count as this (the design's third law).
pub const LONGEST_RETRY_AFTER: Duration = HOUR;

/// What a 429 without Retry-After counts as.
pub const RETRY_AFTER_429: Duration = Duration::from_secs(15 * 60);

/// Two probes that people ask for (*Check now*, coming back to the tab) are at least this far apart.
pub const BETWEEN_CLICKS: Duration = Duration::from_secs(5);

/// After a hint that the site may be back, the probe is sent within this time, at a random moment
/// of it: everybody reads the same page.
pub const SOON: Duration = Duration::from_secs(10);

/// A site that fails again within this long of its recovery was never back: the outage goes on.
pub const FLAP: Duration = Duration::from_secs(10 * 60);

/// So many probes of an hour are sent as wanted; the others are spread.
const FREE: usize = 45;

const HOUR: Duration = Duration::from_secs(3600);

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
    /// `monitoring`, or a maintenance's planned end is past, that long after it began: it ends soon.
    FixIn(Duration),
    /// The incident was closed while the site still fails: what is left is not what was posted.
    Resolved,
}

/// Whether somebody sees a failing page.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Attention {
    /// Nothing is known of tabs going out of sight and back: the page is taken as looked at.
    #[default]
    Looking,
    /// Somebody came back to a failing page within the last [`CAME_BACK`].
    CameBack,
    /// Every failing page is hidden.
    Hidden,
}

/// For how long after somebody came back to a page the interval is shorter.
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
    let x = i64::try_from(x.as_millis()).unwrap_or(i64::MAX);
    let (mut x0, mut y0) = (0, 0);
    for (x1, y1) in points.map(|(x, y)| (i64::from(x), i64::from(y))) {
        if x < x1 {
            return Some((y0 + (y1 - y0) * (x - x0) / (x1 - x0)).unsigned_abs());
        }
        (x0, y0) = (x1, y1);
    }
    None
}

/// Where people let it run past the table's end, there is no deadline to hurry towards.
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

/// The interval under a green page, in percent: before and after [`BLIP`].
const GREEN_PERCENT: (u64, u64) = (60, 120);

/// Shorter while somebody who came back looks, since most of the time nobody does.
const CAME_BACK_PERCENT: u64 = 25;

/// Never shorter than this, whatever the hints (milliseconds).
const LEAST: u64 = 4_500;

/// Nobody looking: this many times the interval, and never under [`HIDDEN_LEAST`] milliseconds:
/// at most a fifth of the probes over any stretch.
const HIDDEN_TIMES: u64 = 6;
const HIDDEN_LEAST: u64 = 90_000;

fn base_in(elapsed: Duration, circumstances: Circumstances) -> Duration {
    let Circumstances { pace, attention, network_error } = circumstances;
    let by_age = base(elapsed).as_millis() as u64;
    let paced = match pace {
        Pace::NoNews | Pace::Resolved => by_age,
        Pace::Green if elapsed < BLIP => by_age * GREEN_PERCENT.0 / 100,
        Pace::Green => by_age * GREEN_PERCENT.1 / 100,
        Pace::Incident(age) => 2 * news(age.max(elapsed)),
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

/// From a probe that says up to the load of the page. Nothing at first; where the site was up
/// `false_ups` times already in this outage and failed again (a partial outage, or one that fell
/// over under those who came back), a random part of 30 s, doubled each time, at most
/// 15 min: those who wait come back more and more slowly until the site can carry them. The
/// schedule goes on by the outage's age; it does not start anew.
#[must_use]
pub fn settle(false_ups: u32, random: u64) -> Duration {
    let Some(doublings) = false_ups.checked_sub(1) else { return Duration::ZERO };
    let most = Duration::from_secs((30u64 << doublings.min(5)).min(15 * 60));
    jittered(most / 2, 100, random)
}

/// Whether a failure is the outage that ended at `recovered_at`, going on.
#[must_use]
pub fn flaps(recovered_at: Timestamp, failed_at: Timestamp) -> bool {
    failed_at.since(recovered_at) < FLAP
}

/// The floor that a Retry-After sets, counted from when it was received.
#[must_use]
pub fn retry_after(received_at: Timestamp, after: Duration) -> Timestamp {
    received_at.after(after.min(LONGEST_RETRY_AFTER))
}

/// The probes of the last hour, at most [`MOST_AN_HOUR`] moments, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sent(Vec<Timestamp>);

impl Sent {
    /// Notes a probe that was sent at `now`.
    pub fn note(&mut self, now: Timestamp) {
        // After a clock that stepped back, what lies ahead counts as just now: the cap holds,
        // and no moment of the future can block for longer than an hour.
        for at in &mut self.0 {
            *at = (*at).min(now);
        }
        self.0.push(now);
        let spare = self.0.len().saturating_sub(MOST_AN_HOUR);
        self.0.drain(..spare);
        self.0.retain(|at| now.since(*at) < HOUR);
    }

    /// The earliest moment from `wanted` on at which a probe keeps the cap.
    #[must_use]
    pub fn allows(&self, now: Timestamp, wanted: Timestamp) -> Timestamp {
        let Some(nth) = self.0.len().checked_sub(MOST_AN_HOUR) else { return wanted };
        self.0.get(nth).map_or(wanted, |at| wanted.max((*at).min(now).after(HOUR)))
    }

    /// `interval`, or longer where an hour's probes would be spent before the hour is over: what is
    /// left of them is spread over the rest of it. Without this a person who often comes back, or a
    /// page that stays green, would use up the cap and then wait for most of an hour.
    #[must_use]
    pub fn paced(&self, now: Timestamp, interval: Duration) -> Duration {
        let recent = self.0.iter().position(|at| now.since(*at) < HOUR).unwrap_or(self.0.len());
        let spent = self.0.len() - recent;
        match (self.0.get(recent), u32::try_from(MOST_AN_HOUR.saturating_sub(spent))) {
            (Some(oldest), Ok(left)) if spent >= FREE => {
                interval.max((*oldest).min(now).after(HOUR).since(now) / left.max(1))
            }
            (Some(_) | None, Ok(_) | Err(_)) => interval,
        }
    }

    /// When the last probe was sent.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.0.last().copied()
    }
}

/// When the next probe may be sent that is wanted at `wanted`: not before the floor that
/// Retry-After set, and within the cap.
#[must_use]
pub fn due(
    now: Timestamp,
    wanted: Timestamp,
    not_before: Option<Timestamp>,
    sent: &Sent,
) -> Timestamp {
    // A floor further ahead than the longest Retry-After is a clock that stepped back.
    let floor = not_before.map(|floor| floor.min(now.after(LONGEST_RETRY_AFTER)));
    sent.allows(now, floor.map_or(wanted, |floor| wanted.max(floor)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::engine::random::Random;

    const PLAIN: Circumstances =
        Circumstances { pace: Pace::NoNews, attention: Attention::Looking, network_error: false };

    /// Probe times in ms of an outage that lasts 13 h.
    fn probes(seed: u64, circumstances: Circumstances) -> Vec<u64> {
        let mut random = Random::from_seed(seed);
        let mut at = Duration::ZERO;
        let mut out = Vec::new();
        while at < 13 * HOUR {
            at += interval(at, circumstances, random.draw());
            out.push(at.as_millis() as u64);
        }
        out
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
    fn an_impatient_person_gets_sixty_probes_an_hour_and_no_more() {
        let mut sent = Sent::default();
        let mut now = Timestamp::from_millis(1_700_000_000_000);
        let mut all = Vec::new();
        for _ in 0..500 {
            now = due(now, now.after(BETWEEN_CLICKS), None, &sent);
            sent.note(now);
            all.push(now);
            assert!(sent.0.len() <= MOST_AN_HOUR);
        }
        for pair in all.windows(MOST_AN_HOUR + 1) {
            assert!(pair[MOST_AN_HOUR].since(pair[0]) >= HOUR);
        }
        assert!(all[59].since(all[0]) < Duration::from_secs(300));
    }

    #[test]
    fn an_hour_under_a_green_page_or_with_a_restless_person_is_never_without_probes() {
        for (pace, attention) in
            [(Pace::Green, Attention::Looking), (Pace::NoNews, Attention::CameBack)]
        {
            let (mut random, mut sent) = (Random::from_seed(5), Sent::default());
            let first = Timestamp::from_millis(1_700_000_000_000);
            let mut now = first;
            while now.since(first) < 3 * HOUR {
                let hinted = Circumstances { pace, attention, ..PLAIN };
                let wanted = interval(now.since(first), hinted, random.draw());
                let next = due(now, now.after(sent.paced(now, wanted)), None, &sent);
                assert!(next.since(now) < Duration::from_secs(300), "{hinted:?}");
                now = next;
                sent.note(now);
            }
        }
    }

    #[test]
    fn the_plain_schedule_is_never_stretched() {
        for seed in 0..60 {
            let mut sent = Sent::default();
            let mut last = Timestamp::default();
            for at in probes(seed, PLAIN) {
                let now = Timestamp::from_millis(at as i64);
                assert_eq!(last.after(sent.paced(last, now.since(last))), now, "seed {seed}");
                sent.note(now);
                last = now;
            }
        }
    }

    #[test]
    fn retry_after_is_a_floor_of_at_most_an_hour() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let floor = Some(retry_after(now, Duration::from_secs(120)));
        let soon = now.after(Duration::from_secs(5));
        let late = now.after(Duration::from_secs(200));
        assert_eq!(due(now, soon, floor, &Sent::default()), now.after(Duration::from_secs(120)));
        assert_eq!(due(now, late, floor, &Sent::default()), late);
        let year = retry_after(now, Duration::from_secs(31_536_000));
        assert_eq!(due(now, soon, Some(year), &Sent::default()), now.after(HOUR));
    }

    #[test]
    fn a_clock_that_steps_back_blocks_for_an_hour_at_most() {
        let later = Timestamp::from_millis(1_700_000_000_000);
        let now = Timestamp::from_millis(1_600_000_000_000);
        let mut sent = Sent::default();
        for _ in 0..MOST_AN_HOUR {
            sent.note(later);
        }
        let floor = Some(retry_after(later, HOUR));
        assert!(due(now, now, floor, &sent).since(now) <= HOUR);
        sent.note(now);
        assert!(sent.0.iter().all(|at| *at <= now));
    }

    #[test]
    fn those_who_come_back_to_a_site_that_falls_over_are_spread_ever_wider() {
        let most = |n| settle(n, u64::MAX).as_secs_f64().round() as u64;
        assert_eq!([0, 1, 2, 3, 6, u32::MAX].map(most), [0, 30, 60, 120, 900, 900]);
        assert_eq!(settle(3, 0), Duration::ZERO);
    }

    #[test]
    fn a_site_that_fails_again_soon_was_never_back() {
        let back = Timestamp::from_millis(1_700_000_000_000);
        assert!(flaps(back, back.after(Duration::from_secs(599))));
        assert!(!flaps(back, back.after(Duration::from_secs(600))));
    }
}
