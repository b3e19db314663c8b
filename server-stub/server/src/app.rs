//! What a request sees: configuration, store, clock, counters and those who wait. One per process, cheap to clone.

use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::context::CountryDatabase;
use crate::context::country::CountryDatabaseError;
use crate::http::phone::proof_memory::ProofMemory;
use crate::hub::Hub;
use crate::keys::{KeyError, KeyOverrides, Keyring};
use crate::limits::{Limit, Limits, RetryAfter};
use crate::metrics::Metrics;
use logi_domain::time::Millis;
use logi_store::{Store, StoreError};
use logi_store_postgres::PostgresStore;
use logi_store_sqlite::SqliteStore;
use secrecy::ExposeSecret;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
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
    metrics: Metrics,
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

/// Why a server does not start, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be made or used.
    #[error("cannot use the data folder {folder}: {source}; name another one with --data, or give this user the right to write there")]
    Data {
        /// Which.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database cannot be opened.
    #[error("cannot open the database ({place}): {reason}")]
    Database {
        /// Which, without a password.
        place: String,
        /// Why.
        reason: String,
    },
    /// The keys cannot be read or made.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The country database cannot be read.
    #[error(transparent)]
    Country(#[from] CountryDatabaseError),
    /// The listener cannot be opened.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why, and what to do.
        reason: String,
    },
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
            metrics: Metrics::default(),
            stopping,
        }))
    }

    /// Opens what the settings name: data folder, database, keys (made at the first start), country database.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open(config: Config, clock: Arc<dyn Clock>, keys: KeyOverrides) -> Result<Self, StartError> {
        let store = open_store(&config).await?;
        let keys = Keyring::load(&*store, &config, &keys, clock.now()).await?;
        let country = config.country_database.as_deref().map(CountryDatabase::open).transpose()?;
        Ok(Self::new(Parts {
            config,
            clock,
            store,
            keys,
            country: country.unwrap_or_default(),
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

    /// How often somebody may ask.
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

    /// The counters of requests.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
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

/// Opens the store the settings name; the data folder is made, for its owner only, where it is missing.
///
/// # Errors
/// [`StartError`].
pub async fn open_store(config: &Config) -> Result<Arc<dyn Store>, StartError> {
    let failed = |place: String| {
        move |error: StoreError| StartError::Database {
            place,
            reason: chain(&error),
        }
    };
    match &config.database {
        Database::Sqlite => {
            make_folder(&config.data)?;
            let file = config.sqlite_file();
            let store = SqliteStore::open(&file).await.map_err(failed(file.display().to_string()))?;
            Ok(Arc::new(store))
        }
        // EXPOSE: the driver needs the whole URL.
        Database::Postgres(url) => {
            let opened = PostgresStore::open(url.expose_secret()).await;
            Ok(Arc::new(opened.map_err(failed("PostgreSQL".to_owned()))?))
        }
    }
}

fn make_folder(folder: &Path) -> Result<(), StartError> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| StartError::Data {
        folder: folder.to_owned(),
        source,
    })
}

/// An error with its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let said = source.to_string();
        // Some errors repeat their cause.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = source.source();
    }
    text.replace('\n', " ")
}
