//! Keys without hardware, for emulators, simulators and tests.

use std::sync::Arc;

use async_trait::async_trait;
use logi_core::adapters::{OsRng, SoftwareKeys};
use logi_core::ports::{DeviceKey as _, KeyError};
use p256::ecdsa::Signature;

use super::device_keys::{DeviceKeyError, DeviceKeys, Hardware, HeldKey, KeyRole, Presence, SignReason};
use super::secret_store::{ForeignStore, SecretStore};

/// P-256 keys in software, kept in `store`. They say so: `hardware` and `presence` are none, and a server may refuse
/// them.
///
/// # Errors
/// None of its own.
#[uniffi::export]
pub fn software_device_keys(store: Arc<dyn SecretStore>) -> Result<Arc<dyn DeviceKeys>, DeviceKeyError> {
    Ok(Arc::new(SoftwareDeviceKeys(SoftwareKeys::new(
        Arc::new(ForeignStore::new(store)),
        Arc::new(OsRng),
    ))))
}

struct SoftwareDeviceKeys(SoftwareKeys);

#[async_trait]
impl DeviceKeys for SoftwareDeviceKeys {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        Ok(self.0.ensure(role.into()).await?.into())
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        Ok(self.0.find(role.into()).await?.into())
    }

    async fn sign(&self, role: KeyRole, payload: Vec<u8>, reason: SignReason) -> Result<Vec<u8>, DeviceKeyError> {
        let raw = self.0.sign(role.into(), &payload, (&reason).into()).await?;
        let signature = Signature::from_slice(&raw).map_err(|_| KeyError::BadSignature)?;
        Ok(signature.to_der().as_bytes().to_vec())
    }

    async fn remove(&self, role: KeyRole) -> Result<(), DeviceKeyError> {
        Ok(self.0.remove(role.into()).await?)
    }
}

impl<'a> From<&'a SignReason> for logi_core::ports::SignReason<'a> {
    fn from(reason: &'a SignReason) -> Self {
        match reason {
            SignReason::Call => Self::Call,
            SignReason::Deny => Self::Deny,
            SignReason::Approve { application, domain } => Self::Approve { application, domain },
        }
    }
}

impl From<logi_core::ports::HeldKey> for HeldKey {
    fn from(key: logi_core::ports::HeldKey) -> Self {
        let mut public_key = vec![4];
        public_key.extend(key.public_key.x());
        public_key.extend(key.public_key.y());
        Self {
            public_key,
            hardware: Hardware::None,
            presence: Presence::None,
        }
    }
}

impl From<KeyError> for DeviceKeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotConfirmed => Self::NotConfirmed,
            KeyError::Invalidated => Self::Invalidated,
            KeyError::Missing => Self::Missing,
            KeyError::Locked => Self::Locked,
            KeyError::NotAPoint | KeyError::BadSignature | KeyError::Unavailable => Self::Unavailable { reason: error.to_string() },
        }
    }
}
