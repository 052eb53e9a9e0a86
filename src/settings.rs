//! What people chose, parsed so that an invalid choice cannot exist.
//!
//! To add a choice: a [`Field`], its row in [`FIELDS`], its words in the catalogue, and a question
//! that the rooms ask of [`Settings`].

use crate::kept::{Kept, Line, put_number};
use crate::prelude::*;
use crate::text::{Arg, Text};
use core::time::Duration;

/// One thing that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// Whether Gatewatch does anything at all.
    On,
    /// After so many hours without the site it stops asking.
    GiveUpAfter,
    /// Whether what is typed is kept while it is typed.
    KeepWhileTyping,
    /// For so many days a prompt is kept on this device.
    KeepDays,
    /// More open chats than this are worth a kind word.
    ManyChats,
    /// Whether an old browser is told of.
    OldBrowser,
    /// Every so many days the site's cached files are cleared, while no tab of it is open.
    CleanDays,
    /// Whether a notification says that the site is back.
    Notify,
    /// Which language Gatewatch speaks.
    Language,
}

/// The languages of the catalogue: code, and what its speakers call it. The first is whichever the
/// browser speaks.
pub static LANGUAGES: [(&str, &str); 17] = [
    ("", ""),
    ("en", "English"),
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("pt-BR", "Português (Brasil)"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("vi", "Tiếng Việt"),
    ("zh-CN", "简体中文"),
    ("zh-TW", "繁體中文"),
];

/// How a field is written down.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which.
    pub field: Field,
    /// Its name in the store and in messages.
    pub name: &'static str,
    /// Its words.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// What can be chosen.
    pub kind: Kind,
    /// What holds until something is chosen; 0 is off.
    first: u16,
    /// The permission that it needs and that is asked for when it is chosen.
    pub permission: Option<&'static str>,
    /// The browser's interface that it cannot do without: where it is absent, it cannot be chosen.
    pub needs: Option<&'static str>,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Switch,
    /// A whole number within its bounds.
    Number {
        /// The least.
        least: u16,
        /// The most.
        most: u16,
        /// The words of its unit.
        unit: &'static str,
    },
    /// Off, or a whole number within its bounds.
    NumberOrOff {
        /// The least.
        least: u16,
        /// The most.
        most: u16,
        /// What is offered when it is switched on.
        offered: u16,
        /// The words of its unit.
        unit: &'static str,
    },
    /// One of [`LANGUAGES`].
    Language,
}

/// Every field, in the order of the page.
pub static FIELDS: [Row; 9] = [
    Row {
        field: Field::On,
        name: "on",
        label: "setting_on",
        about: "setting_on_about",
        kind: Kind::Switch,
        first: 1,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::GiveUpAfter,
        name: "give_up_after",
        label: "setting_give_up_after",
        about: "setting_give_up_after_about",
        kind: Kind::Number { least: 1, most: 72, unit: "setting_hours" },
        first: 12,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::KeepWhileTyping,
        name: "keep_while_typing",
        label: "setting_keep_while_typing",
        about: "setting_keep_while_typing_about",
        kind: Kind::Switch,
        first: 0,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::KeepDays,
        name: "keep_days",
        label: "setting_keep_days",
        about: "setting_keep_days_about",
        kind: Kind::NumberOrOff { least: 1, most: 30, offered: 7, unit: "setting_days" },
        first: 7,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::ManyChats,
        name: "many_chats",
        label: "setting_many_chats",
        about: "setting_many_chats_about",
        kind: Kind::NumberOrOff { least: 2, most: 200, offered: 10, unit: "setting_chats" },
        first: 0,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::OldBrowser,
        name: "old_browser",
        label: "setting_old_browser",
        about: "setting_old_browser_about",
        kind: Kind::Switch,
        first: 0,
        permission: None,
        needs: None,
    },
    Row {
        field: Field::CleanDays,
        name: "clean_days",
        label: "setting_clean_days",
        about: "setting_clean_days_about",
        kind: Kind::NumberOrOff { least: 1, most: 90, offered: 30, unit: "setting_days" },
        first: 0,
        permission: None,
        // Firefox's clears nothing of one site: there only that site's own page can.
        needs: Some("browsingData"),
    },
    Row {
        field: Field::Notify,
        name: "notify",
        label: "setting_notify",
        about: "setting_notify_about",
        kind: Kind::Switch,
        first: 0,
        permission: Some("notifications"),
        needs: None,
    },
    Row {
        field: Field::Language,
        name: "language",
        label: "setting_language",
        about: "setting_language_about",
        kind: Kind::Language,
        first: 0,
        permission: None,
        needs: None,
    },
];

/// A choice as the store or a page tells it: whatever it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(f64),
    /// The code of a language of [`LANGUAGES`]; empty for the browser's.
    Language(&'static str),
}

/// The choice of a language by its code; `None` where the catalogue has no such language.
#[must_use]
pub fn language(code: &str) -> Option<Choice> {
    let known = LANGUAGES.iter().find(|(known, _)| *known == code);
    known.map(|(known, _)| Choice::Language(known))
}

/// What people chose. Each value is one that its field allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings([u16; FIELDS.len()]);

impl Settings {
    /// What holds until something is chosen.
    pub const FIRST: Self = {
        let mut values = [0; FIELDS.len()];
        let mut at = 0;
        while at < values.len() {
            values[at] = FIELDS[at].first;
            at += 1;
        }
        Self(values)
    };

    /// What the store holds, by name: what it does not know is as it was at first, what is out of
    /// bounds is held within them. Whatever else stands in the store is not even looked at.
    #[must_use]
    pub fn parse(stored: &dyn Fn(&str) -> Option<Choice>) -> Self {
        let mut settings = Self::FIRST;
        for (value, row) in settings.0.iter_mut().zip(&FIELDS) {
            if let Some(choice) = stored(row.name) {
                *value = row.held(choice);
            }
        }
        settings
    }

    /// The same with another choice.
    ///
    /// # Errors
    /// There is no such field, or it does not allow that: with the reason, where it has one.
    pub fn with(mut self, name: &str, choice: Choice) -> Result<Self, Option<Text>> {
        let mut places = self.0.iter_mut().zip(&FIELDS);
        let (value, row) = places.find(|(_, row)| row.name == name).ok_or(None)?;
        let wanted = row.held(choice);
        let offered = choice == Choice::Flag(true) && matches!(row.kind, Kind::NumberOrOff { .. });
        if !offered && row.choice(wanted) != choice {
            return Err(row.bounds());
        }
        *value = wanted;
        Ok(self)
    }

    /// What stands for a row's field.
    #[must_use]
    pub fn choice(&self, row: &Row) -> Choice {
        row.choice(self.value(row.field))
    }

    /// Whether a field is on.
    #[must_use]
    pub const fn has(&self, field: Field) -> bool {
        self.value(field) > 0
    }

    /// The number that was chosen; `None` for off.
    #[must_use]
    pub const fn number(&self, field: Field) -> Option<u16> {
        let value = self.value(field);
        if value > 0 { Some(value) } else { None }
    }

    /// Without the site for so long Gatewatch stops until it is told to go on.
    #[must_use]
    pub const fn give_up_after(&self) -> Duration {
        Duration::from_secs(self.value(Field::GiveUpAfter) as u64 * 3600)
    }

    #[expect(clippy::indexing_slicing, reason = "there is a value for each field")]
    const fn value(&self, field: Field) -> u16 {
        self.0[field as usize]
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::FIRST
    }
}

impl Row {
    /// The nearest value that the field allows; what is no number at all is as it was at first.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is out of range is brought to its end, and then within the bounds"
    )]
    fn held(&self, choice: Choice) -> u16 {
        match (self.kind, choice) {
            (Kind::Switch, Choice::Flag(on)) => u16::from(on),
            (Kind::NumberOrOff { .. }, Choice::Flag(false)) => 0,
            (Kind::NumberOrOff { offered, .. }, Choice::Flag(true)) => offered,
            (
                Kind::Number { least, most, .. } | Kind::NumberOrOff { least, most, .. },
                Choice::Number(number),
            ) if !number.is_nan() => (number as u16).clamp(least, most),
            (Kind::Language, Choice::Language(code)) => {
                (0..).zip(&LANGUAGES).find(|(_, (known, _))| *known == code).map_or(0, |(at, _)| at)
            }
            (Kind::Switch | Kind::Number { .. } | Kind::NumberOrOff { .. } | Kind::Language, _) => {
                self.first
            }
        }
    }

    fn choice(&self, value: u16) -> Choice {
        match self.kind {
            Kind::Switch => Choice::Flag(value > 0),
            Kind::NumberOrOff { .. } if value == 0 => Choice::Flag(false),
            Kind::Number { .. } | Kind::NumberOrOff { .. } => Choice::Number(value.into()),
            Kind::Language => {
                let known = LANGUAGES.get(usize::from(value));
                Choice::Language(known.map_or("", |(code, _)| *code))
            }
        }
    }

    /// Between which numbers it lies, in words.
    fn bounds(&self) -> Option<Text> {
        match self.kind {
            Kind::Switch | Kind::Language => None,
            Kind::Number { least, most, .. } | Kind::NumberOrOff { least, most, .. } => {
                let [least, most] = [least, most].map(|end| Arg::Count(end.into()));
                Some(Text::new("setting_bounds").with("least", least).with("most", most))
            }
        }
    }
}

impl Kept for Settings {
    fn put(&self, line: &mut String) {
        self.0.iter().for_each(|value| put_number(line, i64::from(*value)));
    }

    fn take(line: &mut Line<'_>) -> Self {
        // A sum tells that nothing but what was put is taken.
        Self(core::array::from_fn(|_| u16::take(line)))
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(first.give_up_after(), Duration::from_secs(12 * 3600));
        assert_eq!(first.number(Field::KeepDays), Some(7));
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
            Choice::Language("de"),
            Choice::Language("klingon"),
        ];
        for row in &FIELDS {
            for choice in odd {
                let settings = stored(&[(row.name, choice), ("unknown", choice)]);
                let value = settings.value(row.field);
                let allowed = match row.kind {
                    Kind::Switch => value <= 1,
                    Kind::Number { least, most, .. } => (least..=most).contains(&value),
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
            ("give_up_after", Choice::Number(0.0)),
            ("give_up_after", Choice::Number(73.0)),
            ("give_up_after", Choice::Number(1.5)),
            ("give_up_after", Choice::Flag(false)),
            ("keep_days", Choice::Number(31.0)),
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
        let chosen = chosen.with("give_up_after", Choice::Number(72.0)).unwrap();
        assert_eq!(chosen.give_up_after(), Duration::from_secs(72 * 3600));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let chosen = Settings::FIRST.with("many_chats", Choice::Number(25.0)).unwrap();
        let chosen = chosen.with("on", Choice::Flag(false)).unwrap();
        let written: Vec<_> = FIELDS.iter().map(|row| (row.name, chosen.choice(row))).collect();
        assert_eq!(stored(&written), chosen);
        let chosen = chosen.with("language", language("pt-BR").unwrap()).unwrap();
        assert_eq!(language("pt"), None);
        let mut line = String::new();
        chosen.put(&mut line);
        assert_eq!(Settings::take(&mut Line::new(&line)), chosen);
    }
}
