//! The bodies of requests and answers, as `tests/wire` fixes them. Requests have exactly their members; unknown
//! members of answers are ignored.

mod bootstrap;
mod login;
mod me;
mod receipt;

use serde::Deserialize;

pub(crate) use self::bootstrap::{BootstrapRequest, BootstrapResponse};
pub(crate) use self::login::{
    ApproveRequest, ApproveResponse, DecisionPayload, DenyRequest, DenyResponse, FieldJson, PresentedJson, ScanRequest, SessionResponse,
};
pub(crate) use self::me::{ProfileRequest, ProfileResponse, UserResponse};
pub(crate) use self::receipt::{ReceiptPayload, ReceiptResponse, ReceiptsResponse};

/// The envelope of a refusal.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct RefusalResponse {
    pub(crate) error: String,
    pub(crate) request_id: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) link: Vec<String>,
}
