//! A map as a list of pairs: what the browser's storage can hold with any key.

use litemap::LiteMap;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// Writes the map as `[[key, value], …]`.
pub fn serialize<K, V, S>(map: &LiteMap<K, V>, serializer: S) -> Result<S::Ok, S::Error>
where
    K: Serialize,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_seq(map)
}

/// Reads `[[key, value], …]`; of a key that stands twice the last one counts.
pub fn deserialize<'de, K, V, D>(deserializer: D) -> Result<LiteMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    // One by one: what was written is sorted, and a sort would be the larger part of the code.
    let mut map = LiteMap::new();
    for (key, value) in Vec::<(K, V)>::deserialize(deserializer)? {
        map.insert(key, value);
    }
    Ok(map)
}
