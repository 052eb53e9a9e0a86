//! What a client does while its page fails: Gatewatch, and what others do.

use gatewatch::engine::budget::{Sent, due};
use gatewatch::engine::random::Random;
use gatewatch::engine::schedule::{
    Attention, BETWEEN_CLICKS, Circumstances, Pace, flaps, interval, settle,
};
use gatewatch::time::Timestamp;
use std::time::Duration;

/// What a client does next, at a moment in milliseconds.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// Ask with a probe: one request, which returns nobody.
    Probe(u32),
    /// Load the page: a document, and its assets where the site answers.
    Load(u32),
}

/// When somebody looks at the page.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    /// How long, in ms.
    pub long: u32,
    /// How often, in ms.
    pub every: u32,
}

/// One client while its page fails. All times are ms of virtual time.
pub trait Client: Send {
    /// A client whose page has just failed, while it was looked at; `before` is what it was when its
    /// page last came back.
    fn fails(seed: u64, now: u32, looks: Option<Looks>, before: Option<Self>) -> Self
    where
        Self: Sized;
    /// Its page loaded well.
    fn back(&mut self, _now: u32) {}
    /// What comes first.
    fn first(&mut self) -> Next;
    /// The site did not answer what was asked at `now`.
    fn down(&mut self, now: u32) -> Next;
    /// The probe sent at `now` was answered well.
    fn up(&mut self, now: u32) -> Next;
}

/// This project's schedule.
// REWIRE: hold an Engine here, give it events and turn its Commands into `Next`.
pub struct Gatewatch {
    random: Random,
    began: u32,
    last: u32,
    recovered: u32,
    false_ups: u32,
    loading: bool,
    sent: Sent,
    looks: Option<Looks>,
    attention: Attention,
    /// When somebody goes or comes back.
    turns: u32,
}

impl Gatewatch {
    /// Moves attention on to `now`: a look lasts as long as it does, the time between two looks is
    /// random around its mean, so that people who failed together do not look together.
    fn look(&mut self, now: u32) {
        let Some(Looks { long, every }) = self.looks else { return };
        while self.turns <= now {
            (self.attention, self.turns) = match self.attention {
                Attention::Looking | Attention::CameBack => {
                    let away = self.random.up_to(ms(2 * (every - long)));
                    (Attention::Hidden, self.turns + away.as_millis() as u32)
                }
                Attention::Hidden => (Attention::CameBack, self.turns + long),
            };
        }
    }

    fn interval(&mut self, now: u32, attention: Attention) -> Duration {
        let elapsed = ms(now - self.began);
        let circumstances = Circumstances { pace: Pace::NoNews, attention, network_error: false };
        let wanted = interval(elapsed, circumstances, self.random.draw());
        self.sent.paced(stamp(now), wanted)
    }

    /// The next probe: on the schedule, or when somebody comes back to the page.
    fn next(&mut self, now: u32) -> Next {
        self.look(now);
        let mut wanted = stamp(now).after(self.interval(now, self.attention));
        if wanted > stamp(self.turns) {
            if self.attention != Attention::Hidden {
                // They go before it is due: hidden from then on.
                wanted = wanted.max(stamp(now).after(self.interval(now, Attention::Hidden)));
                self.look(self.turns);
            }
            let earliest = stamp(self.last).after(BETWEEN_CLICKS);
            wanted = wanted.min(stamp(self.turns).max(earliest));
        }
        Next::Probe(due(stamp(now), wanted, None, &self.sent).as_millis() as u32)
    }
}

impl Client for Gatewatch {
    fn fails(seed: u64, now: u32, looks: Option<Looks>, before: Option<Self>) -> Self {
        let mut random = Random::from_seed(seed);
        let look = looks.map_or(u32::MAX, |l| now + random.up_to(ms(l.long)).as_millis() as u32);
        let again = before.filter(|b| flaps(stamp(b.recovered), stamp(now)));
        let (began, sent, false_ups) =
            again.map_or((now, Sent::default(), 0), |b| (b.began, b.sent, b.false_ups + 1));
        let attention = Attention::Looking;
        Self {
            random,
            began,
            last: now,
            recovered: 0,
            false_ups,
            loading: false,
            sent,
            looks,
            attention,
            turns: look,
        }
    }

    fn back(&mut self, now: u32) {
        self.recovered = now;
    }

    fn first(&mut self) -> Next {
        self.next(self.last)
    }

    fn down(&mut self, now: u32) -> Next {
        if self.loading {
            self.loading = false;
            self.false_ups += 1;
        } else {
            self.sent.note(stamp(now));
        }
        self.last = now;
        self.next(now)
    }

    fn up(&mut self, now: u32) -> Next {
        self.look(now);
        self.sent.note(stamp(now));
        self.loading = true;
        let settle = settle(self.false_ups, self.random.draw()).as_millis() as u32;
        match self.attention {
            // Nobody waits: when somebody comes, or some time in the next two minutes.
            Attention::Hidden => {
                let some_time = self.random.up_to(Duration::from_secs(120)).as_millis() as u32;
                Next::Load(self.turns.min(now + some_time).max(now + settle))
            }
            Attention::Looking | Attention::CameBack => Next::Load(now + settle),
        }
    }
}

fn stamp(now: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(now))
}

fn ms(ms: u32) -> Duration {
    Duration::from_millis(u64::from(ms))
}

/// Reloads every `S` seconds, as many an add-on does.
pub struct Every<const S: u32>(u32);

impl<const S: u32> Client for Every<S> {
    fn fails(_: u64, now: u32, _: Option<Looks>, _: Option<Self>) -> Self {
        Self(now)
    }
    fn first(&mut self) -> Next {
        Next::Load(self.0 + S * 1000)
    }
    fn down(&mut self, now: u32) -> Next {
        Next::Load(now + S * 1000)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}

/// Reloads after 5, 10, 20, 40, 60, 60 … s, give or take a tenth.
pub struct Backoff {
    random: Random,
    began: u32,
    tries: u32,
}

impl Client for Backoff {
    fn fails(seed: u64, now: u32, _: Option<Looks>, _: Option<Self>) -> Self {
        Self { random: Random::from_seed(seed), began: now, tries: 0 }
    }
    fn first(&mut self) -> Next {
        self.down(self.began)
    }
    fn down(&mut self, now: u32) -> Next {
        let base = ms((5_000 << self.tries.min(4)).min(60_000));
        self.tries += 1;
        Next::Load(now + self.random.jitter(base, 10).as_millis() as u32)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}

/// Reloads after a uniformly random part of 5, 10, 20, 40, 60, 60 … s.
pub struct FullJitter(Backoff);

impl Client for FullJitter {
    fn fails(seed: u64, now: u32, looks: Option<Looks>, _: Option<Self>) -> Self {
        Self(Backoff::fails(seed, now, looks, None))
    }
    fn first(&mut self) -> Next {
        self.down(self.0.began)
    }
    fn down(&mut self, now: u32) -> Next {
        let most = ms((5_000 << self.0.tries.min(4)).min(60_000));
        self.0.tries += 1;
        Next::Load(now + self.0.random.up_to(most).as_millis() as u32)
    }
    fn up(&mut self, now: u32) -> Next {
        Next::Load(now)
    }
}
