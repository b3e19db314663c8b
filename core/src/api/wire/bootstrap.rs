//! `POST /api/v1/auth/anonymous_bootstrap`

use serde::{Deserialize, Serialize};

use super::me::UserResponse;
use crate::id::DeviceId;
use crate::identity::PublicJwk;
use crate::secret::{self, AccessToken};

/// What this device enrols with. No device secret is sent: the keys are the proof.
#[derive(Serialize)]
pub(crate) struct BootstrapRequest<'a> {
    pub(crate) device_id: DeviceId,
    pub(crate) device_platform: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_name: Option<&'a str>,
    pub(crate) root_subject: &'a str,
    pub(crate) possession_key: PublicJwk,
    pub(crate) approval_key: PublicJwk,
    pub(crate) hardware: &'a str,
    pub(crate) presence: &'a str,
}

/// The token and whose it is. The device secret in the answer is not kept: a device with keys never sends it.
#[derive(Deserialize)]
pub(crate) struct BootstrapResponse {
    #[serde(with = "secret::exposed")]
    pub(crate) access_token: AccessToken,
    pub(crate) token_type: String,
    pub(crate) user: UserResponse,
}
