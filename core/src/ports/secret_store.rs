//! Storage of small secrets by name: a keychain, a sealed file.

use async_trait::async_trait;
use zeroize::Zeroizing;

/// Stores small byte strings, encrypted at rest, under short ASCII names.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// The value under `name`, or nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError>;

    /// Stores `value` under `name`, in place of an earlier value. After a crash or an error the store holds
    /// the earlier value or the new one, whole.
    ///
    /// # Errors
    /// [`StoreError`] when the value could not be made durable.
    async fn save(&self, name: &str, value: &[u8]) -> Result<(), StoreError>;

    /// Removes the value under `name`; nothing there is fine.
    ///
    /// # Errors
    /// [`StoreError`] when the removal could not be made durable.
    async fn remove(&self, name: &str) -> Result<(), StoreError>;
}

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The device is locked, or access was refused.
    #[error("the secret store is locked: unlock it and try again")]
    Locked,
    /// No space is left.
    #[error("no space is left on this device: free some and try again")]
    Full,
    /// What is stored was changed from outside, or belongs to another key.
    #[error("the secret store was damaged or belongs to another key")]
    Damaged,
    /// Anything else the operating system reports.
    #[error("the secret store cannot be used ({0})")]
    Unavailable(std::io::ErrorKind),
}
