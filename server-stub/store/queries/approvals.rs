//! Approving and completing: the two transitions that write more than their session.

use super::error::{corrupt, db};
use super::rows::fields_text;
use super::{Connection, audit, proof};
use crate::{Backend, begin};
use logi_domain::grant::AuthorizationCode;
use logi_domain::id::{AccountId, ClientId};
use logi_store::{Approval, AuditEvent, Completion, ProofUse, StoreError};

pub(super) async fn approve(store: &Backend, approval: &Approval, proof: &ProofUse) -> Result<bool, StoreError> {
    let mut writer = store.writer().await?;
    let mut transaction = begin(&mut writer).await?;
    proof::use_up(&mut transaction, proof).await?;
    let changed = sqlx::query!(
        "UPDATE qr_sessions SET status = 'approved', decision_jws = $1, granted = $2, decided_at = $3, receipt = $4, challenge = $5
         WHERE id = $6 AND status = 'scanned' AND device_row = $7 AND account_id = $8 AND expires_at > $9",
        approval.jws,
        fields_text(&approval.granted),
        approval.now.0,
        approval.receipt,
        approval.challenge.as_slice(),
        approval.id.uuid(),
        approval.device.uuid(),
        approval.account.0,
        approval.now.seconds().0
    )
    .execute(&mut *transaction)
    .await
    .map_err(db)?
    .rows_affected();
    if changed == 1 {
        sqlx::query!(
            "INSERT INTO receipts (session_id, account_id, approval, receipt, approved_at) VALUES ($1, $2, $3, $4, $5)",
            approval.id.uuid(),
            approval.account.0,
            approval.jws,
            approval.receipt,
            approval.now.0
        )
        .execute(&mut *transaction)
        .await
        .map_err(db)?;
    }
    transaction.commit().await.map_err(db)?;
    Ok(changed == 1)
}

/// Session, grant, code, consents, login log and audit row: all of it or nothing.
pub(super) async fn complete(store: &Backend, completion: &Completion) -> Result<bool, StoreError> {
    let mut writer = store.writer().await?;
    let mut transaction = begin(&mut writer).await?;
    let grant = completion.grant();
    let relation = sqlx::query_scalar!(
        "UPDATE qr_sessions SET status = 'completed'
         WHERE id = $1 AND status = 'approved' AND account_id = $2 AND client_id = $3 AND expires_at > $4 RETURNING relation",
        completion.id.uuid(),
        grant.account.0,
        grant.client_id.as_str(),
        completion.now.seconds().0
    )
    .fetch_optional(&mut *transaction)
    .await
    .map_err(db)?;
    let Some(relation) = relation else { return Ok(false) };
    let relation = relation.ok_or_else(|| corrupt("scanned session without a relation"))?;
    insert_code(&mut transaction, &completion.code, completion).await?;
    record_consents(&mut transaction, completion).await?;
    insert_login(&mut transaction, completion, &relation).await?;
    audit::append(
        &mut transaction,
        &completed(completion, grant.account, &grant.client_id),
        completion.now,
    )
    .await?;
    transaction.commit().await.map_err(db)?;
    Ok(true)
}

fn completed(completion: &Completion, account: AccountId, client_id: &ClientId) -> AuditEvent {
    AuditEvent {
        kind: "login.completed".into(),
        account: Some(account),
        client_id: Some(client_id.clone()),
        session: Some(completion.id),
    }
}

async fn insert_code(connection: &mut Connection, code: &AuthorizationCode, completion: &Completion) -> Result<(), StoreError> {
    let grant = &code.grant;
    sqlx::query!(
        "INSERT INTO grants (id, account_id, client_id, sub, scopes, fields, auth_time, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        grant.id.uuid(),
        grant.account.0,
        grant.client_id.as_str(),
        grant.sub,
        grant.scopes.join(" "),
        fields_text(&grant.fields),
        grant.auth_time.0,
        completion.now.0
    )
    .execute(&mut *connection)
    .await
    .map_err(db)?;
    sqlx::query!(
        "INSERT INTO authorization_codes (hash, grant_id, redirect_uri, code_challenge, nonce, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        code.hash.0.as_slice(),
        grant.id.uuid(),
        code.redirect_uri,
        code.code_challenge,
        code.nonce,
        code.expires_at.0
    )
    .execute(connection)
    .await
    .map_err(db)?;
    Ok(())
}

async fn record_consents(connection: &mut Connection, completion: &Completion) -> Result<(), StoreError> {
    let grant = completion.grant();
    for consent in &completion.consents {
        sqlx::query!(
            "INSERT INTO consents (account_id, client_id, field, decision, decided_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id, client_id, field) DO UPDATE SET decision = excluded.decision, decided_at = excluded.decided_at",
            grant.account.0,
            grant.client_id.as_str(),
            consent.field.as_str(),
            consent.decision.as_str(),
            completion.now.0
        )
        .execute(&mut *connection)
        .await
        .map_err(db)?;
    }
    Ok(())
}

async fn insert_login(connection: &mut Connection, completion: &Completion, relation: &str) -> Result<(), StoreError> {
    let grant = completion.grant();
    sqlx::query!(
        "INSERT INTO login_log (account_id, client_id, browser_label, country, relation, logged_in_at) VALUES ($1, $2, $3, $4, $5, $6)",
        grant.account.0,
        grant.client_id.as_str(),
        completion.browser_label,
        completion.country,
        relation,
        completion.now.0
    )
    .execute(connection)
    .await
    .map_err(db)?;
    Ok(())
}
