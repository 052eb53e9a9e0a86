//! From message ids to words: the extension's own catalogue, with the language's plurals.

use super::api;
use super::convert::{Members, to_js};
use js_sys::Date;
use serde::Serialize;
use sites::{Site, inflected};
use text::{Arg, Text, filled};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(language: &str, options: &JsValue) -> DateTimeFormat;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, millis: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(language: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: f64) -> String;
}

/// In milliseconds: a time further away is shown with its day.
const HALF_A_DAY: f64 = 12.0 * 3600.0 * 1000.0;

/// Texts by the names that a script uses for them.
pub type Named = Members<String>;

/// How `Intl.DateTimeFormat` formats a time.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MomentStyle {
    time_style: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_style: Option<&'static str>,
}

/// The texts of one language.
#[derive(Clone)]
pub struct Catalogue {
    language: String,
    messages: JsValue,
    /// The site whose assistant and owner the texts name.
    site: Site,
}

impl Catalogue {
    /// The catalogue of a language: its texts by their ids. Scripts fill in English if it could not
    /// be read; a text that is still missing is left out, and its id never shown.
    pub const fn new(language: String, messages: JsValue) -> Self {
        Self { language, messages, site: Site::ChatGpt }
    }

    /// The same, naming a site's assistant and its owner.
    pub fn about(&self, site: Site) -> Self {
        Self { site, ..self.clone() }
    }

    /// The language as HTML and `Intl` name it.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The direction in which it is written.
    pub fn direction(&self) -> &'static str {
        if self.language.starts_with("ar") { "rtl" } else { "ltr" }
    }

    /// The words of a text.
    pub fn words(&self, text: &Text) -> String {
        let plural = text.args.iter().find_map(|(_, arg)| match arg {
            Arg::Count(count) => Some(self.plural(*count)),
            Arg::Code(_) | Arg::Duration(_) | Arg::Moment(_) | Arg::Outside(_) | Arg::Text(_) => {
                None
            }
        });
        let pattern = plural
            .and_then(|form| self.message(&[text.id, "_", &form].concat()))
            .or_else(|| self.message(&[text.id, "_other"].concat()))
            .or_else(|| self.message(text.id))
            .unwrap_or_default();
        let pattern = inflected(&pattern, &self.language, self.site);
        filled(&pattern, &|placeholder| {
            let arg = text.args.iter().find(|(name, _)| *name == placeholder);
            match (arg, placeholder) {
                (Some((_, arg)), _) => Some(self.argument(arg)),
                (None, "site") => Some(self.site.service().name.to_owned()),
                (None, "owner") => Some(self.site.service().owner.to_owned()),
                (None, _) => None,
            }
        })
    }

    /// The words of a text without arguments.
    pub fn word(&self, id: &'static str) -> String {
        self.words(&Text::new(id))
    }

    /// The words of several texts.
    pub fn all(&self, texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| self.words(text)).collect()
    }

    /// The words of texts without arguments, each by the name that a script uses for it.
    pub fn named(&self, ids: &[(&'static str, &'static str)]) -> Named {
        ids.iter().map(|(name, id)| (*name, self.word(id))).collect()
    }

    fn message(&self, id: &str) -> Option<String> {
        api::get(&self.messages, id).as_string()
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits")]
    /// The words of an argument alone.
    pub fn argument(&self, arg: &Arg) -> String {
        match arg {
            // Not by Intl.NumberFormat: the first one takes 15 to 50 ms while the user waits for
            // the card, and counts are too small for digit grouping.
            Arg::Count(count) => self.in_own_digits(*count),
            Arg::Code(code) => code.to_string(),
            Arg::Duration(millis) => {
                let minutes = (millis / 60_000).max(1);
                let (unit, count) = if minutes < 120 {
                    (Text::new("minutes"), minutes)
                } else {
                    (Text::new("hours"), minutes / 60)
                };
                self.words(&unit.with("n", Arg::Count(count)))
            }
            Arg::Moment(at) => {
                let at = at.as_millis() as f64;
                let with_day = (at - Date::now()).abs() > HALF_A_DAY;
                let style =
                    MomentStyle { time_style: "short", date_style: with_day.then_some("medium") };
                DateTimeFormat::new(&self.language, &to_js(&style)).format(at)
            }
            // A first-strong isolate: whatever its script, it cannot reorder our words.
            Arg::Outside(text) => ["\u{2068}", text, "\u{2069}"].concat(),
            Arg::Text(text) => self.words(text),
        }
    }

    /// A number in the language's own digits, if the catalogue names them.
    pub fn in_own_digits(&self, count: u64) -> String {
        let latin = count.to_string();
        let Some(digits) = self.message("digits") else { return latin };
        let own = |digit: u8| digits.chars().nth(usize::from(digit - b'0'));
        latin.bytes().filter_map(own).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn plural(&self, count: u64) -> String {
        PluralRules::new(&self.language).select(count as f64)
    }
}
