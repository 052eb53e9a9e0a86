//! An outage that is over.

use detect::{Class, Column, Family, NetworkError};
use serde::{Deserialize, Serialize};
use sites::Site;
use status::Said;
use std::time::Duration;
use timestamp::Timestamp;

/// An outage that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// When it was first seen in an ordinary window.
    pub started: Timestamp,
    /// When the last of its tabs was back, closed, or elsewhere.
    pub ended: Timestamp,
    /// The site.
    pub site: Site,
    /// Whether the site was seen working at the end; false if all tabs were closed first.
    pub back: bool,
    /// What failed last.
    pub class: Class,
    /// Its code; 0 where there was none.
    pub code: u16,
    /// The network error, if it was one.
    pub network: Option<NetworkError>,
    /// The column that the page marked as the one at fault.
    pub fault: Option<Column>,
    /// Who made the page.
    pub family: Option<Family>,
    /// The failing page came from a cache.
    pub stored: bool,
    /// How often a probe succeeded and a page failed all the same.
    pub false_ups: u32,
    /// Probes that were sent.
    pub probes: u32,
    /// What OpenAI's status page said when it ended.
    pub said: Option<Said>,
    /// OpenAI's incident about ChatGPT at that time.
    pub incident: Option<Posted>,
}

/// An incident as OpenAI posted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// OpenAI's own id for it.
    pub id: String,
    /// Its title, from outside.
    pub title: String,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it was closed, if it was closed by then.
    pub ended: Option<Timestamp>,
}

impl Past {
    /// How long it lasted.
    #[must_use]
    pub fn lasted(&self) -> Duration {
        self.ended.since(self.started)
    }

    /// What failed, as a word that is the same in every language: a code, or the class's name.
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

    /// Lines of earlier versions are still on the disks of those who update.
    #[test]
    fn a_line_that_an_earlier_version_kept_is_read_by_this_one() {
        let line = "1 1790000000000 1790000720000 0 1 1 502 502 0 1 2 1 0 0 1 9 1 3 1 4 01KX26 \
                    Elevated errors, \"ChatGPT\"1 1789999940000 0 ";
        assert_eq!(past(1_790_000_000_000, 12).line(), line);
        assert_eq!(Past::of(line), Some(past(1_790_000_000_000, 12)));
    }

    /// Fields that a later version appended do not stop this version, after a rollback.
    #[test]
    fn a_line_that_a_later_version_kept_is_read_as_far_as_this_one_knows_it() {
        let known = past(1_790_000_000_000, 12);
        for added in ["7 ", "1 4 text0 ", "x"] {
            assert_eq!(Past::of(&(known.line() + added)), Some(known.clone()), "{added}");
        }
    }
}
