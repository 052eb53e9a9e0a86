//! Settings as a file that people keep or pass on: one JSON object, each field by its name.

use super::{Choice, FIELDS, Settings, named};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use text::{Arg, Text, bounded};

/// Says what the file is, and in which form.
const MARK: &str = "gatewatch";

/// The form that is written and read.
const FORM: u64 = 1;

/// No settings of ours are a tenth as large, in bytes.
const LARGEST: usize = 16_384;

/// So much of a name that nobody knows is said back, in characters.
const LONGEST_NAME: usize = 40;

impl Settings {
    /// The whole of them as a file.
    #[must_use]
    pub fn export(&self) -> String {
        // Texts and numbers under texts: nothing that JSON cannot hold.
        let mut file = serde_json::to_string_pretty(&File(self)).unwrap_or_default();
        file.push('\n');
        file
    }

    /// These with what such a file holds; what it does not name stays as it is.
    ///
    /// # Errors
    /// It is no such file, or a field of it is unknown or not allowed: with the sentence that names
    /// it. Nothing of it is taken then.
    pub fn import(mut self, file: &[u8]) -> Result<Self, Text> {
        let none = || Text::new("import_none");
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        if file.len() > LARGEST {
            return Err(none());
        }
        let members: BTreeMap<String, Value> = serde_json::from_slice(file).map_err(|_| none())?;
        if members.get(MARK).and_then(Value::as_u64) != Some(FORM) {
            return Err(none());
        }
        for (name, value) in members.iter().filter(|(name, _)| *name != MARK) {
            let refused = |id| {
                let name = bounded(name, LONGEST_NAME);
                Err(Text::new(id).with("field", Arg::Outside(name)))
            };
            if FIELDS.iter().all(|row| row.name != name) {
                return refused("import_unknown");
            }
            let Some(choice) = choice(value) else { return refused("import_refused") };
            match self.with(name, choice) {
                Ok(with) => self = with,
                Err(_) => return refused("import_refused"),
            }
        }
        Ok(self)
    }
}

fn choice(value: &Value) -> Option<Choice> {
    match value {
        Value::Bool(on) => Some(Choice::Flag(*on)),
        Value::Number(number) => Some(Choice::Number(u16::try_from(number.as_u64()?).ok()?.into())),
        Value::String(name) => named(name),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What is written: the mark, then each field, in the order of the page.
struct File<'a>(&'a Settings);

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = FIELDS.iter().map(|row| {
            let value = match self.0.choice(row) {
                Choice::Flag(on) => Value::from(on),
                Choice::Number(_) => Value::from(self.0.number(row.field)),
                Choice::Name(name) => Value::from(name),
            };
            (row.name, value)
        });
        serializer.collect_map(std::iter::once((MARK, Value::from(FORM))).chain(fields))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Field;

    fn refused(file: &str) -> (&'static str, String) {
        let text = Settings::FIRST.import(file.as_bytes()).unwrap_err();
        let field = text.args.iter().find_map(|(_, arg)| match arg {
            Arg::Outside(name) => Some(name.clone()),
            Arg::Count(_) | Arg::Code(_) | Arg::Duration(_) | Arg::Moment(_) | Arg::Text(_) => None,
        });
        (text.id, field.unwrap_or_default())
    }

    #[test]
    fn what_is_exported_is_imported_again_whole() {
        let chosen = [
            ("on_chat_openai", Choice::Flag(false)),
            ("by_itself", Choice::Flag(false)),
            ("give_up_after", Choice::Number(3.0)),
            ("keep_days", Choice::Flag(false)),
            ("many_chats", Choice::Number(25.0)),
            ("card_place", Choice::Name("bottom_left")),
            ("language", Choice::Name("pt-BR")),
        ];
        let mut settings = Settings::FIRST;
        for (name, choice) in chosen {
            settings = settings.with(name, choice).unwrap();
        }
        let file = settings.export();
        assert_eq!(Settings::FIRST.import(file.as_bytes()), Ok(settings), "{file}");
        let json: Value = serde_json::from_str(&file).unwrap();
        assert_eq!(json.as_object().unwrap().len(), FIELDS.len() + 1);
        let marked = [b"\xef\xbb\xbf", file.as_bytes()].concat();
        assert_eq!(Settings::FIRST.import(&marked), Ok(settings), "as some editors save it");
    }

    #[test]
    fn what_a_file_does_not_name_stays_as_it_is() {
        let before = Settings::FIRST.with("many_chats", Choice::Number(25.0)).unwrap();
        let after = before.import(br#"{"gatewatch":1,"keep_days":3}"#).unwrap();
        assert_eq!(after.number(Field::ManyChats), Some(25));
        assert_eq!(after.number(Field::KeepDays), Some(3));
    }

    #[test]
    fn a_refusal_names_the_field() {
        for (value, field) in [
            ("\"give_up_after\":0", "give_up_after"),
            ("\"give_up_after\":-1", "give_up_after"),
            ("\"give_up_after\":1.5", "give_up_after"),
            ("\"give_up_after\":1e1", "give_up_after"),
            ("\"give_up_after\":99999999", "give_up_after"),
            ("\"give_up_after\":\"12\"", "give_up_after"),
            ("\"on\":1", "on"),
            ("\"on\":null", "on"),
            ("\"keep_days\":[7]", "keep_days"),
            ("\"language\":\"klingon\"", "language"),
            ("\"language\":\"top_right\"", "language"),
            ("\"card_place\":\"de\"", "card_place"),
            ("\"card_place\":{}", "card_place"),
        ] {
            let file = ["{\"gatewatch\":1,\"on\":true,", value, "}"].concat();
            assert_eq!(refused(&file), ("import_refused", field.to_owned()), "{file}");
        }
        let unknown = refused(r#"{"gatewatch":1,"colour":"blue"}"#);
        assert_eq!(unknown, ("import_unknown", "colour".to_owned()));
        let long = ["{\"gatewatch\":1,\"", &"x".repeat(9_000), "\":1}"].concat();
        assert!(refused(&long).1.chars().count() <= LONGEST_NAME + 1);
    }

    #[test]
    fn any_bytes_at_all_are_settings_or_a_refusal() {
        let whole = Settings::FIRST.export().into_bytes();
        for cut in 0..whole.len().saturating_sub(2) {
            assert!(Settings::FIRST.import(whole.get(..cut).unwrap()).is_err(), "cut at {cut}");
        }
        let mut seed = 7_u32;
        for at in 0..whole.len() {
            for _ in 0..24 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let mut broken = whole.clone();
                if let Some(byte) = broken.get_mut(at) {
                    *byte = seed.to_le_bytes()[3];
                }
                if let Ok(settings) = Settings::FIRST.import(&broken) {
                    let again = Settings::FIRST.import(settings.export().as_bytes());
                    assert_eq!(again, Ok(settings));
                }
            }
        }
        for other in
            ["", "{}", "[]", "null", "{\"gatewatch\":2}", "{\"gatewatch\":\"1\"}", "<html>"]
        {
            assert_eq!(refused(other).0, "import_none", "{other}");
        }
        assert!(Settings::FIRST.import(&[0xff, 0xfe]).is_err());
        assert!(Settings::FIRST.import(&vec![b' '; LARGEST + 1]).is_err());
    }
}
