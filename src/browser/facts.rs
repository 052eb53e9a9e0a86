//! What the collector returned, as facts: it comes from a page and may have any shape, so it is
//! bounded here again.

use super::convert::from_js;
use detect::PageFacts;
use wasm_bindgen::JsValue;

/// The collector cuts texts at 600, so a longer one did not come from it.
const LONGEST: usize = 600;

/// It returns 4 headings and some thirty marks.
const MOST: usize = 48;

/// The facts; `None` if the collector ran in another document or was refused, or if they have an
/// unexpected shape.
pub fn of(answer: &JsValue) -> Option<PageFacts> {
    if !answer.is_object() {
        return None;
    }
    let mut facts: PageFacts = from_js(answer)?;
    let PageFacts {
        kind,
        title,
        headings,
        text,
        shape,
        sign,
        marks,
        label,
        skin,
        link,
        fault,
        ray,
        alert,
        refresh,
        elements: _,
        size: _,
    } = &mut facts;
    for text in [kind, title, text, shape, sign, label, skin, link, fault, ray, alert, refresh] {
        bound(text);
    }
    for list in [headings, marks] {
        list.truncate(MOST);
        list.iter_mut().for_each(bound);
    }
    Some(facts)
}

fn bound(text: &mut String) {
    text.truncate(text.floor_char_boundary(4 * LONGEST));
}
