//! A reading as one line of text, as the snapshot keeps it.
//!
//! By itself it begins with the order's version; a line of any other version, or a broken one,
//! is no reading.

use super::{
    About, Component, Impact, Incident, Phase, Reading, Source, State, Unreadable, Update,
};
use kept::{Kept, Line, kept, put_number};
use serde::{Serialize, Serializer};

/// To be raised with every change of what is written below.
const VERSION: i64 = 1;

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = String::new();
        put_number(&mut line, VERSION);
        self.put(&mut line);
        serializer.serialize_str(&line)
    }
}

impl TryFrom<String> for Reading {
    type Error = &'static str;

    fn try_from(line: String) -> Result<Self, Self::Error> {
        let mut line = Line::new(&line);
        let version = line.number();
        let reading = Self::take(&mut line);
        if version == VERSION && line.is_whole() { Ok(reading) } else { Err("no packed reading") }
    }
}

kept!(Reading {
    state,
    read_at,
    updated_at,
    source,
    indicator,
    lists_incidents,
    is_foreign,
    components,
    incidents,
    maintenance,
    failed,
});
kept!(Component { id, name, group, impact, about });
kept!(Incident {
    id,
    title,
    phase,
    impact,
    started_at,
    ends_at,
    updated_at,
    updates,
    components,
    link,
    about,
});
kept!(Update { at, phase, text });
kept!(Source [0 Native, 1 Compat, 2 Feed] or Native);
kept!(State [0 Operational, 1 Degraded, 2 Down, 3 Maintenance, 4 Unknown] or Unknown);
kept!(Impact [0 None, 1 Unknown, 2 Maintenance, 3 Minor, 4 Major, 5 Critical] or Unknown);
kept!(Phase [
    0 Investigating,
    1 Identified,
    2 Monitoring,
    3 Resolved,
    4 Postmortem,
    5 Scheduled,
    6 InProgress,
    7 Verifying,
    8 Completed,
    9 Unknown,
] or Unknown);
kept!(About [
    0 Group,
    1 Id,
    2 Name,
    3 Words,
    4 OtherGroup,
    5 OtherComponent,
    6 OtherWords,
    7 Unsaid,
    8 Foreign,
] or Unsaid);
kept!(Unreadable [
    0 Timeout,
    1 Network,
    2 TooLarge,
    3 Redirected,
    4 Status { 0: code },
    5 ContentType,
    6 Html,
    7 Malformed,
    8 Unrecognised,
] or Malformed);

/// What a reply gave, as one line: what reads replies and what wants their readings are two wasms.
#[must_use]
pub fn pack(reading: &Result<Reading, Unreadable>) -> String {
    let mut line = String::new();
    put_number(&mut line, i64::from(reading.is_ok()));
    match reading {
        Ok(reading) => reading.put(&mut line),
        Err(why) => why.put(&mut line),
    }
    line
}

/// What [`pack`] wrote.
///
/// # Errors
/// [`Unreadable`]: that was packed, or the line is none of ours.
pub fn unpack(line: &str) -> Result<Reading, Unreadable> {
    let mut line = Line::new(line);
    let read = if bool::take(&mut line) {
        Ok(Reading::take(&mut line))
    } else {
        Err(Unreadable::take(&mut line))
    };
    if line.is_whole() { read } else { Err(Unreadable::Malformed) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use timestamp::Timestamp;

    fn packed() -> String {
        let mut line = String::new();
        put_number(&mut line, VERSION);
        reading().put(&mut line);
        line
    }

    fn reading() -> Reading {
        let document = r#"{"page":{"name":"OpenAI","updated_at":"2026-09-01T00:00:00.5Z"},
            "components":[{"id":"01JMXBNJXGV1T5GT2M9XA83XNG","name":"Conversations",
            "status":"partial_outage"}],"status":{"indicator":"minor"},
            "incidents":[{"id":"A1","name":"ChatGPT \u001f 😀 \"down\"","status":"identified",
            "impact":"critical","created_at":"1969-12-31T23:59:59Z","incident_updates":
            [{"status":"identified","body":"one\ntwo","display_at":"9999-12-31T23:59:59Z"}]}],
            "scheduled_maintenances":[{"id":"m","name":"Login","scheduled_for":
            "2026-09-02T00:00:00Z","scheduled_until":"2026-09-02T01:00:00Z"}]}"#;
        let mut reading =
            super::super::read(document.as_bytes(), Timestamp::from_millis(5)).unwrap();
        reading.failed =
            vec![(Source::Native, Unreadable::Status(504)), (Source::Feed, Unreadable::Html)];
        reading
    }

    #[test]
    fn a_reading_comes_back_as_it_was() {
        let packed = packed();
        assert_eq!(Reading::try_from(packed), Ok(reading()));
    }

    #[test]
    fn what_one_wasm_packs_the_other_unpacks() {
        for read in [Ok(reading()), Err(Unreadable::Status(504)), Err(Unreadable::Html)] {
            let line = pack(&read);
            assert_eq!(unpack(&line), read);
            for cut in (0..line.len()).filter(|cut| line.is_char_boundary(*cut)) {
                assert_eq!(unpack(&line[..cut]), Err(Unreadable::Malformed), "{cut}");
            }
        }
    }

    #[test]
    fn a_line_that_is_cut_or_of_another_version_is_no_reading() {
        let packed = packed();
        for cut in (0..packed.len()).filter(|cut| packed.is_char_boundary(*cut)) {
            assert!(Reading::try_from(packed[..cut].to_owned()).is_err(), "{cut}");
        }
        assert!(Reading::try_from(packed.replacen('1', "2", 1)).is_err());
        assert!(Reading::try_from(String::new()).is_err());
    }
}
