//! A receipt as the server gives it out: after an approval, and in the list.

use std::fmt;

use super::wire::ReceiptResponse;
use crate::id::SessionId;

/// One receipt as the server keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The login it is about.
    pub id: SessionId,
    /// The approval, a compact JWS by this account's approval key.
    pub approval: String,
    /// The server's compact JWS over it.
    pub receipt: String,
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipt({})", self.id)
    }
}

impl From<ReceiptResponse> for Receipt {
    fn from(answer: ReceiptResponse) -> Self {
        Self {
            id: answer.id,
            approval: answer.approval,
            receipt: answer.receipt,
        }
    }
}
