//! From within a page of the site: its service workers and its `CacheStorage`, counted as they go.
//!
//! In Firefox there is no other way to them without a permission that the install prompt would
//! have to explain; in Chromium it is what tells how much there was.

use crate::browser::{api, effects, with};
use js_sys::Array;
use sites::Site;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// 3,000 entries take seconds: nobody waits for them longer than this.
const TIME_OUT: Duration = Duration::from_secs(10);

/// What came of it.
#[derive(Default)]
pub struct Swept {
    /// So many workers and stored answers went.
    pub counted: u32,
    /// Some are still there.
    pub left: bool,
}

/// Asks the first page of the site that lets itself be asked; nothing where there is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser's ids are 32 bits, and a count is brought to its end"
)]
pub async fn sweep(site: Site) -> Swept {
    let tabs = effects::within(TIME_OUT, api::all_tabs()).await;
    let (Some(function), Some(Ok(tabs))) = (with(|shell| shell.hooks.sweep()), tabs) else {
        return Swept::default();
    };
    for tab in Array::from(&tabs).iter() {
        let here = Site::of(&api::text(&tab, "url")) == Some(site);
        let (Some(id), false) = (api::number(&tab, "id"), api::is_true(&tab, "discarded")) else {
            continue;
        };
        if !here {
            continue;
        }
        // An argument that is undefined is refused in Chromium.
        let nothing = JsValue::TRUE;
        let asked = api::run_in(id as i32, &function, &nothing);
        match effects::within(TIME_OUT, asked).await {
            Some(Ok(answer)) if answer.is_object() => {
                let counted = api::number(&answer, "counted").unwrap_or_default() as u32;
                return Swept { counted, left: api::is_true(&answer, "left") };
            }
            // Another page of the site may let itself be asked.
            Some(_) => {}
            // A tab that hangs says nothing of what the browser itself cleared, and nobody waits for
            // another.
            None => return Swept::default(),
        }
    }
    Swept::default()
}
