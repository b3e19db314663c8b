//! What only PostgreSQL says or does.

use crate::PostgresStore;
use crate::queries::{JobRow, db};
use logi_domain::time::Millis;
use logi_store::{Job, StoreError};
use sqlx::error::DatabaseError;
use std::path::Path;
use uuid::Uuid;

/// Whether the fault may pass, by its SQLSTATE: connection (08), resources and disk (53), shutdown and start (57P), cancelled by a
/// time limit (57014), lock not available (55P03), serialisation and deadlock (40), read-only standby (25006), system (58).
pub(crate) fn is_unavailable(fault: &dyn DatabaseError) -> bool {
    const CLASSES: [&str; 7] = ["08", "53", "57P", "57014", "55P03", "40", "58"];
    fault
        .code()
        .is_some_and(|code| code == "25006" || CLASSES.iter().any(|class| code.starts_with(class)))
}

/// A job that another node is taking is skipped, not waited for.
pub(crate) async fn lease(store: &PostgresStore, now: Millis, until: Millis, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as!(
        JobRow,
        r#"UPDATE jobs SET leased_until = $1, attempts = attempts + 1
           WHERE id IN (SELECT id FROM jobs WHERE run_at <= $2 AND (leased_until IS NULL OR leased_until <= $2) ORDER BY run_at LIMIT $3
                        FOR UPDATE SKIP LOCKED)
           RETURNING id AS "id!: Uuid", kind AS "kind!", payload AS "payload!", attempts AS "attempts!", run_at AS "run_at!""#,
        until.0,
        now.0,
        i64::from(limit)
    )
    .fetch_all(&mut *store.writer().await?)
    .await
    .map_err(db)?;
    Ok(rows.into_iter().map(Job::from).collect())
}

/// What was erased is the server's to clean up: autovacuum and its write-ahead log's rotation.
#[expect(clippy::unused_async, reason = "the other dialect has work here")]
pub(crate) async fn forget_erased(_store: &PostgresStore) -> Result<(), StoreError> {
    Ok(())
}

/// PostgreSQL has its own tool, which sees the whole database.
#[expect(clippy::unused_async, reason = "the other dialect has work here")]
pub(crate) async fn backup(_store: &PostgresStore, file: &Path) -> Result<(), StoreError> {
    Err(StoreError::Corrupt(format!(
        "PostgreSQL is backed up with its own tool: pg_dump --format=custom --file={} DATABASE",
        file.display()
    )))
}

pub(crate) async fn close(store: &PostgresStore) {
    store.pool.close().await;
}
