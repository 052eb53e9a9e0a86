//! What the collector returned, as facts: from a page, so bounded, and of whatever type.

use super::api;
use detect::PageFacts;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The collector itself cuts at 600: whatever is longer did not come from it.
const LONGEST: usize = 600;

/// It returns 4 headings and some thirty marks.
const MOST: u32 = 48;

/// The facts; `None` where the collector was in another document, or was not let in.
pub fn of(answer: &JsValue) -> Option<PageFacts> {
    if !answer.is_object() {
        return None;
    }
    let text = |name| bounded(&api::get(answer, name));
    Some(PageFacts {
        kind: text("kind"),
        title: text("title"),
        headings: list(answer, "headings"),
        text: text("text"),
        shape: text("shape"),
        sign: text("sign"),
        marks: list(answer, "marks"),
        label: text("label"),
        skin: text("skin"),
        link: text("link"),
        fault: text("fault"),
        ray: text("ray"),
        alert: text("alert"),
        refresh: text("refresh"),
        elements: count(answer, "elements"),
        size: count(answer, "size"),
    })
}

/// A text, empty where it is none.
#[inline(never)]
fn bounded(value: &JsValue) -> String {
    let mut text = value.as_string().unwrap_or_default();
    let mut end = text.len().min(4 * LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

fn list(answer: &JsValue, name: &str) -> Vec<String> {
    let list = api::get(answer, name);
    let list = if Array::is_array(&list) { Array::from(&list) } else { Array::new() };
    (0..list.length().min(MOST)).map(|at| bounded(&list.get(at))).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is out of range is brought to its end"
)]
fn count(answer: &JsValue, name: &str) -> u32 {
    api::number(answer, name).unwrap_or_default() as u32
}
