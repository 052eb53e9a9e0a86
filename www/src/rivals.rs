//! What others do through the same plan: reloading every 5 s, every 30 s, and by full jitter.

use crate::plan::Plan;
use crate::policies::{Client, Every, FullJitter, Next};

/// What a client asked for, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// When, in ms from the first failing page.
    pub at: i64,
    /// Whether it loaded the page, or only asked.
    pub load: bool,
    /// Whether the site answered.
    pub well: bool,
}

/// One of the others, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// What it is called.
    pub name: &'static str,
    /// What it asked for.
    pub asked: Vec<Request>,
    /// When its page was back, in ms.
    pub back: Option<i64>,
}

/// All of them.
#[must_use]
pub fn through(plan: &Plan) -> Vec<Rival> {
    vec![
        one::<Every<5>>("every 5 s", plan),
        one::<Every<30>>("every 30 s", plan),
        one::<FullJitter>("full jitter", plan),
    ]
}

fn one<C: Client>(name: &'static str, plan: &Plan) -> Rival {
    let mut client = C::fails(plan.seed, 0, None, None);
    let mut rival = Rival { name, asked: Vec::new(), back: None };
    let mut next = client.first(0);
    // A day's plan is 17,280 requests of the keenest.
    for _ in 0..100_000 {
        let (at, load) = match next {
            Next::Probe(at) => (at, false),
            Next::Load(at) => (at, true),
        };
        let well = !plan.is_down(i64::from(at));
        rival.asked.push(Request { at: i64::from(at), load, well });
        if well && load {
            rival.back = Some(i64::from(at));
            break;
        }
        next = if well { client.up(at) } else { client.down(at) };
    }
    rival
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_intervals_ask_as_often_as_they_say() {
        let rivals = through(&Plan::new(1, "0-61"));
        assert_eq!((rivals[0].asked.len(), rivals[0].back), (13, Some(65_000)));
        assert_eq!((rivals[1].asked.len(), rivals[1].back), (3, Some(90_000)));
        assert!(rivals[2].back.is_some_and(|back| back >= 61_000));
    }
}
