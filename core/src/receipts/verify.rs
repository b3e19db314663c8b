//! Verifying a receipt's file: form, key trusted by this phone, the server's signature, then that what it signed
//! is this approval, and that the approval is what its key signed.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::api::wire::ReceiptPayload;
use crate::api::{CallError, Receipt};
use crate::id::SessionId;
use crate::identity::{Jws, read_own, thumbprint};
use crate::origin::Origin;
use crate::ports::PublicKey;
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

/// One receipt of the list, with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReceipt {
    /// The receipt as the server keeps it.
    pub receipt: Receipt,
    /// What was approved; nothing where the approval is not of this login, or not signed by the key it names.
    pub content: Option<ReceiptContent>,
    /// Whether the server's signature over it verifies under a key that this phone trusts.
    pub verified: bool,
}

/// What was approved, as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptContent {
    /// The application's id at the server.
    pub client_id: String,
    /// Its name as it was shown.
    pub application: String,
    /// The host that the login returned to.
    pub domain: String,
    /// The granted fields.
    pub granted: Vec<String>,
    /// When it was approved, in Unix seconds: as the server recorded it where that verifies, else as the device did.
    pub approved_at: u64,
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
    iat: u64,
    client_id: String,
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
    let (approval, approval_key) = read_approval(file.id, &file.approval, issuer).ok_or(ReceiptError::Invalid)?;
    if !is_about(&payload, &approval, &file.approval, &approval_key) {
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

/// Reads a receipt of the list. What cannot be verified is said so, and shown as far as this device's own signature
/// vouches for it.
pub(super) fn read_listed(receipt: Receipt, issuer: &Origin, trusted: &KeySet) -> ListedReceipt {
    let Some((approval, key)) = read_approval(receipt.id, &receipt.approval, issuer) else {
        return ListedReceipt {
            receipt,
            content: None,
            verified: false,
        };
    };
    let signed = Jws::parse(&receipt.receipt).and_then(|jws| jws.verify::<ReceiptPayload>(find_key(&jws, trusted).ok()?.key()));
    let recorded = signed.filter(|payload| is_about(payload, &approval, &receipt.approval, &key));
    ListedReceipt {
        verified: recorded.is_some(),
        content: Some(ReceiptContent {
            client_id: approval.client_id,
            application: approval.name,
            domain: approval.domain,
            granted: approval.granted,
            approved_at: recorded.map_or(approval.iat, |payload| payload.iat),
        }),
        receipt,
    }
}

fn find_key<'k>(receipt: &Jws<'_>, trusted: &'k KeySet) -> Result<&'k PublishedKey, ReceiptError> {
    let header: ReceiptHeader = receipt.header().ok_or(ReceiptError::Invalid)?;
    if (header.alg.as_str(), header.typ.as_str()) != ("ES256", "logi-receipt+jwt") {
        return Err(ReceiptError::Invalid);
    }
    let kid = Kid::parse(&header.kid).ok_or(ReceiptError::Invalid)?;
    trusted.find(kid, KeyUse::Receipt).ok_or(ReceiptError::UnknownKey { kid })
}

/// The approval of this login at this server, when the key it names signed it.
fn read_approval(session: SessionId, text: &str, issuer: &Origin) -> Option<(Approval, PublicKey)> {
    let (approval, key): (Approval, PublicKey) = read_own(text, "logi-approval+jwt")?;
    let belongs = approval.aud == issuer.as_str() && approval.jti == session && approval.decision == "approve";
    belongs.then_some((approval, key))
}

/// Whether the server's receipt is about this very approval.
fn is_about(payload: &ReceiptPayload, approval: &Approval, text: &str, key: &PublicKey) -> bool {
    let hash = BASE64URL_NOPAD.encode(&Sha256::digest(text));
    let is_it = bool::from(hash.as_bytes().ct_eq(payload.approval.as_bytes()));
    is_it && payload.iss == approval.aud && payload.jti == approval.jti && thumbprint(key) == payload.jkt
}
