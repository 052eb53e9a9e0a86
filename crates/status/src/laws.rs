//! What holds for any document: the entry point for property tests and for a fuzzer.

use super::{
    Incident, LONGEST_TITLE, LONGEST_UPDATE, MOST_COMPONENTS, MOST_INCIDENTS, MOST_UPDATES, State,
    read, wording::wording,
};
use sites::Site;
use text::Arg;
use timestamp::Timestamp;

/// Reads the bytes and checks this crate's laws.
///
/// # Panics
/// Where a law is broken: a text is longer than its bound or can reorder the words around it, a
/// list is longer than its bound, a link is no https address, something says "operational"
/// of which no part was read, or a reading does not survive the snapshot.
pub fn uphold(document: &[u8]) {
    let now = Timestamp::from_millis(1_790_000_000_000);
    for site in Site::homes() {
        uphold_as(document, site, now);
    }
}

fn uphold_as(document: &[u8], site: Site, now: Timestamp) {
    let Ok(reading) = read(document, site, now) else { return };
    for component in &reading.components {
        bounded(&component.name, LONGEST_TITLE);
        bounded(&component.group, LONGEST_TITLE);
        assert!(component.id.chars().count() <= 64);
    }
    assert!(reading.components.len() <= MOST_COMPONENTS);
    for list in [&reading.incidents, &reading.maintenance] {
        assert!(list.len() <= MOST_INCIDENTS);
        list.iter().for_each(incident);
    }
    if reading.state == State::Operational {
        let evidence = reading.lists_incidents
            || reading.indicator.is_some()
            || !reading.components.is_empty();
        assert!(evidence, "operational out of nothing");
        assert!(!reading.incidents.iter().any(|one| one.phase.is_open() && one.about.counts()));
    }
    for failing in [false, true] {
        for text in wording(Some(&reading), None, failing, now) {
            for (_, arg) in text.args {
                if let Arg::Outside(outside) = arg {
                    bounded(&outside, LONGEST_UPDATE);
                }
            }
        }
    }
    let kept = reading.to_keep();
    assert_eq!(codec::decode(&codec::encode(&kept)), Some(kept));
}

fn incident(one: &Incident) {
    bounded(&one.title, LONGEST_TITLE);
    assert!(one.id.chars().count() <= LONGEST_TITLE);
    assert!(one.link.is_empty() || one.link.starts_with("https://"));
    assert!(one.link.len() <= 300 + LONGEST_TITLE && one.updates.len() <= MOST_UPDATES);
    for update in &one.updates {
        bounded(&update.text, LONGEST_UPDATE);
    }
    one.components.iter().for_each(|name| bounded(name, LONGEST_TITLE));
}

fn bounded(text: &str, most: usize) {
    assert!(text.chars().count() <= most);
    assert!(!text.contains(|c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || (c.is_control() && c != '\n')
    }));
}
