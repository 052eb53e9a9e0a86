//! The outage lab: a TLS server on loopback that plays ChatGPT and its status page, and the hands
//! that drive real browsers against it.
//!
//! | room | what it does |
//! |---|---|
//! | [`scenario`] | what is served over time, as data: `lab/scenarios/*.toml` |
//! | [`server`] | the listener, the certificate, the phases' clock, the wire (resets and cuts too) |
//! | [`answer`] | one request and one phase become one reply |
//! | [`bodies`] | the named bodies: `lab/pages/*`, written from what such pages look like |
//! | [`status_page`] | the status page's documents, with times relative to now |
//! | [`records`] | what was asked of the server, and waiting for it |
//! | [`demo`] | an outage and its end in a real browser, told step by step |
//! | [`drive`] | Chromium and Firefox by WebDriver, and what they show of the panel |
//!
//! Nothing here is shipped: the extension knows nothing of the lab.

pub mod answer;
pub mod bodies;
pub mod demo;
pub mod drive;
pub mod records;
pub mod scenario;
pub mod server;
pub mod status_page;

pub use records::Record;
pub use scenario::Scenario;
pub use server::Lab;
