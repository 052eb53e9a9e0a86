//! What pages are shown: views in words, as plain objects.

use super::failing;
use engine::{Document, Engine, TabId};
use gatewatch::browser::convert::to_js;
use gatewatch::browser::texts::Catalogue;
use gatewatch::browser::{look, paint};
use js_sys::JSON;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use text::{Arg, Text};
use timestamp::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn catalogue(json: &str) -> Catalogue {
    Catalogue::new("en".into(), JSON::parse(json).expect("JSON"))
}

/// What a script would see.
fn seen(value: &JsValue) -> Value {
    let json = JSON::stringify(value).map(String::from).expect("JSON");
    serde_json::from_str(&json).expect("JSON")
}

#[wasm_bindgen_test]
fn a_card_has_every_member_that_the_painter_reads() {
    let now = Timestamp::from_millis(1_700_000_000_000);
    let mut engine = Engine::new(42);
    failing(&mut engine, now);
    let catalogue = catalogue(r#"{"countdown_about":"about","just_now":"now"}"#);
    let view = engine.panels().into_iter().find_map(|(_, _, _, view)| view).expect("a card");
    let due = engine.deadline().expect("something is due").0;
    let card = seen(&to_js(&paint::card(view, &catalogue)));
    for text in [
        "lang",
        "dir",
        "tone",
        "checked",
        "about",
        "just_now",
        "label",
        "title",
        "why",
        "doing",
        "countdown",
        "since",
        "more",
    ] {
        assert!(card[text].is_string(), "{text}: {card}");
    }
    assert_eq!(card["next_check"], json!(due.as_millis()), "a number, in ms since 1970");
    assert_eq!((&card["lang"], &card["tone"]), (&json!("en"), &json!("failing")));
    assert_eq!(card["about"], json!("about"));
    let status = &card["status"];
    for list in [&card["buttons"], &card["notes"], &status["lines"], &status["details"]] {
        assert!(list.is_array(), "{card}");
    }
    let button = &card["buttons"][0];
    assert!(button["button"].is_string() && button["label"].is_string(), "{button}");
    assert!(button["rank"].is_string() && status["unfold"].is_string(), "{card}");
    assert!(button.as_object().is_some_and(|button| button.contains_key("href")), "null, if none");
    assert!(card.get("checked_at").is_none(), "none was made: {card}");
}

#[wasm_bindgen_test]
fn the_order_that_takes_a_card_away_has_no_view_at_all() {
    let document = Document { address: "https://chatgpt.com/".into(), time_origin: 1 << 52 };
    let order = seen(&to_js(&paint::gone(&document)));
    let meant = json!({ "address": "https://chatgpt.com/", "time_origin": 1_u64 << 52 });
    assert_eq!(order, json!({ "meant": meant, "gone": true }));
}

#[wasm_bindgen_test]
fn the_popup_is_told_of_a_tab_and_of_none() {
    let mut engine = Engine::new(42);
    let catalogue = catalogue(r#"{"setting_on":"On"}"#);
    for about in [None, Some(TabId(7))] {
        let popup = seen(&paint::popup(&engine, &catalogue, about));
        assert_eq!((&popup["on"], &popup["switch"]), (&json!(true), &json!("On")));
        assert!(popup["view"]["title"].is_string() && popup["most"].is_number(), "{popup}");
    }
    failing(&mut engine, Timestamp::from_millis(1_700_000_000_000));
    let popup = seen(&paint::popup(&engine, &catalogue, Some(TabId(7))));
    assert_eq!(popup["view"]["tone"], json!("failing"));
}

#[wasm_bindgen_test]
fn a_waiting_page_of_a_tab_that_is_not_failing_gets_no_view() {
    let catalogue = catalogue(r#"{"setting_on":"On","popup_settings":"Settings"}"#);
    let page = seen(&paint::waiting(&Engine::new(1), &catalogue, TabId(7)));
    let footer = ["switch", "settings"].map(|name| &page[name]);
    assert_eq!(footer, [&json!("On"), &json!("Settings")]);
    assert_eq!((&page["view"], &page["tab"], &page["on"]), (&json!(null), &json!(7), &json!(true)));
}

#[wasm_bindgen_test]
fn a_text_from_outside_is_isolated_and_never_filled_again() {
    let catalogue = catalogue(r#"{"t":"{title}, {n} times"}"#);
    let text =
        Text::new("t").with("title", Arg::Outside("{n} \u{5d0}".into())).with("n", Arg::Code(502));
    assert_eq!(catalogue.words(&text), "\u{2068}{n} \u{5d0}\u{2069}, 502 times");
}

#[wasm_bindgen_test]
fn a_count_chooses_its_plural_and_a_missing_text_is_empty() {
    let catalogue = catalogue(r#"{"n_one":"{n} check","n_other":"{n} checks"}"#);
    let words = |count| catalogue.words(&Text::new("n").with("n", Arg::Count(count)));
    assert_eq!((words(1).as_str(), words(2).as_str()), ("1 check", "2 checks"));
    assert_eq!(words((1 << 53) + 1), "9007199254740993 checks", "told exactly");
    assert_eq!(catalogue.word("nowhere"), "");
    assert_eq!(Catalogue::new("en".into(), JsValue::NULL).word("n"), "");
}

/// The catalogue of a language as it is written.
fn written(language: &str, catalogue: &str) -> Catalogue {
    let all: BTreeMap<String, Value> = serde_json::from_str(catalogue).expect("JSON");
    let messages: BTreeMap<_, _> = all.iter().map(|(id, own)| (id, &own["message"])).collect();
    let messages = serde_json::to_string(&messages).expect("JSON");
    Catalogue::new(language.into(), JSON::parse(&messages).expect("JSON"))
}

#[wasm_bindgen_test]
fn slavic_languages_count_in_three_forms_each_by_its_own_rule() {
    let polish = written("pl", include_str!("../../extension/_locales/pl/messages.json"));
    let ukrainian = written("uk", include_str!("../../extension/_locales/uk/messages.json"));
    for (catalogue, count, checks, minutes) in [
        (&polish, 1, "Dotychczas 1 sprawdzenie", "1 minutę temu"),
        (&polish, 3, "Dotychczas 3 sprawdzenia", "3 minuty temu"),
        (&polish, 12, "Dotychczas 12 sprawdzeń", "12 minut temu"),
        (&polish, 21, "Dotychczas 21 sprawdzeń", "21 minut temu"),
        (&polish, 22, "Dotychczas 22 sprawdzenia", "22 minuty temu"),
        (&ukrainian, 1, "Поки що 1 перевірка", "1 хвилину тому"),
        (&ukrainian, 3, "Поки що 3 перевірки", "3 хвилини тому"),
        (&ukrainian, 12, "Поки що 12 перевірок", "12 хвилин тому"),
        (&ukrainian, 21, "Поки що 21 перевірка", "21 хвилину тому"),
        (&ukrainian, 22, "Поки що 22 перевірки", "22 хвилини тому"),
    ] {
        let counted = Text::new("checks").with("count", Arg::Count(count));
        assert_eq!(catalogue.words(&counted), checks);
        let read = Text::new("status_stale").with("age", Arg::Duration(count * 60_000));
        let read = catalogue.words(&read);
        assert!(read.contains(minutes), "{count}: {read}");
    }
}

#[wasm_bindgen_test]
fn the_unit_behind_a_setting_takes_the_form_of_its_number() {
    let arabic = written("ar", include_str!("../../extension/_locales/ar/messages.json"));
    let english = written("en", include_str!("../../extension/_locales/en/messages.json"));
    let polish = written("pl", include_str!("../../extension/_locales/pl/messages.json"));
    for (catalogue, id, count, unit) in [
        (&english, "setting_days", 1, "day"),
        (&english, "setting_days", 7, "days"),
        (&polish, "setting_minutes", 1, "minutę"),
        (&polish, "setting_minutes", 3, "minuty"),
        (&polish, "setting_minutes", 30, "minut"),
        (&arabic, "setting_days", 1, "يوم"),
        (&arabic, "setting_days", 7, "أيام"),
        (&arabic, "setting_days", 30, "يومًا"),
    ] {
        let text = Text::new(id).with("count", Arg::Count(count));
        assert_eq!(catalogue.words(&text), unit, "{count} of {id}");
    }
}

#[wasm_bindgen_test]
fn words_are_named_for_a_script() {
    let catalogue = catalogue(r#"{"a":"A","b":"B"}"#);
    let named = seen(&to_js(&catalogue.named(&[("first", "a"), ("second", "b"), ("none", "c")])));
    assert_eq!(named, json!({ "first": "A", "second": "B", "none": "" }));
}

#[wasm_bindgen_test]
fn a_verdict_is_named_as_classify_prints_it() {
    let verdict = detect::classify(&detect::Evidence {
        response: Some(detect::Response { status: 502, headers: vec![] }),
        page: None,
        error: None,
    });
    let names = json!({
        "class": "gateway_502", "action": "retry", "witness": "status", "why": "status",
    });
    assert_eq!(seen(&look::names(&verdict)), names);
}
