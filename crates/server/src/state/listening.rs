//! Who listens for changes: so many in all, and so many for each account.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use programme::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::State;
use crate::problem::Problem;

/// How many listeners there may be at once.
const LISTENERS_MAX: usize = 2_000;
/// How many of them one account may be.
const OF_ACCOUNT_MAX: usize = 8;
/// How many seconds whoever listens too often is asked to wait.
const WAIT: u64 = 15;

/// The places for listeners.
pub(super) struct Listeners {
    places: Arc<Semaphore>,
    of_accounts: Arc<Mutex<BTreeMap<AccountId, usize>>>,
}

/// A place that somebody listens in, until it is dropped.
pub(crate) struct Listening {
    account: AccountId,
    of_accounts: Arc<Mutex<BTreeMap<AccountId, usize>>>,
    _place: OwnedSemaphorePermit,
}

impl State {
    /// A place to listen in.
    ///
    /// # Errors
    /// Where there is none, or the account has all that one account gets.
    pub(crate) fn listens(&self, account: AccountId) -> Result<Listening, Problem> {
        self.0.listeners.take(account)
    }
}

impl Listeners {
    fn take(&self, account: AccountId) -> Result<Listening, Problem> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
        let mut of_accounts = self.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = of_accounts.entry(account).or_default();
        if *count >= OF_ACCOUNT_MAX {
            return Err(Problem::too_many(WAIT));
        }
        *count += 1;
        Ok(Listening { account, of_accounts: Arc::clone(&self.of_accounts), _place: place })
    }
}

impl Default for Listeners {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(LISTENERS_MAX)), of_accounts: Arc::default() }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut of_accounts = self.of_accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = of_accounts.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                of_accounts.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_account_has_so_many_places_and_gives_them_back() {
        let (listeners, [clara, oscar]) = (Listeners::default(), [1, 2].map(|id| AccountId(Uuid::from_u128(id))));
        let mut places: Vec<_> = (0..OF_ACCOUNT_MAX).map(|_| listeners.take(clara).expect("a place")).collect();
        assert!(listeners.take(clara).is_err());
        assert!(listeners.take(oscar).is_ok(), "others notice nothing");
        places.pop();
        places.push(listeners.take(clara).expect("the one that was given back"));
        drop(places);
        assert!(listeners.of_accounts.lock().expect("nobody panicked").is_empty(), "nothing is kept of who has gone");
    }
}
