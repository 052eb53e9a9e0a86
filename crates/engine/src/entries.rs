//! Serializes maps as lists of entries, which are read back one by one in their order. `litemap`'s
//! own way sorts what it reads, at 4 KB of code for each map.

use litemap::LiteMap;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
    map: &LiteMap<K, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.iter())
}

pub(super) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<LiteMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let mut map = LiteMap::new_vec();
    for (key, value) in Vec::<(K, V)>::deserialize(deserializer)? {
        map.insert(key, value);
    }
    Ok(map)
}
