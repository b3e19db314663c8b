//! Keys, audit log, jobs and the sweep.

use super::error::{db, unknown_text};
use super::{Connection, audit, change};
use crate::{Backend, begin, dialect};
use async_trait::async_trait;
use logi_domain::id::SessionId;
use logi_domain::qr::ROW_SECONDS;
use logi_domain::time::Millis;
use logi_store::{AuditEvent, AuditRow, Housekeeping, Job, KeyRecord, KeyUse, StoreError, Swept};
use std::path::Path;
use uuid::Uuid;

/// Seconds a code stays after its end, so that using it again is recognised while what it gave may still live.
const CODE_MEMORY_SECONDS: i64 = 24 * 3600;

#[async_trait]
impl Housekeeping for Backend {
    async fn keys(&self, key_use: KeyUse) -> Result<Vec<KeyRecord>, StoreError> {
        let rows = sqlx::query!(
            "SELECT kid, key_use, alg, public_jwk, sealed, created_at FROM keys WHERE key_use = $1 ORDER BY created_at DESC, kid",
            key_use.as_str()
        )
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        rows.into_iter()
            .map(|row| {
                Ok(KeyRecord {
                    kid: row.kid,
                    key_use: KeyUse::parse(&row.key_use).map_err(unknown_text)?,
                    alg: row.alg,
                    public_jwk: row.public_jwk,
                    sealed: row.sealed,
                    created_at: Millis(row.created_at),
                })
            })
            .collect()
    }

    async fn insert_key(&self, key: &KeyRecord) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO keys (kid, key_use, alg, public_jwk, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            key.kid,
            key.key_use.as_str(),
            key.alg,
            key.public_jwk,
            key.sealed,
            key.created_at.0
        )
        .execute(&mut *self.writer().await?)
        .await
        .map_err(db)?;
        Ok(())
    }

    async fn insert_first_key(&self, key: &KeyRecord) -> Result<bool, StoreError> {
        let insert = sqlx::query!(
            "INSERT INTO keys (kid, key_use, first_of_use, alg, public_jwk, sealed, created_at)
             SELECT $1, $2, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM keys WHERE key_use = $2)
             ON CONFLICT (first_of_use) DO NOTHING",
            key.kid,
            key.key_use.as_str(),
            key.alg,
            key.public_jwk,
            key.sealed,
            key.created_at.0
        );
        change::once(self, insert).await
    }

    async fn audit(&self, event: &AuditEvent, at: Millis) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut transaction = begin(&mut writer).await?;
        audit::append(&mut transaction, event, at).await?;
        transaction.commit().await.map_err(db)
    }

    async fn audit_rows(&self) -> Result<Vec<AuditRow>, StoreError> {
        let mut connection = self.reader().await?;
        audit::rows(&mut connection).await
    }

    async fn enqueue_once(&self, job: &Job) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO jobs (id, kind, payload, attempts, run_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind) DO NOTHING",
            job.id,
            job.kind,
            job.payload,
            job.attempts,
            job.run_at.0
        )
        .execute(&mut *self.writer().await?)
        .await
        .map_err(db)?;
        Ok(())
    }

    async fn lease(&self, now: Millis, until: Millis, limit: u32) -> Result<Vec<Job>, StoreError> {
        dialect::lease(self, now, until, limit).await
    }

    async fn reschedule(&self, id: Uuid, run_at: Millis) -> Result<(), StoreError> {
        sqlx::query!("UPDATE jobs SET run_at = $1, leased_until = NULL WHERE id = $2", run_at.0, id)
            .execute(&mut *self.writer().await?)
            .await
            .map_err(db)?;
        Ok(())
    }

    async fn finish(&self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM jobs WHERE id = $1", id)
            .execute(&mut *self.writer().await?)
            .await
            .map_err(db)?;
        Ok(())
    }

    async fn sweep(&self, now: Millis) -> Result<Swept, StoreError> {
        let mut writer = self.writer().await?;
        let mut transaction = begin(&mut writer).await?;
        let expired = expire(&mut transaction, now).await?;
        let removed = remove_old(&mut transaction, now).await?;
        transaction.commit().await.map_err(db)?;
        drop(writer);
        dialect::forget_erased(self).await?;
        Ok(Swept { expired, removed })
    }

    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query_scalar!("SELECT sequence FROM audit_head WHERE id = 1")
            .fetch_one(&mut *self.reader().await?)
            .await
            .map(|_| ())
            .map_err(db)
    }

    async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        dialect::backup(self, file).await
    }

    async fn close(&self) {
        dialect::close(self).await;
    }
}

/// Writes down what readers compute already, and erases the browser's address with it.
async fn expire(connection: &mut Connection, now: Millis) -> Result<Vec<SessionId>, StoreError> {
    let ids = sqlx::query_scalar!(
        r#"UPDATE qr_sessions SET status = 'expired', browser_address = NULL
           WHERE status IN ('pending', 'scanned', 'approved') AND expires_at <= $1 RETURNING id AS "id!: Uuid""#,
        now.seconds().0
    )
    .fetch_all(connection)
    .await
    .map_err(db)?;
    Ok(ids.into_iter().map(SessionId::new).collect())
}

async fn remove_old(connection: &mut Connection, now: Millis) -> Result<u64, StoreError> {
    let sessions = sqlx::query!("DELETE FROM qr_sessions WHERE created_at <= $1", now.plus_seconds(-ROW_SECONDS).0)
        .execute(&mut *connection)
        .await
        .map_err(db)?;
    let proofs = sqlx::query!("DELETE FROM dpop_proofs WHERE expires_at <= $1", now.0)
        .execute(&mut *connection)
        .await
        .map_err(db)?;
    let tokens = sqlx::query!("DELETE FROM access_tokens WHERE expires_at <= $1", now.0)
        .execute(&mut *connection)
        .await
        .map_err(db)?;
    let codes = sqlx::query!(
        "DELETE FROM authorization_codes WHERE expires_at <= $1",
        now.plus_seconds(-CODE_MEMORY_SECONDS).0
    )
    .execute(connection)
    .await
    .map_err(db)?;
    Ok(sessions.rows_affected() + proofs.rows_affected() + tokens.rows_affected() + codes.rows_affected())
}
