//! Reads what a status page answers into one [`Reading`].
//!
//! A page lags (it opens a median of 13 minutes late and closes half an hour late), its indicator
//! does not measure severity, and it covers all of its owner's products. So a reading says what the
//! page says about one assistant, with its age and its doubts, and what cannot be read is unknown.

mod about;
mod bounded;
mod compat;
mod document;
mod feed;
pub mod fetching;
mod flashduty;
mod incident;
pub mod laws;
mod lenient;
mod markup;
mod native;
mod posts;
mod read;
mod reply;
mod said;
mod state;
mod types;
pub mod wording;
mod words;
mod workspace;

pub use read::read;
pub use reply::{Answer, Reply};
pub use said::Said;
pub use sites::Source;
pub use state::{StatusHint, hint, merge};
pub use types::{
    About, Component, Incident, LONGEST_TITLE, LONGEST_UPDATE, MOST_BYTES, MOST_COMPONENTS,
    MOST_INCIDENTS, MOST_UPDATES, Reading, Unreadable, Update,
};
pub use words::{Impact, Phase, State};
