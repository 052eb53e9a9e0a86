//! What holds a probe back: sixty an hour, and what Retry-After asks for.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use timestamp::Timestamp;

/// The most probes in any hour, *Check now* included (the design's second law).
pub const MOST_AN_HOUR: usize = 60;

/// The longest Retry-After that is honoured; larger values count as this (the design's third law).
pub const LONGEST_RETRY_AFTER: Duration = HOUR;

/// What a 429 without Retry-After counts as.
pub const RETRY_AFTER_429: Duration = Duration::from_secs(15 * 60);

/// This many probes an hour are sent when wanted; the rest are spread out.
const FREE: usize = 45;

const HOUR: Duration = Duration::from_secs(3600);

/// The floor that a Retry-After sets, counted from when it was received.
#[must_use]
pub fn retry_after(received_at: Timestamp, after: Duration) -> Timestamp {
    received_at.after(after.min(LONGEST_RETRY_AFTER))
}

/// The probes of the last hour, at most [`MOST_AN_HOUR`] moments, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent(Vec<Timestamp>);

impl Sent {
    /// Notes a probe that was sent at `now`.
    pub fn note(&mut self, now: Timestamp) {
        // If the clock was set back, future timestamps count as now, so the hourly limit blocks for
        // at most an hour.
        for at in &mut self.0 {
            *at = (*at).min(now);
        }
        self.0.push(now);
        let spare = self.0.len().saturating_sub(MOST_AN_HOUR);
        self.0.drain(..spare);
        self.0.retain(|at| now.since(*at) < HOUR);
    }

    /// Moves all of them back with a clock that was set back.
    pub fn set_back(&mut self, by: Duration) {
        for at in &mut self.0 {
            *at = at.before(by);
        }
    }

    /// The earliest moment from `wanted` on at which a probe stays within the cap.
    #[must_use]
    pub fn allows(&self, now: Timestamp, wanted: Timestamp) -> Timestamp {
        let Some(nth) = self.0.len().checked_sub(MOST_AN_HOUR) else { return wanted };
        self.0.get(nth).map_or(wanted, |at| wanted.max((*at).min(now).after(HOUR)))
    }

    /// `interval`, or longer where it would use up an hour's probes too early: those left are
    /// spread over the rest of the hour. Without this, someone who often comes back, or a page that
    /// stays green, would use up the cap and then wait for most of an hour.
    #[must_use]
    pub fn paced(&self, now: Timestamp, interval: Duration) -> Duration {
        if self.0.len() < FREE {
            return interval;
        }
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

/// When the next probe, wanted at `wanted`, may be sent: not before the floor that Retry-After set,
/// and within the cap.
#[must_use]
pub fn due(
    now: Timestamp,
    wanted: Timestamp,
    not_before: Option<Timestamp>,
    sent: &Sent,
) -> Timestamp {
    // A floor further ahead than the longest Retry-After means that the clock was set back.
    let floor = not_before.map(|floor| floor.min(now.after(LONGEST_RETRY_AFTER)));
    sent.allows(now, floor.map_or(wanted, |floor| wanted.max(floor)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::random::Random;
    use crate::schedule::tests::{PLAIN, probes};
    use crate::schedule::{Attention, BETWEEN_CLICKS, Circumstances, Pace, interval};

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
    fn what_is_left_of_an_hour_is_spread_over_what_is_left_of_it() {
        let minute = |minutes: i64| Timestamp::from_millis(1_700_000_000_000 + minutes * 60_000);
        let wanted = Duration::from_secs(5);
        let sent = |later: usize| {
            let mut sent = Sent::default();
            (0..2).for_each(|_| sent.note(minute(0)));
            (0..later).for_each(|_| sent.note(minute(30)));
            sent
        };
        assert_eq!(sent(FREE - 3).paced(minute(31), wanted), wanted, "44 are free");
        assert_eq!(sent(FREE - 2).paced(minute(31), wanted), Duration::from_secs(29 * 60) / 15);
        // The first two are forgotten after an hour.
        assert_eq!(sent(FREE - 1).paced(minute(61), wanted), wanted);
        assert_eq!(sent(FREE).paced(minute(61), wanted), Duration::from_secs(29 * 60) / 15);
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
}
