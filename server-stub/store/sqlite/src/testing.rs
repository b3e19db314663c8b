//! What tests of other crates do to a database behind the store's back (feature `testing`).

use crate::SqliteStore;
use crate::queries::db;
use logi_store::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use std::path::Path;
use std::time::Duration;

impl SqliteStore {
    /// Opens the database as [`SqliteStore::open`] does, but waits for no other process: what is locked is refused at once.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub async fn open_without_waiting(path: &Path) -> Result<Self, StoreError> {
        Self::open_waiting(path, Duration::ZERO).await
    }
}

/// Another process at work on the same file.
#[derive(Debug)]
pub struct OtherProcess(SqliteConnection);

impl OtherProcess {
    /// Connects to the file of a store.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub async fn at(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file);
        options.connect().await.map(Self).map_err(db)
    }

    /// Begins to write: every other writer finds the database locked until [`OtherProcess::unlock`].
    ///
    /// # Errors
    /// Somebody else writes.
    pub async fn lock(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE").await
    }

    /// Ends what it wrote; nothing of it stays.
    ///
    /// # Errors
    /// It did not write.
    pub async fn unlock(&mut self) -> Result<(), StoreError> {
        self.execute("ROLLBACK").await
    }

    /// Runs a statement.
    ///
    /// # Errors
    /// The statement fails.
    pub async fn execute(&mut self, statement: &str) -> Result<(), StoreError> {
        self.0.execute(AssertSqlSafe(statement)).await.map(drop).map_err(db)
    }
}
