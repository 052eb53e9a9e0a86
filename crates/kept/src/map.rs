//! A map of few entries as a sorted list: a fifth of the code of a B-tree for each type it holds.

use serde::{Deserialize, Serialize};

/// A sorted list of keys with their values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The entries, sorted.
    pub const fn entries(&self) -> &Vec<(K, V)> {
        &self.0
    }

    /// A map of entries that are sorted already.
    pub const fn from_sorted(entries: Vec<(K, V)>) -> Self {
        Self(entries)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries by their keys' order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The entries by their keys' order, to change the values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values by their keys' order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Drops every entry for which `keep` is false.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| keep(key, value));
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).ok().and_then(|at| self.0.get(at)).map(|(_, value)| value)
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).ok().and_then(|at| self.0.get_mut(at)).map(|(_, value)| value)
    }

    /// Whether there is an entry of that key.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Puts a value in, in place of an earlier one.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.put(at, key, value),
        }
    }

    /// Most maps hold one entry: a list of its own accord makes room for four.
    fn put(&mut self, at: usize, key: K, value: V) {
        self.0.reserve_exact(1);
        self.0.insert(at, (key, value));
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(key).ok().map(|at| self.0.remove(at).1)
    }

    /// The value of a key, made if it is not there.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.put(at, key, V::default());
                at
            }
        };
        &mut self.0[at].1
    }

    #[inline(never)]
    fn place(&self, key: &K) -> Result<usize, usize> {
        // In turn, since there are few: halving weighs twice as much for each type.
        for (at, (known, _)) in self.0.iter().enumerate() {
            if known >= key {
                return if known == key { Ok(at) } else { Err(at) };
            }
        }
        Err(self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn entries_stay_sorted_and_single() {
        let mut map = Map::new();
        for key in [3, 1, 2, 3] {
            map.insert(key, key * 10);
        }
        *map.or_default(0) += 5;
        assert_eq!(
            map.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>(),
            [(0, 5), (1, 10), (2, 20), (3, 30)]
        );
        assert_eq!(map.remove(&2), Some(20));
        assert!(!map.contains_key(&2));
        map.retain(|key, _| *key > 0);
        assert_eq!((map.len(), map.get(&3)), (2, Some(&30)));
    }
}
