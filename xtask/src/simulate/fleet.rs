//! A site, its clients, and what became of both, second by second.

use super::plan::Plan;
use engine::random::Random;
use playground::policies::{Client, Next};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A site that fell over is back after this, if the load lets it.
const RESTART: u32 = 30;

/// The load that counts is that of so many seconds.
const WINDOW: u32 = 10;

/// What became of one fleet; loads are requests a second, one entry a second.
pub struct Run {
    /// The policy.
    pub name: &'static str,
    /// All requests.
    pub total: Vec<f64>,
    /// Probes and page loads of clients whose page had failed.
    pub retry: Vec<f64>,
    /// Clients whose page stands failed.
    pub out: Vec<f64>,
    /// When the site's own fault was mended.
    pub end: u32,
    /// How often it fell over afterwards.
    pub relapses: u32,
    /// Retry requests a client during the outage.
    pub asked: f64,
    /// Seconds of the wait after the mending that a client's person looked at; 0: not known.
    pub sat: f64,
}

/// What both threads add to.
struct Sums {
    total: Vec<AtomicU64>,
    retry: Vec<AtomicU64>,
    out: Vec<AtomicU64>,
    /// In ms.
    sat: AtomicU64,
    barrier: Barrier,
}

const THREADS: u32 = 2;

impl Run {
    /// Simulates a fleet of one policy.
    pub fn of<C: Client>(name: &'static str, plan: &Plan) -> Self {
        let zeros = || (0..plan.ticks()).map(|_| AtomicU64::new(0)).collect::<Vec<_>>();
        let barrier = Barrier::new(THREADS as usize);
        let (out, sat) = (zeros(), AtomicU64::new(0));
        let sums = Sums { total: zeros(), retry: zeros(), out, sat, barrier };
        let relapses = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|i| {
                    let sums = &sums;
                    scope.spawn(move || Shard::<C>::new(plan, i).run(sums))
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap_or(0)).max().unwrap_or(0)
        });
        let read = |v: &[AtomicU64]| -> Vec<f64> {
            v.iter().map(|x| x.load(Relaxed) as f64 / 1e3 * plan.weight).collect()
        };
        let (total, retry, out) = (read(&sums.total), read(&sums.retry), read(&sums.out));
        let during = &retry[plan.from as usize..plan.end() as usize];
        let asked = during.iter().sum::<f64>() / (f64::from(plan.clients) * plan.weight);
        let sat = sums.sat.load(Relaxed) as f64 / 1e3 / f64::from(plan.clients);
        Self { name, total, retry, out, end: plan.end(), relapses, asked, sat }
    }

    /// Seconds from the mending until this share of those who were out is back.
    pub fn until(&self, share: f64) -> Option<usize> {
        let after = &self.out[self.end as usize - 1..];
        let left = after[0] * (1.0 - share);
        after.iter().position(|out| *out <= left)
    }

    /// The mean time from the mending to a client's return, in seconds (those who did not return
    /// count up to the end of the run).
    pub fn wait(&self) -> f64 {
        let after = &self.out[self.end as usize - 1..];
        after.iter().sum::<f64>() / after[0]
    }

    /// Retries' highest 10 s after the mending, against their mean over the outage.
    #[cfg(test)]
    fn peak_to_mean(&self, plan: &Plan) -> f64 {
        let (during, after) = self.retry.split_at(plan.end() as usize);
        peak(after) / mean(&during[plan.from as usize..])
    }

    /// The table's head.
    pub fn head() -> String {
        format!(
            "{:24} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8}",
            "policy",
            "steady",
            "onset",
            "during",
            "last",
            "peak",
            "/onset",
            "/during",
            "/last",
            "total",
            "half",
            "95 %",
            "mean",
            "looked",
            "asked"
        )
    }

    /// The table's row: loads in thousand requests a second. `onset`, `during`, `last`, `peak`:
    /// retries' highest 10 s of the outage, their mean over it, over its last 10 min, and their
    /// highest 10 s afterwards; `total` adds ordinary use to that; `looked`: what of the mean wait
    /// somebody looked at.
    pub fn row(&self, plan: &Plan) -> String {
        let (from, end) = (plan.from as usize, plan.end() as usize);
        let onset = peak(&self.retry[from..end]);
        let during = mean(&self.retry[from..end]);
        let last = mean(&self.retry[end.saturating_sub(600).max(from)..end]);
        let after = peak(&self.retry[end..]);
        let until = |share| self.until(share).map_or("never".into(), |s| format!("{s} s"));
        let fell = match self.relapses {
            0 => String::new(),
            n => format!("  fell over {n} times"),
        };
        format!(
            "{:24} {:7.1} {:7.1} {:7.1} {:7.1} {:7.1} {:8.2} {:8.2} {:8.2} {:7.1} {:>7} {:>7} {:5.0} s {:>8} {:8.1}{fell}",
            self.name,
            plan.steady() / 1e3,
            onset / 1e3,
            during / 1e3,
            last / 1e3,
            after / 1e3,
            after / onset,
            after / during,
            after / last,
            peak(&self.total[end..]) / 1e3,
            until(0.5),
            until(0.95),
            self.wait(),
            match plan.looks {
                Some(_) if self.sat == 0.0 => "-".into(),
                Some(_) => format!("{:.1} s", self.sat),
                None => format!("{:.1} s", self.wait()),
            },
            self.asked,
        )
    }
}

fn mean(loads: &[f64]) -> f64 {
    loads.iter().sum::<f64>() / loads.len() as f64
}

fn peak(loads: &[f64]) -> f64 {
    loads.windows(WINDOW as usize).map(mean).fold(0.0, f64::max)
}

/// One thread's clients.
struct Shard<'a, C> {
    plan: &'a Plan,
    random: Random,
    clients: Vec<State<C>>,
    /// When each client does something, in ms; a calendar's entry of another tick is stale.
    due: Vec<u32>,
    calendar: Vec<Vec<u32>>,
    healthy: u32,
    /// Retry requests of this tick.
    retry: u64,
    /// What was looked at, in ms.
    sat: u64,
}

enum State<C> {
    Healthy(Option<C>),
    Probes(C),
    Loads(C),
}

impl<'a, C: Client> Shard<'a, C> {
    fn new(plan: &'a Plan, thread: u32) -> Self {
        let n = plan.clients / THREADS + u32::from(thread < plan.clients % THREADS);
        Self {
            plan,
            random: Random::from_seed(u64::from(thread) + 1),
            clients: (0..n).map(|_| State::Healthy(None)).collect(),
            due: vec![u32::MAX; n as usize],
            calendar: vec![Vec::new(); plan.ticks() as usize],
            healthy: n,
            retry: 0,
            sat: 0,
        }
    }

    /// Runs the plan to its end; how often the site fell over by itself.
    fn run(mut self, sums: &Sums) -> u32 {
        let (mut was_up, mut restarts, mut relapses) = (true, 0, 0);
        // Until the first failure nothing changes.
        for tick in 0..self.plan.ticks() {
            let fault = (self.plan.from..self.plan.end()).contains(&tick);
            if !fault && tick >= restarts && self.overloaded(sums, tick) {
                restarts = tick + RESTART;
                relapses += 1;
            }
            let up = !fault && tick >= restarts;
            if was_up && !up {
                self.break_down(tick);
            }
            was_up = up;
            self.retry = 0;
            let ordinary = f64::from(self.healthy) / self.plan.uses;
            self.tick(tick, up);
            let at = tick as usize;
            sums.retry[at].fetch_add(self.retry * 1000, Relaxed);
            sums.total[at].fetch_add(self.retry * 1000 + (ordinary * 1e3) as u64, Relaxed);
            let out = self.clients.len() as u64 - u64::from(self.healthy);
            sums.out[at].fetch_add(out * 1000, Relaxed);
            sums.barrier.wait();
        }
        sums.sat.fetch_add(self.sat, Relaxed);
        relapses
    }

    fn overloaded(&self, sums: &Sums, tick: u32) -> bool {
        let from = tick.saturating_sub(WINDOW) as usize;
        let recent = &sums.total[from..tick as usize];
        let load: u64 = recent.iter().map(|x| x.load(Relaxed)).sum();
        let mean = load as f64 / 1e3 / f64::from(WINDOW);
        mean > self.plan.capacity * f64::from(self.plan.clients) / self.plan.uses
    }

    /// From now on the next thing that a healthy client asks fails.
    fn break_down(&mut self, tick: u32) {
        for id in 0..self.clients.len() {
            if matches!(self.clients[id], State::Healthy(_)) {
                let unit = (self.random.draw() >> 11) as f64 / (1u64 << 53) as f64;
                let next = f64::from(tick) * 1e3 - self.plan.uses * 1e3 * (1.0 - unit).ln();
                self.schedule(id as u32, next as u32);
            }
        }
    }

    fn schedule(&mut self, id: u32, at: u32) {
        self.due[id as usize] = at;
        if let Some(bucket) = self.calendar.get_mut(at as usize / 1000) {
            bucket.push(id);
        }
    }

    fn tick(&mut self, tick: u32, up: bool) {
        loop {
            let bucket = std::mem::take(&mut self.calendar[tick as usize]);
            if bucket.is_empty() {
                return;
            }
            for id in bucket {
                let now = self.due[id as usize];
                if now / 1000 == tick {
                    self.due[id as usize] = u32::MAX;
                    self.act(id, now, up);
                }
            }
        }
    }

    fn act(&mut self, id: u32, now: u32, up: bool) {
        let slot = &mut self.clients[id as usize];
        let (next, client) = match std::mem::replace(slot, State::Healthy(None)) {
            State::Healthy(before) if up => {
                *slot = State::Healthy(before);
                return;
            }
            State::Healthy(before) => {
                self.healthy -= 1;
                let seed = u64::from(id) << 32 | u64::from(now);
                let mut client = C::fails(seed, now, self.plan.looks, before);
                (client.first(now), client)
            }
            State::Probes(mut client) => {
                self.retry += u64::from(C::PROBES_REACH_THE_SITE);
                (if up { client.up(now) } else { client.down(now) }, client)
            }
            State::Loads(mut client) => {
                self.retry += 1;
                if up {
                    self.retry += u64::from(self.plan.assets);
                    self.healthy += 1;
                    client.back(now);
                    self.sat += u64::from(client.sat());
                    *slot = State::Healthy(Some(client));
                    return;
                }
                (client.down(now), client)
            }
        };
        let (at, state) = match next {
            Next::Probe(at) => (at, State::Probes(client)),
            Next::Load(at) => (at, State::Loads(client)),
        };
        self.clients[id as usize] = state;
        self.schedule(id, at.max(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::policies::{Every, Gatewatch};

    fn plan() -> Plan {
        let flags = ["--clients", "2000", "--outage", "1800"].map(String::from);
        Plan::parse(&flags).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn a_fixed_interval_asks_as_often_as_it_says() {
        let plan = Plan { capacity: f64::INFINITY, ..plan() };
        let run = Run::of::<Every<30>>("fixed", &plan);
        let late = run.retry[1_500..2_000].iter().sum::<f64>() / 500.0;
        assert!((late - 2_000.0 / 30.0).abs() < 1.0, "{late}");
        assert!(run.until(0.95).is_some_and(|s| (26..=31).contains(&s)), "{:?}", run.until(0.95));
    }

    #[test]
    fn a_storm_of_reloads_keeps_the_site_down_and_gatewatch_does_not() {
        let storm = Run::of::<Every<5>>("fixed", &plan());
        assert!(storm.relapses > 10 && storm.until(0.5).is_none());
        let ours = Run::of::<Gatewatch<true>>("Gatewatch", &plan());
        assert!(ours.relapses == 0 && ours.until(0.95).is_some(), "{}", ours.relapses);
    }

    #[test]
    fn telling_who_looks_halves_the_wait_that_people_sit_through_and_asks_less() {
        let plan = Plan { capacity: f64::INFINITY, ..plan() };
        let told = Run::of::<Gatewatch<true>>("told", &plan);
        let untold = Run::of::<Gatewatch<false>>("not told", &plan);
        assert!(told.sat <= untold.sat / 2.0, "{} s against {} s", told.sat, untold.sat);
        assert!(told.asked <= untold.asked, "{} against {}", told.asked, untold.asked);
    }

    #[test]
    fn after_two_hours_the_return_asks_at_most_half_as_much_again_as_the_outage() {
        let flags = ["--clients", "20000"].map(String::from);
        let plan = Plan::parse(&flags).unwrap_or_else(|e| panic!("{e}"));
        let plan = Plan { capacity: f64::INFINITY, ..plan };
        for looks in [plan.looks, None] {
            let plan = Plan { looks, ..plan.clone() };
            let run = Run::of::<Gatewatch<true>>("Gatewatch", &plan);
            assert!(run.peak_to_mean(&plan) <= 1.5, "{}", run.row(&plan));
        }
    }

    #[test]
    fn where_every_probe_is_challenged_each_client_loads_once_in_ten_minutes() {
        let plan = Plan { capacity: f64::INFINITY, ..plan() };
        for looks in [plan.looks, None] {
            let plan = Plan { looks, ..plan.clone() };
            let run = Run::of::<Gatewatch<true, true>>("challenged", &plan);
            // One load in ten minutes of each: spread as evenly as chance spreads them.
            let clients = f64::from(plan.clients);
            let steady = clients / 600.0;
            let (from, end) = (plan.from as usize + 600, plan.end() as usize);
            let mean = mean(&run.retry[from..end]);
            assert!(mean <= steady * 1.05, "{mean} loads a second, {steady} promised");
            assert!(peak(&run.retry[from..]) <= steady * 2.0, "{}", run.row(&plan));
            // Everybody is back within ten minutes.
            assert!(run.until(0.999).is_some_and(|s| s <= 601), "{:?}", run.until(0.999));
        }
    }

    #[test]
    fn a_tenth_of_the_clients_counted_ten_times_gives_the_same_loads_and_the_same_return() {
        let flags = ["--clients", "20000", "--outage", "1800"].map(String::from);
        let plan = Plan::parse(&flags).unwrap_or_else(|e| panic!("{e}"));
        let sample = plan.clone().sampled(2_000);
        assert!((sample.weight - 10.0).abs() < 1e-9 && sample.clients == 2_000);
        assert!((sample.steady() - plan.steady()).abs() < 1e-6);
        let (whole, part) = (
            Run::of::<Gatewatch<true>>("whole", &plan),
            Run::of::<Gatewatch<true>>("sample", &sample),
        );
        assert!((whole.asked / part.asked - 1.0).abs() < 0.02, "{} {}", whole.asked, part.asked);
        let during = |run: &Run| mean(&run.retry[600..2_100]);
        assert!((during(&whole) / during(&part) - 1.0).abs() < 0.02, "{}", during(&part));
        let half = |run: &Run| run.until(0.5).unwrap_or(usize::MAX);
        assert!(half(&whole).abs_diff(half(&part)) <= 8, "{} {}", half(&whole), half(&part));
    }

    #[test]
    fn the_same_plan_gives_the_same_run() {
        let (one, two) =
            (Run::of::<Gatewatch<true>>("", &plan()), Run::of::<Gatewatch<true>>("", &plan()));
        assert!(one.total == two.total && one.out == two.out);
    }
}
