//! `/api/v1/oauth/qr/:id` and its `scan`, `approve`, `deny`

use serde::{Deserialize, Serialize};

use super::receipt::ReceiptResponse;
use crate::id::{DeviceId, SessionId};

/// What a scan sends: the frame that was seen, or that the login was started on this device.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum ScanRequest {
    Frame {
        step: u16,
        code: String,
    },
    /// `here` is always true.
    Here {
        here: bool,
    },
}

/// A session as its phone sees it.
#[derive(Deserialize)]
pub(crate) struct SessionResponse {
    pub(crate) state: String,
    pub(crate) expires_at: u64,
    pub(crate) words: Vec<String>,
    /// base64url of the JSON bytes that were stored at the scan.
    pub(crate) presented: String,
    #[serde(default)]
    pub(crate) second_scan: bool,
}

/// The JSON inside `presented`.
#[derive(Deserialize)]
pub(crate) struct PresentedJson {
    pub(crate) session: SessionId,
    pub(crate) application: ApplicationJson,
    pub(crate) scopes: Vec<String>,
    pub(crate) fields: Vec<FieldJson>,
    pub(crate) browser: BrowserJson,
    pub(crate) locale: String,
}

#[derive(Deserialize)]
pub(crate) struct ApplicationJson {
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) domain: String,
}

#[derive(Deserialize)]
pub(crate) struct FieldJson {
    pub(crate) name: String,
    pub(crate) purpose: Option<String>,
    pub(crate) required: bool,
    pub(crate) before: Option<String>,
    pub(crate) value_present: bool,
}

#[derive(Deserialize)]
pub(crate) struct BrowserJson {
    pub(crate) label: String,
    pub(crate) country: String,
    pub(crate) relation: String,
}

/// What a decision signs, its members in the order in which they are written.
#[derive(Serialize)]
pub(crate) struct DecisionPayload<'a> {
    pub(crate) aud: &'a str,
    pub(crate) jti: SessionId,
    pub(crate) iat: u64,
    pub(crate) device_id: DeviceId,
    pub(crate) client_id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) domain: &'a str,
    pub(crate) scopes: &'a [String],
    pub(crate) fields: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) granted: Option<Vec<&'a str>>,
    pub(crate) browser_label: &'a str,
    pub(crate) country: &'a str,
    pub(crate) relation: &'a str,
    pub(crate) presented: String,
    pub(crate) decision: &'a str,
}

#[derive(Serialize)]
pub(crate) struct ApproveRequest<'a> {
    pub(crate) approval: &'a str,
}

#[derive(Deserialize)]
pub(crate) struct ApproveResponse {
    pub(crate) state: String,
    pub(crate) receipt: ReceiptResponse,
    pub(crate) return_url: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct DenyRequest<'a> {
    pub(crate) denial: &'a str,
}

#[derive(Deserialize)]
pub(crate) struct DenyResponse {
    pub(crate) state: String,
}
