//! When the site fails, and how: what can be written into an address.

/// No plan is longer, in seconds.
pub const LONGEST: u32 = 24 * 3600;

/// An outage as it is planned. Times are seconds from the first failing page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the engine's randomness begins with.
    pub seed: u64,
    /// From when until when it fails, in order; the first begins at 0.
    pub down: Vec<(u32, u32)>,
    /// What it answers with meanwhile: a status of a gateway or a server.
    pub code: u16,
    /// Retry-After in its failing answers, in seconds.
    pub retry_after: Option<u32>,
    /// Whether somebody looks at the tab.
    pub looked: bool,
}

impl Plan {
    /// A plan from `0-90,120-300`, whatever was written: what is no stretch is left out, stretches
    /// that meet become one, and the first begins with the failing page.
    #[must_use]
    pub fn new(seed: u64, down: &str) -> Self {
        let stretch = |text: &str| {
            let (from, to) = text.trim().split_once('-')?;
            let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?.min(LONGEST));
            (from < to).then_some((from, to))
        };
        let mut written: Vec<(u32, u32)> = down.split(',').filter_map(stretch).collect();
        written.sort_unstable();
        let first = written.first().map_or(0, |(from, _)| *from);
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (from, to) in written {
            let (from, to) = (from - first, to - first);
            match joined.last_mut().filter(|(_, end)| *end >= from) {
                Some((_, end)) => *end = to.max(*end),
                None => joined.push((from, to)),
            }
        }
        if joined.is_empty() {
            joined.push((0, 90));
        }
        Self { seed, down: joined, code: 502, retry_after: None, looked: true }
    }

    /// Whether the site fails at that moment (ms).
    #[must_use]
    pub fn is_down(&self, at: i64) -> bool {
        self.down.iter().any(|(from, to)| (millis(*from)..millis(*to)).contains(&at))
    }

    /// When the site had last come back by that moment (ms): what a person waited from.
    #[must_use]
    pub fn recovered(&self, by: i64) -> i64 {
        self.down.iter().map(|(_, to)| millis(*to)).filter(|to| *to <= by).max().unwrap_or(0)
    }

    /// When it fails no more, in ms.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.down.last().map_or(0, |(_, to)| millis(*to))
    }
}

fn millis(seconds: u32) -> i64 {
    i64::from(seconds) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_a_plan() {
        assert_eq!(Plan::new(1, "100-160,150-200,x,9-3").down, [(0, 100)]);
        assert_eq!(Plan::new(1, "0-5, 20-30").down, [(0, 5), (20, 30)]);
        assert_eq!(Plan::new(1, "").down, [(0, 90)]);
        assert_eq!(Plan::new(1, "0-99999999").down, [(0, LONGEST)]);
    }

    #[test]
    fn who_returns_waited_from_the_last_recovery() {
        let plan = Plan::new(1, "0-5,20-30");
        assert!(plan.is_down(4_999) && !plan.is_down(5_000) && plan.is_down(29_000));
        assert_eq!((plan.recovered(19_000), plan.recovered(31_000)), (5_000, 30_000));
    }
}
