//! An account and a client seen together, each pair in one read.

use super::accounts::AccountRow;
use super::clients::ClientRow;
use super::error::{corrupt, db, unknown_text};
use crate::Backend;
use logi_domain::client::Client;
use logi_domain::field::{Consent, Decision, Field, Profile};
use logi_domain::id::{AccountId, ClientId, DeviceRowId};
use logi_store::{Holdings, Parties, StoreError};

/// The client in a row that also holds its account's columns; each statement has a row type of its own.
macro_rules! client_of {
    ($row:ident, $id:ident) => {
        Client::try_from(ClientRow {
            id: $row.$id,
            name: $row.name,
            client_type: $row.client_type,
            secret_hash: $row.secret_hash,
            redirect_uris: $row.redirect_uris,
            allowed_scopes: $row.allowed_scopes,
            fields: $row.fields,
            allow_anonymous: $row.allow_anonymous,
            sector: $row.sector,
            subject_type: $row.subject_type,
            status: $row.status,
            created_at: $row.created_at,
        })
    };
}

pub(super) async fn parties(
    store: &Backend,
    (device, account): (DeviceRowId, AccountId),
    client: &ClientId,
) -> Result<Option<Parties>, StoreError> {
    let row = sqlx::query!(
        "SELECT a.id AS account_id, a.root_subject, a.anonymous, a.nickname, a.status AS account_status, c.id AS client_id, c.name,
           c.client_type, c.secret_hash, c.redirect_uris, c.allowed_scopes, c.fields, c.allow_anonymous, c.sector, c.subject_type,
           c.status, c.created_at
         FROM devices d JOIN accounts a ON a.id = d.account_id JOIN clients c ON c.id = $1
         WHERE d.id = $2 AND d.account_id = $3",
        client.as_str(),
        device.uuid(),
        account.0
    )
    .fetch_optional(&mut *store.reader().await?)
    .await
    .map_err(db)?;
    let Some(row) = row else { return Ok(None) };
    let account = AccountRow {
        id: row.account_id,
        root_subject: row.root_subject,
        anonymous: row.anonymous,
        nickname: row.nickname,
        status: row.account_status,
    };
    Ok(Some(Parties {
        account: account.try_into()?,
        client: client_of!(row, client_id)?,
    }))
}

pub(super) async fn holdings(store: &Backend, account: AccountId, client: &ClientId) -> Result<Option<Holdings>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT c.id, c.name, c.client_type, c.secret_hash, c.redirect_uris, c.allowed_scopes, c.fields, c.allow_anonymous, c.sector,
             c.subject_type, c.status, c.created_at, p.preferred_name AS "preferred_name?", p.full_name AS "full_name?",
             p.email AS "email?", p.phone_number AS "phone_number?",
             (SELECT string_agg(field || ' ' || decision, ',' ORDER BY field) FROM consents
              WHERE account_id = $1 AND client_id = c.id) AS "consents?: String"
           FROM clients c LEFT JOIN profiles p ON p.account_id = $1 WHERE c.id = $2"#,
        account.0,
        client.as_str()
    )
    .fetch_optional(&mut *store.reader().await?)
    .await
    .map_err(db)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Holdings {
        client: client_of!(row, id)?,
        profile: Profile {
            preferred_name: row.preferred_name,
            full_name: row.full_name,
            email: row.email,
            phone_number: row.phone_number,
        },
        consents: consents(row.consents.as_deref().unwrap_or_default())?,
    }))
}

/// `field decision`, separated by commas.
fn consents(text: &str) -> Result<Vec<Consent>, StoreError> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (field, decision) = pair.split_once(' ').ok_or_else(|| corrupt("consent"))?;
            Ok(Consent {
                field: Field::parse(field).map_err(unknown_text)?,
                decision: Decision::parse(decision).map_err(unknown_text)?,
            })
        })
        .collect()
}
