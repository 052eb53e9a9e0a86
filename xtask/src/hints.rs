//! What hints are worth: the same incidents with a status page beside them, and with attention as
//! real people give it.

use crate::work::{BLIP, BLIP_MEDIAN, BLIP_SIGMA, HORIZON};
use engine::budget::Sent;
use engine::random::Random;
use engine::schedule::{
    Attention, BETWEEN_CLICKS, Circumstances, NEWS_COUNT_FROM, Pace, SOON, interval,
};
use std::mem::discriminant;
use std::time::Duration;
use timestamp::Timestamp;

/// The page opens a median 13.5 min after onset and closes a median 37 min after recovery;
/// `monitoring` first stands at 58 % of the published duration (OpenAI's write-ups beside its page).
const OPENS: f64 = 13.5 * 60.0;
const CLOSES: f64 = 37.0 * 60.0;
const MONITORING: f64 = 0.58;

/// How far single incidents lie from those medians: an assumption, so three are tried.
#[derive(Clone, Copy)]
struct Spread {
    name: &'static str,
    /// The standard deviation of the logarithm of both lags.
    lags: f64,
    /// Uniform, this much either way of [`MONITORING`].
    monitoring: f64,
}

const SPREADS: [Spread; 3] = [
    Spread { name: "the medians themselves", lags: 0.0, monitoring: 0.0 },
    Spread { name: "lags x 1.6, monitoring 43 to 73 %", lags: 0.5, monitoring: 0.15 },
    Spread { name: "lags x 2.7, monitoring 28 to 88 %", lags: 1.0, monitoring: 0.3 },
];

/// The page is read this often while a failure shows, in seconds, and up to 15 s later.
const READ_EVERY: f64 = 60.0;

/// Somebody looks 60 s in 5 min: an assumption.
const LOOKS: f64 = 60.0;
const LOOKS_EVERY: f64 = 300.0;

const SAMPLES: u64 = 60_000;

/// One failure as somebody meets it, in seconds after the first failure.
#[derive(Clone, Copy, Debug)]
struct Failure {
    ends: f64,
    /// When the outage began: what the page gives as its start.
    began: f64,
    /// When the page opens, turns to monitoring and closes; never for what is not posted.
    page: Option<[f64; 3]>,
    /// How long the look lasts in which it was met.
    looked_at: f64,
}

/// Which hints are heard.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hints {
    None,
    StatusPage,
    /// The same, but heard from [`NEWS_COUNT_FROM`] on, as the engine does.
    StatusLater,
    Attention,
    Both,
    AllHidden,
}

#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    wait: f64,
    /// The part of the wait that somebody looks at.
    sat: f64,
    probes: f64,
}

/// Prints what each hint is worth over incidents of these lengths (seconds).
pub fn print(lengths: &[f64]) {
    println!("\nHints, {SAMPLES} failures: seconds of waiting, probes, seconds that are looked at");
    for spread in SPREADS {
        let failures = failures(lengths, spread);
        println!("status page: {}", spread.name);
        let plain = mean(&failures, Hints::None);
        for hints in [
            Hints::None,
            Hints::StatusPage,
            Hints::StatusLater,
            Hints::Attention,
            Hints::Both,
            Hints::AllHidden,
        ] {
            let Outcome { wait, probes, sat } = mean(&failures, hints);
            println!(
                "  {:12} wait {wait:7.2} ({:+4.0} %)  probes {probes:5.1} ({:+4.0} %)  looked at {sat:6.2} ({:+4.0} %)",
                format!("{hints:?}"),
                100.0 * (wait / plain.wait - 1.0),
                100.0 * (probes / plain.probes - 1.0),
                100.0 * (sat / plain.sat - 1.0),
            );
        }
    }
}

fn mean(failures: &[Failure], hints: Hints) -> Outcome {
    mean_by(failures, hints, &|elapsed, circumstances, random| {
        interval(Duration::from_secs_f64(elapsed), circumstances, random).as_secs_f64()
    })
}

fn mean_by(failures: &[Failure], hints: Hints, rule: &Rule) -> Outcome {
    let mut random = Random::from_seed(2);
    let mut sum = Outcome::default();
    for failure in failures {
        let one = meet(*failure, hints, rule, &mut random);
        sum.wait += one.wait;
        sum.sat += one.sat;
        sum.probes += one.probes;
    }
    let n = failures.len() as f64;
    Outcome { wait: sum.wait / n, sat: sum.sat / n, probes: sum.probes / n }
}

type Rule = dyn Fn(f64, Circumstances, u64) -> f64;

/// One failure from the first to the probe that finds its end.
fn meet(failure: Failure, hints: Hints, rule: &Rule, random: &mut Random) -> Outcome {
    let attentive = matches!(hints, Hints::Attention | Hints::Both);
    let mut client = Client {
        pace: Pace::NoNews,
        attention: if hints == Hints::AllHidden { Attention::Hidden } else { Attention::Looking },
        last: 0.0,
        due: 0.0,
        sent: Sent::default(),
        news_from: if hints == Hints::StatusLater { NEWS_COUNT_FROM.as_secs_f64() } else { 0.0 },
    };
    client.due = client.interval(rule, random);
    let mut read = if matches!(hints, Hints::StatusPage | Hints::StatusLater | Hints::Both) {
        1.0
    } else {
        f64::INFINITY
    };
    let mut turn = if attentive { failure.looked_at } else { f64::INFINITY };
    let mut probes = 0.0;
    loop {
        let now = client.due.min(read).min(turn);
        if now == client.due {
            probes += 1.0;
            if now >= failure.ends {
                let sat =
                    looked_at(now, failure.looked_at) - looked_at(failure.ends, failure.looked_at);
                return Outcome { wait: now - failure.ends, sat, probes };
            }
            client.last = now;
            client.sent.note(stamp(now));
            client.due = now + client.interval(rule, random);
        } else if now == read {
            read = now + READ_EVERY + 15.0 * unit(random);
            let before = client.pace;
            client.pace = failure.pace(now);
            // News brings a probe forward and never puts one off.
            if discriminant(&before) != discriminant(&client.pace) {
                client.due = client.due.min(match client.pace {
                    Pace::FixIn(_) | Pace::Resolved => (now + SOON.as_secs_f64() * unit(random))
                        .max(client.last + BETWEEN_CLICKS.as_secs_f64()),
                    Pace::NoNews | Pace::Green | Pace::Incident(_) | Pace::Ends(..) => {
                        now.max(client.last + client.interval(rule, random))
                    }
                });
            }
        } else {
            (client.attention, client.due, turn) = match client.attention {
                Attention::Hidden => {
                    (Attention::CameBack, now.max((client.last + 5.0).min(client.due)), now + LOOKS)
                }
                Attention::Looking | Attention::CameBack => {
                    client.attention = Attention::Hidden;
                    let due = now.max(client.last + client.interval(rule, random));
                    (Attention::Hidden, due, now + LOOKS_EVERY - LOOKS)
                }
            };
        }
    }
}

struct Client {
    pace: Pace,
    attention: Attention,
    last: f64,
    due: f64,
    sent: Sent,
    /// From when on the page's news count, in seconds.
    news_from: f64,
}

fn stamp(seconds: f64) -> Timestamp {
    Timestamp::from_millis((seconds * 1e3) as i64)
}

impl Client {
    fn interval(&self, rule: &Rule, random: &mut Random) -> f64 {
        let pace = if self.last < self.news_from { Pace::NoNews } else { self.pace };
        let now = Circumstances { pace, attention: self.attention, network_error: false };
        let wanted = Duration::from_secs_f64(rule(self.last, now, random.draw()));
        self.sent.paced(stamp(self.last), wanted).as_secs_f64()
    }
}

impl Failure {
    fn age(&self, now: f64) -> Duration {
        Duration::from_secs_f64((now - self.began).max(0.0))
    }

    fn pace(&self, now: f64) -> Pace {
        match self.page {
            Some([_, _, closes]) if now >= closes => Pace::Resolved,
            Some([_, monitoring, _]) if now >= monitoring => Pace::FixIn(self.age(monitoring)),
            Some([opens, ..]) if now >= opens => Pace::Incident(self.age(now)),
            Some(_) | None => Pace::Green,
        }
    }
}

/// For how long somebody looked up to `t`, who first looked for `first` seconds.
fn looked_at(t: f64, first: f64) -> f64 {
    if t <= first {
        return t;
    }
    let since = t - first;
    let cycles = (since / LOOKS_EVERY).floor();
    first + cycles * LOOKS + (since - cycles * LOOKS_EVERY - (LOOKS_EVERY - LOOKS)).max(0.0)
}

/// Failures as `frontier` states the work, spread evenly over the distribution where it matters.
fn failures(lengths: &[f64], spread: Spread) -> Vec<Failure> {
    let mut random = Random::from_seed(1);
    let random = &mut random;
    let mut by_length = lengths.to_vec();
    by_length.sort_by(f64::total_cmp);
    let total: f64 = by_length.iter().sum();
    let blips = (SAMPLES as f64 * BLIP) as u64;
    let mut out = Vec::new();
    for _ in 0..blips {
        let ends = BLIP_MEDIAN * (BLIP_SIGMA * gauss(random)).exp();
        out.push(Failure { ends, began: 0.0, page: None, looked_at: LOOKS * unit(random) });
    }
    let incidents = SAMPLES - blips;
    let (mut i, mut before) = (0, 0.0);
    for n in 0..incidents {
        // A moment of all incidents laid end to end: longer ones are met more often.
        let moment = total * (n as f64 + 0.5) / incidents as f64;
        while moment >= before + by_length[i] {
            before += by_length[i];
            i += 1;
        }
        let (length, met) = (by_length[i], moment - before);
        let opens = OPENS * (spread.lags * gauss(random)).exp();
        let closes = length + CLOSES * (spread.lags * gauss(random)).exp();
        let part = MONITORING + spread.monitoring * (2.0 * unit(random) - 1.0);
        let monitoring = opens + (closes - opens) * part;
        let page = (opens < closes).then_some([opens - met, monitoring - met, closes - met]);
        out.push(Failure {
            ends: length - met,
            began: -met,
            page,
            looked_at: LOOKS * unit(random),
        });
    }
    out.retain(|failure| failure.ends < HORIZON);
    out
}

/// Uniform from 0 to 1.
fn unit(random: &mut Random) -> f64 {
    (random.draw() >> 11) as f64 / (1u64 << 53) as f64
}

/// Standard normal (Box and Muller).
fn gauss(random: &mut Random) -> f64 {
    let radius = (-2.0 * (1.0 - unit(random)).ln()).sqrt();
    radius * (2.0 * std::f64::consts::PI * unit(random)).cos()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::work::incidents;

    #[test]
    fn hints_save_what_they_promise() {
        let path = crate::derive::default_path();
        if !path.exists() {
            eprintln!("SKIPPED: no {}: what hints are worth is not measured", path.display());
            return;
        }
        let all = incidents(&path).unwrap();
        let lengths: Vec<f64> =
            all.iter().filter(|i| i.scope == "chatgpt").map(|i| i.seconds).collect();
        for spread in &SPREADS[..2] {
            let failures = failures(&lengths, *spread);
            let plain = mean(&failures, Hints::None);
            // As the engine hears them.
            let status = mean(&failures, Hints::StatusLater);
            assert!(status.wait <= 0.8 * plain.wait, "{status:?} against {plain:?}");
            assert!(status.probes <= plain.probes, "{status:?} against {plain:?}");
            let attention = mean(&failures, Hints::Attention);
            assert!(attention.sat <= 0.5 * plain.sat, "{attention:?} against {plain:?}");
            assert!(attention.probes <= plain.probes, "{attention:?} against {plain:?}");
            let hidden = mean(&failures, Hints::AllHidden);
            assert!(hidden.probes <= plain.probes / 5.0, "{hidden:?} against {plain:?}");
        }
    }
}
