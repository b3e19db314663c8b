//! Accounts, their devices and profiles.

use super::error::{db, unknown_text};
use super::rows::public_key;
use super::{Connection, parties, proof};
use crate::{Backend, begin};
use async_trait::async_trait;
use logi_domain::account::{Account, AccountStatus, Authenticated, Device, DeviceKeys, Enrolment, EnrolmentOutcome, Platform};
use logi_domain::field::Profile;
use logi_domain::id::{AccountId, ClientId, DeviceId, DeviceRowId, RootSubject, SecretHash};
use logi_domain::key::{Hardware, KeyLevel, Presence};
use logi_store::{Accounts, Holdings, Parties, ProofUse, StoreError};
use uuid::Uuid;

pub(super) struct AccountRow {
    pub id: i64,
    pub root_subject: Option<String>,
    pub anonymous: bool,
    pub nickname: Option<String>,
    pub status: String,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId(row.id),
            root_subject: row
                .root_subject
                .as_deref()
                .map(RootSubject::parse)
                .transpose()
                .map_err(unknown_text)?,
            anonymous: row.anonymous,
            nickname: row.nickname,
            status: AccountStatus::parse(&row.status).map_err(unknown_text)?,
        })
    }
}

pub(super) struct DeviceRow {
    pub id: Uuid,
    pub account_id: i64,
    pub device_id: Uuid,
    pub platform: String,
    pub possession_key: Option<Vec<u8>>,
    pub approval_key: Option<Vec<u8>>,
    pub hardware: Option<String>,
    pub presence: Option<String>,
    pub key_level: Option<String>,
}

impl TryFrom<DeviceRow> for Device {
    type Error = StoreError;

    fn try_from(row: DeviceRow) -> Result<Self, StoreError> {
        let keys = match (row.possession_key, row.approval_key, row.hardware, row.presence, row.key_level) {
            (Some(possession), Some(approval), Some(hardware), Some(presence), Some(level)) => Some(DeviceKeys {
                possession: public_key(&possession)?,
                approval: public_key(&approval)?,
                hardware: Hardware::parse(&hardware).map_err(unknown_text)?,
                presence: Presence::parse(&presence).map_err(unknown_text)?,
                level: KeyLevel::parse(&level).map_err(unknown_text)?,
            }),
            _ => None,
        };
        Ok(Self {
            row: DeviceRowId::new(row.id),
            account: AccountId(row.account_id),
            device_id: DeviceId::new(row.device_id),
            platform: Platform::parse(&row.platform).map_err(unknown_text)?,
            keys,
        })
    }
}

pub(super) async fn account(connection: &mut Connection, id: AccountId) -> Result<Option<Account>, StoreError> {
    sqlx::query_as!(
        AccountRow,
        "SELECT id, root_subject, anonymous, nickname, status FROM accounts WHERE id = $1",
        id.0
    )
    .fetch_optional(connection)
    .await
    .map_err(db)?
    .map(Account::try_from)
    .transpose()
}

#[async_trait]
impl Accounts for Backend {
    async fn enrol(&self, enrolment: &Enrolment, proof: Option<&ProofUse>) -> Result<EnrolmentOutcome, StoreError> {
        super::enrolment::enrol(self, enrolment, proof).await
    }

    async fn device_by_pak(&self, pak_hash: &SecretHash) -> Result<Option<Authenticated>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT d.id AS "device: Uuid", d.account_id, d.device_id AS "device_id: Uuid", d.platform, d.possession_key, d.approval_key,
                 d.hardware, d.presence, d.key_level, a.root_subject, a.anonymous, a.nickname, a.status
               FROM devices d JOIN accounts a ON a.id = d.account_id WHERE d.pak_hash = $1"#,
            pak_hash.0.as_slice()
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        let Some(row) = row else { return Ok(None) };
        let account = AccountRow {
            id: row.account_id,
            root_subject: row.root_subject,
            anonymous: row.anonymous,
            nickname: row.nickname,
            status: row.status,
        };
        let device = DeviceRow {
            id: row.device,
            account_id: row.account_id,
            device_id: row.device_id,
            platform: row.platform,
            possession_key: row.possession_key,
            approval_key: row.approval_key,
            hardware: row.hardware,
            presence: row.presence,
            key_level: row.key_level,
        };
        Ok(Some(Authenticated {
            account: account.try_into()?,
            device: device.try_into()?,
        }))
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let mut connection = self.reader().await?;
        account(&mut connection, id).await
    }

    async fn parties(&self, device: DeviceRowId, account: AccountId, client: &ClientId) -> Result<Option<Parties>, StoreError> {
        parties::parties(self, (device, account), client).await
    }

    async fn holdings(&self, account: AccountId, client: &ClientId) -> Result<Option<Holdings>, StoreError> {
        parties::holdings(self, account, client).await
    }

    async fn profile(&self, account: AccountId) -> Result<Profile, StoreError> {
        let row = sqlx::query_as!(
            Profile,
            "SELECT preferred_name, full_name, email, phone_number FROM profiles WHERE account_id = $1",
            account.0
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        Ok(row.unwrap_or_default())
    }

    async fn set_profile(&self, account: AccountId, profile: &Profile, proof: &ProofUse) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut transaction = begin(&mut writer).await?;
        proof::use_up(&mut transaction, proof).await?;
        sqlx::query!(
            "INSERT INTO profiles (account_id, preferred_name, full_name, email, phone_number) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id) DO UPDATE SET preferred_name = excluded.preferred_name, full_name = excluded.full_name,
               email = excluded.email, phone_number = excluded.phone_number",
            account.0,
            profile.preferred_name,
            profile.full_name,
            profile.email,
            profile.phone_number
        )
        .execute(&mut *transaction)
        .await
        .map_err(db)?;
        transaction.commit().await.map_err(db)
    }
}
