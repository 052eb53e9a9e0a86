//! From within a page of the site: its service workers and its `CacheStorage`, counted as they go.
//!
//! In Firefox there is no other way to them without a permission that the install prompt would have
//! to explain; in Chromium this tells how much there was.

use crate::browser::api;
use crate::browser::convert::from_js;
use crate::browser::shell::with;
use crate::browser::timers::within;
use serde::Deserialize;
use sites::Site;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// 3,000 entries take seconds, so this is the limit.
const TIME_OUT: Duration = Duration::from_secs(10);

/// The result.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Swept {
    /// How many workers and stored answers were removed.
    pub counted: u32,
    /// Whether some are still there.
    pub left: bool,
}

/// Asks the first page of the site that allows it; nothing if there is none.
pub async fn sweep(site: Site) -> Swept {
    let tabs = within(TIME_OUT, api::all_tabs()).await;
    let (Some(function), Some(Ok(tabs))) = (with(|shell| shell.hooks.clear_site_storage()), tabs)
    else {
        return Swept::default();
    };
    for tab in from_js::<Vec<api::Tab>>(&tabs).unwrap_or_default() {
        let (Some(id), false) = (tab.id, tab.discarded) else { continue };
        if Site::of(tab.address()) != Some(site) {
            continue;
        }
        // Chromium refuses an undefined argument.
        let nothing = JsValue::TRUE;
        let asked = api::run_in(id, &function, &nothing);
        match within(TIME_OUT, asked).await {
            Some(Ok(answer)) if answer.is_object() => return from_js(&answer).unwrap_or_default(),
            // Another page of the site may allow it.
            Some(_) => {}
            // A tab that hangs says nothing about what the browser itself cleared, and trying
            // another would take too long.
            None => return Swept::default(),
        }
    }
    Swept::default()
}
