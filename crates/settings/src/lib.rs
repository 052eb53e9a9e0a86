//! The settings, parsed so that an invalid one cannot exist.
//!
//! To add a setting: a [`Field`], its row in [`FIELDS`], its words in `words.rs` and the catalogue,
//! and a method of [`Settings`] that answers what the rest of the program asks. What only the
//! settings page needs is in files of its own, so that the background does not carry it.

mod file;
pub mod words;

use serde::{Deserialize, Serialize};
use sites::own::Refused;
use sites::{OwnSite, Site};
use std::time::Duration;
use text::{Arg, Text};

/// One setting, in the order of the settings page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    /// Whether Gatewatch does anything at all.
    On,
    /// Whether it watches chatgpt.com.
    OnChatGpt,
    /// Whether it watches chat.openai.com.
    OnChatOpenAi,
    /// Whether pages are reloaded by themselves when the site answers, or only on a click.
    ByItself,
    /// Whether a notification says that the site is back.
    Notify,
    /// Whether what is typed is kept while it is typed.
    KeepWhileTyping,
    /// How many days a prompt is kept on this device.
    KeepDays,
    /// The number of open chats above which Gatewatch mentions them.
    ManyChats,
    /// Whether an old browser is mentioned.
    OldBrowser,
    /// Every how many days the site's cached files are cleared, while no tab of it is open.
    CleanDays,
    /// Which language Gatewatch speaks.
    Language,
    /// Whether it watches claude.ai, too; and so on, each if the user chose it.
    OnClaude,
    /// See [`Field::OnClaude`].
    OnGemini,
    /// See [`Field::OnClaude`].
    OnCopilot,
    /// See [`Field::OnClaude`].
    OnPerplexity,
    /// See [`Field::OnClaude`].
    OnGrok,
    /// See [`Field::OnClaude`].
    OnDeepSeek,
    /// See [`Field::OnClaude`].
    OnMistral,
    /// After how many minutes a stalled answer is reported.
    StallMinutes,
    /// Whether a notification says that a long answer has ended in a tab that is not visible.
    TellEnd,
}

impl Field {
    /// The site that it switches on and off.
    #[must_use]
    pub const fn site(self) -> Option<Site> {
        match self {
            Self::OnChatGpt => Some(Site::ChatGpt),
            Self::OnChatOpenAi => Some(Site::ChatOpenAi),
            Self::OnClaude => Some(Site::Claude),
            Self::OnGemini => Some(Site::Gemini),
            Self::OnCopilot => Some(Site::Copilot),
            Self::OnPerplexity => Some(Site::Perplexity),
            Self::OnGrok => Some(Site::Grok),
            Self::OnDeepSeek => Some(Site::DeepSeek),
            Self::OnMistral => Some(Site::Mistral),
            Self::On
            | Self::ByItself
            | Self::Notify
            | Self::KeepWhileTyping
            | Self::KeepDays
            | Self::ManyChats
            | Self::OldBrowser
            | Self::CleanDays
            | Self::Language
            | Self::StallMinutes
            | Self::TellEnd => None,
        }
    }
}

/// Which pages are reloaded when the site answers; a click always reloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Returns {
    /// All of them, one by one.
    #[default]
    All,
    /// None.
    Asked,
}

/// After this long without the site Gatewatch stops until it is told to go on.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(12 * 3600);

/// The languages of the catalogue: code, and its own name. The first stands for the browser's
/// language.
pub static LANGUAGES: [(&str, &str); 20] = [
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
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-BR", "Português (Brasil)"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-CN", "简体中文"),
    ("zh-TW", "繁體中文"),
];

/// The definition of a field.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which.
    pub field: Field,
    /// Its name in the store and in messages.
    pub name: &'static str,
    /// What can be chosen.
    pub kind: Kind,
    /// The default; 0 is off.
    first: u16,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Switch,
    /// Off, or a whole number within its bounds.
    NumberOrOff {
        /// The least.
        least: u16,
        /// The most.
        most: u16,
        /// What is offered when it is switched on.
        offered: u16,
    },
    /// One of [`LANGUAGES`].
    Language,
}

/// Every field, in the order of the page.
pub static FIELDS: [Row; 20] = [
    Row { field: Field::On, name: "on", kind: Kind::Switch, first: 1 },
    Row { field: Field::OnChatGpt, name: "on_chatgpt", kind: Kind::Switch, first: 1 },
    Row { field: Field::OnChatOpenAi, name: "on_chat_openai", kind: Kind::Switch, first: 1 },
    Row { field: Field::ByItself, name: "by_itself", kind: Kind::Switch, first: 1 },
    Row { field: Field::Notify, name: "notify", kind: Kind::Switch, first: 0 },
    Row { field: Field::KeepWhileTyping, name: "keep_while_typing", kind: Kind::Switch, first: 0 },
    Row {
        field: Field::KeepDays,
        name: "keep_days",
        kind: Kind::NumberOrOff { least: 1, most: 30, offered: 7 },
        first: 7,
    },
    Row {
        field: Field::ManyChats,
        name: "many_chats",
        kind: Kind::NumberOrOff { least: 2, most: 200, offered: 10 },
        first: 0,
    },
    Row { field: Field::OldBrowser, name: "old_browser", kind: Kind::Switch, first: 0 },
    Row {
        field: Field::CleanDays,
        name: "clean_days",
        kind: Kind::NumberOrOff { least: 1, most: 90, offered: 30 },
        first: 0,
    },
    Row { field: Field::Language, name: "language", kind: Kind::Language, first: 0 },
    Row { field: Field::OnClaude, name: "on_claude", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnGemini, name: "on_gemini", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnCopilot, name: "on_copilot", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnPerplexity, name: "on_perplexity", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnGrok, name: "on_grok", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnDeepSeek, name: "on_deepseek", kind: Kind::Switch, first: 0 },
    Row { field: Field::OnMistral, name: "on_mistral", kind: Kind::Switch, first: 0 },
    Row {
        field: Field::StallMinutes,
        name: "stall_minutes",
        kind: Kind::NumberOrOff { least: 1, most: 30, offered: 1 },
        first: 1,
    },
    Row { field: Field::TellEnd, name: "tell_end", kind: Kind::Switch, first: 0 },
];

// If a row were missing, every field after it would have its neighbour's value.
const _: () = {
    let mut at = 0;
    while at < FIELDS.len() {
        assert!(FIELDS[at].field as usize == at, "FIELDS: a row for each Field, in its order");
        at += 1;
    }
    assert!(at == Field::TellEnd as usize + 1, "FIELDS: a row for each Field");
};

/// A setting's value as the store or a page has it, valid or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A name: the code of a language of [`LANGUAGES`], empty for the browser's.
    Name(&'static str),
}

/// The value of that name; `None` if no value has it.
#[must_use]
pub fn named(name: &str) -> Option<Choice> {
    LANGUAGES.iter().map(|(code, _)| *code).find(|known| *known == name).map(Choice::Name)
}

/// The settings. Each value is one that its field allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(type = "[number[], [string, string] | null]"))]
pub struct Settings {
    values: Values,
    own: Option<OwnSite>,
}

/// The names under which the store and a file hold the host of the custom site, and the address of
/// its status page.
pub const OWN_NAMES: [&str; 2] = ["own_site", "own_status"];

impl Settings {
    /// The defaults.
    pub const FIRST: Self = {
        let mut values = [0; FIELDS.len()];
        let mut at = 0;
        while at < values.len() {
            values[at] = FIELDS[at].first;
            at += 1;
        }
        Self { values, own: None }
    };

    /// Reads what the store holds, by name: unknown values are the default, and those out of bounds
    /// are limited. Whatever else is in the store is not looked at.
    #[must_use]
    pub fn parse(stored: &dyn Fn(&str) -> Option<Choice>) -> Self {
        let mut settings = Self::FIRST;
        for (value, row) in settings.values.iter_mut().zip(&FIELDS) {
            if let Some(choice) = stored(row.name) {
                *value = row.held(choice);
            }
        }
        settings
    }

    /// The same with one setting changed.
    ///
    /// # Errors
    /// There is no such field, or it does not allow that value: with the reason, if it has one.
    pub fn with(mut self, name: &str, choice: Choice) -> Result<Self, Option<Text>> {
        let mut places = self.values.iter_mut().zip(&FIELDS);
        let (value, row) = places.find(|(_, row)| row.name == name).ok_or(None)?;
        let wanted = row.held(choice);
        let offered = choice == Choice::Flag(true) && matches!(row.kind, Kind::NumberOrOff { .. });
        if !offered && row.choice(wanted) != choice {
            return Err(row.bounds());
        }
        *value = wanted;
        Ok(self)
    }

    /// The same with another custom site, or none.
    #[must_use]
    pub const fn with_own(self, own: Option<OwnSite>) -> Self {
        Self { own, ..self }
    }

    /// The custom site that was chosen.
    #[must_use]
    pub const fn own(&self) -> Option<OwnSite> {
        self.own
    }

    /// The same with the custom site that was entered; with none if its host is empty.
    ///
    /// # Errors
    /// A sentence that says why it cannot be one.
    pub fn with_own_of(self, host: &str, status_page: &str) -> Result<Self, Text> {
        if host.trim().is_empty() {
            return Ok(self.with_own(None));
        }
        let own = OwnSite::parse(host, status_page);
        own.map(|own| self.with_own(Some(own))).map_err(|refused| {
            Text::new(match refused {
                Refused::Host => "setting_own_refused",
                Refused::Known => "setting_own_known",
                Refused::StatusPage => "setting_own_status_refused",
            })
        })
    }

    /// The value of a row's field.
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

    /// Whether failures of that site matter.
    #[must_use]
    pub const fn watches(&self, site: Site) -> bool {
        let on = match site {
            Site::ChatGpt => Field::OnChatGpt,
            Site::ChatOpenAi => Field::OnChatOpenAi,
            Site::Claude => Field::OnClaude,
            Site::Gemini => Field::OnGemini,
            Site::Copilot => Field::OnCopilot,
            Site::Perplexity => Field::OnPerplexity,
            Site::Grok => Field::OnGrok,
            Site::DeepSeek => Field::OnDeepSeek,
            Site::Mistral => Field::OnMistral,
            Site::Own => return self.has(Field::On) && self.own.is_some(),
        };
        self.has(Field::On) && self.has(on)
    }

    /// Which pages are reloaded when their site answers.
    #[must_use]
    pub const fn returns(&self) -> Returns {
        if self.has(Field::ByItself) { Returns::All } else { Returns::Asked }
    }

    #[expect(clippy::indexing_slicing, reason = "there is a value for each field")]
    const fn value(&self, field: Field) -> u16 {
        self.values[field as usize]
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::FIRST
    }
}

impl Row {
    /// The nearest value that the field allows; what is no number at all becomes the default.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is out of range is brought to its end, and then within the bounds"
    )]
    fn held(&self, choice: Choice) -> u16 {
        match (self.kind, choice) {
            (Kind::Switch, Choice::Flag(on)) => u16::from(on),
            (Kind::NumberOrOff { .. }, Choice::Flag(false)) => 0,
            // A policy can only have numbers.
            (Kind::NumberOrOff { .. }, Choice::Number(0.0)) => 0,
            (Kind::NumberOrOff { offered, .. }, Choice::Flag(true)) => offered,
            (Kind::NumberOrOff { least, most, .. }, Choice::Number(number)) if !number.is_nan() => {
                (number as u16).clamp(least, most)
            }
            (Kind::Language, Choice::Name(code)) => {
                (0..).zip(&LANGUAGES).find(|(_, (known, _))| *known == code).map_or(0, |(at, _)| at)
            }
            (Kind::Switch | Kind::NumberOrOff { .. } | Kind::Language, _) => self.first,
        }
    }

    fn choice(&self, value: u16) -> Choice {
        match self.kind {
            Kind::Switch => Choice::Flag(value > 0),
            Kind::NumberOrOff { .. } if value == 0 => Choice::Flag(false),
            Kind::NumberOrOff { .. } => Choice::Number(value.into()),
            Kind::Language => {
                let known = LANGUAGES.get(usize::from(value));
                Choice::Name(known.map_or("", |(code, _)| *code))
            }
        }
    }

    /// The numbers between which it must be, in words.
    fn bounds(&self) -> Option<Text> {
        match self.kind {
            Kind::Switch | Kind::Language => None,
            Kind::NumberOrOff { least, most, .. } => {
                let [least, most] = [least, most].map(|end| Arg::Count(end.into()));
                Some(Text::new("setting_bounds").with("least", least).with("most", most))
            }
        }
    }
}

/// Values of the table, in its order.
type Values = [u16; FIELDS.len()];

/// What is stored of them.
type Written = (Values, Option<OwnSite>);

impl From<Settings> for Written {
    fn from(settings: Settings) -> Self {
        (settings.values, settings.own)
    }
}

impl TryFrom<Written> for Settings {
    type Error = &'static str;

    fn try_from((values, own): Written) -> Result<Self, Self::Error> {
        let fits = |(row, value): (&Row, &u16)| row.held(row.choice(*value)) == *value;
        let all_fit = FIELDS.iter().zip(&values).all(fits);
        if all_fit {
            Ok(Self { values, own })
        } else {
            Err("a value that its field does not allow")
        }
    }
}

#[cfg(test)]
mod tests;
