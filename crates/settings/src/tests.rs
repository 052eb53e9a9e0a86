//! Whatever is in the store, reading it gives valid settings.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;

fn stored(entries: &[(&str, Choice)]) -> Settings {
    Settings::parse(&|name| {
        entries.iter().find(|(known, _)| *known == name).map(|(_, choice)| *choice)
    })
}

#[test]
fn each_field_stands_in_its_own_place() {
    for (at, row) in FIELDS.iter().enumerate() {
        assert_eq!(row.field as usize, at, "{}", row.name);
        assert_eq!(row.held(row.choice(row.first)), row.first, "{}", row.name);
    }
}

#[test]
fn an_empty_store_is_as_at_first() {
    let first = stored(&[]);
    assert_eq!(first, Settings::FIRST);
    assert!(first.has(Field::On));
    assert_eq!(first.number(Field::KeepDays), Some(7));
    assert!(Site::ALL.into_iter().all(|site| first.watches(site) == site.is_installed()));
    assert_eq!(first.returns(), Returns::All);
    for off in [
        Field::KeepWhileTyping,
        Field::ManyChats,
        Field::OldBrowser,
        Field::CleanDays,
        Field::Notify,
    ] {
        assert!(!first.has(off), "{off:?} is off until it is chosen");
    }
}

#[test]
fn whatever_stands_in_the_store_is_brought_within_bounds() {
    let odd = [
        Choice::Number(f64::NAN),
        Choice::Number(f64::INFINITY),
        Choice::Number(-1.0),
        Choice::Number(0.0),
        Choice::Number(1e300),
        Choice::Number(3.7),
        Choice::Flag(true),
        Choice::Flag(false),
        Choice::Name("de"),
        Choice::Name("klingon"),
    ];
    for row in &FIELDS {
        for choice in odd {
            let settings = stored(&[(row.name, choice), ("unknown", choice)]);
            let value = settings.value(row.field);
            let allowed = match row.kind {
                Kind::Switch => value <= 1,
                Kind::NumberOrOff { least, most, .. } => {
                    value == 0 || (least..=most).contains(&value)
                }
                Kind::Language => usize::from(value) < LANGUAGES.len(),
            };
            assert!(allowed, "{}: {choice:?} became {value}", row.name);
        }
    }
}

#[test]
fn a_person_is_told_what_is_refused_and_nothing_changes() {
    let first = Settings::FIRST;
    for (name, choice) in [
        ("keep_days", Choice::Number(0.0)),
        ("keep_days", Choice::Number(31.0)),
        ("keep_days", Choice::Number(1.5)),
        ("many_chats", Choice::Number(1.0)),
    ] {
        let refused = first.with(name, choice).unwrap_err().unwrap();
        assert_eq!(refused.id, "setting_bounds", "{name} {choice:?}");
    }
    assert_eq!(first.with("unknown", Choice::Flag(true)), Err(None));
    assert_eq!(first.with("on", Choice::Number(1.0)), Err(None));
    let chosen = first.with("keep_days", Choice::Flag(false)).unwrap();
    assert_eq!(chosen.number(Field::KeepDays), None);
    let offered = chosen.with("keep_days", Choice::Flag(true)).unwrap();
    assert_eq!(offered.number(Field::KeepDays), Some(7));
    let chosen = chosen.with("keep_days", Choice::Number(30.0)).unwrap();
    assert_eq!(chosen.number(Field::KeepDays), Some(30));
}

#[test]
fn what_is_written_is_read_again() {
    let chosen = Settings::FIRST.with("many_chats", Choice::Number(25.0)).unwrap();
    let chosen = chosen.with("on", Choice::Flag(false)).unwrap();
    let written: Vec<_> = FIELDS.iter().map(|row| (row.name, chosen.choice(row))).collect();
    assert_eq!(stored(&written), chosen);
    let chosen = chosen.with("language", named("pt-BR").unwrap()).unwrap();
    assert_eq!(named("pt"), None);
    let chosen = chosen.with_own_of("chat.example.org", "status.example.org").unwrap();
    let kept = serde_json::to_string(&chosen).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&kept).unwrap(), chosen);
    assert!(serde_json::from_str::<Settings>(&kept.replacen('1', "2", 1)).is_err(), "{kept}");
}

#[test]
fn a_site_of_ones_own_is_chosen_refused_and_taken_back() {
    let first = Settings::FIRST;
    assert!(!first.watches(Site::Own));
    let chosen = first.with_own_of(" https://Chat.example.org/", "").unwrap();
    assert!(chosen.watches(Site::Own));
    assert_eq!(chosen.own().unwrap().host(), "chat.example.org");
    assert!(!chosen.with("on", Choice::Flag(false)).unwrap().watches(Site::Own));
    assert_eq!(chosen.with_own_of("", ""), Ok(first));
    for (host, status, id) in [
        ("10.0.0.1", "", "setting_own_refused"),
        ("claude.ai", "", "setting_own_known"),
        ("chat.example.org", "*", "setting_own_status_refused"),
    ] {
        assert_eq!(chosen.with_own_of(host, status).unwrap_err().id, id, "{host}");
    }
}
