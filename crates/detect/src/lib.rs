//! Recognises: what the response, the page and the network say becomes one verdict.
//!
//! | file | what it knows |
//! |---|---|
//! | `judge` | the order in which the witnesses are heard, and their vetoes |
//! | `response` | status and headers |
//! | `page` | the facts that the collector reads, and what makes a page healthy |
//! | `refusal` | checks, limits, blocks, a full house |
//! | `vendor`, `plain` | every gateway's own page, line of text and JSON |
//! | `network` | both browsers' names of failures without a reply |
//! | `family`, `cloudflare`, `clues` | who made the page, whose fault, which code and ray |
//! | `verdict`, `types` | what all of them speak in |

mod cloudflare;
mod clues;
mod family;
mod judge;
mod network;
mod numbers;
mod page;
mod plain;
mod refusal;
mod response;
mod types;
mod vendor;
mod verdict;

pub use judge::{by_headers, classify, unseen};
pub use network::NetworkError;
pub use page::{PageFacts, mark};
pub use response::Response;
pub use types::{Centre, Clues, Column, Family, Ray, Reason};
pub use verdict::{Action, Class, Evidence, Verdict, Why, Witness};
