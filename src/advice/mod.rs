//! Explains: from evidence to causes and remedies, and the report for support.
//!
//! | file | what it knows |
//! |---|---|
//! | `evidence` | all that may be known of a failure; each part may be unknown |
//! | `weights` | the table: what each piece of evidence says of each cause |
//! | `diagnosis` | from evidence to ranked causes, with a confidence in words |
//! | `remedies/` | what helps, one file each, and what came of it |
//! | `machine` | browsers and systems, by name |
//! | `told` | all of it for one outage, as a page shows it |
//! | `questions` | what only a person can tell |
//! | `durations` | how long such outages last |
//! | `report` | the text for support, from bounded facts alone |
//! | `releases`, `chats`, `cleaning` | prevention: an old browser, too many chats, a cache that is due |

pub mod chats;
pub mod cleaning;
mod diagnosis;
pub mod durations;
mod evidence;
mod machine;
mod questions;
pub mod releases;
pub mod remedies;
pub mod report;
mod told;
mod weights;

pub use diagnosis::{Confidence, Diagnosis, diagnose};
pub use evidence::{Block, Evidence, Probed, Said, Trial};
pub use machine::{Browser, Machine, System};
pub use questions::{Question, questions};
pub use told::{Known, Told, told};
pub use weights::{Cause, Sign};

use crate::detect::Verdict;
use crate::text::Text;

/// What a document that refused its person means, and that it is left alone; `None` where it
/// refused nobody.
#[must_use]
pub fn refusal(verdict: &Verdict) -> Option<[Text; 2]> {
    let evidence = Evidence::of(verdict);
    evidence.is_refused().then(|| remedies::explained(&evidence))
}
