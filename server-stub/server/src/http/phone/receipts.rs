//! Receipts: what is left of an approval. Signed by the receipt key when the approval is taken, read by the account's key-bound
//! devices only.

use super::auth::KeyBound;
use super::refusal::Refusal;
use crate::App;
use crate::keys::SigningFailed;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody};
use axum::Json;
use axum::extract::{Path, State};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::id::SessionId;
use logi_domain::key::PublicKey;
use logi_domain::time::Millis;
use logi_store::ReceiptRow;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

const NO_SUCH_RECEIPT: Refusal = Refusal::NotFound("There is no such receipt.");

/// A receipt as phones read it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// The session.
    pub id: String,
    /// The approval JWS, as the phone sent it.
    pub approval: String,
    /// The server's JWS over it.
    pub receipt: String,
}

impl From<ReceiptRow> for Receipt {
    fn from(row: ReceiptRow) -> Self {
        Self {
            id: row.id.to_string(),
            approval: row.approval,
            receipt: row.receipt,
        }
    }
}

/// All receipts of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceiptsResponse {
    receipts: Vec<Receipt>,
}

/// What the receipt key signs: no subject, no address.
#[derive(Serialize)]
struct ReceiptPayload<'a> {
    iss: &'a str,
    jti: String,
    iat: i64,
    approval: String,
    jkt: String,
}

/// Signs the receipt of an approval made with the key `approval_key`, enrolled at `now`.
///
/// # Errors
/// [`SigningFailed`].
pub fn sign(app: &App, session: SessionId, approval: &str, approval_key: &PublicKey, now: Millis) -> Result<String, SigningFailed> {
    app.keys().sign_receipt(&ReceiptPayload {
        iss: app.issuer(),
        jti: session.to_string(),
        iat: now.seconds().0,
        approval: BASE64URL_NOPAD.encode(&Sha256::digest(approval)),
        jkt: approval_key.jkt(),
    })
}

/// `GET /api/v1/me/receipts`: newest first.
///
/// # Errors
/// Those of [`KeyBound`].
#[utoipa::path(
    get, path = "/api/v1/me/receipts", tag = "phone", operation_id = "receipts",
    summary = "All receipts, newest first",
    description = "",
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "The receipts", body = ReceiptsResponse),
    ),
)]
pub async fn list(State(app): State<App>, caller: KeyBound) -> Result<Json<ReceiptsResponse>, Refusal> {
    let rows = app.store().receipts(caller.account.id).await?;
    Ok(Json(ReceiptsResponse {
        receipts: rows.into_iter().map(Receipt::from).collect(),
    }))
}

/// `GET /api/v1/me/receipts/{id}`
///
/// # Errors
/// `404 not_found`, also for another account's receipt, and those of [`KeyBound`].
#[utoipa::path(
    get, path = "/api/v1/me/receipts/{id}", tag = "phone", operation_id = "receipt",
    summary = "One receipt",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "The receipt", body = Receipt),
        (status = 404, description = "`not_found`: also for another account's", body = PhoneErrorBody),
    ),
)]
pub async fn one(State(app): State<App>, caller: KeyBound, Path(id): Path<String>) -> Result<Json<Receipt>, Refusal> {
    let id = SessionId::parse(&id).map_err(|_| NO_SUCH_RECEIPT)?;
    let row = app.store().receipt(caller.account.id, id).await?.ok_or(NO_SUCH_RECEIPT)?;
    Ok(Json(row.into()))
}
