//! `GET /api/v1/me/receipts` and the receipt itself

use serde::Deserialize;

use crate::id::SessionId;

/// A receipt: the approval as it was signed, and the server's signature over it.
#[derive(Deserialize)]
pub(crate) struct ReceiptResponse {
    pub(crate) id: SessionId,
    pub(crate) approval: String,
    pub(crate) receipt: String,
}

#[derive(Deserialize)]
pub(crate) struct ReceiptsResponse {
    pub(crate) receipts: Vec<ReceiptResponse>,
}

/// What the server signs in a receipt.
#[derive(Deserialize)]
pub(crate) struct ReceiptPayload {
    pub(crate) iss: String,
    pub(crate) jti: SessionId,
    pub(crate) iat: u64,
    /// base64url of SHA-256 of the compact approval.
    pub(crate) approval: String,
    /// Thumbprint of the approval key.
    pub(crate) jkt: String,
}
