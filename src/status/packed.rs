//! A reading as one line of text, as the snapshot keeps it.
//!
//! A derived Deserialize for these structs weighs about 20 KB of wasm, this 4: fields in a fixed
//! order with a separator between them that no kept text contains. The first field is the
//! order's version; a line of any other version, or a broken one, is no reading.

use super::{
    About, Component, Impact, Incident, MOST_COMPONENTS, MOST_INCIDENTS, MOST_UPDATES, Phase,
    Reading, Source, State, Unreadable, Update,
};
use crate::prelude::*;
use crate::text::decimal;
use crate::time::Timestamp;
use serde::{Serialize, Serializer};

/// To be raised with every change of what is written below.
const VERSION: i64 = 1;
/// ASCII's unit separator: a control character, which bounded texts have not.
const SEPARATOR: char = '\u{1f}';

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = Line(String::new());
        line.reading(self);
        serializer.serialize_str(&line.0)
    }
}

impl TryFrom<String> for Reading {
    type Error = &'static str;

    fn try_from(line: String) -> Result<Self, Self::Error> {
        Fields(&line).reading().ok_or("no packed reading")
    }
}

/// What is being written.
pub(super) struct Line(pub String);

impl Line {
    pub(super) fn text(&mut self, text: &str) {
        for char in text.chars().filter(|char| *char != SEPARATOR) {
            self.0.push(char);
        }
        self.0.push(SEPARATOR);
    }

    /// A number in decimal.
    pub(super) fn number(&mut self, number: i64) {
        if number < 0 {
            self.0.push('-');
        }
        self.0.push_str(&decimal(number.unsigned_abs()));
        self.0.push(SEPARATOR);
    }

    pub(super) fn moment(&mut self, moment: Option<Timestamp>) {
        // No moment is so far: it stands for none.
        self.number(moment.map_or(i64::MIN, Timestamp::as_millis));
    }

    pub(super) fn unreadable(&mut self, why: Option<Unreadable>) {
        self.number(match why {
            None => -1,
            Some(Unreadable::Timeout) => 1,
            Some(Unreadable::Network) => 2,
            Some(Unreadable::TooLarge) => 3,
            Some(Unreadable::Redirected) => 4,
            Some(Unreadable::ContentType) => 5,
            Some(Unreadable::Html) => 6,
            Some(Unreadable::Malformed) => 7,
            Some(Unreadable::Unrecognised) => 8,
            Some(Unreadable::Status(code)) => 1000 + i64::from(code),
        });
    }

    pub(super) fn failed(&mut self, failed: &[(Source, Unreadable)]) {
        self.number(failed.len() as i64);
        for (source, why) in failed {
            self.number(*source as i64);
            self.unreadable(Some(*why));
        }
    }

    pub(super) fn reading(&mut self, reading: &Reading) {
        self.number(VERSION);
        self.number(reading.state as i64);
        self.moment(Some(reading.read_at));
        self.moment(reading.updated_at);
        self.number(reading.source as i64);
        self.number(reading.indicator.map_or(-1, |impact| impact as i64));
        self.number(i64::from(reading.lists_incidents));
        self.number(i64::from(reading.is_foreign));
        self.failed(&reading.failed);
        self.number(reading.components.len() as i64);
        for component in &reading.components {
            self.text(&component.id);
            self.text(&component.name);
            self.text(&component.group);
            self.number(component.impact as i64);
            self.number(component.about as i64);
        }
        for list in [&reading.incidents, &reading.maintenance] {
            self.number(list.len() as i64);
            for incident in list {
                self.incident(incident);
            }
        }
    }

    fn incident(&mut self, incident: &Incident) {
        for text in [&incident.id, &incident.title, &incident.link] {
            self.text(text);
        }
        for number in [incident.phase as i64, incident.impact as i64, incident.about as i64] {
            self.number(number);
        }
        for moment in [incident.started_at, incident.ends_at, incident.updated_at] {
            self.moment(moment);
        }
        self.number(incident.updates.len() as i64);
        for update in &incident.updates {
            self.moment(update.at);
            self.number(update.phase as i64);
            self.text(&update.text);
        }
        self.number(incident.components.len() as i64);
        for name in &incident.components {
            self.text(name);
        }
    }
}

/// What is left to be read of a line.
pub(super) struct Fields<'a>(pub &'a str);

impl Fields<'_> {
    #[inline(never)]
    pub(super) fn text(&mut self) -> Option<String> {
        let end = self.0.bytes().position(|byte| byte == SEPARATOR as u8)?;
        let text = self.0.get(..end)?;
        self.0 = self.0.get(end + 1..)?;
        Some(text.to_owned())
    }

    #[inline(never)]
    pub(super) fn number(&mut self) -> Option<i64> {
        let text = self.text()?;
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let number = digits.bytes().try_fold(0_i64, |sum, byte| {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
            // Downwards, since the least number is one further from zero than the most.
            sum.checked_mul(10)?.checked_sub(i64::from(digit))
        })?;
        if digits.len() < text.len() { Some(number) } else { number.checked_neg() }
    }

    /// A number of things, refused where there cannot be so many.
    fn count(&mut self, most: usize) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= most)
    }

    pub(super) fn moment(&mut self) -> Option<Option<Timestamp>> {
        let millis = self.number()?;
        Some((millis != i64::MIN).then(|| Timestamp::from_millis(millis)))
    }

    /// One of a list by its place in it.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(usize::try_from(self.number()?).ok()?).copied()
    }

    /// A source, or none.
    pub(super) fn source(&mut self) -> Option<Option<Source>> {
        let number = self.number()?;
        Some(usize::try_from(number).ok().and_then(|at| Source::ALL.get(at).copied()))
    }

    pub(super) fn unreadable(&mut self) -> Option<Option<Unreadable>> {
        Some(Some(match self.number()? {
            -1 => return Some(None),
            1 => Unreadable::Timeout,
            2 => Unreadable::Network,
            3 => Unreadable::TooLarge,
            4 => Unreadable::Redirected,
            5 => Unreadable::ContentType,
            6 => Unreadable::Html,
            7 => Unreadable::Malformed,
            8 => Unreadable::Unrecognised,
            code => Unreadable::Status(u16::try_from(code - 1000).ok()?),
        }))
    }

    pub(super) fn failed(&mut self) -> Option<Vec<(Source, Unreadable)>> {
        let mut failed = Vec::new();
        for _ in 0..self.count(16)? {
            failed.push((self.one(&Source::ALL)?, self.unreadable()??));
        }
        Some(failed)
    }

    #[inline(never)]
    pub(super) fn reading(&mut self) -> Option<Reading> {
        if self.number()? != VERSION {
            return None;
        }
        let mut reading = Reading::empty(Source::Native);
        reading.state = self.one(&State::ALL)?;
        reading.read_at = self.moment()??;
        reading.updated_at = self.moment()?;
        reading.source = self.one(&Source::ALL)?;
        let indicator = self.number()?;
        let of = usize::try_from(indicator).ok();
        reading.indicator = of.and_then(|at| Impact::ALL.get(at).copied());
        reading.lists_incidents = self.number()? != 0;
        reading.is_foreign = self.number()? != 0;
        reading.failed = self.failed()?;
        for _ in 0..self.count(MOST_COMPONENTS)? {
            reading.components.push(Component {
                id: self.text()?,
                name: self.text()?,
                group: self.text()?,
                impact: self.one(&Impact::ALL)?,
                about: self.one(&About::ALL)?,
            });
        }
        for is_maintenance in [false, true] {
            for _ in 0..self.count(MOST_INCIDENTS)? {
                let incident = self.incident()?;
                let (one, other) = (&mut reading.maintenance, &mut reading.incidents);
                if is_maintenance { one } else { other }.push(incident);
            }
        }
        Some(reading)
    }

    fn incident(&mut self) -> Option<Incident> {
        let mut incident = Incident::empty();
        incident.id = self.text()?;
        incident.title = self.text()?;
        incident.link = self.text()?;
        incident.phase = self.one(&Phase::ALL)?;
        incident.impact = self.one(&Impact::ALL)?;
        incident.about = self.one(&About::ALL)?;
        incident.started_at = self.moment()?;
        incident.ends_at = self.moment()?;
        incident.updated_at = self.moment()?;
        for _ in 0..self.count(MOST_UPDATES)? {
            let (at, phase) = (self.moment()?, self.one(&Phase::ALL)?);
            incident.updates.push(Update { at, phase, text: self.text()? });
        }
        for _ in 0..self.count(super::incident::MOST_NAMES)? {
            incident.components.push(self.text()?);
        }
        Some(incident)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn packed() -> String {
        let mut line = Line(String::new());
        line.reading(&reading());
        line.0
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
    fn the_lists_of_words_are_in_the_order_of_their_numbers() {
        assert!(State::ALL.iter().enumerate().all(|(at, one)| *one as usize == at));
        assert!(Source::ALL.iter().enumerate().all(|(at, one)| *one as usize == at));
        assert!(Impact::ALL.iter().enumerate().all(|(at, one)| *one as usize == at));
        assert!(Phase::ALL.iter().enumerate().all(|(at, one)| *one as usize == at));
        assert!(About::ALL.iter().enumerate().all(|(at, one)| *one as usize == at));
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
