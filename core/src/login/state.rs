//! What a user interface watches: one flat enum.

use super::presentation::Presentation;
use super::return_url::ReturnUrl;
use crate::api::Receipt;
use crate::vault::DecidedRecord;

/// Where a login stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginState {
    /// It waits for the person: approve, deny or cancel.
    Presented(Presentation),
    /// A decision was signed and stored earlier, and is not acknowledged. The next call sends it.
    Answering {
        /// What was decided.
        decision: Decision,
        /// The application's name as it was signed.
        application: String,
        /// The host that the login returns to.
        domain: String,
    },
    /// It is approved.
    Approved {
        /// The receipt; nothing where the approval was acknowledged earlier.
        receipt: Option<Receipt>,
        /// Where a same-device login goes on: to be opened in the browser at once. Nothing for a scanned code, and
        /// nothing where the approval was acknowledged earlier.
        return_url: Option<ReturnUrl>,
    },
    /// It is declined, on this phone or with "Not my phone" in the browser.
    Denied,
    /// It ended before a decision arrived.
    Expired,
    /// It was approved, and the browser is logged in.
    Completed,
    /// It was approved, but the server could not complete it.
    Failed,
    /// It was cancelled on this phone. The server was not told.
    Cancelled,
}

impl LoginState {
    /// The stable name of the state, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Presented(_) => "presented",
            Self::Answering { .. } => "answering",
            Self::Approved { .. } => "approved",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The end that the server names by `state`; nothing where the login is not over.
    pub(super) fn end(state: &str) -> Option<Self> {
        match state {
            "approved" => Some(Self::Approved {
                receipt: None,
                return_url: None,
            }),
            "denied" => Some(Self::Denied),
            "expired" => Some(Self::Expired),
            "completed" => Some(Self::Completed),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// To log in.
    Approve,
    /// Not to.
    Deny,
}

impl From<DecidedRecord> for Decision {
    fn from(record: DecidedRecord) -> Self {
        match record {
            DecidedRecord::Approve => Self::Approve,
            DecidedRecord::Deny => Self::Deny,
        }
    }
}
