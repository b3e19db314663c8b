//! Receipts of approvals.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One receipt as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// The login it is about.
    pub session: String,
    /// The approval, a compact JWS by this account's approval key.
    pub approval: String,
    /// The server's compact JWS over it.
    pub receipt: String,
}

impl From<logi_core::Receipt> for Receipt {
    fn from(receipt: logi_core::Receipt) -> Self {
        Self {
            session: receipt.id.to_string(),
            approval: receipt.approval,
            receipt: receipt.receipt,
        }
    }
}

/// One receipt of the list, with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ListedReceipt {
    /// The receipt as the server keeps it.
    pub receipt: Receipt,
    /// What was approved; nothing where the approval is not of this login, or not signed by the key it names.
    pub content: Option<ReceiptContent>,
    /// Whether the server's signature over it verifies under a key that this phone trusts.
    pub verified: bool,
}

impl From<logi_core::ListedReceipt> for ListedReceipt {
    fn from(listed: logi_core::ListedReceipt) -> Self {
        Self {
            receipt: listed.receipt.into(),
            content: listed.content.map(ReceiptContent::from),
            verified: listed.verified,
        }
    }
}

/// What was approved, as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReceiptContent {
    /// The application's id at the server.
    pub client_id: String,
    /// Its name as it was shown.
    pub application: String,
    /// The host that the login returned to.
    pub domain: String,
    /// The granted fields.
    pub granted: Vec<String>,
    /// When it was approved, to the second: as the server recorded it where that verifies, else as the device did.
    pub approved_at: SystemTime,
}

impl From<logi_core::ReceiptContent> for ReceiptContent {
    fn from(content: logi_core::ReceiptContent) -> Self {
        Self {
            client_id: content.client_id,
            application: content.application,
            domain: content.domain,
            granted: content.granted,
            approved_at: at(content.approved_at),
        }
    }
}

/// What a verified receipt proves: this was approved, under this server's record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedReceipt {
    /// The login.
    pub session: String,
    /// The server.
    pub issuer: String,
    /// When the server took the approval, to the second.
    pub approved_at: SystemTime,
    /// The application's name as it was shown.
    pub application: String,
    /// The host that the login returned to.
    pub domain: String,
    /// The granted fields.
    pub granted: Vec<String>,
}

impl From<logi_core::VerifiedReceipt> for VerifiedReceipt {
    fn from(receipt: logi_core::VerifiedReceipt) -> Self {
        Self {
            session: receipt.session.to_string(),
            issuer: receipt.issuer,
            approved_at: at(receipt.approved_at),
            application: receipt.application,
            domain: receipt.domain,
            granted: receipt.granted,
        }
    }
}

/// The time of `unix_seconds`; the epoch where no clock reaches it.
pub(crate) fn at(unix_seconds: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(unix_seconds)).unwrap_or(UNIX_EPOCH)
}
