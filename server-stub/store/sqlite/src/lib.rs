//! The store on SQLite, embedded in the server: one file, one writer, a few readers.
//!
//! Durability comes first: write-ahead log with `synchronous = FULL`, for an acknowledged login must outlive a power cut and a
//! used code must stay used. Every transaction that reads before it writes takes the write lock at its beginning.

#[cfg(test)]
#[path = "../../contract/mod.rs"]
mod contract;
mod dialect;
mod open;
#[path = "../../queries/mod.rs"]
mod queries;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;

use logi_store::StoreError;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};
use std::time::Duration;

/// The database of the shared queries.
type Db = Sqlite;
/// The store of the shared queries.
type Backend = SqliteStore;

/// The store on one SQLite file, or in memory. One writer connection serialises the changes of this process; readers do not
/// wait for it.
#[derive(Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    busy_timeout: Duration,
}

impl SqliteStore {
    fn reader(&self) -> &SqlitePool {
        &self.readers
    }

    fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(queries::db)
    }
}
