//! Values of a JSON document that may be missing, `null` or of another kind than expected: each
//! then counts as missing, and the rest is still read. Lists and texts are cut at their bounds.

use super::words::{Impact, Phase};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use timestamp::{Timestamp, dates};

/// The most items of a list that are looked at; OpenAI's longest has about a hundred.
pub(super) const MOST_ITEMS: usize = 3_000;
/// How some documents write a value that is missing.
const UNDEFINED: &str = "$undefined";

/// The longest text that is kept, in characters: an update's. Shorter bounds are applied where the
/// text is used.
pub(super) const LONGEST_TEXT: usize = 4_000;
/// The longest id, or short word of a vendor's, in characters; OpenAI's ids have 26.
pub(super) const LONGEST_WORD: usize = 64;

/// The second with which the year 9999 ends.
const LAST_SECOND: i64 = 253_402_300_800;

/// A text of any kind.
pub(super) type Words = Lenient<Text>;
/// The objects of a list.
pub(super) type Objects<T> = Lenient<List<T>>;

/// A value of the kind that is expected; `None` where it is missing or of any other kind.
pub(super) struct Lenient<T>(pub Option<T>);

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Kind<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(PhantomData)).map(Self)
    }
}

/// What a field may be made from; any other kind of value counts as missing.
pub(super) trait Kind<'de>: Sized {
    fn of_text(_: &str) -> Option<Self> {
        None
    }
    fn of_flag(_: bool) -> Option<Self> {
        None
    }
    fn of_number(_: i64) -> Option<Self> {
        None
    }
    fn of_list<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        while items.next_element::<Lenient<Skipped>>()?.is_some() {}
        Ok(None)
    }
    fn of_object<A: MapAccess<'de>>(mut fields: A) -> Result<Option<Self>, A::Error> {
        while fields.next_entry::<Lenient<Skipped>, Lenient<Skipped>>()?.is_some() {}
        Ok(None)
    }
}

/// Takes a value of any kind at all.
struct Any<T>(PhantomData<T>);

impl<'de, T: Kind<'de>> Visitor<'de> for Any<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        Ok(T::of_text(text))
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<Option<T>, E> {
        Ok(T::of_flag(flag))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<T>, E> {
        Ok(T::of_number(number))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<T>, E> {
        Ok(i64::try_from(number).ok().and_then(T::of_number))
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<T>, E> {
        Ok(None)
    }
    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Option<T>, A::Error> {
        T::of_list(items)
    }
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Option<T>, A::Error> {
        T::of_object(fields)
    }
}

/// Matches no kind: for values that are skipped, at any depth that the parser allows.
struct Skipped;

impl Kind<'_> for Skipped {}

/// The beginning of a text.
pub(super) struct Text(String);

impl Kind<'_> for Text {
    fn of_text(text: &str) -> Option<Self> {
        (text != UNDEFINED).then(|| Self(beginning(text, LONGEST_TEXT).to_owned()))
    }
}

/// The first `most` characters.
fn beginning(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

impl Words {
    /// The text, or an empty one.
    pub fn text(&self) -> &str {
        self.found().unwrap_or_default()
    }

    /// An id, or another short word; or an empty text.
    pub fn word(&self) -> &str {
        beginning(self.text(), LONGEST_WORD)
    }

    /// The text; `None` where there is none.
    pub fn found(&self) -> Option<&str> {
        self.0.as_ref().map(|Text(text)| text.as_str())
    }
}

impl Kind<'_> for bool {
    fn of_flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl Kind<'_> for Timestamp {
    fn of_text(text: &str) -> Option<Self> {
        dates::parse(text)
    }
}

impl Kind<'_> for Impact {
    fn of_text(word: &str) -> Option<Self> {
        (word != UNDEFINED).then(|| Self::of(word))
    }
}

impl Kind<'_> for Phase {
    fn of_text(word: &str) -> Option<Self> {
        (word != UNDEFINED).then(|| Self::of(word))
    }
}

/// A page's indicator: one that says `$undefined` is there, and unknown.
pub(super) struct Indicator(pub Impact);

impl Kind<'_> for Indicator {
    fn of_text(word: &str) -> Option<Self> {
        Some(Self(Impact::of(word)))
    }
}

/// An object with its fields.
pub(super) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Kind<'de> for Object<T> {
    fn of_object<A: MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(|object| Some(Self(object)))
    }
}

impl<T> Lenient<Object<T>> {
    /// The object; `None` where there is none.
    pub fn object(&self) -> Option<&T> {
        self.0.as_ref().map(|Object(object)| object)
    }
}

/// The objects among the first items of a list: no status page has anything else in one.
pub(super) struct List<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Kind<'de> for List<T> {
    fn of_list<A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut list = Vec::new();
        for _ in 0..MOST_ITEMS {
            let Some(item) = items.next_element::<Lenient<Object<T>>>()? else {
                return Ok(Some(Self(list)));
            };
            list.extend(item.0.map(|Object(item)| item));
        }
        Skipped::of_list(items)?;
        Ok(Some(Self(list)))
    }
}

impl<T> Lenient<List<T>> {
    /// Whether there is such a list, be it empty.
    pub const fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Its objects, of which there may be none.
    pub fn items(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |List(items)| items)
    }
}

/// An id that is a text or a number.
pub(super) struct Id(pub String);

impl Kind<'_> for Id {
    fn of_text(text: &str) -> Option<Self> {
        Some(Self(beginning(text, LONGEST_WORD).to_owned()))
    }
    fn of_number(number: i64) -> Option<Self> {
        Some(Self(number.to_string()))
    }
}

impl Lenient<Id> {
    /// The id, or an empty text.
    pub fn word(&self) -> &str {
        self.0.as_ref().map_or("", |Id(id)| id)
    }
}

/// A moment in whole seconds since 1970; 0 is none.
pub(super) struct Seconds(pub Timestamp);

impl Kind<'_> for Seconds {
    fn of_number(number: i64) -> Option<Self> {
        let known = (1..LAST_SECOND).contains(&number);
        known.then(|| Self(Timestamp::from_millis(number * 1000)))
    }
}

impl Lenient<Seconds> {
    /// The moment, where there is one.
    pub fn at(&self) -> Option<Timestamp> {
        self.0.as_ref().map(|Seconds(at)| *at)
    }
}
