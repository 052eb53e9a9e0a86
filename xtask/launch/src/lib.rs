//! What comes before every command: the programs it needs, the packages, the compiling, and one line
//! that says what goes on.

pub mod cargo;
pub mod demo;
pub mod npm;
pub mod progress;
pub mod repository;
pub mod tools;
