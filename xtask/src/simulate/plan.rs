//! What is simulated: the fleet, the outage, the site, as the command was told.

use anyhow::Context as _;
use playground::policies::Looks;
use std::fmt;

/// What is simulated. Times are in seconds.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many clients.
    pub clients: u32,
    /// How many real clients each of them stands for.
    pub weight: f64,
    /// The site fails from here on,
    pub from: u32,
    /// for so long,
    pub outage: u32,
    /// and is watched for so long after.
    pub after: u32,
    /// A healthy client asks something of the site once in this time, at random.
    pub uses: f64,
    /// Requests that a page makes of the site besides its document.
    pub assets: u32,
    /// The site falls over when 10 s of load exceed this many times the steady load.
    pub capacity: f64,
    /// The edge challenges every probe: a page's own load alone gets through.
    pub challenged: bool,
    /// When people look at the page; none: always.
    pub looks: Option<Looks>,
}

/// So many clients are lived through, one by one; each of a larger fleet's stands for several. They
/// know nothing of each other, and meet in the site's load alone, which so many give to a hundredth.
const MOST_LIVED: u32 = 500_000;

impl Plan {
    /// Reads the command's arguments.
    pub fn parse(args: &[String]) -> anyhow::Result<Self> {
        let mut plan = Self {
            clients: 100_000,
            weight: 1.0,
            from: 300,
            outage: 7_200,
            after: 1_800,
            uses: 60.0,
            assets: 0,
            capacity: 2.0,
            challenged: false,
            looks: Some(Looks { long: 60_000, every: 300_000, from: 0 }),
        };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            if flag == "--challenged" {
                plan.challenged = true;
                continue;
            }
            let value: f64 = args
                .next()
                .and_then(|v| v.parse().ok())
                .with_context(|| format!("{flag} takes a number"))?;
            match flag.as_str() {
                "--clients" => plan.clients = value as u32,
                "--outage" => plan.outage = value as u32,
                "--uses" => plan.uses = value,
                "--assets" => plan.assets = value as u32,
                "--capacity" => plan.capacity = value,
                _ => anyhow::bail!(
                    "cargo xtask simulate [--clients N] [--outage SECONDS] [--uses SECONDS] [--assets N] [--capacity TIMES] [--challenged]"
                ),
            }
        }
        anyhow::ensure!(plan.clients > 0, "--clients takes a number above 0");
        plan = plan.sampled(MOST_LIVED);
        let end = plan.end();
        if let Some(looks) = &mut plan.looks {
            looks.from = end * 1_000;
        }
        Ok(plan)
    }

    /// The same fleet by at most so many clients.
    pub fn sampled(self, most: u32) -> Self {
        let clients = self.clients.min(most);
        let weight = self.weight * f64::from(self.clients) / f64::from(clients);
        Self { clients, weight, ..self }
    }

    /// When the outage ends.
    pub fn end(&self) -> u32 {
        self.from + self.outage
    }

    /// How many seconds the run has.
    pub fn ticks(&self) -> u32 {
        self.end() + self.after
    }

    /// Requests a second of all clients while the site is well.
    pub fn steady(&self) -> f64 {
        f64::from(self.clients) * self.weight / self.uses
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "{} clients, {}each asking once in {} s while all is well; down for {} min; a page is 1 + {} requests; people look 60 s in 5 min unless it says otherwise",
            f64::from(self.clients) * self.weight,
            match self.weight {
                1.0 => String::new(),
                weight => format!("of whom {} are simulated, one for {weight}, ", self.clients),
            },
            self.uses,
            self.outage / 60,
            self.assets
        )
    }
}
