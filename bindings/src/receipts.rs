//! Receipts of approvals.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::ReceiptError;

/// One receipt as the server keeps it. What is signed in it names the account's key and what was granted to whom: it
/// crosses as an object, so that no language prints it; [`Self::reveal`] is the one way to its texts.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Object)]
pub struct Receipt {
    core: logi_core::Receipt,
}

/// The signed texts of a receipt, revealed.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReceiptTexts {
    /// The approval, a compact JWS by this account's approval key.
    pub approval: String,
    /// The server's compact JWS over it.
    pub receipt: String,
}

impl fmt::Debug for ReceiptTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptTexts")
    }
}

#[uniffi::export]
impl Receipt {
    /// The id of the login it is about, by which it is exported.
    ///
    /// # Errors
    /// None of its own.
    pub fn session(&self) -> Result<String, ReceiptError> {
        Ok(self.core.id.to_string())
    }

    /// What was signed, to be kept by its owner.
    ///
    /// # Errors
    /// None of its own.
    pub fn reveal(&self) -> Result<ReceiptTexts, ReceiptError> {
        Ok(ReceiptTexts {
            approval: self.core.approval.clone(),
            receipt: self.core.receipt.clone(),
        })
    }
}

impl Receipt {
    pub(crate) fn wrap(core: logi_core::Receipt) -> Arc<Self> {
        Arc::new(Self { core })
    }
}

/// One receipt of the list: what is in it, without the signed texts. Those are in its file, which is exported.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ListedReceipt {
    /// The id of the login it is about.
    pub session: String,
    /// What was approved; nothing where the approval is not of this login, or not signed by the key it names.
    pub content: Option<ReceiptContent>,
    /// Whether the server's signature over it verifies under a key that this phone trusts.
    pub verified: bool,
}

impl From<logi_core::ListedReceipt> for ListedReceipt {
    fn from(listed: logi_core::ListedReceipt) -> Self {
        Self {
            session: listed.receipt.id.to_string(),
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
