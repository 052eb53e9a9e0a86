//! Any bytes at all as what was kept, as a file of settings, and any choices: no panic, nothing out of bounds, and what is
//! taken up is put down again as it was.
//!
//! `cargo xtask fuzz kept --seconds 60`
#![no_main]

use arbitrary::Arbitrary;
use engine::{Engine, Snapshot};
use settings::{Choice, FIELDS, Settings, named};
use libfuzzer_sys::fuzz_target;

/// What the fuzzer makes up.
#[derive(Arbitrary, Debug)]
struct Input<'a> {
    snapshot: &'a str,
    state: &'a [u8],
    file: &'a [u8],
    choices: Vec<(u8, Chosen)>,
}

#[derive(Arbitrary, Debug)]
enum Chosen {
    Flag(bool),
    Number(f64),
    Name(String),
}

fuzz_target!(|input: Input| {
    // As it stands: it is damaged, or whole by a chance of one in four thousand millions.
    let _ = Engine::restore(&Snapshot(input.snapshot.to_owned()));
    // Whole, and of a form that no engine wrote.
    if let Ok(engine) = Engine::restore(&Snapshot::sealed(input.state)) {
        assert_eq!(Engine::restore(&engine.snapshot()), Ok(engine));
    }
    if let Ok(settings) = Settings::FIRST.import(input.file) {
        assert_eq!(Settings::FIRST.import(settings.export().as_bytes()), Ok(settings));
    }
    let stored = |name: &str| {
        let at = FIELDS.iter().position(|row| row.name == name)?;
        let (_, chosen) = input.choices.iter().find(|(n, _)| usize::from(*n) % FIELDS.len() == at)?;
        match chosen {
            Chosen::Flag(on) => Some(Choice::Flag(*on)),
            Chosen::Number(number) => Some(Choice::Number(*number)),
            Chosen::Name(name) => named(name),
        }
    };
    let settings = Settings::parse(&stored);
    for row in &FIELDS {
        assert!(settings.with(row.name, settings.choice(row)).is_ok(), "{} is out of bounds", row.name);
    }
});
