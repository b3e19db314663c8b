//! The store on SQLite, embedded in the server: one file, one writer, a few readers.
//!
//! Durability comes first: write-ahead log with `synchronous = FULL`, for an acknowledged login must outlive a power cut and a
//! used code must stay used. Every transaction that reads before it writes takes the write lock at its beginning.

mod connections;
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

use connections::{Connections, Taken};
use logi_store::StoreError;
use sqlx::{Connection, Sqlite, SqliteConnection, Transaction};
use std::sync::Arc;
use std::time::Duration;

/// The database of the shared queries.
type Db = Sqlite;
/// The store of the shared queries.
type Backend = SqliteStore;

/// The store on one SQLite file, or in memory. One writer connection serialises the changes of this process; readers do not
/// wait for it.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Arc<Connections>,
    readers: Arc<Connections>,
    busy_timeout: Duration,
}

impl SqliteStore {
    async fn reader(&self) -> Result<Taken<'_>, StoreError> {
        self.readers.take().await.map_err(queries::db)
    }

    async fn writer(&self) -> Result<Taken<'_>, StoreError> {
        self.writer.take().await.map_err(queries::db)
    }
}

/// Takes the write lock.
async fn begin(writer: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>, StoreError> {
    writer.begin_with("BEGIN IMMEDIATE").await.map_err(queries::db)
}
