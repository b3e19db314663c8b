//! QR sessions. Each transition is one UPDATE that names the previous status and requires `exp > now`: of two that race, one
//! changes the row. A lost transition still uses its proof up.

use super::error::{db, unknown_text};
use super::session_row::SessionRow;
use super::{approvals, change};
use crate::Backend;
use async_trait::async_trait;
use logi_domain::id::{AccountId, ClientId, SessionId};
use logi_domain::qr::{MAX_EXTENSIONS, QrSession, Relation};
use logi_domain::time::Millis;
use logi_store::{
    Approval, Completion, Denial, Extension, LoginRow, NewSession, ProofUse, QrSessions, ReceiptRow, ScanBinding, StoreError,
};
use uuid::Uuid;

#[async_trait]
impl QrSessions for Backend {
    async fn insert_session(&self, session: &NewSession) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO qr_sessions (id, status, expires_at, created_at, client_id, redirect_uri, scopes, state, nonce, code_challenge,
               locale, browser_nonce_hash, browser_key, browser_label, browser_country, browser_address, started_at, frame_seconds,
               generation, extensions, second_scan)
             VALUES ($1, 'pending', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $3, $16, 0, 0, FALSE)",
            session.id.uuid(),
            session.expires_at.0,
            session.started_at.0,
            session.request.client_id.as_str(),
            session.request.redirect_uri,
            session.request.scopes.join(" "),
            session.request.state,
            session.request.nonce,
            session.request.code_challenge,
            session.locale.as_str(),
            session.browser.nonce_hash.0.as_slice(),
            session.browser.key.as_ref().map(|key| key.coordinates().as_slice()),
            session.browser.label,
            session.browser.country,
            session.browser.address.map(|address| address.to_string()),
            i64::from(session.frame_seconds)
        )
        .execute(&mut *self.writer().await?)
        .await
        .map_err(db)?;
        Ok(())
    }

    async fn session(&self, id: SessionId) -> Result<Option<QrSession>, StoreError> {
        sqlx::query_as!(
            SessionRow,
            r#"SELECT id AS "id: Uuid", status, expires_at, created_at, client_id, redirect_uri, scopes, state, nonce, code_challenge, locale,
                 browser_nonce_hash, browser_key, browser_label, browser_country, browser_address, started_at, frame_seconds, generation,
                 extensions, second_scan, here, device_row AS "device_row: Uuid", account_id, platform, words, presented, scanned_at,
                 decision_jws, granted, decided_at, receipt, challenge
               FROM qr_sessions WHERE id = $1"#,
            id.uuid()
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?
        .map(QrSession::try_from)
        .transpose()
    }

    async fn mark_here(&self, id: SessionId, now: Millis) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET here = TRUE WHERE id = $1 AND status = 'pending' AND expires_at > $2",
            id.uuid(),
            now.seconds().0
        );
        change::once(self, update).await
    }

    async fn scan(&self, binding: &ScanBinding, proof: &ProofUse) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET status = 'scanned', device_row = $1, account_id = $2, platform = $3, words = $4, presented = $5,
               relation = $6, scanned_at = $7, browser_address = NULL
             WHERE id = $8 AND status = 'pending' AND generation = $9 AND here = $10 AND expires_at > $11",
            binding.device.uuid(),
            binding.account.0,
            binding.platform,
            binding.words,
            binding.presented,
            binding.relation.as_str(),
            binding.now.0,
            binding.id.uuid(),
            i64::from(binding.generation),
            binding.here,
            binding.now.seconds().0
        );
        change::once_with_proof(self, proof, update).await
    }

    async fn note_second_scan(&self, id: SessionId, now: Millis) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET second_scan = TRUE
             WHERE id = $1 AND second_scan = FALSE AND status IN ('scanned', 'approved') AND expires_at > $2",
            id.uuid(),
            now.seconds().0
        );
        change::once(self, update).await
    }

    async fn approve(&self, approval: &Approval, proof: &ProofUse) -> Result<bool, StoreError> {
        approvals::approve(self, approval, proof).await
    }

    async fn deny(&self, denial: &Denial, proof: &ProofUse) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET status = 'denied', decision_jws = $1, decided_at = $2
             WHERE id = $3 AND status = 'scanned' AND device_row = $4 AND expires_at > $5",
            denial.jws,
            denial.now.0,
            denial.id.uuid(),
            denial.device.uuid(),
            denial.now.seconds().0
        );
        change::once_with_proof(self, proof, update).await
    }

    async fn cancel(&self, id: SessionId, now: Millis) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET status = 'denied' WHERE id = $1 AND status = 'scanned' AND expires_at > $2",
            id.uuid(),
            now.seconds().0
        );
        change::once(self, update).await
    }

    async fn extend(&self, extension: &Extension) -> Result<bool, StoreError> {
        let old = extension.old_expires_at.0;
        let (id, now) = (extension.id.uuid(), extension.now);
        let update = match extension.new_generation_from {
            Some(generation) => {
                sqlx::query!(
                    "UPDATE qr_sessions SET expires_at = $1, extensions = extensions + 1, generation = generation + 1, started_at = $2
                     WHERE id = $3 AND status = 'pending' AND generation = $4 AND expires_at = $5 AND expires_at > $6 AND extensions < $7",
                    extension.expires_at.0,
                    now.0,
                    id,
                    i64::from(generation),
                    old,
                    now.seconds().0,
                    i64::from(MAX_EXTENSIONS)
                )
            }
            None => {
                sqlx::query!(
                    "UPDATE qr_sessions SET expires_at = $1, extensions = extensions + 1
                     WHERE id = $2 AND status = 'scanned' AND expires_at = $3 AND expires_at > $4 AND extensions < $5",
                    extension.expires_at.0,
                    id,
                    old,
                    now.seconds().0,
                    i64::from(MAX_EXTENSIONS)
                )
            }
        };
        change::once(self, update).await
    }

    async fn complete(&self, completion: &Completion) -> Result<bool, StoreError> {
        approvals::complete(self, completion).await
    }

    async fn fail(&self, id: SessionId, now: Millis) -> Result<bool, StoreError> {
        let update = sqlx::query!(
            "UPDATE qr_sessions SET status = 'failed' WHERE id = $1 AND status = 'approved' AND expires_at > $2",
            id.uuid(),
            now.seconds().0
        );
        change::once(self, update).await
    }

    async fn receipts(&self, account: AccountId) -> Result<Vec<ReceiptRow>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT session_id AS "session_id: Uuid", approval, receipt, approved_at FROM receipts
               WHERE account_id = $1 ORDER BY approved_at DESC, session_id"#,
            account.0
        )
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        Ok(rows
            .into_iter()
            .map(|row| ReceiptRow {
                id: SessionId::new(row.session_id),
                approval: row.approval,
                receipt: row.receipt,
                at: Millis(row.approved_at),
            })
            .collect())
    }

    async fn receipt(&self, account: AccountId, id: SessionId) -> Result<Option<ReceiptRow>, StoreError> {
        let row = sqlx::query!(
            "SELECT approval, receipt, approved_at FROM receipts WHERE account_id = $1 AND session_id = $2",
            account.0,
            id.uuid()
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        Ok(row.map(|row| ReceiptRow {
            id,
            approval: row.approval,
            receipt: row.receipt,
            at: Millis(row.approved_at),
        }))
    }

    async fn logins(&self, account: AccountId) -> Result<Vec<LoginRow>, StoreError> {
        sqlx::query!(
            "SELECT client_id, browser_label, country, relation, logged_in_at FROM login_log WHERE account_id = $1
             ORDER BY logged_in_at DESC, id DESC",
            account.0
        )
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(db)?
        .into_iter()
        .map(|row| {
            Ok(LoginRow {
                client_id: ClientId::parse(&row.client_id).map_err(unknown_text)?,
                at: Millis(row.logged_in_at),
                browser_label: row.browser_label,
                country: row.country,
                relation: Relation::parse(&row.relation).map_err(unknown_text)?,
            })
        })
        .collect()
    }
}
