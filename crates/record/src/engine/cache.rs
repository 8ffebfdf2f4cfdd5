//! People held in memory between batches, so that a decision about somebody seen lately reads nothing.

use std::collections::HashMap;
use std::hash::Hash;

/// A bounded map in two generations: what was not touched while one generation filled up is dropped with the other.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    generation: usize,
}

impl<K: Eq + Hash + Copy, V> Cache<K, V> {
    /// A cache that holds up to twice as many as a generation has.
    pub(crate) fn new(generation: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), generation }
    }

    /// What is held under a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    /// What is held under a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        if !self.young.contains_key(key) {
            let value = self.old.remove(key)?;
            self.young.insert(*key, value);
        }
        self.young.get_mut(key)
    }

    /// Whether anything is held under a key.
    pub(crate) fn contains(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Holds a value.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        self.young.insert(key, value);
    }

    /// Forgets what is held under a key.
    pub(crate) fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }

    /// Between batches, and only then: makes room if it is needed.
    pub(crate) fn age(&mut self) {
        if self.young.len() >= self.generation {
            self.old = std::mem::take(&mut self.young);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_is_used_and_never_more_than_two_generations() {
        let mut cache = Cache::new(10);
        for key in 0..1000 {
            cache.insert(key, key);
            assert!(cache.get_mut(&0).is_some(), "0 is used all the time");
            cache.age();
            assert!(cache.young.len() + cache.old.len() <= 21);
        }
        assert!(!cache.contains(&500));
        cache.remove(&0);
        assert!(!cache.contains(&0));
    }
}
