//! How often somebody may ask, counted per node in bounded memory on the app's clock.
//!
//! Each limit is an exact rate with a burst of one minute's worth (GCRA: one stored instant per key, which is when the key would be
//! back at rest). Start and status count per page at an address, and per address in all; a call that one of the two refuses uses up
//! neither. IPv6 counts by /64.

use crate::config::LimitsConfig;
use logi_domain::id::{AccountId, DeviceRowId, SecretHash};
use logi_domain::time::Millis;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Wait this many whole seconds, `Retry-After` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: wait {0} s")]
pub struct RetryAfter(pub u32);

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Limit<'a> {
    /// The start of a QR login.
    Start {
        /// The client's address.
        address: IpAddr,
        /// The page cookie's value; empty without one.
        page: &'a str,
    },
    /// A read of a session's status, and each connect of events or cable.
    Status {
        /// The client's address.
        address: IpAddr,
        /// The page cookie's value; empty without one.
        page: &'a str,
    },
    /// A scan by a phone.
    Scan {
        /// The device.
        device: DeviceRowId,
        /// Its account.
        account: AccountId,
    },
}

/// The counters of this node.
#[derive(Debug)]
pub struct Limits {
    config: LimitsConfig,
    hasher: RandomState,
    rates: Mutex<Rates>,
    streams: Arc<Mutex<HashMap<SecretHash, u32>>>,
}

/// An open stream; closes when dropped.
#[derive(Debug)]
pub struct StreamGuard {
    streams: Arc<Mutex<HashMap<SecretHash, u32>>>,
    browser: SecretHash,
}

/// One rate a call must keep: its key, and how many calls a minute are allowed.
type Rate = (u64, u32);

const MINUTE_MS: i64 = 60_000;
/// Keys that are remembered; past it the least busy half is forgotten.
const MOST_KEYS: usize = 1 << 17;

impl Limits {
    /// Counters at rest.
    #[must_use]
    pub fn new(config: LimitsConfig) -> Self {
        Self {
            config,
            hasher: RandomState::new(),
            rates: Mutex::default(),
            streams: Arc::default(),
        }
    }

    /// Counts a call at `now`, or refuses it and counts nothing.
    ///
    /// # Errors
    /// [`RetryAfter`]: after so many seconds the same call would pass.
    pub fn check(&self, limit: Limit<'_>, now: Millis) -> Result<(), RetryAfter> {
        let LimitsConfig {
            start_per_minute,
            status_per_minute,
            address_factor,
            ..
        } = self.config;
        let rates = match limit {
            Limit::Start { address, page } => self.page_rates("start", address, page, (start_per_minute, address_factor)),
            Limit::Status { address, page } => self.page_rates("status", address, page, (status_per_minute, address_factor)),
            Limit::Scan { device, account } => [
                (self.key("scan device", &device), self.config.scan_per_device),
                (self.key("scan account", &account), self.config.scan_per_account),
            ],
        };
        lock(&self.rates).take(rates, now)
    }

    /// Counts an open stream of the browser with this nonce.
    ///
    /// # Errors
    /// [`RetryAfter`] where it holds as many as it may.
    pub fn open_stream(&self, browser: SecretHash) -> Result<StreamGuard, RetryAfter> {
        let mut streams = lock(&self.streams);
        let open = streams.entry(browser).or_default();
        if *open >= self.config.streams_per_browser {
            return Err(RetryAfter(3));
        }
        *open += 1;
        Ok(StreamGuard {
            streams: Arc::clone(&self.streams),
            browser,
        })
    }

    fn page_rates(&self, what: &str, address: IpAddr, page: &str, (per_minute, factor): (u32, u32)) -> [Rate; 2] {
        let network = network_of(address);
        [
            (self.key(what, &(network, page)), per_minute),
            (self.key(what, &network), per_minute.saturating_mul(factor)),
        ]
    }

    fn key(&self, what: &str, whose: &impl Hash) -> u64 {
        self.hasher.hash_one((what, whose))
    }
}

/// For each key the instant at which it is back at rest.
#[derive(Debug, Default)]
struct Rates {
    rest_at: HashMap<u64, i64>,
}

impl Rates {
    fn take(&mut self, rates: [Rate; 2], now: Millis) -> Result<(), RetryAfter> {
        let wait = rates.iter().map(|rate| self.wait(*rate, now)).max().unwrap_or(0);
        if wait > 0 {
            let seconds = wait.saturating_add(999).div_euclid(1000);
            return Err(RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        self.make_room(now);
        for (key, per_minute) in rates {
            let rest_at = self.rest_at.entry(key).or_insert(now.0);
            *rest_at = now.0.max(*rest_at).saturating_add(interval(per_minute));
        }
        Ok(())
    }

    /// Milliseconds until a call with this rate would pass.
    fn wait(&self, (key, per_minute): Rate, now: Millis) -> i64 {
        let rest_at = self.rest_at.get(&key).copied().unwrap_or(now.0);
        // The last call of a burst leaves the key a whole minute from rest.
        let next = rest_at.max(now.0).saturating_add(interval(per_minute));
        next.saturating_sub(now.0.saturating_add(MINUTE_MS.max(interval(per_minute))))
            .max(0)
    }

    fn make_room(&mut self, now: Millis) {
        if self.rest_at.len() < MOST_KEYS {
            return;
        }
        self.rest_at.retain(|_, rest_at| *rest_at > now.0);
        if self.rest_at.len() > MOST_KEYS / 2 {
            let mut instants: Vec<i64> = self.rest_at.values().copied().collect();
            let middle = instants.len() / 2;
            let (_, median, _) = instants.select_nth_unstable(middle);
            let median = *median;
            self.rest_at.retain(|_, rest_at| *rest_at > median);
        }
    }
}

/// Milliseconds one call costs, rounded down so that a full minute's worth always fits into a minute.
fn interval(per_minute: u32) -> i64 {
    MINUTE_MS.div_euclid(i64::from(per_minute.max(1))).max(1)
}

/// What counts as one address: an IPv4, or an IPv6 /64.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

/// No code that holds these locks can panic half way; a poisoned lock's value is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        let mut streams = lock(&self.streams);
        if let Some(open) = streams.get_mut(&self.browser) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                streams.remove(&self.browser);
            }
        }
    }
}

#[cfg(test)]
mod tests;
