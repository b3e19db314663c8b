//! Applications.

use super::change;
use super::error::{corrupt, db, unknown_text};
use super::rows::{hash, json, json_text, scopes};
use crate::Backend;
use async_trait::async_trait;
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::id::ClientId;
use logi_domain::time::Millis;
use logi_store::{Clients, StoreError};

pub(super) struct ClientRow {
    pub id: String,
    pub name: String,
    pub client_type: String,
    pub secret_hash: Option<Vec<u8>>,
    pub redirect_uris: String,
    pub allowed_scopes: String,
    pub fields: String,
    pub allow_anonymous: Option<bool>,
    pub sector: String,
    pub subject_type: String,
    pub status: String,
    pub created_at: i64,
}

impl TryFrom<ClientRow> for Client {
    type Error = StoreError;

    fn try_from(row: ClientRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ClientId::parse(&row.id).map_err(unknown_text)?,
            name: row.name,
            client_type: ClientType::parse(&row.client_type).map_err(unknown_text)?,
            secret_hash: row.secret_hash.as_deref().map(hash).transpose()?,
            redirect_uris: json(&row.redirect_uris, "list of redirect URIs")?,
            allowed_scopes: scopes(&row.allowed_scopes),
            fields: json(&row.fields, "list of fields")?,
            allow_anonymous: row.allow_anonymous,
            sector: row.sector,
            subject_type: SubjectType::parse(&row.subject_type).map_err(unknown_text)?,
            status: ClientStatus::parse(&row.status).map_err(unknown_text)?,
            created_at: Millis(row.created_at),
        })
    }
}

#[async_trait]
impl Clients for Backend {
    async fn insert_client(&self, client: &Client) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO clients (id, name, client_type, secret_hash, redirect_uris, allowed_scopes, fields, allow_anonymous, sector,
               subject_type, status, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            client.id.as_str(),
            client.name,
            client.client_type.as_str(),
            client.secret_hash.as_ref().map(|hash| hash.0.as_slice()),
            json_text(&client.redirect_uris)?,
            client.allowed_scopes.join(" "),
            json_text(&client.fields)?,
            client.allow_anonymous,
            client.sector,
            client.subject_type.as_str(),
            client.status.as_str(),
            client.created_at.0
        )
        .execute(&mut *self.writer().await?)
        .await
        .map_err(db)?;
        Ok(())
    }

    async fn client(&self, id: &ClientId) -> Result<Option<Client>, StoreError> {
        sqlx::query_as!(
            ClientRow,
            "SELECT id, name, client_type, secret_hash, redirect_uris, allowed_scopes, fields, allow_anonymous, sector, subject_type,
               status, created_at
             FROM clients WHERE id = $1",
            id.as_str()
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?
        .map(Client::try_from)
        .transpose()
    }

    async fn clients(&self) -> Result<Vec<Client>, StoreError> {
        sqlx::query_as!(
            ClientRow,
            "SELECT id, name, client_type, secret_hash, redirect_uris, allowed_scopes, fields, allow_anonymous, sector, subject_type,
               status, created_at
             FROM clients ORDER BY created_at, id"
        )
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(db)?
        .into_iter()
        .map(Client::try_from)
        .collect()
    }

    /// The update is conditional on the list that was read; a lost race reads again, and each loss is another's success.
    async fn add_redirect_uri(&self, id: &ClientId, uri: &str) -> Result<bool, StoreError> {
        loop {
            let before = sqlx::query_scalar!("SELECT redirect_uris FROM clients WHERE id = $1", id.as_str())
                .fetch_optional(&mut *self.reader().await?)
                .await
                .map_err(db)?;
            let Some(before) = before else { return Ok(false) };
            let mut uris: Vec<String> = serde_json::from_str(&before).map_err(|_| corrupt("list of redirect URIs"))?;
            if uris.iter().any(|known| known == uri) {
                return Ok(true);
            }
            uris.push(uri.to_owned());
            let update = sqlx::query!(
                "UPDATE clients SET redirect_uris = $1 WHERE id = $2 AND redirect_uris = $3",
                json_text(&uris)?,
                id.as_str(),
                before
            );
            if change::once(self, update).await? {
                return Ok(true);
            }
        }
    }
}
