//! The audit log: the head row is updated first, which makes writers wait for each other, then the new row is appended.

use super::Connection;
use super::error::{corrupt, db, unknown_text};
use super::rows::digest;
use logi_domain::id::{AccountId, ClientId, SessionId};
use logi_domain::time::Millis;
use logi_store::{AuditEvent, AuditRow, StoreError, audit_hash};
use uuid::Uuid;

pub(super) async fn append(connection: &mut Connection, event: &AuditEvent, at: Millis) -> Result<(), StoreError> {
    let head =
        sqlx::query!(r#"UPDATE audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence AS "sequence!", hash AS "hash!""#)
            .fetch_one(&mut *connection)
            .await
            .map_err(db)?;
    let previous = digest(&head.hash)?;
    let hash = audit_hash(&previous, head.sequence, event, at);
    sqlx::query!(
        "INSERT INTO audit_log (sequence, kind, account_id, client_id, session_id, recorded_at, previous, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        head.sequence,
        event.kind,
        event.account.map(|account| account.0),
        event.client_id.as_ref().map(ClientId::as_str),
        event.session.map(SessionId::uuid),
        at.0,
        previous.as_slice(),
        hash.as_slice()
    )
    .execute(&mut *connection)
    .await
    .map_err(db)?;
    sqlx::query!("UPDATE audit_head SET hash = $1 WHERE id = 1", hash.as_slice())
        .execute(connection)
        .await
        .map_err(db)?;
    Ok(())
}

/// All rows up to the head; a log that ends before its head was cut off.
pub(super) async fn rows(connection: &mut Connection) -> Result<Vec<AuditRow>, StoreError> {
    let head = sqlx::query!("SELECT sequence, hash FROM audit_head WHERE id = 1")
        .fetch_one(&mut *connection)
        .await
        .map_err(db)?;
    let rows: Vec<AuditRow> = sqlx::query!(
        r#"SELECT sequence, kind, account_id, client_id, session_id AS "session_id: Uuid", recorded_at, previous, hash
           FROM audit_log WHERE sequence <= $1 ORDER BY sequence"#,
        head.sequence
    )
    .fetch_all(connection)
    .await
    .map_err(db)?
    .into_iter()
    .map(|row| {
        Ok(AuditRow {
            sequence: row.sequence,
            event: AuditEvent {
                kind: row.kind,
                account: row.account_id.map(AccountId),
                client_id: row.client_id.as_deref().map(ClientId::parse).transpose().map_err(unknown_text)?,
                session: row.session_id.map(SessionId::new),
            },
            at: Millis(row.recorded_at),
            previous: digest(&row.previous)?,
            hash: digest(&row.hash)?,
        })
    })
    .collect::<Result<_, StoreError>>()?;
    let last = rows.last().map_or((0, [0; 32]), |row| (row.sequence, row.hash));
    if last == (head.sequence, digest(&head.hash)?) {
        Ok(rows)
    } else {
        Err(corrupt("audit log that was cut off or changed at its end and"))
    }
}
