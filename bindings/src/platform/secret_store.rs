//! Storage of small secrets: the Keychain, a file sealed under a Keystore key.

use std::io::ErrorKind;
use std::sync::Arc;

use async_trait::async_trait;
use logi_core::ports::{self, StoreError};
use zeroize::Zeroizing;

use super::in_time;

/// Stores small byte strings, encrypted at rest, under short ASCII names. Any thread may call it. A call that takes
/// longer than 30 seconds is cancelled and counts as failed.
#[uniffi::export(rust, foreign, async_runtime = "tokio")]
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// The value under `name`, or nothing.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the store cannot be read. Nothing is the answer only when it is known that nothing is
    /// there.
    async fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError>;

    /// Stores `value` under `name`, in place of an earlier value. After a crash or an error the store holds the
    /// earlier value or the new one, whole.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the value could not be made durable.
    async fn save(&self, name: String, value: Vec<u8>) -> Result<(), SecretStoreError>;

    /// Removes the value under `name`; nothing there is fine.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the removal could not be made durable.
    async fn remove(&self, name: String) -> Result<(), SecretStoreError>;
}

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// The device is locked, or access was refused.
    #[error("the secret store is locked")]
    Locked,
    /// No space is left.
    #[error("no space is left")]
    Full,
    /// What is stored was changed from outside, or belongs to another key.
    #[error("the secret store was damaged")]
    Damaged,
    /// Anything else, also whatever else an implementation throws.
    #[error("the secret store cannot be used: {reason}")]
    Unavailable {
        /// What the system said. It is logged at [`LogLevel::Debug`](crate::LogLevel::Debug) and goes no further.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { reason: error.reason }
    }
}

/// The store of the platform behind the core's port.
pub(crate) struct ForeignStore(Arc<dyn SecretStore>);

impl ForeignStore {
    pub(crate) const fn new(store: Arc<dyn SecretStore>) -> Self {
        Self(store)
    }
}

#[async_trait]
impl ports::SecretStore for ForeignStore {
    async fn load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let loaded = in_time(self.0.load(name.to_owned()), late()).await;
        Ok(loaded.map_err(to_core)?.map(Zeroizing::new))
    }

    async fn save(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        in_time(self.0.save(name.to_owned(), value.to_vec()), late()).await.map_err(to_core)
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        in_time(self.0.remove(name.to_owned()), late()).await.map_err(to_core)
    }
}

fn late() -> SecretStoreError {
    SecretStoreError::Unavailable {
        reason: "no answer in 30 seconds".to_owned(),
    }
}

fn to_core(error: SecretStoreError) -> StoreError {
    match error {
        SecretStoreError::Locked => StoreError::Locked,
        SecretStoreError::Full => StoreError::Full,
        SecretStoreError::Damaged => StoreError::Damaged,
        SecretStoreError::Unavailable { reason } => {
            tracing::warn!("the secret store failed");
            tracing::debug!(reason, "what the secret store said");
            StoreError::Unavailable(ErrorKind::Other)
        }
    }
}
