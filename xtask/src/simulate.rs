//! `cargo xtask simulate`: a fleet of clients in virtual time through one outage of a site.
//!
//! Prints a table of policies and writes `target/simulate.svg`. Time goes in ticks of a second; what
//! the site answers in one tick depends on the ticks before it alone, so that two threads, half the
//! clients each, give the same run as one.

mod fleet;
mod plan;
mod plot;

use fleet::Run;
use plan::Plan;
use playground::policies::{Backoff, Every, FullJitter, Gatewatch};

/// The fleet whose people look all the time.
const ALL_LOOKING: &str = "Gatewatch, all looking";

/// The command.
pub fn run(args: &[String]) -> anyhow::Result<()> {
    let plan = Plan::parse(args)?;
    // Fixed 5 s is a thousand events a client: a tenth of the fleet, counted ten times, says the same.
    let tenth =
        Plan { clients: (plan.clients / 10).max(1), weight: plan.weight * 10.0, ..plan.clone() };
    println!("{plan}");
    if plan.challenged {
        return challenged(&plan);
    }
    println!("Unlimited site: who comes back when, and at what load (thousand requests a second)");
    println!("{}", Run::head());
    let unlimited = |plan: &Plan| Plan { capacity: f64::INFINITY, ..plan.clone() };
    let (big, small) = (unlimited(&plan), unlimited(&tenth));
    let started = std::time::Instant::now();
    let mut runs = vec![Run::of::<Gatewatch<true>>("Gatewatch", &big)];
    let (took, most) = (started.elapsed(), peak_memory());
    eprintln!("{:.1} s, {most:.2} GiB", took.as_secs_f64());
    println!("{}", runs[0].row(&big));
    let always = Plan { looks: None, ..small.clone() };
    for (run, plan) in [
        (Run::of::<Gatewatch<false>>("Gatewatch, not told", &small), &small),
        (Run::of::<Gatewatch<true>>(ALL_LOOKING, &always), &always),
        (Run::of::<Every<5>>("fixed 5 s", &small), &small),
        (Run::of::<Every<30>>("fixed 30 s", &small), &small),
        (Run::of::<Backoff>("5·2^n, cap 60 s", &small), &small),
        (Run::of::<FullJitter>("full jitter", &small), &small),
    ] {
        println!("{}", run.row(plan));
        runs.push(run);
    }
    dominated(&runs);
    println!(
        "\nA site that fails again when 10 s of load exceed {:.1} times the steady load",
        plan.capacity
    );
    println!("{}", Run::head());
    for run in [
        Run::of::<Gatewatch<true>>("Gatewatch", &tenth),
        Run::of::<Gatewatch<true>>(ALL_LOOKING, &Plan { looks: None, ..tenth.clone() }),
        Run::of::<Every<5>>("fixed 5 s", &tenth),
        Run::of::<Every<30>>("fixed 30 s", &tenth),
        Run::of::<Backoff>("5·2^n, cap 60 s", &tenth),
        Run::of::<FullJitter>("full jitter", &tenth),
    ] {
        println!("{}", run.row(&tenth));
    }
    println!(
        "\n{} simulated clients of Gatewatch took {:.1} s and {:.2} GiB",
        plan.clients,
        took.as_secs_f64(),
        most
    );
    // Who always looks is back as who is not told.
    let drawn: Vec<&Run> = runs.iter().filter(|run| run.name != ALL_LOOKING).collect();
    plot::write(&drawn, &plan)
}

/// Every probe is challenged by the edge, from within the failing page as well: nobody can ask, and
/// each client loads its page once in ten minutes.
fn challenged(plan: &Plan) -> anyhow::Result<()> {
    let plan = Plan { capacity: f64::INFINITY, ..plan.clone() };
    let always = Plan { looks: None, ..plan.clone() };
    let tenth =
        Plan { clients: (plan.clients / 10).max(1), weight: plan.weight * 10.0, ..plan.clone() };
    println!("The edge challenges every check: what reaches the site are loads alone");
    println!("{}", Run::head());
    let mut runs = Vec::new();
    for (run, plan) in [
        (Run::of::<Gatewatch<true, true>>("Gatewatch, challenged", &plan), &plan),
        (Run::of::<Gatewatch<true, true>>("the same, all looking", &always), &always),
        (Run::of::<Every<30>>("a reload every 30 s", &tenth), &tenth),
        (Run::of::<Every<600>>("a reload every 10 min", &tenth), &tenth),
    ] {
        println!("{}", run.row(plan));
        runs.push(run);
    }
    plot::write(&runs.iter().collect::<Vec<_>>(), &plan)
}

/// How one policy recovers.
pub struct Back {
    /// The policy.
    pub who: &'static str,
    /// From the mending to a client's return: the mean, and when half and 95 of 100 are back, in s.
    pub wait: f64,
    /// See [`Back::wait`].
    pub half: Option<usize>,
    /// See [`Back::wait`].
    pub most: Option<usize>,
    /// Requests a client during the outage.
    pub asked: f64,
    /// How often the site fell over afterwards.
    pub falls: u32,
}

/// Gatewatch beside what others do, in one outage that the command's arguments describe.
pub fn recovery(args: &[String]) -> anyhow::Result<Vec<Back>> {
    let plan = Plan::parse(args)?;
    let runs = [
        Run::of::<Gatewatch<true>>("Gatewatch", &plan),
        Run::of::<Every<5>>("every 5 s", &plan),
        Run::of::<Every<30>>("every 30 s", &plan),
        Run::of::<Backoff>("doubling to 60 s", &plan),
    ];
    let back = |run: &Run| Back {
        who: run.name,
        wait: run.wait(),
        half: run.until(0.5),
        most: run.until(0.95),
        asked: run.asked,
        falls: run.relapses,
    };
    Ok(runs.iter().map(back).collect())
}

/// The most memory that this program has had so far, in GiB; 0 where the system does not tell.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / f64::from(1 << 20)
}

/// Says whether any policy both returns people sooner and asks less than Gatewatch.
fn dominated(runs: &[Run]) {
    let Some((ours, others)) = runs.split_first() else { return };
    for other in others {
        if other.name.starts_with("Gatewatch") {
            continue;
        }
        let back = |run: &Run| run.until(0.95).unwrap_or(usize::MAX);
        let better = back(other) <= back(ours) && other.asked <= ours.asked;
        if better {
            println!("{} returns people sooner and asks less", other.name);
        }
    }
}
