//! The device's two P-256 keys: in the Secure Enclave, in the Keystore. What the platform gives is checked here before
//! the core sees it.

use std::sync::Arc;

use async_trait::async_trait;
use logi_core::ports::{self, DeviceKey, KeyError, PublicKey, RawSignature};
use p256::ecdsa::Signature;

use super::in_time;

/// Makes, names and uses the device's keys. Any thread may call it. No private key ever leaves it.
///
/// A call that needs no person and takes longer than 30 seconds is cancelled and counts as failed. Signing with the
/// approval key waits for the person as long as it takes; cancelling the login cancels it.
#[uniffi::export(rust, foreign, async_runtime = "tokio")]
#[async_trait]
pub trait DeviceKeys: Send + Sync {
    /// The key for `role`, made first when there is none. Enrolment alone asks so.
    ///
    /// # Errors
    /// [`DeviceKeyError`] when the key cannot be made or read.
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError>;

    /// The key for `role`. A key that vanished must not be made anew here: the server would not know it.
    ///
    /// # Errors
    /// [`DeviceKeyError::Missing`] when there is none, and whatever else keeps it from being read.
    async fn find(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError>;

    /// Signs `payload` with the key for `role`: ECDSA over SHA-256 of `payload`, in DER as both systems give it. For
    /// [`KeyRole::Approval`] the user's presence is part of signing.
    ///
    /// # Errors
    /// [`DeviceKeyError`]; nothing was signed then.
    async fn sign(&self, role: KeyRole, payload: Vec<u8>, reason: SignReason) -> Result<Vec<u8>, DeviceKeyError>;

    /// Destroys the key for `role`; no key there is fine.
    ///
    /// # Errors
    /// [`DeviceKeyError`] when the key may still be there.
    async fn remove(&self, role: KeyRole) -> Result<(), DeviceKeyError>;
}

/// A key that the device holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HeldKey {
    /// Its public half as an uncompressed SEC 1 point: `04 ‖ x ‖ y`, 65 bytes.
    pub public_key: Vec<u8>,
    /// Where its private half lives.
    pub hardware: Hardware,
    /// How it asks for its user.
    pub presence: Presence,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum KeyRole {
    /// Signs proofs of possession and denials, without its user.
    Possession,
    /// Signs approvals, each with its user's presence.
    Approval,
}

/// Where a private key lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Hardware {
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// Android's `StrongBox`.
    Strongbox,
    /// A trusted execution environment.
    Tee,
    /// Software: the key can be copied by whoever reads the storage.
    None,
}

/// How a key asks for its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Presence {
    /// A fingerprint or a face.
    Biometric,
    /// The device's own code or password.
    DeviceCredential,
    /// Not at all.
    None,
}

/// What is being signed, for the operating system's prompt. The words are the app's.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SignReason {
    /// A call to the server (no prompt).
    Call,
    /// A refused login (no prompt).
    Deny,
    /// An approved login.
    Approve {
        /// The application's name as the server recorded it.
        application: String,
        /// The host that the login returns to.
        domain: String,
    },
}

/// Why a key could not be made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum DeviceKeyError {
    /// The user did not confirm.
    #[error("not confirmed")]
    NotConfirmed,
    /// The key is gone for good, as after a new fingerprint was added.
    #[error("the key is no longer valid")]
    Invalidated,
    /// There is no key for this role.
    #[error("there is no such key")]
    Missing,
    /// The device is locked.
    #[error("the key storage is locked")]
    Locked,
    /// Anything else, also whatever else an implementation throws.
    #[error("the key storage cannot be used: {reason}")]
    Unavailable {
        /// What the system said. It is logged at [`LogLevel::Debug`](crate::LogLevel::Debug) and goes no further.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for DeviceKeyError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { reason: error.reason }
    }
}

/// The keys of the platform behind the core's port.
pub(crate) struct ForeignKeys(Arc<dyn DeviceKeys>);

impl ForeignKeys {
    pub(crate) const fn new(keys: Arc<dyn DeviceKeys>) -> Self {
        Self(keys)
    }
}

#[async_trait]
impl DeviceKey for ForeignKeys {
    async fn ensure(&self, role: ports::KeyRole) -> Result<ports::HeldKey, KeyError> {
        to_core_key(&in_time(self.0.ensure(role.into()), late()).await.map_err(to_core)?)
    }

    async fn find(&self, role: ports::KeyRole) -> Result<ports::HeldKey, KeyError> {
        to_core_key(&in_time(self.0.find(role.into()), late()).await.map_err(to_core)?)
    }

    async fn sign(&self, role: ports::KeyRole, payload: &[u8], reason: ports::SignReason<'_>) -> Result<RawSignature, KeyError> {
        let signing = self.0.sign(role.into(), payload.to_vec(), reason.into());
        let signed = match reason {
            ports::SignReason::Approve { .. } => signing.await,
            ports::SignReason::Call | ports::SignReason::Deny => in_time(signing, late()).await,
        };
        to_raw(&signed.map_err(to_core)?)
    }

    async fn remove(&self, role: ports::KeyRole) -> Result<(), KeyError> {
        in_time(self.0.remove(role.into()), late()).await.map_err(to_core)
    }
}

fn late() -> DeviceKeyError {
    DeviceKeyError::Unavailable {
        reason: "no answer in 30 seconds".to_owned(),
    }
}

/// r‖s of an ECDSA signature in DER, in its one encoding (X.690 §10): nothing behind it, no superfluous zero, r and s
/// between 1 and the order of the group.
fn to_raw(der: &[u8]) -> Result<RawSignature, KeyError> {
    let signature = Signature::from_der(der).map_err(|_| KeyError::BadSignature)?;
    Ok(signature.to_bytes().into())
}

fn to_core_key(key: &HeldKey) -> Result<ports::HeldKey, KeyError> {
    Ok(ports::HeldKey {
        public_key: PublicKey::parse(&key.public_key)?,
        hardware: key.hardware.into(),
        presence: key.presence.into(),
    })
}

fn to_core(error: DeviceKeyError) -> KeyError {
    match error {
        DeviceKeyError::NotConfirmed => KeyError::NotConfirmed,
        DeviceKeyError::Invalidated => KeyError::Invalidated,
        DeviceKeyError::Missing => KeyError::Missing,
        DeviceKeyError::Locked => KeyError::Locked,
        DeviceKeyError::Unavailable { reason } => {
            tracing::warn!("the key storage failed");
            tracing::debug!(reason, "what the key storage said");
            KeyError::Unavailable
        }
    }
}

impl From<ports::KeyRole> for KeyRole {
    fn from(role: ports::KeyRole) -> Self {
        match role {
            ports::KeyRole::Possession => Self::Possession,
            ports::KeyRole::Approval => Self::Approval,
        }
    }
}

impl From<KeyRole> for ports::KeyRole {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::Possession => Self::Possession,
            KeyRole::Approval => Self::Approval,
        }
    }
}

impl From<ports::SignReason<'_>> for SignReason {
    fn from(reason: ports::SignReason<'_>) -> Self {
        match reason {
            ports::SignReason::Call => Self::Call,
            ports::SignReason::Deny => Self::Deny,
            ports::SignReason::Approve { application, domain } => Self::Approve {
                application: application.to_owned(),
                domain: domain.to_owned(),
            },
        }
    }
}

impl From<Hardware> for ports::Hardware {
    fn from(hardware: Hardware) -> Self {
        match hardware {
            Hardware::SecureEnclave => Self::SecureEnclave,
            Hardware::Strongbox => Self::Strongbox,
            Hardware::Tee => Self::Tee,
            Hardware::None => Self::None,
        }
    }
}

impl From<Presence> for ports::Presence {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Biometric => Self::Biometric,
            Presence::DeviceCredential => Self::DeviceCredential,
            Presence::None => Self::None,
        }
    }
}
