//! Converts typed values to JavaScript's and back, by serde.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::JsValue;

/// A value as the plain object, list or primitive that JSON would make of it; missing values are
/// `null`. A number that JavaScript cannot hold exactly (beyond 2^53) turns all of it into `null`:
/// none of ours is that large, and a wrong number would be worse.
#[must_use]
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer =
        Serializer::new().serialize_missing_as_null(true).serialize_maps_as_objects(true);
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// Members of an object by their names.
#[derive(Clone, Debug, PartialEq)]
pub struct Members<T>(Vec<(&'static str, T)>);

impl<T> FromIterator<(&'static str, T)> for Members<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Members<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Reads a value from the browser, a page or a store; `None` if it has another shape.
#[must_use]
pub fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    from_value(value.clone()).ok()
}
