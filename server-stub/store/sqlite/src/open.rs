//! Opening: the file's mode, the connections' settings, the migrations.

use crate::SqliteStore;
use crate::connections::Connections;
use crate::queries::{corrupt, db};
use logi_store::StoreError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a statement waits for another process that writes; then the caller is told to try again.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a process that starts beside another waits for its turn before it asks again.
const TURN: Duration = Duration::from_millis(10);
/// Readers beside the writer. Each costs its page cache.
const READERS: usize = 3;
/// Page cache of a connection in KiB; negative is how SQLite takes KiB.
const CACHE: &str = "-512";

impl SqliteStore {
    /// Opens the database in this file and makes it, readable by its owner only, where it does not exist. Missing migrations are
    /// applied.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a database of a newer version, [`StoreError::Unavailable`] where the file cannot be opened or is
    /// locked.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_waiting(path, BUSY_TIMEOUT).await
    }

    /// The same with another time that a statement waits for another process.
    pub(crate) async fn open_waiting(path: &Path, busy_timeout: Duration) -> Result<Self, StoreError> {
        make_private(path)?;
        let options = settings(SqliteConnectOptions::new().filename(path)).busy_timeout(busy_timeout);
        let writing = options
            .clone()
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("secure_delete", "ON");
        let mut writer = connect_in_turn(&writing, busy_timeout).await.map_err(db)?;
        migrate(&mut writer).await?;
        Ok(Self {
            writer: Arc::new(Connections::one(writing, writer)),
            readers: Arc::new(Connections::lazy(options, READERS)),
            busy_timeout,
        })
    }

    /// A database in memory, gone with this value.
    ///
    /// # Errors
    /// [`StoreError`] where SQLite cannot start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let options = settings(SqliteConnectOptions::new().in_memory(true));
        let mut connection = options.connect().await.map_err(db)?;
        migrate(&mut connection).await?;
        // One connection is one database, so it serves the readers too.
        let writer = Arc::new(Connections::one(options, connection));
        Ok(Self {
            readers: Arc::clone(&writer),
            writer,
            busy_timeout: BUSY_TIMEOUT,
        })
    }
}

/// Giving a new file its log takes a lock for which SQLite does not wait, so of two processes that start together one asks again.
async fn connect_in_turn(options: &SqliteConnectOptions, longest: Duration) -> Result<SqliteConnection, sqlx::Error> {
    let started = Instant::now();
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && started.elapsed() < longest => tokio::time::sleep(TURN).await,
            connected => return connected,
        }
    }
}

/// `SQLITE_BUSY` and its extended codes, whose lowest byte is 5.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

fn settings(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("cache_size", CACHE)
        .thread_name(|id| format!("sqlite-{id}"))
}

/// SQLite gives its log and index files the mode of the database.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Unavailable(error.into()))
}

/// Usually one read: the migrations are looked at closely only where the newest is missing.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
    let applied: Result<Option<i64>, _> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(&mut *connection)
        .await;
    match applied {
        Ok(applied) if applied == newest => Ok(()),
        Ok(applied) if applied > newest => Err(newer(applied)),
        // An empty database has no such table.
        Ok(_) | Err(sqlx::Error::Database(_)) => apply_migrations(connection).await,
        Err(error) => Err(db(error)),
    }
}

/// Under the write lock, so that of two processes that start together one migrates and the other finds it done.
async fn apply_migrations(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(db)?;
    MIGRATIONS.run_direct(None, &mut *transaction, false).await.map_err(migration)?;
    transaction.commit().await.map_err(db)
}

fn newer(version: Option<i64>) -> StoreError {
    let version = version.unwrap_or_default();
    StoreError::Corrupt(format!(
        "the database was made by a newer version of logi-server (its schema is {version}): run that version, or restore a backup of this one"
    ))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
fn migration(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => db(error),
        MigrateError::VersionMissing(version) => newer(Some(version)),
        MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => corrupt(&format!("migration {version}")),
        error => StoreError::Fault(error.into()),
    }
}
