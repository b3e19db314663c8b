//! Verifying a receipt's file: form, key trusted by this phone, the server's signature, then that what it signed
//! is this approval, and that the approval is what its key signed.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::api::CallError;
use crate::api::wire::ReceiptPayload;
use crate::id::SessionId;
use crate::identity::{Jws, JwsHeader, thumbprint, verifying_key};
use crate::origin::Origin;
use crate::qr::{KeySet, KeyUse, Kid, PublishedKey};
use crate::vault::VaultError;

/// What a verified receipt proves: this was approved, under this server's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The login.
    pub session: SessionId,
    /// The server.
    pub issuer: String,
    /// When the server took the approval, in Unix seconds.
    pub approved_at: u64,
    /// The application's name as it was shown.
    pub application: String,
    /// The host that the login returned to.
    pub domain: String,
    /// The granted fields.
    pub granted: Vec<String>,
}

/// Why there is no receipt, or none to believe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The file is not a receipt, or something in it was changed.
    #[error("this is not a genuine receipt")]
    Invalid,
    /// The file is signed by a key that this phone does not know.
    #[error("this receipt is signed by the unknown key {kid}: go online once and verify again")]
    UnknownKey {
        /// The key named in the file.
        kid: Kid,
    },
    /// The call to the server.
    #[error("the receipt could not be read")]
    Call(#[from] CallError),
    /// The vault could not be read.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
}

impl ReceiptError {
    /// The stable name of the outcome, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::UnknownKey { .. } => "unknown_key",
            Self::Call(error) => error.code(),
            Self::Vault(_) => "vault",
        }
    }
}

#[derive(Deserialize)]
struct File {
    id: SessionId,
    approval: String,
    receipt: String,
    keys: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptHeader {
    alg: String,
    typ: String,
    kid: String,
}

#[derive(Deserialize)]
struct Approval {
    aud: String,
    jti: SessionId,
    name: String,
    domain: String,
    granted: Vec<String>,
    decision: String,
}

/// Verifies an exported receipt of `issuer` under `trusted` keys.
pub(super) fn verify_file(bytes: &[u8], issuer: &Origin, trusted: &KeySet) -> Result<VerifiedReceipt, ReceiptError> {
    let file: File = serde_json::from_slice(bytes).map_err(|_| ReceiptError::Invalid)?;
    let receipt = Jws::parse(&file.receipt).ok_or(ReceiptError::Invalid)?;
    let key = find_key(&receipt, trusted)?;
    let embedded = serde_json::to_vec(&serde_json::json!({ "keys": file.keys })).map_err(|_| ReceiptError::Invalid)?;
    let embedded = KeySet::parse(&embedded).map_err(|_| ReceiptError::Invalid)?;
    if !embedded.holds(key) {
        return Err(ReceiptError::Invalid);
    }
    let payload: ReceiptPayload = receipt.verify(key.key()).ok_or(ReceiptError::Invalid)?;
    let approval = verify_approval(&file, &payload).ok_or(ReceiptError::Invalid)?;
    let belongs = payload.iss == issuer.as_str()
        && payload.jti == file.id
        && approval.aud == payload.iss
        && approval.jti == file.id
        && approval.decision == "approve";
    if !belongs {
        return Err(ReceiptError::Invalid);
    }
    Ok(VerifiedReceipt {
        session: file.id,
        issuer: payload.iss,
        approved_at: payload.iat,
        application: approval.name,
        domain: approval.domain,
        granted: approval.granted,
    })
}

fn find_key<'k>(receipt: &Jws<'_>, trusted: &'k KeySet) -> Result<&'k PublishedKey, ReceiptError> {
    let header: ReceiptHeader = receipt.header().ok_or(ReceiptError::Invalid)?;
    if (header.alg.as_str(), header.typ.as_str()) != ("ES256", "logi-receipt+jwt") {
        return Err(ReceiptError::Invalid);
    }
    let kid = Kid::parse(&header.kid).ok_or(ReceiptError::Invalid)?;
    trusted.find(kid, KeyUse::Receipt).ok_or(ReceiptError::UnknownKey { kid })
}

/// The approval, when it is the one the receipt names and its own key signed it.
fn verify_approval(file: &File, payload: &ReceiptPayload) -> Option<Approval> {
    let hash = BASE64URL_NOPAD.encode(&Sha256::digest(&file.approval));
    if !bool::from(hash.as_bytes().ct_eq(payload.approval.as_bytes())) {
        return None;
    }
    let approval = Jws::parse(&file.approval)?;
    let header: JwsHeader = approval.header()?;
    let key = header.jwk.to_key().ok()?;
    let named = header.alg == "ES256" && header.typ == "logi-approval+jwt" && thumbprint(&key) == payload.jkt;
    if !named {
        return None;
    }
    approval.verify(&verifying_key(&key)?)
}
