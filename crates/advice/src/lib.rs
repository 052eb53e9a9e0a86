//! Explains: from evidence to causes and remedies, and the report for support.
//!
//! | file | what it knows |
//! |---|---|
//! | `weights` | the table: what each piece of evidence says of each cause |
//! | `diagnosis` | from evidence to ranked causes, with a confidence in words |
//! | `remedies/` | what helps, one file each, and what came of it |
//! | `machine` | browsers and systems, by name |
//! | `told` | all of it for one outage, as a page shows it |
//! | `questions` | what only a person can tell |
//! | `durations` | how long such outages last |
//! | `past` | the likeliest cause of an outage that is over |
//! | `report` | the text for support, from bounded facts alone |
//! | `releases` | how old a browser is |
//! | `habits/` | what is off until it is chosen: a word of an old browser or of many chats |

mod diagnosis;
pub mod durations;
pub mod habits;
mod machine;
pub mod past;
mod questions;
pub mod releases;
pub mod remedies;
pub mod report;
mod told;
mod weights;

pub use diagnosis::{Confidence, Diagnosis, diagnose};
pub use machine::{Browser, Machine, System};
pub use questions::questions;
pub use told::{Known, Told, told};
pub use weights::{Cause, Sign};

use detect::Verdict;
use evidence::Evidence;
use text::Text;

/// What a document that refused the user means, and that it is left alone; `None` if it refused
/// nobody.
#[must_use]
pub fn refusal(verdict: &Verdict) -> Option<[Text; 2]> {
    let evidence = Evidence::of(verdict);
    evidence.is_refused().then(|| remedies::explained(&evidence))
}
