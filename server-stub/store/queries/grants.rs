//! Codes and tokens.

use super::error::{db, unknown_text};
use super::rows::{fields, scopes};
use crate::{Backend, begin};
use async_trait::async_trait;
use logi_domain::grant::{AuthorizationCode, Grant};
use logi_domain::id::{AccountId, ClientId, GrantId, SecretHash};
use logi_domain::time::{Millis, Seconds};
use logi_store::{CodeIssue, Grants, StoreError};
use uuid::Uuid;

struct GrantRow {
    id: Uuid,
    account_id: i64,
    client_id: String,
    sub: String,
    scopes: String,
    fields: String,
    auth_time: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;

    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: GrantId::new(row.id),
            account: AccountId(row.account_id),
            client_id: ClientId::parse(&row.client_id).map_err(unknown_text)?,
            sub: row.sub,
            scopes: scopes(&row.scopes),
            fields: fields(&row.fields)?,
            auth_time: Seconds(row.auth_time),
            revoked_at: row.revoked_at.map(Millis),
        })
    }
}

#[async_trait]
impl Grants for Backend {
    async fn code(&self, hash: &SecretHash) -> Result<Option<AuthorizationCode>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT c.redirect_uri, c.code_challenge, c.nonce, c.expires_at, c.used_at, g.id AS "grant_id: Uuid", g.account_id, g.client_id,
                 g.sub, g.scopes, g.fields, g.auth_time, g.revoked_at
               FROM authorization_codes c JOIN grants g ON g.id = c.grant_id WHERE c.hash = $1"#,
            hash.0.as_slice()
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?;
        let Some(row) = row else { return Ok(None) };
        let grant = GrantRow {
            id: row.grant_id,
            account_id: row.account_id,
            client_id: row.client_id,
            sub: row.sub,
            scopes: row.scopes,
            fields: row.fields,
            auth_time: row.auth_time,
            revoked_at: row.revoked_at,
        };
        Ok(Some(AuthorizationCode {
            hash: *hash,
            grant: grant.try_into()?,
            redirect_uri: row.redirect_uri,
            code_challenge: row.code_challenge,
            nonce: row.nonce,
            expires_at: Millis(row.expires_at),
            used_at: row.used_at.map(Millis),
        }))
    }

    async fn redeem(&self, issue: &CodeIssue) -> Result<bool, StoreError> {
        let mut writer = self.writer().await?;
        let mut transaction = begin(&mut writer).await?;
        let grant = sqlx::query_scalar!(
            r#"UPDATE authorization_codes SET used_at = $1
               WHERE hash = $2 AND used_at IS NULL AND expires_at > $1
                 AND EXISTS (SELECT 1 FROM grants WHERE id = grant_id AND revoked_at IS NULL)
               RETURNING grant_id AS "grant_id!: Uuid""#,
            issue.now.0,
            issue.code.0.as_slice()
        )
        .fetch_optional(&mut *transaction)
        .await
        .map_err(db)?;
        let Some(grant) = grant else { return Ok(false) };
        sqlx::query!(
            "INSERT INTO access_tokens (jti, grant_id, expires_at) VALUES ($1, $2, $3)",
            issue.jti,
            grant,
            issue.token_expires_at.0
        )
        .execute(&mut *transaction)
        .await
        .map_err(db)?;
        transaction.commit().await.map_err(db)?;
        Ok(true)
    }

    /// Codes and tokens need no change of their own: both are only good while their grant is.
    async fn revoke_grant(&self, id: GrantId, now: Millis) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE grants SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
            now.0,
            id.uuid()
        )
        .execute(&mut *self.writer().await?)
        .await
        .map_err(db)?;
        Ok(())
    }

    async fn grant_of_token(&self, jti: &str, now: Millis) -> Result<Option<Grant>, StoreError> {
        sqlx::query_as!(
            GrantRow,
            r#"SELECT g.id AS "id: Uuid", g.account_id, g.client_id, g.sub, g.scopes, g.fields, g.auth_time, g.revoked_at
               FROM access_tokens t JOIN grants g ON g.id = t.grant_id
               WHERE t.jti = $1 AND t.expires_at > $2 AND g.revoked_at IS NULL"#,
            jti,
            now.0
        )
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(db)?
        .map(Grant::try_from)
        .transpose()
    }
}
