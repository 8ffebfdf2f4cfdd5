//! The only source of randomness: keys, nonces and ids. Everything else is handed what it needs.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroize;

/// How many bytes are drawn from the system at once: asking it for each nonce singly would cost more than the sealing.
const POOL: usize = 1024;

/// A source of random bytes: the system's, or one that a seed determines, for tests.
///
/// Each owner has its own. A clone never gives what another gave: clones of a seeded source share a counter, so their
/// bytes depend on who asks first; [`Self::child`] is the way to a source that depends on nothing else.
pub struct Entropy(Kind);

enum Kind {
    System { pool: Box<[u8; POOL]>, used: usize },
    Seeded { seed: [u8; 32], counter: Arc<AtomicU64> },
}

impl Entropy {
    /// The system's source.
    pub fn system() -> Self {
        Self(Kind::System { pool: Box::new([0; POOL]), used: POOL })
    }

    /// A source that gives the same bytes for the same seed. For tests only: it keeps no secret.
    pub fn seeded(seed: u64) -> Self {
        Self::from_seed(digest(&[b"carer/entropy/seed", &seed.to_le_bytes()]))
    }

    /// A source of its own for the part of the work named by the label.
    pub fn child(&self, label: &str) -> Self {
        match &self.0 {
            Kind::System { .. } => Self::system(),
            Kind::Seeded { seed, .. } => Self::from_seed(digest(&[b"carer/entropy/child", seed, label.as_bytes()])),
        }
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// An id whose order is that of its making, to the millisecond.
    pub fn uuid_v7(&mut self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// Fills the whole of `out` with random bytes.
    ///
    /// # Panics
    /// Where the system has no randomness to give: nothing could be sealed safely then.
    pub fn fill(&mut self, out: &mut [u8]) {
        match &mut self.0 {
            Kind::System { pool, used } => {
                for byte in out.chunks_mut(POOL) {
                    take(pool, used, byte);
                }
            }
            Kind::Seeded { seed, counter } => {
                for chunk in out.chunks_mut(32) {
                    let number = counter.fetch_add(1, Ordering::Relaxed);
                    let block = digest(&[b"carer/entropy/block", seed, &number.to_le_bytes()]);
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
    }

    fn from_seed(seed: [u8; 32]) -> Self {
        Self(Kind::Seeded { seed, counter: Arc::new(AtomicU64::new(0)) })
    }
}

impl Clone for Entropy {
    fn clone(&self) -> Self {
        match &self.0 {
            // Bytes waiting in the pool must never be given out twice.
            Kind::System { .. } => Self::system(),
            Kind::Seeded { seed, counter } => Self(Kind::Seeded { seed: *seed, counter: Arc::clone(counter) }),
        }
    }
}

impl Drop for Entropy {
    fn drop(&mut self) {
        if let Kind::System { pool, .. } = &mut self.0 {
            pool.zeroize();
        }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::System { .. } => "Entropy(system)",
            Kind::Seeded { .. } => "Entropy(seeded)",
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that draws randomness from the system")]
fn take(pool: &mut [u8; POOL], used: &mut usize, out: &mut [u8]) {
    if POOL - *used < out.len() {
        getrandom::fill(pool).expect("the system gives random bytes");
        *used = 0;
    }
    let given = &mut pool[*used..*used + out.len()];
    out.copy_from_slice(given);
    given.zeroize();
    *used += out.len();
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_seed_determines_the_bytes() {
        let (mut a, mut b) = (Entropy::seeded(7), Entropy::seeded(7));
        assert_eq!(a.bytes::<100>(), b.bytes::<100>());
        assert_ne!(Entropy::seeded(8).bytes::<100>(), Entropy::seeded(7).bytes::<100>());
        assert_eq!(a.child("x").bytes::<32>(), b.child("x").bytes::<32>());
        assert_ne!(a.child("x").bytes::<32>(), a.child("y").bytes::<32>());
    }

    #[test]
    fn no_two_sources_give_the_same_whatever_was_cloned() {
        for mut source in [Entropy::system(), Entropy::seeded(1)] {
            let mut seen = HashSet::new();
            assert!(seen.insert(source.bytes::<24>()));
            let mut clone = source.clone();
            for _ in 0..200 {
                assert!(seen.insert(source.bytes::<24>()));
                assert!(seen.insert(clone.bytes::<24>()));
            }
        }
    }

    #[test]
    fn more_than_the_pool_can_be_drawn_at_once() {
        let mut bytes = vec![0; 3 * POOL + 5];
        Entropy::system().fill(&mut bytes);
        assert!(bytes.chunks_exact(64).all(|chunk| chunk.iter().any(|&b| b != 0)));
    }

    #[test]
    fn ids_are_version_7_and_ordered_by_time() {
        let mut source = Entropy::seeded(3);
        let early = source.uuid_v7("2024-05-01T08:00:00Z".parse().expect("a time"));
        let late = source.uuid_v7("2024-05-01T08:00:00.001Z".parse().expect("a time"));
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }
}
