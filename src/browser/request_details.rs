//! A request as the browser describes it, read and bounded.

use super::convert::from_js;
use super::timers::now;
use detect::Response;
use engine::{Document, TabId};
use serde::Deserialize;
use timestamp::Timestamp;
use wasm_bindgen::JsValue;

/// The headers that recognition and the schedule read; all others are dropped here.
const HEADERS: [&str; 9] = [
    "cf-mitigated",
    "cf-ray",
    "content-disposition",
    "content-type",
    "date",
    "retry-after",
    "server",
    "ratelimit-remaining",
    "x-ratelimit-remaining",
];

/// Longer header values are cut: none that matters is that long.
const HEADER_LENGTH: usize = 200;

/// A request as `webRequest` and `webNavigation` describe it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Details {
    /// Its tab; negative where it has none.
    tab_id: Option<i32>,
    /// 0 is the tab's own document.
    pub frame_id: Option<i32>,
    /// The address that was asked for.
    pub url: String,
    /// By its name.
    pub method: Option<String>,
    /// The type of the request, if it is told.
    pub r#type: Option<String>,
    /// Why nothing came, by the browser's name.
    pub error: Option<String>,
    /// When it came, in ms since 1970.
    pub time_stamp: Option<f64>,
    /// The status, where it was answered.
    pub status_code: Option<u16>,
    /// When the load of a page that was there before us began, in ms since 1970.
    began: Option<f64>,
    /// Missing for a page that was there before us.
    response_headers: Option<Vec<Header>>,
}

/// A header; one whose value is not text has none.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Header {
    name: String,
    value: Option<String>,
}

impl Details {
    /// The tab that it belongs to.
    pub fn tab(&self) -> Option<TabId> {
        self.tab_id.filter(|tab| *tab >= 0).map(TabId)
    }

    /// The page that stood there before us, where it is told of one.
    #[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit 53 bits")]
    pub fn stands(&self) -> Option<Document> {
        let time_origin = js_sys::Math::round(self.began? * 1000.0) as i64;
        Some(Document { address: self.url.clone(), time_origin })
    }

    /// When it came.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit 53 bits")]
    pub fn time(&self) -> Timestamp {
        let told = self.time_stamp.map(|millis| Timestamp::from_millis(millis as i64));
        told.unwrap_or_else(now)
    }

    /// Status and headers of the response.
    pub fn response(&self) -> Option<Response> {
        let headers = self.response_headers.iter().flatten().filter_map(|header| {
            let name = header.name.to_ascii_lowercase();
            let value = header.value.as_deref().unwrap_or_default();
            HEADERS.contains(&name.as_str()).then(|| (name, text::bounded(value, HEADER_LENGTH)))
        });
        Some(Response { status: self.status_code?, headers: headers.collect() })
    }
}

/// Status and headers of a remembered response; `None` if there is none.
pub fn response_of(details: &JsValue) -> Option<Response> {
    from_js::<Details>(details)?.response()
}
