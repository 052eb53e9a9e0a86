//! Settings as a file to keep or pass on: one JSON object, each field by its name.

use super::{Choice, FIELDS, OWN_NAMES, Settings, named};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use text::{Arg, Text, bounded};

/// Says what the file is, and in which format.
const MARK: &str = "gatewatch";

/// The format that is written and read.
const FORM: u16 = 1;

/// Our settings are not a tenth as large, in bytes.
const LARGEST: usize = 16_384;

/// At most this much of an unknown name is quoted, in characters.
const LONGEST_NAME: usize = 40;

impl Settings {
    /// All settings as a file.
    #[must_use]
    pub fn export(&self) -> String {
        // Text keys with texts and numbers: JSON can hold all of it.
        let mut file = serde_json::to_string_pretty(&File(self)).unwrap_or_default();
        file.push('\n');
        file
    }

    /// These settings with what such a file holds; what it does not name stays as it is.
    ///
    /// # Errors
    /// It is no such file, or a field of it is unknown or not allowed: a sentence that names it.
    /// Nothing of it is applied then.
    pub fn import(mut self, file: &[u8]) -> Result<Self, Text> {
        let none = || Text::new("import_none");
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        if file.len() > LARGEST {
            return Err(none());
        }
        let Members(members) = serde_json::from_slice(file).map_err(|_| none())?;
        let form =
            members.iter().rfind(|(name, _)| name == MARK).and_then(|(_, Member(form, _))| *form);
        if form != Some(Choice::Number(FORM.into())) {
            return Err(none());
        }
        let own = OWN_NAMES.map(|own| {
            let written = members.iter().rfind(|(name, _)| name == own);
            written.map(|(_, Member(_, text))| text.as_deref())
        });
        let refused = |name: &str| {
            let name = bounded(name, LONGEST_NAME);
            Err(Text::new("import_refused").with("field", Arg::Outside(name)))
        };
        if let [Some(host), status_page] = own {
            let read = host.map(|host| self.with_own_of(host, status_page.flatten().unwrap_or("")));
            match read {
                Some(Ok(with)) => self = with,
                Some(Err(_)) | None => return refused("own_site"),
            }
        }
        let others =
            members.iter().filter(|(name, _)| name != MARK && !OWN_NAMES.contains(&name.as_str()));
        for (name, Member(choice, _)) in others {
            if FIELDS.iter().all(|row| row.name != name) {
                return refused(name);
            }
            let Some(choice) = choice else { return refused(name) };
            match self.with(name, *choice) {
                Ok(with) => self = with,
                Err(_) => return refused(name),
            }
        }
        Ok(self)
    }
}

/// What is written: the mark, then each field, in the order of the settings page.
struct File<'a>(&'a Settings);

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = FIELDS.iter().map(|row| {
            let value = match self.0.choice(row) {
                Choice::Flag(on) => Written::Flag(on),
                Choice::Number(_) => Written::Number(self.0.number(row.field).unwrap_or_default()),
                Choice::Name(name) => Written::Name(name),
            };
            (row.name, value)
        });
        let own = self.0.own().map(|own| [own.host(), own.status_page()]);
        let own = own.into_iter().flat_map(|own| OWN_NAMES.into_iter().zip(own.map(Written::Name)));
        serializer
            .collect_map(std::iter::once((MARK, Written::Number(FORM))).chain(fields).chain(own))
    }
}

/// A value as it is written: none of our numbers has a fraction.
#[derive(Serialize)]
#[serde(untagged)]
enum Written {
    Flag(bool),
    Number(u16),
    Name(&'static str),
}

/// The members of a file, in its order.
struct Members(Vec<(String, Member)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A value from a file, `None` if it cannot be one; and its text, if it is one.
struct Member(Option<Choice>, Option<String>);

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Member;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("any value")
            }
            fn visit_bool<E: Error>(self, on: bool) -> Result<Member, E> {
                Ok(Member(Some(Choice::Flag(on)), None))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Member, E> {
                Ok(Member(u16::try_from(number).ok().map(|it| Choice::Number(it.into())), None))
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<Member, E> {
                Ok(Member(named(name), Some(name.to_owned())))
            }
            fn visit_i64<E: Error>(self, _: i64) -> Result<Member, E> {
                Ok(Member(None, None))
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Member, E> {
                Ok(Member(None, None))
            }
            fn visit_unit<E: Error>(self) -> Result<Member, E> {
                Ok(Member(None, None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Member, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Member(None, None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Member(None, None))
            }
        }
        deserializer.deserialize_any(Any)
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
            ("keep_days", Choice::Flag(false)),
            ("many_chats", Choice::Number(25.0)),
            ("clean_days", Choice::Number(3.0)),
            ("language", Choice::Name("pt-BR")),
        ];
        let mut settings = Settings::FIRST;
        for (name, choice) in chosen {
            settings = settings.with(name, choice).unwrap();
        }
        let with_own = settings.with_own_of("chat.example.org", "status.example.org").unwrap();
        let file = with_own.export();
        assert_eq!(Settings::FIRST.import(file.as_bytes()), Ok(with_own), "{file}");
        let file = settings.export();
        assert_eq!(Settings::FIRST.import(file.as_bytes()), Ok(settings), "{file}");
        let json: serde_json::Value = serde_json::from_str(&file).unwrap();
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
            ("\"clean_days\":-1", "clean_days"),
            ("\"clean_days\":1.5", "clean_days"),
            ("\"clean_days\":1e1", "clean_days"),
            ("\"clean_days\":99999999", "clean_days"),
            ("\"clean_days\":\"12\"", "clean_days"),
            ("\"on\":1", "on"),
            ("\"on\":null", "on"),
            ("\"keep_days\":[7]", "keep_days"),
            ("\"language\":\"klingon\"", "language"),
            ("\"language\":{}", "language"),
            ("\"own_site\":\"10.0.0.1\"", "own_site"),
            ("\"own_site\":7", "own_site"),
        ] {
            let file = ["{\"gatewatch\":1,\"on\":true,", value, "}"].concat();
            assert_eq!(refused(&file), ("import_refused", field.to_owned()), "{file}");
        }
        let unknown = refused(r#"{"gatewatch":1,"colour":"blue"}"#);
        assert_eq!(unknown, ("import_refused", "colour".to_owned()));
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
