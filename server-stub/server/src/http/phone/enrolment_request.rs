//! The body of a bootstrap, parsed once: with keys it has subject, both keys, hardware and presence together, without it has none
//! of them.

use super::members::Members;
use super::refusal::Refusal;
use crate::keys::jws::is_on_curve;
use crate::openapi::shapes;
use logi_domain::account::{DeviceKeys, Platform};
use logi_domain::id::{DeviceId, RootSubject};
use logi_domain::key::{Hardware, KeyLevel, Presence, PublicJwk, PublicKey};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

const LONGEST_NAME: usize = 100;

/// The body as sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BootstrapRequest {
    /// A UUID in lower case.
    device_id: String,
    /// `ios`, `macos`, `android`, `linux` or `windows`
    device_platform: String,
    /// Of an earlier enrolment without keys; ignored with keys.
    #[schema(value_type = Option<String>)]
    device_secret: Option<SecretString>,
    device_name: Option<String>,
    /// 32 bytes in unpadded base64url. This and the four below come together or not at all.
    root_subject: Option<String>,
    #[schema(value_type = Option<shapes::PublicJwk>)]
    possession_key: Option<Members<PublicJwk>>,
    #[schema(value_type = Option<shapes::PublicJwk>)]
    approval_key: Option<Members<PublicJwk>>,
    #[schema(value_type = Option<shapes::Hardware>)]
    hardware: Option<Hardware>,
    #[schema(value_type = Option<shapes::Presence>)]
    presence: Option<Presence>,
    /// Taken and not judged: no level above `claimed` is given yet.
    #[serde(rename = "attestation")]
    #[schema(value_type = Option<Object>)]
    _attestation: Option<Value>,
}

/// The body as it is meant.
pub struct Parsed {
    /// `device_id`
    pub device_id: DeviceId,
    /// `device_platform`
    pub platform: Platform,
    /// `device_name`
    pub device_name: Option<String>,
    /// Who it says it is.
    pub identity: Identity,
}

/// With keys or without.
pub enum Identity {
    /// A root subject with both keys; a sent secret is ignored.
    Keyed {
        /// `root_subject`
        subject: RootSubject,
        /// Both keys.
        keys: DeviceKeys,
    },
    /// The published client.
    Keyless {
        /// `device_secret`
        secret: Option<SecretString>,
    },
}

impl TryFrom<BootstrapRequest> for Parsed {
    type Error = Refusal;

    fn try_from(request: BootstrapRequest) -> Result<Self, Refusal> {
        let device_id = DeviceId::parse(&request.device_id);
        let platform = Platform::parse(&request.device_platform);
        Ok(Self {
            device_id: device_id.map_err(|_| Refusal::InvalidRequest("device_id is not a UUID in lower case."))?,
            platform: platform.map_err(|_| Refusal::InvalidRequest("device_platform is not known."))?,
            device_name: device_name(request.device_name.as_deref())?,
            identity: request.identity()?,
        })
    }
}

impl BootstrapRequest {
    fn identity(self) -> Result<Identity, Refusal> {
        match (
            self.root_subject,
            self.possession_key,
            self.approval_key,
            self.hardware,
            self.presence,
        ) {
            (None, None, None, None, None) => Ok(Identity::Keyless {
                secret: self.device_secret,
            }),
            (Some(subject), Some(Members(possession)), Some(Members(approval)), Some(hardware), Some(presence)) => {
                let subject = RootSubject::parse(&subject);
                let keys = DeviceKeys {
                    possession: public_key(&possession)?,
                    approval: public_key(&approval)?,
                    hardware,
                    presence,
                    level: KeyLevel::from(hardware),
                };
                Ok(Identity::Keyed {
                    subject: subject.map_err(|_| Refusal::InvalidRequest("root_subject is not 32 bytes in base64url."))?,
                    keys: usable(keys)?,
                })
            }
            _ => Err(Refusal::InvalidRequest(
                "root_subject, possession_key, approval_key, hardware and presence come together or not at all.",
            )),
        }
    }
}

fn public_key(jwk: &PublicJwk) -> Result<PublicKey, Refusal> {
    PublicKey::try_from(jwk).map_err(|_| Refusal::InvalidRequest("A key is not a P-256 public key."))
}

/// Two keys, and the approval key a point of its curve; that the possession key is one is shown by the proof.
fn usable(keys: DeviceKeys) -> Result<DeviceKeys, Refusal> {
    if keys.possession == keys.approval {
        return Err(Refusal::InvalidRequest("possession_key and approval_key must be different keys."));
    }
    if is_on_curve(&keys.approval) == Ok(true) {
        Ok(keys)
    } else {
        Err(Refusal::InvalidRequest("A key is not a P-256 public key."))
    }
}

fn device_name(sent: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(name) = sent else { return Ok(None) };
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::InvalidRequest("device_name has at most 100 visible characters."));
    }
    Ok(Some(name.to_owned()))
}
