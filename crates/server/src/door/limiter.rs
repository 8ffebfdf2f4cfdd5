//! How often somebody may try to come in, so that guessing takes for ever and nobody can shut somebody else out.
//!
//! There is no lock-out. Each way of trying has a small store of attempts that fills up again with time: a login from one
//! address, a login from everywhere, an address. Whoever came in from a device before has a store of their own for it, so a
//! stranger who spends the login's attempts takes none of theirs.

use std::collections::HashMap;
use std::net::IpAddr;

use programme::{AccountId, LinkId};

use super::Attempt;

/// How many stores are kept. When there are more, the full ones are forgotten: they say nothing.
const STORES_MAX: usize = 100_000;

/// A way of trying.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Try {
    /// A login from a device that it came in from before.
    Device(String, String),
    /// A login from one network.
    From(String, IpAddr),
    /// A login, from anywhere that it did not come in from before.
    Login(String),
    /// A network, whatever the login.
    Address(IpAddr),
    /// The second factor of an account.
    Code(AccountId),
    /// A search for somebody in an emergency, by whom.
    Search(AccountId),
    /// A day of birth, by whoever has a link.
    Link(LinkId),
}

/// The stores of attempts.
#[derive(Debug, Default)]
pub(super) struct Limiter(HashMap<Try, Store>);

#[derive(Clone, Copy, Debug)]
struct Store {
    /// Attempts left, times the seconds that one takes to come back.
    left: i64,
    /// When that was so, in seconds since 1970.
    at: i64,
}

impl Try {
    /// The ways in which somebody tries.
    pub(super) fn of(attempt: &Attempt) -> Vec<Self> {
        let login = attempt.login.to_lowercase();
        if let Some(device) = &attempt.device {
            return vec![Self::Device(login, device.clone())];
        }
        let network = attempt.from.map(network);
        let of_network = network.map(|network| [Self::From(login.clone(), network), Self::Address(network)]);
        of_network.into_iter().flatten().chain([Self::Login(login)]).collect()
    }

    /// How many attempts there are at once, and how many seconds it takes until one comes back.
    const fn measure(&self) -> (i64, i64) {
        match self {
            Self::Device(..) | Self::From(..) => (10, 60),
            Self::Login(_) => (100, 30),
            Self::Address(_) => (200, 5),
            Self::Code(_) => (8, 120),
            Self::Search(_) => (10, 60),
            // Within the month that a link works somebody who found it tries one day in two hundred.
            Self::Link(_) => (6, 6 * 3_600),
        }
    }
}

impl From<IpAddr> for Try {
    fn from(address: IpAddr) -> Self {
        Self::Address(network(address))
    }
}

impl Limiter {
    /// Takes an attempt out of every store, or says how many seconds to wait.
    pub(super) fn try_all(&mut self, tries: &[Try], now: i64) -> Result<(), u64> {
        let waits: Vec<u64> = tries.iter().filter_map(|one| self.wait(one, now)).collect();
        if let Some(wait) = waits.into_iter().max() {
            return Err(wait);
        }
        tries.iter().for_each(|one| self.take(one, now));
        Ok(())
    }

    /// As [`Self::try_all`], of one.
    pub(super) fn try_once(&mut self, one: &Try, now: i64) -> Result<(), u64> {
        self.try_all(std::slice::from_ref(one), now)
    }

    /// Gives back what was taken: it was the right password.
    pub(super) fn forgive(&mut self, tries: &[Try]) {
        for one in tries {
            if let Some(store) = self.0.get_mut(one) {
                store.left += one.measure().1;
            }
        }
    }

    fn wait(&self, one: &Try, now: i64) -> Option<u64> {
        let (_, takes) = one.measure();
        let missing = takes - self.left(one, now);
        u64::try_from(missing).ok().filter(|missing| *missing > 0)
    }

    fn left(&self, one: &Try, now: i64) -> i64 {
        let (most, takes) = one.measure();
        self.0.get(one).map_or(most * takes, |store| (store.left + (now - store.at).max(0)).min(most * takes))
    }

    fn take(&mut self, one: &Try, now: i64) {
        if self.0.len() >= STORES_MAX {
            self.0.retain(|one, store| {
                let (most, takes) = one.measure();
                store.left + (now - store.at).max(0) < most * takes
            });
            // Where all of them say something, they are too many to be people's: the network's own store goes on counting.
            if self.0.len() >= STORES_MAX {
                self.0.retain(|one, _| matches!(one, Try::Address(_)));
            }
        }
        let left = self.left(one, now) - one.measure().1;
        self.0.insert(one.clone(), Store { left, at: now });
    }
}

/// The network that an address is in: whoever has one address of it has the others.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            IpAddr::from([a, b, c, 0])
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => network(IpAddr::V4(v4)),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(login: &str, from: &str, device: Option<&str>) -> Vec<Try> {
        Try::of(&Attempt {
            account: None,
            login: login.to_owned(),
            from: Some(from.parse().expect("an address")),
            device: device.map(str::to_owned),
            password: String::new(),
            hash: None,
        })
    }

    #[test]
    fn ten_guesses_from_one_place_and_then_one_a_minute() {
        let mut limiter = Limiter::default();
        let tries = attempt("clara", "192.0.2.1", None);
        for _ in 0..10 {
            assert_eq!(limiter.try_all(&tries, 0), Ok(()));
        }
        assert_eq!(limiter.try_all(&tries, 0), Err(60));
        assert_eq!(limiter.try_all(&attempt("CLARA", "192.0.2.99", None), 20), Err(40), "the same network and login");
        assert_eq!(limiter.try_all(&tries, 60), Ok(()));
        assert_eq!(limiter.try_all(&tries, 61), Err(59));
    }

    #[test]
    fn nobody_can_shut_somebody_else_out() {
        let mut limiter = Limiter::default();
        for stranger in 0..=255_u8 {
            let from = format!("203.0.{stranger}.1");
            while limiter.try_all(&attempt("clara", &from, None), 0).is_ok() {}
        }
        assert!(limiter.try_all(&attempt("clara", "192.0.2.1", None), 0).is_err(), "an unknown device has to wait");
        assert_eq!(limiter.try_all(&attempt("clara", "192.0.2.1", Some("her own")), 0), Ok(()));
        assert_eq!(limiter.try_all(&attempt("oscar", "192.0.2.1", None), 0), Ok(()), "others notice nothing");
    }

    #[test]
    fn a_right_password_costs_nothing() {
        let mut limiter = Limiter::default();
        let tries = attempt("clara", "2001:db8::1", None);
        for _ in 0..1_000 {
            assert_eq!(limiter.try_all(&tries, 0), Ok(()));
            limiter.forgive(&tries);
        }
    }

    #[test]
    fn one_address_cannot_try_every_login() {
        let mut limiter = Limiter::default();
        let all = (0..1_000).filter(|n| limiter.try_all(&attempt(&format!("login{n}"), "192.0.2.1", None), 0).is_ok());
        assert_eq!(all.count(), 200);
    }
}
