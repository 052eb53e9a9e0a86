//! An outage that is over, and the time that it saved.

use detect::{Class, Column, Family, NetworkError};
use serde::{Deserialize, Serialize};
use sites::Site;
use status::Said;
use std::time::Duration;
use timestamp::Timestamp;

/// Somebody who waits looks so often whether it is back.
pub const BY_HAND: Duration = Duration::from_secs(5 * 60);

/// And each look takes so long: going to the tab, loading it, seeing what came.
pub const A_LOOK: Duration = Duration::from_secs(15);

/// After so many looks (8 hours) nobody goes on.
const MOST_LOOKS: u64 = 96;

/// An outage that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// When it was first seen in an ordinary window.
    pub started: Timestamp,
    /// When the last of its tabs was back, closed, or elsewhere.
    pub ended: Timestamp,
    /// The site.
    pub site: Site,
    /// Whether a page or a message of it came well in the end; else nobody waited any more.
    pub back: bool,
    /// What failed last.
    pub class: Class,
    /// Its code; 0 where there was none.
    pub code: u16,
    /// What the network did, where it was that.
    pub network: Option<NetworkError>,
    /// The column that the page marked as the one at fault.
    pub fault: Option<Column>,
    /// Who made the page.
    pub family: Option<Family>,
    /// The failing page came out of a store.
    pub stored: bool,
    /// How often a probe said up and a page failed all the same.
    pub false_ups: u32,
    /// Probes that were sent.
    pub probes: u32,
    /// What OpenAI's status page said when it ended.
    pub said: Option<Said>,
    /// OpenAI's incident about ChatGPT of that time.
    pub incident: Option<Posted>,
}

/// An incident as OpenAI posted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// OpenAI's own id of it.
    pub id: String,
    /// Its title, from outside.
    pub title: String,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it was closed, if it was by then.
    pub ended: Option<Timestamp>,
}

impl Past {
    /// How long it lasted.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.ended.since(self.started)
    }

    /// What it saved somebody who would have looked by hand every [`BY_HAND`]: [`A_LOOK`] for each
    /// look up to the first that finds it back, and the time until that one. Nothing where it was
    /// not waited for to the end.
    #[must_use]
    pub fn saved(&self) -> Duration {
        if !self.back {
            return Duration::ZERO;
        }
        let (lasted, between) = (self.lasted().as_secs(), BY_HAND.as_secs());
        let looks = lasted.div_ceil(between).max(1);
        let unnoticed = (looks * between - lasted) * u64::from(looks <= MOST_LOOKS);
        Duration::from_secs(looks.min(MOST_LOOKS) * A_LOOK.as_secs() + unnoticed)
    }

    /// What failed, in a word that is the same in every language: a code, or the class's name.
    #[must_use]
    pub fn what(&self) -> String {
        if self.code > 0 { self.code.to_string() } else { self.class.name() }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    pub(crate) fn past(started: i64, minutes: i64) -> Past {
        Past {
            started: Timestamp::from_millis(started),
            ended: Timestamp::from_millis(started + minutes * 60_000),
            site: Site::ChatGpt,
            back: true,
            class: Class::Gateway(502),
            code: 502,
            network: None,
            fault: Some(Column::Host),
            family: Some(Family::Cloudflare),
            stored: false,
            false_ups: 1,
            probes: 9,
            said: Some(Said::Incident),
            incident: Some(Posted {
                id: "01KX".into(),
                title: "Elevated errors, \"ChatGPT\"".into(),
                started: Some(Timestamp::from_millis(started - 60_000)),
                ended: None,
            }),
        }
    }

    /// What earlier versions kept is still there on the disk of those who update.
    #[test]
    fn a_line_that_an_earlier_version_kept_is_read_by_this_one() {
        let line = "1 1790000000000 1790000720000 0 1 1 502 502 0 1 2 1 0 0 1 9 1 3 1 4 01KX26 \
                    Elevated errors, \"ChatGPT\"1 1789999940000 0 ";
        assert_eq!(past(1_790_000_000_000, 12).line(), line);
        assert_eq!(Past::of(line), Some(past(1_790_000_000_000, 12)));
    }

    /// Nor is what a later version added in the way of one that is taken back to this one.
    #[test]
    fn a_line_that_a_later_version_kept_is_read_as_far_as_this_one_knows_it() {
        let known = past(1_790_000_000_000, 12);
        for added in ["7 ", "1 4 text0 ", "x"] {
            assert_eq!(Past::of(&(known.line() + added)), Some(known.clone()), "{added}");
        }
    }

    #[test]
    fn time_is_saved_against_the_next_look_and_only_where_somebody_waited() {
        let saved = |minutes| past(1_790_000_000_000, minutes).saved().as_secs();
        // Back after 12 minutes: looks at 5, 10 and 15, the last of them three minutes late.
        assert_eq!(saved(12), 3 * 15 + 180);
        assert_eq!(saved(5), 15);
        assert_eq!(saved(0), 15 + 300);
        assert_eq!(saved(3000), 96 * 15, "nobody looks for two days");
        assert_eq!(Past { back: false, ..past(1_790_000_000_000, 12) }.saved(), Duration::ZERO);
    }
}
