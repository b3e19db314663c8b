//! The store on PostgreSQL, for whoever outgrows one machine's file.

#[cfg(test)]
#[path = "../../contract/mod.rs"]
mod contract;
mod dialect;
mod open;
#[path = "../../queries/mod.rs"]
mod queries;
#[cfg(test)]
mod tests;

use logi_store::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::{Connection, PgConnection, Postgres, Transaction};

/// The database of the shared queries.
type Db = Postgres;
/// The store of the shared queries.
type Backend = PostgresStore;

/// The store in one PostgreSQL database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    async fn reader(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.pool.acquire().await.map_err(queries::db)
    }

    async fn writer(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.pool.acquire().await.map_err(queries::db)
    }
}

async fn begin(writer: &mut PgConnection) -> Result<Transaction<'_, Postgres>, StoreError> {
    writer.begin().await.map_err(queries::db)
}
