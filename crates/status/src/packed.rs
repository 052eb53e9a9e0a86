//! What a reply gave, as text, because replies are read in another wasm than their readings are
//! used.

use super::{Reading, Unreadable};

/// What a reply gave, as text for the other wasm.
#[must_use]
pub fn pack(reading: &Result<Reading, Unreadable>) -> String {
    codec::encode(reading)
}

/// What [`pack`] wrote.
///
/// # Errors
/// The [`Unreadable`] that was packed, or one for a text that is not from [`pack`].
pub fn unpack(text: &str) -> Result<Reading, Unreadable> {
    codec::decode(text).unwrap_or(Err(Unreadable::Malformed))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Source;
    use sites::Site;
    use timestamp::Timestamp;

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
            super::super::read(document.as_bytes(), Site::ChatGpt, Timestamp::from_millis(5))
                .unwrap();
        reading.failed =
            vec![(Source::Native, Unreadable::Status(504)), (Source::Feed, Unreadable::Html)];
        reading
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
}
