//! P-256 keys without hardware, kept in the secret store. They say so: `hardware` and `presence` are `none`, and a
//! server may refuse them.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::lock::Mutex;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use zeroize::Zeroizing;

use crate::ports::{
    DeviceKey, Hardware, HeldKey, KeyError, KeyRole, Presence, PublicKey, RawSignature, Rng, SecretStore, SignReason, StoreError,
};

/// Two software keys in a secret store, each as its 32-byte scalar.
pub struct SoftwareKeys {
    secrets: Arc<dyn SecretStore>,
    rng: Arc<dyn Rng>,
    making: Mutex<()>,
}

impl SoftwareKeys {
    /// Keys in `secrets`; what is not there is made when it is first needed.
    #[must_use]
    pub fn new(secrets: Arc<dyn SecretStore>, rng: Arc<dyn Rng>) -> Self {
        Self {
            secrets,
            rng,
            making: Mutex::new(()),
        }
    }

    async fn load(&self, role: KeyRole) -> Result<Option<SigningKey>, KeyError> {
        let stored = self.secrets.load(name(role)).await.map_err(unreachable_store)?;
        let read = |scalar: Zeroizing<Vec<u8>>| SigningKey::from_slice(&scalar).map_err(|_| KeyError::Invalidated);
        stored.map(read).transpose()
    }

    fn make(&self) -> Result<SigningKey, KeyError> {
        // A random scalar is out of range once in 2^32; a source that fails twice is no random source.
        for _ in 0..2 {
            let mut scalar = Zeroizing::new([0; 32]);
            self.rng.fill(&mut *scalar).map_err(|_| KeyError::Unavailable)?;
            if let Ok(key) = SigningKey::from_slice(&*scalar) {
                return Ok(key);
            }
        }
        Err(KeyError::Unavailable)
    }
}

#[async_trait]
impl DeviceKey for SoftwareKeys {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        let _making = self.making.lock().await;
        if let Some(key) = self.load(role).await? {
            return held(&key);
        }
        let key = self.make()?;
        let scalar = Zeroizing::new(key.to_bytes());
        let saved = self.secrets.save(name(role), scalar.as_slice()).await;
        saved.map_err(unreachable_store)?;
        held(&key)
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        held(&self.load(role).await?.ok_or(KeyError::Missing)?)
    }

    async fn sign(&self, role: KeyRole, payload: &[u8], _reason: SignReason<'_>) -> Result<RawSignature, KeyError> {
        let key = self.load(role).await?.ok_or(KeyError::Missing)?;
        let signature: Signature = key.sign(payload);
        Ok(signature.to_bytes().into())
    }

    async fn remove(&self, role: KeyRole) -> Result<(), KeyError> {
        let _making = self.making.lock().await;
        self.secrets.remove(name(role)).await.map_err(unreachable_store)
    }
}

const fn name(role: KeyRole) -> &'static str {
    match role {
        KeyRole::Possession => "key.possession",
        KeyRole::Approval => "key.approval",
    }
}

fn held(key: &SigningKey) -> Result<HeldKey, KeyError> {
    Ok(HeldKey {
        public_key: PublicKey::parse(key.verifying_key().to_sec1_point(false).as_bytes())?,
        hardware: Hardware::None,
        presence: Presence::None,
    })
}

const fn unreachable_store(error: StoreError) -> KeyError {
    match error {
        StoreError::Locked => KeyError::Locked,
        StoreError::Full | StoreError::Damaged | StoreError::Unavailable(_) => KeyError::Unavailable,
    }
}
