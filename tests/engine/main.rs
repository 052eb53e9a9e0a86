//! The engine in a virtual world: what happened to the person, from the first failure to the end.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod blank_app;
mod challenged;
mod chats;
mod elsewhere;
mod kills;
mod laws;
mod limits;
mod living;
mod many;
mod model;
mod network;
mod outages;
mod own_site;
mod past;
mod people;
mod reference;
mod refusals;
mod remedies;
mod settings;
mod stalled;
mod stories;
mod story;
mod trace;
mod trouble;
mod witness;
mod world;
