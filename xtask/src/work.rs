//! The work that a schedule is judged on: blips and incidents, and the best that any schedule can do.
//!
//! Somebody meets a failure that lasts T more seconds. With chance 0.7 it is a blip that no status
//! page lists; else it is an incident of the file, entered at a uniform moment, longer ones more
//! often; T is under 12 h. The cost of a schedule is exact, nothing is sampled.

use anyhow::Context as _;
use std::path::Path;

/// Nothing that lasts longer than this (seconds) is counted.
pub const HORIZON: f64 = 12.0 * 3600.0;
/// The chance that a failure is a blip.
pub const BLIP: f64 = 0.7;
/// A blip's median length in seconds.
pub const BLIP_MEDIAN: f64 = 20.0;
/// The standard deviation of the logarithm of a blip's length.
pub const BLIP_SIGMA: f64 = 1.2;

/// One row of an incidents file.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// `openai`, `anthropic`, `github`.
    pub provider: String,
    /// `chatgpt`, `other`, or the provider again.
    pub scope: String,
    /// When it began, as written (sorts as time).
    pub started_at: String,
    /// How long it lasted, in seconds.
    pub seconds: f64,
}

/// Reads `provider,scope,impact,started_at,duration_s,…` rows.
pub fn incidents(path: &Path) -> anyhow::Result<Vec<Incident>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().context("an empty file")?.split(',').collect();
    let column = |name: &str| {
        names.iter().position(|n| *n == name).with_context(|| format!("no column {name}"))
    };
    let (provider, scope) = (column("provider")?, column("scope")?);
    let (started, seconds) = (column("started_at")?, column("duration_s")?);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let row: Vec<&str> = line.split(',').collect();
            let cell = |i: usize| row.get(i).copied().with_context(|| format!("short row: {line}"));
            Ok(Incident {
                provider: cell(provider)?.into(),
                scope: cell(scope)?.into(),
                started_at: cell(started)?.into(),
                seconds: cell(seconds)?.parse().with_context(|| line.to_owned())?,
            })
        })
        .collect()
}

/// The distribution of what is still to come of a failure.
pub struct Work {
    lengths: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
    norm: f64,
    grid: Grid,
}

/// P(T <= t) and E[T; T <= t] at the grid's points.
struct Grid {
    at: Vec<f64>,
    below: Vec<f64>,
    partial: Vec<f64>,
}

/// The mean wait in seconds and the mean number of probes of a schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// From the recovery to the first probe after it.
    pub wait: f64,
    /// Probes up to and including the one that finds the recovery.
    pub probes: f64,
}

/// How far a probe may be from the last one, in points of the grid.
const REACH: usize = 451;

impl Work {
    /// The work over incidents of these lengths (seconds).
    pub fn new(mut lengths: Vec<f64>) -> Self {
        lengths.sort_by(f64::total_cmp);
        let running = |power: i32| {
            let mut sum = 0.0;
            let sums = lengths.iter().map(|l| {
                sum += l.powi(power);
                sum
            });
            std::iter::once(0.0).chain(sums).collect::<Vec<f64>>()
        };
        let (sums, squares) = (running(1), running(2));
        let at = steps(&[(0.0, 60.0, 0.25), (60.0, 600.0, 0.5), (600.0, 7200.0, 2.0)])
            .chain(steps(&[(7200.0, HORIZON + 4.0, 4.0)]))
            .collect();
        let grid = Grid { at, below: Vec::new(), partial: Vec::new() };
        let mut work = Self { lengths, sums, squares, norm: 1.0, grid };
        work.norm = work.parts(HORIZON).0;
        let parts: Vec<(f64, f64)> = work.grid.at.iter().map(|t| work.parts(*t)).collect();
        (work.grid.below, work.grid.partial) = parts.into_iter().unzip();
        work
    }

    /// How many incidents.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The incidents' length at a quantile from 0 to 1, in seconds.
    pub fn quantile(&self, q: f64) -> f64 {
        let at = q * (self.lengths.len() - 1) as f64;
        let (low, high) = (at.floor() as usize, at.ceil() as usize);
        self.lengths[low] + (self.lengths[high] - self.lengths[low]) * (at - at.floor())
    }

    /// P(T <= t) and E[T; T <= t], given that T is under 12 h.
    pub fn parts(&self, t: f64) -> (f64, f64) {
        let t = t.clamp(1e-9, HORIZON);
        let z = (t.ln() - BLIP_MEDIAN.ln()) / BLIP_SIGMA;
        let i = self.lengths.partition_point(|l| *l < t);
        let longer = (self.lengths.len() - i) as f64;
        let total = self.sums[self.lengths.len()];
        let below = (self.sums[i] + t * longer) / total;
        let partial = (self.squares[i] + t * t * longer) / (2.0 * total);
        let mean = BLIP_MEDIAN * (BLIP_SIGMA * BLIP_SIGMA / 2.0).exp();
        let blip = BLIP * mean * normal(z - BLIP_SIGMA);
        (
            (BLIP * normal(z) + (1.0 - BLIP) * below) / self.norm,
            (blip + (1.0 - BLIP) * partial) / self.norm,
        )
    }

    /// What a schedule costs; its times are seconds after the first failure and pass 12 h.
    pub fn cost(&self, times: &[f64]) -> Cost {
        let (mut cost, mut last) = (Cost { wait: 0.0, probes: 0.0 }, (0.0, 0.0));
        for t in times {
            let now = self.parts(*t);
            cost.wait += t * (now.0 - last.0) - (now.1 - last.1);
            cost.probes += 1.0 - last.0;
            last = now;
            if *t >= HORIZON {
                break;
            }
        }
        cost
    }

    /// The mean cost of several schedules (one a seed).
    pub fn mean_cost(&self, schedules: &[Vec<f64>]) -> Cost {
        let mut mean = Cost { wait: 0.0, probes: 0.0 };
        for times in schedules {
            let cost = self.cost(times);
            mean.wait += cost.wait / schedules.len() as f64;
            mean.probes += cost.probes / schedules.len() as f64;
        }
        mean
    }

    /// The schedule of least E[wait] + `c` E[probes], by dynamic programming from the end.
    pub fn optimum(&self, c: f64) -> Vec<f64> {
        let Grid { at, below, partial } = &self.grid;
        let last = at.len() - 1;
        let (mut value, mut next) = (vec![0.0; at.len()], vec![0; at.len()]);
        for i in (0..last).rev() {
            let (mut best, mut chosen) = (f64::INFINITY, i + 1);
            for j in i + 1..at.len().min(i + 1 + REACH) {
                let wait = at[j] * (below[j] - below[i]) - (partial[j] - partial[i]) + value[j];
                if wait < best {
                    (best, chosen) = (wait, j);
                }
            }
            (value[i], next[i]) = (best + c * (1.0 - below[i]), chosen);
        }
        let (mut times, mut i) = (Vec::new(), 0);
        while i < last {
            i = next[i];
            times.push(at[i]);
        }
        times
    }

    /// The costs of the optimal schedules, fewest probes first.
    pub fn bound(&self) -> Vec<Cost> {
        let ratio = (12.0f64 / 0.04).powf(1.0 / 19.0);
        let prices = (0..20).map(|i| 0.04 * ratio.powi(i));
        let mut out: Vec<Cost> = prices.map(|c| self.cost(&self.optimum(c))).collect();
        out.sort_by(|a, b| a.probes.total_cmp(&b.probes));
        out
    }
}

/// `cost`'s wait over that of the best schedule of as many probes; none outside the bound.
pub fn ratio(cost: Cost, bound: &[Cost]) -> Option<f64> {
    let pair =
        bound.windows(2).find(|p| p[0].probes <= cost.probes && cost.probes <= p[1].probes)?;
    let part = (cost.probes / pair[0].probes).ln() / (pair[1].probes / pair[0].probes).ln();
    Some(cost.wait / (pair[0].wait.ln() * (1.0 - part) + pair[1].wait.ln() * part).exp())
}

fn steps(spans: &[(f64, f64, f64)]) -> impl Iterator<Item = f64> + '_ {
    spans.iter().flat_map(|&(from, to, by)| {
        (0..((to - from) / by).round() as u32).map(move |i| from + f64::from(i) * by)
    })
}

/// The standard normal distribution function, to about 1e-14.
pub fn normal(z: f64) -> f64 {
    let x = z.abs();
    let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let upper = if x < 3.0 {
        // Marsaglia's series: 1/2 + density (x + x^3/3 + x^5/(3 5) + …).
        let (mut term, mut sum, mut n) = (x, x, 1.0);
        while term > sum * 1e-16 {
            n += 2.0;
            term *= x * x / n;
            sum += term;
        }
        0.5 - density * sum
    } else {
        // Laplace's continued fraction: density / (x + 1/(x + 2/(x + …))).
        let tail = (1..=80).rev().fold(x, |tail, k| x + f64::from(k) / tail);
        density / tail
    };
    if z > 0.0 { 1.0 - upper } else { upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_has_its_tabled_values() {
        for (z, p) in [(0.0, 0.5), (1.0, 0.841_344_746_068_543), (-1.96, 0.024_997_895_148_220)] {
            assert!((normal(z) - p).abs() < 1e-13, "{z}");
        }
        assert!((normal(-4.0) - 3.167_124_183_311_99e-5).abs() < 1e-16);
        assert!((normal(2.999_999) - normal(3.000_001)).abs() < 1e-7);
    }

    #[test]
    fn probes_every_second_wait_half_a_second() {
        let work = Work::new(vec![600.0, 3600.0, 10_000.0]);
        let every_second: Vec<f64> = (1..=43_201).map(f64::from).collect();
        let cost = work.cost(&every_second);
        assert!((cost.wait - 0.5).abs() < 0.01, "{cost:?}");
    }

    #[test]
    fn no_fixed_interval_beats_the_optimum() {
        let work = Work::new(vec![600.0, 3600.0, 10_000.0, 40_000.0]);
        let bound = work.bound();
        for every in [50u32, 100, 300] {
            let fixed: Vec<f64> = (1..=50_000 / every).map(|i| f64::from(i * every)).collect();
            assert!(ratio(work.cost(&fixed), &bound).is_some_and(|r| r > 1.2), "{every}");
        }
    }
}
