//! Device keys in memory that remember what they signed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use super::{SeededRng, yield_once};
use crate::ports::{DeviceKey, Hardware, HeldKey, KeyError, KeyRole, Presence, PublicKey, RawSignature, Rng as _, SignReason};

/// Two keys that claim to be a phone's own.
pub struct RecordingKeys {
    rng: SeededRng,
    keys: Mutex<Keys>,
}

#[derive(Default)]
struct Keys {
    possession: Option<SigningKey>,
    approval: Option<SigningKey>,
    signed: Vec<(KeyRole, Vec<u8>)>,
    refuse: Option<KeyError>,
}

impl RecordingKeys {
    /// Keys that are made when first needed, the same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self {
            rng: SeededRng::new(seed),
            keys: Mutex::default(),
        }
    }

    /// The given keys.
    #[must_use]
    pub fn with(possession: SigningKey, approval: SigningKey) -> Self {
        let keys = Keys {
            possession: Some(possession),
            approval: Some(approval),
            ..Keys::default()
        };
        Self {
            rng: SeededRng::new(0),
            keys: Mutex::new(keys),
        }
    }

    /// From here on the approval key does not sign; `None` ends that.
    pub fn refuse_approvals(&self, error: Option<KeyError>) {
        self.keys().refuse = error;
    }

    /// Everything signed so far, in order.
    #[must_use]
    pub fn signed(&self) -> Vec<(KeyRole, Vec<u8>)> {
        self.keys().signed.clone()
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make(&self) -> Result<SigningKey, KeyError> {
        let mut scalar = [0; 32];
        self.rng.fill(&mut scalar).map_err(|_| KeyError::Unavailable)?;
        SigningKey::from_slice(&scalar).map_err(|_| KeyError::Unavailable)
    }
}

impl Keys {
    fn slot(&mut self, role: KeyRole) -> &mut Option<SigningKey> {
        match role {
            KeyRole::Possession => &mut self.possession,
            KeyRole::Approval => &mut self.approval,
        }
    }
}

#[async_trait]
impl DeviceKey for RecordingKeys {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        yield_once().await;
        let ensured = {
            let made = self.make()?;
            held(self.keys().slot(role).get_or_insert(made))
        };
        yield_once().await;
        ensured
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        yield_once().await;
        self.keys().slot(role).as_ref().ok_or(KeyError::Missing).and_then(held)
    }

    async fn sign(&self, role: KeyRole, payload: &[u8], _reason: SignReason<'_>) -> Result<RawSignature, KeyError> {
        yield_once().await;
        let signature = {
            let mut keys = self.keys();
            if let (KeyRole::Approval, Some(error)) = (role, keys.refuse) {
                return Err(error);
            }
            let signature: Signature = keys.slot(role).as_ref().ok_or(KeyError::Missing)?.sign(payload);
            keys.signed.push((role, payload.to_vec()));
            signature
        };
        yield_once().await;
        Ok(signature.to_bytes().into())
    }

    async fn remove(&self, role: KeyRole) -> Result<(), KeyError> {
        yield_once().await;
        *self.keys().slot(role) = None;
        yield_once().await;
        Ok(())
    }
}

fn held(key: &SigningKey) -> Result<HeldKey, KeyError> {
    Ok(HeldKey {
        public_key: PublicKey::parse(key.verifying_key().to_sec1_point(false).as_bytes())?,
        hardware: Hardware::Strongbox,
        presence: Presence::Biometric,
    })
}
