//! What a request sees: configuration, store, clock, counters and those who wait. One per process, cheap to clone.

use crate::clock::Clock;
use crate::config::Config;
use crate::context::CountryDatabase;
use crate::http::phone::proof_memory::ProofMemory;
use crate::hub::Hub;
use crate::keys::Keyring;
use crate::limits::{Limit, Limits, RetryAfter};
use logi_domain::time::Millis;
use logi_store::Store;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The running server's parts.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    clock: Arc<dyn Clock>,
    store: Arc<dyn Store>,
    keys: Keyring,
    hub: Hub,
    limits: Limits,
    country: CountryDatabase,
    seen: ProofMemory,
    stopping: CancellationToken,
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The settings; the issuer is final.
    pub config: Config,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The store, opened.
    pub store: Arc<dyn Store>,
    /// The keys.
    pub keys: Keyring,
    /// The country database.
    pub country: CountryDatabase,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let stopping = CancellationToken::new();
        Self(Arc::new(Inner {
            limits: Limits::new(parts.config.limits),
            config: parts.config,
            hub: Hub::new(Arc::clone(&parts.clock), stopping.clone()),
            clock: parts.clock,
            store: parts.store,
            keys: parts.keys,
            country: parts.country,
            seen: ProofMemory::default(),
            stopping,
        }))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// What the server keeps.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.0.keys
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// Who waits for a change of a session.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The counters.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Counts a call now.
    ///
    /// # Errors
    /// [`RetryAfter`] where it is one too many.
    pub fn check_limit(&self, limit: Limit<'_>) -> Result<(), RetryAfter> {
        self.0.limits.check(limit, self.now())
    }

    /// The country database.
    #[must_use]
    pub fn country(&self) -> &CountryDatabase {
        &self.0.country
    }

    /// The proofs of reads this node has seen.
    #[must_use]
    pub fn seen(&self) -> &ProofMemory {
        &self.0.seen
    }

    /// The issuer's origin without a trailing slash, as `http://localhost:8080`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.config.issuer
    }

    /// Cancelled when the server stops: whatever streams, or waits in a socket, ends then.
    #[must_use]
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("issuer", &self.issuer()).finish_non_exhaustive()
    }
}
