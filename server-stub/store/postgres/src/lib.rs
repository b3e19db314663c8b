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
use sqlx::postgres::PgPool;
use sqlx::{Postgres, Transaction};

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
    fn reader(&self) -> &PgPool {
        &self.pool
    }

    fn writer(&self) -> &PgPool {
        &self.pool
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        self.pool.begin().await.map_err(queries::db)
    }
}
