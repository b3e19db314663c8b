//! A store for a machine without a phone's keychain, such as a tester's desktop: a sealed file, its key beside it.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use logi_core::adapters::{OsRng, SealedFile, SealedFileError, SealingKey};
use logi_core::ports::{SecretStore as _, StoreError};

use super::secret_store::{SecretStore, SecretStoreError};

/// What a phone remembers, kept in `folder` between runs: the files `vault`, sealed, and `key`, made when it is not there, which
/// only its owner can read. The folder must exist. As long as the store lives no other process opens it.
///
/// Who can read the folder can read what is in it: this is for tests and desktops, and no phone's store.
///
/// # Errors
/// [`SecretStoreError::Damaged`] when the vault was changed or belongs to another key, [`SecretStoreError::Unavailable`] when
/// it is in use or cannot be read.
#[uniffi::export]
pub fn sealed_file_store(folder: &str) -> Result<Arc<dyn SecretStore>, SecretStoreError> {
    let folder = Path::new(folder);
    let key = SealingKey::load_or_make(&folder.join("key"), &OsRng)?;
    let file = SealedFile::open(&folder.join("vault"), key, Arc::new(OsRng))?;
    Ok(Arc::new(SealedFileStore(file)))
}

struct SealedFileStore(SealedFile);

#[async_trait]
impl SecretStore for SealedFileStore {
    async fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Ok(self.0.load(&name).await?.map(|value| value.to_vec()))
    }

    async fn save(&self, name: String, value: Vec<u8>) -> Result<(), SecretStoreError> {
        Ok(self.0.save(&name, &value).await?)
    }

    async fn remove(&self, name: String) -> Result<(), SecretStoreError> {
        Ok(self.0.remove(&name).await?)
    }
}

impl From<SealedFileError> for SecretStoreError {
    fn from(error: SealedFileError) -> Self {
        match error {
            SealedFileError::Damaged => Self::Damaged,
            SealedFileError::InUse { .. } | SealedFileError::BadKey { .. } | SealedFileError::Rng(_) | SealedFileError::Io { .. } => {
                Self::Unavailable { reason: error.to_string() }
            }
        }
    }
}

impl From<StoreError> for SecretStoreError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::Locked,
            StoreError::Full => Self::Full,
            StoreError::Damaged => Self::Damaged,
            StoreError::Unavailable(kind) => Self::Unavailable { reason: kind.to_string() },
        }
    }
}
