//! What only SQLite says or does.

use crate::SqliteStore;
use crate::queries::{JobRow, db};
use logi_domain::time::Millis;
use logi_store::{Job, StoreError};
use sqlx::AssertSqlSafe;
use sqlx::error::DatabaseError;
use std::path::Path;
use uuid::Uuid;

/// Whether the fault may pass: busy, locked, read-only, input or output, full, file cannot be opened.
pub(crate) fn is_unavailable(fault: &dyn DatabaseError) -> bool {
    // The code is the extended one; its low byte is the primary code.
    let primary = fault.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff);
    matches!(primary, Some(5 | 6 | 8 | 10 | 13 | 14))
}

/// There is one writer at a time, so one UPDATE is exclusive.
pub(crate) async fn lease(store: &SqliteStore, now: Millis, until: Millis, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as!(
        JobRow,
        r#"UPDATE jobs SET leased_until = $1, attempts = attempts + 1
           WHERE id IN (SELECT id FROM jobs WHERE run_at <= $2 AND (leased_until IS NULL OR leased_until <= $2) ORDER BY run_at LIMIT $3)
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

/// The write-ahead log still holds pages as they were before the sweep: it is emptied into the file, whose freed space is zeros.
/// A reader that holds the log, such as a backup, is not waited for, for every writer would wait with it: a later sweep does it.
pub(crate) async fn forget_erased(store: &SqliteStore) -> Result<(), StoreError> {
    let mut writer = store.writer().await?;
    sqlx::query("PRAGMA busy_timeout = 0").execute(&mut *writer).await.map_err(db)?;
    let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut *writer)
        .await
        .map_err(db);
    let timeout = AssertSqlSafe(format!("PRAGMA busy_timeout = {}", store.busy_timeout.as_millis()));
    sqlx::query(timeout).execute(&mut *writer).await.map_err(db)?;
    emptied.map(drop)
}

/// A consistent copy in a new file that only its owner can read; nobody waits meanwhile.
pub(crate) async fn backup(store: &SqliteStore, file: &Path) -> Result<(), StoreError> {
    let mut reader = store.reader().await?;
    let file = std::path::absolute(file).map_err(fault)?;
    let name = file.to_str().ok_or_else(|| fault("the name of a backup must be UTF-8"))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let copy = options.open(&file).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            StoreError::Conflict
        } else {
            fault(error)
        }
    })?;
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut *reader).await.map_err(db);
    let kept = copied.and_then(|_| copy.sync_all().map_err(fault));
    if kept.is_err() {
        // The copy is not whole; what failed is reported below.
        drop(std::fs::remove_file(&file));
    }
    kept
}

fn fault(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Fault(error.into())
}

/// The writer last: the last connection empties the log into the file.
pub(crate) async fn close(store: &SqliteStore) {
    store.readers.close().await;
    store.writer.close().await;
}
