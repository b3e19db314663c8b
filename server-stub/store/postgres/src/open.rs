//! Opening: the connections' settings, the migrations.

use crate::PostgresStore;
use crate::queries::{corrupt, db};
use logi_store::StoreError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::str::FromStr;
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections at most.
const CONNECTIONS: u32 = 16;
/// How long a statement waits for another's lock, in milliseconds; then the caller is told to try again.
const LOCK_TIMEOUT: &str = "2000";

impl PostgresStore {
    /// Connects to `postgres://user:password@host:port/database` and applies missing migrations; of several nodes that start
    /// together one does.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a database of a newer version, [`StoreError::Unavailable`] where the server cannot be reached.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(db)?
            .application_name("logi-server")
            .options([("lock_timeout", LOCK_TIMEOUT)]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await
            .map_err(db)?;
        MIGRATIONS.run(&pool).await.map_err(migration)?;
        Ok(Self { pool })
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
fn migration(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => db(error),
        MigrateError::VersionMissing(version) => StoreError::Corrupt(format!(
            "the database was made by a newer version of logi-server (its schema is {version}): run that version, or restore a backup of this one"
        )),
        MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => corrupt(&format!("migration {version}")),
        error => StoreError::Fault(error.into()),
    }
}
