//! Enrolment: the decision of [`logi_domain::account`] taken within the transaction that carries it out.

use super::Connection;
use super::accounts::{DeviceRow, account};
use super::error::{corrupt, db};
use super::proof;
use crate::{Backend, begin};
use logi_domain::account::{
    Account, AccountStatus, Device, DeviceKeys, Enrolment, EnrolmentDecision, EnrolmentIdentity, EnrolmentOutcome, Known, decide_enrolment,
};
use logi_domain::id::{AccountId, RootSubject, SecretHash};
use logi_store::{ProofUse, StoreError};
use uuid::Uuid;

/// Two bootstraps that race for one subject or key: the unique columns let one insert, the other looks again and finds it.
pub(super) async fn enrol(store: &Backend, enrolment: &Enrolment, proof: Option<&ProofUse>) -> Result<EnrolmentOutcome, StoreError> {
    match attempt(store, enrolment, proof).await {
        Err(StoreError::Conflict) => attempt(store, enrolment, proof).await,
        outcome => outcome,
    }
}

async fn attempt(store: &Backend, enrolment: &Enrolment, proof: Option<&ProofUse>) -> Result<EnrolmentOutcome, StoreError> {
    let mut writer = store.writer().await?;
    let mut transaction = begin(&mut writer).await?;
    if let Some(proof) = proof {
        proof::use_up(&mut transaction, proof).await?;
    }
    let outcome = match &enrolment.identity {
        EnrolmentIdentity::Keyed { subject, keys } => keyed(&mut transaction, enrolment, subject, keys).await?,
        EnrolmentIdentity::Keyless { presented: Some(secret) } => keyless(&mut transaction, enrolment, secret).await?,
        EnrolmentIdentity::Keyless { presented: None } => create(&mut transaction, enrolment, None).await?,
    };
    transaction.commit().await.map_err(db)?;
    Ok(outcome)
}

async fn keyed(
    connection: &mut Connection,
    enrolment: &Enrolment,
    subject: &RootSubject,
    keys: &DeviceKeys,
) -> Result<EnrolmentOutcome, StoreError> {
    let known = known(connection, subject, keys).await?;
    match decide_enrolment(&known, keys) {
        EnrolmentDecision::Create => create(connection, enrolment, Some((subject, keys))).await,
        EnrolmentDecision::Resume(row) => resume(connection, enrolment, row.uuid()).await,
        EnrolmentDecision::SubjectTaken => Ok(EnrolmentOutcome::SubjectTaken),
    }
}

/// Subject and key are looked up by one statement: between two, another bootstrap could commit and look like a taken subject.
async fn known(connection: &mut Connection, subject: &RootSubject, keys: &DeviceKeys) -> Result<Known, StoreError> {
    let row = sqlx::query!(
        r#"SELECT a.id AS "subject_account?: i64", d.id AS "id?: Uuid", d.account_id AS "account_id?: i64",
             d.device_id AS "device_id?: Uuid", d.platform AS "platform?: String", d.possession_key AS "possession_key?: Vec<u8>",
             d.approval_key AS "approval_key?: Vec<u8>", d.hardware AS "hardware?: String", d.presence AS "presence?: String",
             d.key_level AS "key_level?: String"
           FROM (SELECT 1 AS one) AS always LEFT JOIN accounts a ON a.root_subject = $1 LEFT JOIN devices d ON d.possession_key = $2"#,
        subject.as_str(),
        keys.possession.coordinates().as_slice()
    )
    .fetch_one(connection)
    .await
    .map_err(db)?;
    let device = match (row.id, row.account_id, row.device_id, row.platform) {
        (Some(id), Some(account_id), Some(device_id), Some(platform)) => Some(DeviceRow {
            id,
            account_id,
            device_id,
            platform,
            possession_key: row.possession_key,
            approval_key: row.approval_key,
            hardware: row.hardware,
            presence: row.presence,
            key_level: row.key_level,
        }),
        _ => None,
    };
    Ok(Known {
        subject_account: row.subject_account.map(AccountId),
        possession_device: device.map(Device::try_from).transpose()?,
    })
}

/// Only keyless records of this `device_id` are looked at.
async fn keyless(connection: &mut Connection, enrolment: &Enrolment, secret: &SecretHash) -> Result<EnrolmentOutcome, StoreError> {
    let row = sqlx::query_scalar!(
        r#"SELECT id AS "id!: Uuid" FROM devices WHERE secret_hash = $1 AND device_id = $2 AND possession_key IS NULL"#,
        secret.0.as_slice(),
        enrolment.device_id.uuid()
    )
    .fetch_optional(&mut *connection)
    .await
    .map_err(db)?;
    match row {
        Some(row) => resume(connection, enrolment, row).await,
        None => Ok(EnrolmentOutcome::InvalidDeviceSecret),
    }
}

async fn create(
    connection: &mut Connection,
    enrolment: &Enrolment,
    identity: Option<(&RootSubject, &DeviceKeys)>,
) -> Result<EnrolmentOutcome, StoreError> {
    let subject = identity.map(|(subject, _)| subject);
    let id = sqlx::query_scalar!(
        r#"INSERT INTO accounts (root_subject, anonymous, status, created_at) VALUES ($1, TRUE, $2, $3) RETURNING id AS "id!""#,
        subject.map(RootSubject::as_str),
        AccountStatus::Active.as_str(),
        enrolment.now.0
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(db)?;
    insert_device(connection, enrolment, id, identity.map(|(_, keys)| keys)).await?;
    Ok(EnrolmentOutcome::Created(Account {
        id: AccountId(id),
        root_subject: subject.cloned(),
        anonymous: true,
        nickname: None,
        status: AccountStatus::Active,
    }))
}

async fn insert_device(
    connection: &mut Connection,
    enrolment: &Enrolment,
    account: i64,
    keys: Option<&DeviceKeys>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO devices (id, account_id, device_id, platform, name, possession_key, approval_key, hardware, presence, key_level,
           pak_hash, secret_hash, created_at, enrolled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        enrolment.row.uuid(),
        account,
        enrolment.device_id.uuid(),
        enrolment.platform.as_str(),
        enrolment.device_name,
        keys.map(|keys| keys.possession.coordinates().as_slice()),
        keys.map(|keys| keys.approval.coordinates().as_slice()),
        keys.map(|keys| keys.hardware.as_str()),
        keys.map(|keys| keys.presence.as_str()),
        keys.map(|keys| keys.level.as_str()),
        enrolment.pak_hash.0.as_slice(),
        enrolment.secret_hash.0.as_slice(),
        enrolment.now.0
    )
    .execute(connection)
    .await
    .map_err(db)?;
    Ok(())
}

/// The earlier PAK and secret die with the update.
async fn resume(connection: &mut Connection, enrolment: &Enrolment, row: Uuid) -> Result<EnrolmentOutcome, StoreError> {
    let id = sqlx::query_scalar!(
        r#"UPDATE devices SET pak_hash = $1, secret_hash = $2, device_id = $3, platform = $4, name = $5, enrolled_at = $6
           WHERE id = $7 RETURNING account_id AS "account_id!""#,
        enrolment.pak_hash.0.as_slice(),
        enrolment.secret_hash.0.as_slice(),
        enrolment.device_id.uuid(),
        enrolment.platform.as_str(),
        enrolment.device_name,
        enrolment.now.0,
        row
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(db)?;
    let account = account(connection, AccountId(id))
        .await?
        .ok_or_else(|| corrupt("device without an account"))?;
    Ok(EnrolmentOutcome::Resumed(account))
}
